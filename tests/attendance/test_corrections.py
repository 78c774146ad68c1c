"""补签: asked by the person, decided by the head or one level up, counted against the month's limit, filed, printed."""

from __future__ import annotations

from datetime import date

import pytest

from actions import corrections
from actions.attachments import keep_paper
from actions.attendance_approvals import waiting_for
from actions.attendance_cases import publish
from actions.changes import FormStamp, add, find, transaction
from actions.delegation import DelegationAsked, delegate
from models import AttendanceCase, Notice, PunchCorrection, Schedule
from rules.calendar import Half
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound
from rules.people import SYSTEM, Role
from tests.at_once import at_once
from tests.attendance.attendance_made import at, code_of, day, judged, make_hall, punch
from tests.people_made import actor_for, make_staff, make_unit

NOW = at("03-03 10:00")
MONDAY = day("03-02")


@pytest.fixture
def hall(db):
    """A Monday on which the clerk came at 8:31:08 and forgot to punch out in the evening."""
    made = make_hall()
    punch(made.device, made.clerk, MONDAY, "08:31:08", "12:03", "13:22")
    judged(MONDAY, now=NOW)
    return made


def wanted(edge="out", half=Half.PM, minute=17 * 60 + 35, on=MONDAY, **values):
    return corrections.Asked(on, half, edge, minute if edge else None, **{"reason": "手指受伤，机器认不出", "witness": "王芳", **values})


def ask(hall, *, who=None, now=NOW, stamp=None, **values):
    person = who or hall.clerk
    return find(PunchCorrection, corrections.ask(actor_for(person), wanted(**values), now, stamp))


def decide(who, row, approve=True, opinion="", now=NOW):
    return corrections.decide(actor_for(who), row.id, approve, opinion, row.version, now)


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


def test_an_approved_correction_fills_the_missed_punch_and_the_day_is_judged_anew(hall):
    assert code_of(hall.clerk, MONDAY, "pm") == "missing_out"
    row = ask(hall)
    assert code_of(hall.clerk, MONDAY, "pm") == "missing_out"
    assert decide(hall.head, row) == "approved"
    assert code_of(hall.clerk, MONDAY, "pm") == "corrected"


def test_a_late_punch_can_be_corrected_and_the_punch_itself_stays(hall):
    decide(hall.head, ask(hall, edge="in", half=Half.AM, minute=8 * 60 + 28))
    assert code_of(hall.clerk, MONDAY) == "corrected"


def test_an_explanation_without_a_time_excuses_the_half_day(hall):
    decide(hall.head, ask(hall, edge="", half=Half.AM, reason="班车晚点"))
    assert code_of(hall.clerk, MONDAY) == "corrected"
    assert AttendanceCase.get(AttendanceCase.staff_id == hall.clerk.id).state == "excused"


def test_a_refused_correction_changes_nothing_and_its_reason_is_kept(hall):
    row = ask(hall)
    with pytest.raises(InvalidInput) as error:
        decide(hall.head, row, approve=False)
    assert codes(error) == {("opinion", "required")}
    assert decide(hall.head, row, approve=False, opinion="监控里没有") == "rejected"
    assert code_of(hall.clerk, MONDAY, "pm") == "missing_out"


def test_the_head_is_told_and_then_the_person(hall):
    row = ask(hall)
    decide(hall.head, row)
    told = {(notice.staff_id, notice.kind) for notice in Notice.select()}
    assert told == {(hall.head.id, "correction_asked"), (hall.clerk.id, "correction_approved")}


@pytest.mark.parametrize("who", ["clerk", "other", "section", "leader", "personnel", "monitor"])
def test_nobody_but_the_head_decides_it(hall, who):
    with pytest.raises(NotAllowed):
        decide(getattr(hall, who), ask(hall))


def test_the_heads_own_goes_one_level_up(hall):
    row = ask(hall, who=hall.head)
    with pytest.raises(NotAllowed):
        decide(hall.head, row)
    assert [line.row.id for line in waiting_for(actor_for(hall.section), NOW.date()).corrections] == [row.id]
    assert decide(hall.section, row) == "approved"


def test_the_sections_own_goes_to_a_leader_and_a_deputys_to_the_main_leader(hall):
    assert decide(hall.deputy, ask(hall, who=hall.section)) == "approved"
    row = ask(hall, who=hall.deputy)
    with pytest.raises(NotAllowed):
        decide(hall.section, row)
    assert decide(hall.leader, row) == "approved"


def test_the_main_leader_has_nobody_to_decide_it_and_is_told_so(hall):
    with pytest.raises(InvalidInput) as error:
        ask(hall, who=hall.leader)
    assert codes(error) == {("", "nobody_decides")}


def test_a_delegate_decides_in_the_principals_name(hall):
    delegate(actor_for(hall.head), DelegationAsked(hall.section.number, NOW.date(), NOW.date(), "外出开会"), NOW)
    row = ask(hall)
    assert decide(hall.section, row) == "approved"
    assert find(PunchCorrection, row.id).principal_id == hall.head.id


def test_a_head_of_another_window_sees_the_windows_people_while_standing_in_for_its_head(hall, settings, app, clock, sign_in):
    clock.now = NOW
    window = make_unit()
    stranger = make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=window)
    row = ask(hall, attachment_id=keep_paper(actor_for(hall.clerk), b"%PDF-1.4 note", "证明.pdf", settings, NOW))
    client = sign_in(stranger)
    pages = [f"/attendance/day/2026-03-02?person={hall.clerk.number}", f"/attendance/corrections/{row.id}/paper"]
    assert [client.get(page).status_code for page in pages] == [403, 404]
    delegate(actor_for(hall.head), DelegationAsked(stranger.number, NOW.date(), NOW.date(), "外出开会"), NOW)
    assert [client.get(page).status_code for page in pages] == [200, 200]
    assert client.get(f"/attendance/day/2026-03-02?person={hall.section.number}").status_code == 403
    assert client.post(f"/attendance/corrections/{row.id}/decide", {"verdict": "approve", "version": "1"}).status_code == 303
    clock.now = at("03-04 10:00")
    assert sign_in(stranger).get(pages[0]).status_code == 403


def test_a_head_who_was_delegated_by_the_section_does_not_decide_their_own(hall):
    delegate(actor_for(hall.section), DelegationAsked(hall.head.number, NOW.date(), NOW.date(), "外出开会"), NOW)
    with pytest.raises(NotAllowed):
        decide(hall.head, ask(hall, who=hall.head))


def test_the_month_has_a_limit_that_names_its_rule(hall):
    for number in (3, 4, 5):
        judged(day(f"03-0{number}"), now=at("03-06 10:00"))
    for on in (MONDAY, day("03-03"), day("03-04")):
        ask(hall, on=on, now=at("03-06 10:00"))
    with pytest.raises(InvalidInput) as error:
        ask(hall, on=day("03-05"), now=at("03-06 10:00"))
    [problem] = error.value.problems
    assert (problem.code, dict(problem.values)) == ("correction_limit", {"limit": 3, "month": 3, "version": "2004-01-01"})
    assert ask(hall, on=day("03-05"), edge="", now=at("03-06 10:00")).state == "pending"


def test_corrections_of_an_outage_and_those_refused_or_withdrawn_do_not_count(hall):
    with transaction():
        add(PunchCorrection(staff_id=hall.clerk.id, day=MONDAY, half="am", edge="out", minute=720, reason="停电", outage_id="x",
                            entered_by=hall.head.id, state="approved"), SYSTEM, "outage", NOW)
    row = ask(hall)
    corrections.withdraw(actor_for(hall.clerk), row.id, row.version, NOW)
    decide(hall.head, ask(hall), approve=False, opinion="不实")
    assert corrections.used_in_month(hall.clerk.id, MONDAY) == 0


@pytest.mark.parametrize(("values", "problem"), [
    ({"reason": " "}, ("reason", "required")), ({"minute": None}, ("time", "required")),
    ({"on": date(2026, 3, 4)}, ("what", "in_the_future")),
    ({"on": date(2026, 3, 3), "half": Half.AM, "edge": "out"}, ("time", "time_ahead")),
    ({"edge": "out", "half": Half.AM, "on": date(2026, 3, 1), "minute": 720}, ("what", "correction_not_due")),
    ({"edge": "", "on": date(2026, 2, 27)}, ("what", "nothing_to_explain")),
    ({"on": date(2025, 12, 1)}, ("what", "correction_not_due")),
    ({"minute": 5 * 60 + 34}, ("time", "time_not_in_hours")), ({"edge": "in", "minute": 800}, ("what", "correction_not_missing"))])
def test_what_cannot_be_asked_is_said_at_its_field(hall, values, problem):
    with pytest.raises(InvalidInput) as error:
        ask(hall, **values)
    assert codes(error) == {problem}


def test_a_punch_after_midnight_is_asked_for_as_the_clock_showed_it(hall):
    with transaction():
        add(Schedule(scope="staff", scope_id=hall.clerk.id, name="夜班", valid_from=MONDAY, am_start="18:00", am_end="22:00",
                     pm_start="22:00", pm_end="26:00"), SYSTEM, "hours", NOW)
    with pytest.raises(InvalidInput) as error:
        ask(hall, minute=125, now=at("03-03 01:00"))
    assert codes(error) == {("time", "time_ahead")}
    row = ask(hall, minute=125)
    decide(hall.head, row)
    assert (row.minute, code_of(hall.clerk, MONDAY, "pm")) == (1565, "corrected")


def test_the_same_punch_is_asked_for_once_at_a_time(hall):
    ask(hall)
    with pytest.raises(InvalidInput) as error:
        ask(hall)
    assert codes(error) == {("what", "correction_exists")}


def test_after_the_deadline_it_is_accepted_and_marked_late(hall):
    publish(NOW)
    assert not ask(hall, now=at("03-04 17:00")).late
    assert ask(hall, edge="in", half=Half.AM, minute=505, now=at("03-04 17:00")).late


def test_one_form_sent_twice_asks_once(hall):
    stamp = FormStamp("key", "hash")
    assert ask(hall, stamp=stamp).id == ask(hall, stamp=stamp).id
    assert PunchCorrection.select().count() == 1


def test_only_the_person_withdraws_and_only_while_it_waits(hall):
    row = ask(hall)
    with pytest.raises(NotFound):
        corrections.withdraw(actor_for(hall.head), row.id, row.version, NOW)
    decide(hall.head, row)
    with pytest.raises(AlreadyDecided):
        corrections.withdraw(actor_for(hall.clerk), row.id, row.version, NOW)


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(hall):
    delegate(actor_for(hall.head), DelegationAsked(hall.section.number, NOW.date(), NOW.date(), "外出开会"), NOW)
    row = ask(hall)
    results = at_once(lambda: decide(hall.head, row, True, "看过监控"), lambda: decide(hall.section, row, False, "看过监控"))
    assert [isinstance(result, AlreadyDecided) for result in results].count(True) == 1
    assert find(PunchCorrection, row.id).state in results


def test_the_section_files_what_was_approved_and_nobody_else_does(hall):
    row = ask(hall)
    decide(hall.head, row)
    with pytest.raises(NotAllowed):
        corrections.file_many(actor_for(hall.head), [row.id], NOW)
    assert corrections.file_many(actor_for(hall.section), [row.id], NOW) == 1
    assert corrections.file_many(actor_for(hall.section), [row.id], NOW) == 0
    assert find(PunchCorrection, row.id).filed_by == hall.section.id


def test_evidence_opens_for_who_decides_the_section_and_personnel_and_for_nobody_else(hall, settings, app, clock, sign_in):
    clock.now = NOW
    paper = keep_paper(actor_for(hall.clerk), b"%PDF-1.4 note", "证明.pdf", settings, NOW)
    row = ask(hall, attachment_id=paper)
    address = f"/attendance/corrections/{row.id}/paper"
    opened = {"clerk": 200, "head": 200, "section": 200, "personnel": 200, "leader": 403, "other": 404, "monitor": 404}
    for who, status in opened.items():
        assert sign_in(getattr(hall, who)).get(address).status_code == status, who


def test_the_page_asks_keeps_what_was_typed_and_the_slip_is_printed(hall, app, clock, sign_in):
    clock.now = NOW
    client = sign_in(hall.clerk)
    page = client.get("/attendance/day/2026-03-02").get_data(as_text=True)
    assert 'action="/attendance/day/2026-03-02/correction"' in page
    refused = client.post("/attendance/day/2026-03-02/correction", {"what": "pm-out", "time": "", "reason": "忘记打卡"})
    assert refused.status_code == 422
    assert "忘记打卡</textarea>" in refused.get_data(as_text=True)
    sent = client.post("/attendance/day/2026-03-02/correction", {"what": "pm-out", "time": "17:35", "reason": "忘记打卡"})
    assert sent.status_code == 303
    row = PunchCorrection.get()
    printed = client.get(f"/attendance/corrections/{row.id}/print").get_data(as_text=True)
    assert printed.count("考勤补签单") >= 3  # the title, the slip and its stub
    assert "17:35" in printed
    assert client.post(f"/attendance/corrections/{row.id}/decide", {"verdict": "approve", "version": "1"}).status_code == 403


def test_what_was_corrected_is_not_asked_to_be_explained_any_more(hall, app, clock, sign_in):
    publish(NOW)
    clock.now = NOW
    client = sign_in(hall.clerk)
    assert "下午的说明" in client.get("/attendance/day/2026-03-02").get_data(as_text=True)
    decide(hall.head, ask(hall))
    page = client.get("/attendance/day/2026-03-02").get_data(as_text=True)
    assert "上午的说明" in page
    assert "下午的说明" not in page


def test_the_head_decides_on_the_list_in_a_batch_and_is_told_of_each(hall, app, clock, sign_in):
    clock.now = NOW
    first, second = ask(hall), ask(hall, who=hall.other)
    client = sign_in(hall.head)
    assert "补签和说明（2）" in client.get("/attendance/approvals").get_data(as_text=True)
    corrections.withdraw(actor_for(hall.other), second.id, second.version, NOW)
    lines = {"pick": [f"{first.id}:1", f"{second.id}:1"], "verdict": "approve"}
    answer = client.post("/attendance/approvals", lines).get_data(as_text=True)
    assert "已同意" in answer
    assert "已被别人处理" in answer
    assert client.post("/attendance/approvals", {"verdict": "approve"}).status_code == 422


def test_htmx_decides_as_the_plain_form_does(hall, app, clock, sign_in):
    clock.now = NOW
    row = ask(hall)
    client = sign_in(hall.head)
    answer = client.post(f"/attendance/corrections/{row.id}/decide", {"verdict": "approve", "version": "1"}, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/attendance/approvals")
    again = client.post(f"/attendance/corrections/{row.id}/decide", {"verdict": "reject", "opinion": "x", "version": "1"})
    assert again.status_code == 409
