"""Closing a month: steps and their people, frozen figures, adjustments that cite it, reopening, and the seal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from actions import attendance_close, attendance_sheet, attendance_sums
from actions.changes import add, change, find, transaction
from clock import STATION_ZONE
from models import MonthAdjustment, MonthClose, MonthFigure, Notice, PunchCorrection, Staff, Verdict, database
from rules.attendance_month import MonthCell, sums_of
from rules.calendar import Half
from rules.errors import AlreadyDecided, CalendarMissing, InvalidInput, NotAllowed, OutOfDate
from rules.people import SYSTEM
from tests.at_once import at_once
from tests.attendance.month_made import APRIL, MARCH, make_hall, open_case, punch, work
from tests.leave.leave_made import act

NOW = datetime(2026, 4, 3, 9, 0, tzinfo=STATION_ZONE)
LATE_DAY, HALF_DAY = date(2026, 3, 3), date(2026, 3, 5)


@pytest.fixture
def hall(db):
    made = make_hall(days=40)
    work(made, MARCH, date(2026, 3, 31), {
        (made.clerk.id, LATE_DAY): ("08:31", "12:01", "13:25", "17:20"), (made.other.id, HALF_DAY): ("08:20", "12:01", "13:25")}, NOW)
    return made


def closed(hall, reason="", now=NOW):
    attendance_close.confirm_month(act(hall.keeper), MARCH, version(), reason, now)
    return attendance_close.close_month(act(hall.section), MARCH, version(), reason, now)


def version():
    row = attendance_sums.close_of(MARCH)
    return row.version if row else 0


def corrected(hall, now):
    """The missed punch of the afternoon, explained and approved."""
    with transaction():
        add(PunchCorrection(staff_id=hall.other.id, day=HALF_DAY, half=Half.PM.value, edge="out", minute=17 * 60 + 31, reason="忘记打卡",
                            entered_by=hall.other.id, state="approved"), SYSTEM, "correction.add", now)


def test_closing_freezes_one_figure_a_person_that_says_what_the_verdicts_say(hall):
    row = closed(hall)
    frozen = {line.person.id: line for line in attendance_sums.frozen_lines(MARCH)}
    assert len(frozen) == len(hall.everybody)
    for staff_id, line in frozen.items():
        verdicts = list(Verdict.select().where((Verdict.staff_id == staff_id) & Verdict.day.between(MARCH, date(2026, 3, 31))))
        again = sums_of([MonthCell(one.day, Half(one.half), one.code, one.late, one.early, one.rule_version) for one in verdicts], {})
        assert (line.sums.codes, line.sums.late_minutes) == (again.codes, again.late_minutes)
    assert len(row.digest) == 64
    assert attendance_close.broken_seals() == []
    assert attendance_sums.month_of(MARCH).frozen


def test_the_home_unit_keeps_the_sheet_of_a_closed_month_when_somebody_is_sent_by_another(hall):
    closed(hall)
    with transaction():
        hall.other.home_unit = "云岭县财政局"
        change(hall.other, SYSTEM, "staff.change", NOW)
    sheet = attendance_sheet.month_sheet(act(hall.personnel), MARCH, home_unit="云岭县税务局")
    assert [line.person.id for line in sheet.lines] == [hall.other.id]
    assert attendance_close.broken_seals() == []


def test_closed_stays_closed_and_what_comes_later_is_counted_in_the_open_month_citing_it(hall):
    before = closed(hall).digest
    later = NOW + timedelta(days=5)
    corrected(hall, later)
    assert Verdict.get((Verdict.staff_id == hall.other.id) & (Verdict.day == HALF_DAY) & (Verdict.half == "pm")).code == "corrected"
    sheet = attendance_sheet.month_sheet(act(hall.personnel), MARCH)
    line = next(line for line in sheet.lines if line.person.id == hall.other.id)
    assert line.sums.missing == 1
    assert (attendance_sums.close_of(MARCH).digest, attendance_close.broken_seals()) == (before, [])
    april = next(one for one in attendance_sums.live_lines(APRIL) if one.person.id == hall.other.id)
    assert [(one.month, one.day, one.before, one.after) for one in april.adjusted] == [("2026-03", HALF_DAY, "missing_out", "corrected")]


def test_the_page_of_the_open_month_says_what_was_corrected(hall, sign_in, clock):
    clock.now = NOW + timedelta(days=5)
    closed(hall)
    corrected(hall, clock.now)
    page = sign_in(hall.personnel).get("/attendance/sheet?month=2026-04").get_data(as_text=True)
    assert "2026-03 已结账，其后更正" in page
    assert "下班缺卡改为已补签" in page


def test_who_confirmed_does_not_close(hall):
    attendance_close.confirm_month(act(hall.keeper), MARCH, 0, "", NOW)
    with pytest.raises(InvalidInput) as refused:
        attendance_close.close_month(act(hall.keeper), MARCH, version(), "", NOW)
    assert refused.value.problems[0].code == "close_needs_second"


def test_the_only_one_who_may_close_confirms_and_closes(hall):
    with transaction():
        for staff in (find(Staff, hall.section.id), find(Staff, hall.personnel.id)):
            staff.active_to = date(2026, 4, 1)
            change(staff, SYSTEM, "staff.leave", NOW)
    attendance_close.confirm_month(act(hall.keeper), MARCH, 0, "", NOW)
    assert attendance_close.close_month(act(hall.keeper), MARCH, version(), "", NOW).state == "closed"


@pytest.mark.parametrize("who", ["head", "clerk", "leader"])
def test_only_who_keeps_attendance_confirms_and_closes(hall, who):
    with pytest.raises(NotAllowed):
        attendance_close.confirm_month(act(getattr(hall, who)), MARCH, 0, "", NOW)
    attendance_close.confirm_month(act(hall.keeper), MARCH, 0, "", NOW)
    with pytest.raises(NotAllowed):
        attendance_close.close_month(act(getattr(hall, who)), MARCH, version(), "", NOW)


def test_a_month_is_closed_over_open_cases_only_with_a_reason(hall):
    open_case(hall.other, HALF_DAY, Half.PM)
    assert attendance_close.unsettled_of(MARCH).cases == 1
    with pytest.raises(InvalidInput) as refused:
        closed(hall)
    assert refused.value.problems[0].code == "close_needs_reason"
    assert closed(hall, "本人住院，返岗后再说明").reason == "本人住院，返岗后再说明"


def test_what_became_unsettled_after_it_was_confirmed_asks_for_a_reason_again(hall):
    attendance_close.confirm_month(act(hall.keeper), MARCH, 0, "", NOW)
    open_case(hall.other, HALF_DAY, Half.PM)
    with pytest.raises(InvalidInput):
        attendance_close.close_month(act(hall.section), MARCH, version(), "", NOW)


def test_a_month_is_not_closed_before_it_is_over_or_without_verdicts(hall):
    with pytest.raises(InvalidInput) as early:
        attendance_close.confirm_month(act(hall.keeper), APRIL, 0, "", NOW)
    with pytest.raises(InvalidInput) as unjudged:
        attendance_close.confirm_month(act(hall.keeper), date(2026, 2, 1), 0, "", NOW)
    assert [early.value.problems[0].code, unjudged.value.problems[0].code] == ["month_not_over", "month_not_judged"]


def test_days_nobody_had_judged_are_judged_before_the_month_is_frozen(hall):
    database.execute_sql("DELETE FROM verdict WHERE day >= '2026-03-30'")  # as if nobody had opened them
    closed(hall)
    assert {sum(line.sums.codes.values()) for line in attendance_sums.frozen_lines(MARCH)} == {62}


def test_reopening_is_an_act_of_somebody_else_with_a_reason_and_the_month_is_closed_anew(hall):
    closed(hall)
    corrected(hall, NOW + timedelta(days=1))
    with pytest.raises(InvalidInput):
        attendance_close.reopen_month(act(hall.leader), MARCH, version(), " ", NOW)
    attendance_close.reopen_month(act(hall.leader), MARCH, version(), "补签漏审，核对后重结", NOW)
    assert (MonthFigure.select().count(), MonthAdjustment.select().count()) == (0, 0)
    closed(hall)
    line = next(line for line in attendance_sums.frozen_lines(MARCH) if line.person.id == hall.other.id)
    assert (line.sums.missing, line.sums.codes["corrected"]) == (0, 1)


def test_who_closed_does_not_reopen_and_neither_does_who_may_not(hall):
    row = closed(hall)
    with transaction():
        row = find(MonthClose, row.id)
        row.closed_by = hall.leader.id
        change(row, SYSTEM, "test", NOW)
    for who in (hall.leader, hall.section, hall.keeper):
        with pytest.raises(NotAllowed):
            attendance_close.reopen_month(act(who), MARCH, version(), "重开", NOW)


def test_months_are_reopened_from_the_last_one_back_and_closed_from_the_first_one_on(hall):
    later = datetime(2026, 5, 6, 9, 0, tzinfo=STATION_ZONE)
    work(hall, APRIL, date(2026, 4, 30), {}, later)
    closed(hall)
    attendance_close.confirm_month(act(hall.keeper), APRIL, 0, "未采集", later)
    attendance_close.reopen_month(act(hall.leader), MARCH, version(), "重开", later)
    april = attendance_sums.close_of(APRIL)
    with pytest.raises(InvalidInput) as refused:
        attendance_close.close_month(act(hall.section), APRIL, april.version, "未采集", later)
    assert refused.value.problems[0].code == "earlier_month_open"
    closed(hall, now=later)
    attendance_close.close_month(act(hall.section), APRIL, april.version, "未采集", later)
    with pytest.raises(InvalidInput) as again:
        attendance_close.reopen_month(act(hall.leader), MARCH, version(), "重开", later)
    assert again.value.problems[0].code == "later_month_closed"


def test_a_form_opened_before_somebody_else_acted_is_refused(hall):
    attendance_close.confirm_month(act(hall.keeper), MARCH, 0, "", NOW)
    with pytest.raises(AlreadyDecided):
        attendance_close.confirm_month(act(hall.section), MARCH, 0, "", NOW)
    with pytest.raises(OutOfDate):
        attendance_close.close_month(act(hall.section), MARCH, version() + 1, "", NOW)


def test_of_two_who_close_at_once_one_does(hall):
    attendance_close.confirm_month(act(hall.keeper), MARCH, 0, "", NOW)
    seen, section, personnel = version(), act(hall.section), act(hall.personnel)
    outcomes = at_once(lambda: attendance_close.close_month(section, MARCH, seen, "", NOW).state,
                       lambda: attendance_close.close_month(personnel, MARCH, seen, "", NOW).state)
    assert sorted(outcome if outcome == "closed" else type(outcome).__name__ for outcome in outcomes) == ["AlreadyDecided", "closed"]
    assert MonthFigure.select().count() == len(hall.everybody)
    assert attendance_close.broken_seals() == []


def test_figures_changed_behind_the_programs_back_break_the_seal(hall):
    closed(hall)
    database.execute_sql("UPDATE month_figure SET figures = REPLACE(figures, '\"late_minutes\": 1', '\"late_minutes\": 0')")
    assert attendance_close.broken_seals() == ["2026-03"]


def test_from_the_day_to_close_by_on_those_who_close_and_the_heads_are_told_once(hall):
    assert attendance_close.month_stands(NOW)[0].due == date(2026, 4, 7)
    assert attendance_close.remind_close(datetime(2026, 4, 6, 9, 0, tzinfo=STATION_ZONE)) == 0
    due = datetime(2026, 4, 7, 9, 0, tzinfo=STATION_ZONE)
    assert attendance_close.remind_close(due) == 5
    assert attendance_close.remind_close(due + timedelta(days=1)) == 0
    assert Notice.select().where((Notice.staff_id == hall.head.id) & (Notice.kind == "month_unclosed")).count() == 1
    assert attendance_close.month_stands(due + timedelta(days=1))[0].late
    with transaction():
        add(MonthClose(month="2026-03", state="reopened", confirmed_by=hall.keeper.id), SYSTEM, "test", due)
    assert attendance_close.remind_close(due + timedelta(days=2)) == 5


def test_a_year_without_calendar_is_shouted(hall):
    with transaction():
        punch(hall, hall.clerk, date(2026, 12, 1), "08:20")
    december = datetime(2027, 1, 10, 9, 0, tzinfo=STATION_ZONE)
    work(hall, date(2026, 12, 1), date(2026, 12, 3), {(hall.clerk.id, date(2026, 12, 1)): ()}, december)
    assert attendance_close.month_stands(december)[0].missing_year == 2027
    with pytest.raises(CalendarMissing):
        attendance_close.remind_close(december)


def test_the_steps_are_done_on_the_page_one_person_after_the_other(hall, sign_in, clock):
    clock.now = NOW
    keeper, section, leader = sign_in(hall.keeper), sign_in(hall.section), sign_in(hall.leader)
    page = "/attendance/close/2026-03"
    assert keeper.post(f"{page}/confirm", {"version": "0"}).status_code == 303
    assert keeper.post(f"{page}/close", {"version": "1"}).status_code == 422
    assert section.post(f"{page}/close", {"version": "1"}).status_code == 303
    assert section.post(f"{page}/close", {"version": "1"}).status_code == 409
    assert "校验值" in section.get(page).get_data(as_text=True)
    assert leader.post(f"{page}/reopen", {"version": "2"}).status_code == 422
    assert leader.post(f"{page}/reopen", {"version": "2", "reason": "核对后重结"}).status_code == 303
    assert "已重开" in keeper.get("/attendance/close").get_data(as_text=True)
    assert [keeper.get(f"/attendance/close/{month}").status_code for month in ("9999-12", "0001-01", "2026-13")] == [404] * 3
    assert keeper.get("/attendance/close/2026-3").status_code == 404


def test_a_head_sees_how_far_a_month_is_and_the_figures_of_the_own_unit_only(hall, sign_in, clock):
    clock.now = NOW
    page = sign_in(hall.head).get("/attendance/close/2026-03").get_data(as_text=True)
    assert hall.clerk.name in page
    assert hall.other.name not in page
    assert "function" not in page
