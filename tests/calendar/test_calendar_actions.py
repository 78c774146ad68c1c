"""The calendar as kept: presets, taking in documents, editing a day, missing years. One node, a real database."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from actions.calendar import (
    calendar_between,
    calendar_day,
    counted_before,
    edit_day,
    import_calendar,
    known_years,
    missing_years,
    remind_calendar,
    requests_on,
    year_days,
)
from actions.changes import FormStamp, add, transaction
from actions.presets import install_presets
from actions.schedule import sessions_of
from clock import STATION_ZONE
from models import AuditRow, CalendarDay, ChangeLog, LeaveCell, LeavePolicy, LeaveRequest, LeaveRule, Notice, Schedule
from rules.calendar import DayKind, Half
from rules.errors import CalendarMissing, InvalidInput, KeyReused, NotAllowed, OutOfDate
from rules.people import SYSTEM, Role
from tests.people_made import actor_for, make_staff

FRIDAY = date(2026, 3, 6)
NOVEMBER = datetime(2026, 11, 1, 8, 0, tzinfo=STATION_ZONE)


def paper(*days: tuple[str, bool], year: int = 2027) -> bytes:
    listed = [{"name": "元旦", "date": on, "isOffDay": off} for on, off in days]
    return json.dumps({"year": year, "papers": ["国办发明电〔2026〕9号"], "days": listed}, ensure_ascii=False).encode()


PAPER = paper(("2026-12-27", False), ("2027-01-01", True), ("2027-01-04", True))


def editor():
    return actor_for(make_staff(Role.ATTENDANCE_CLERK))


def leave_on(day: date, now: datetime) -> LeaveRequest:
    staff = make_staff()
    with transaction():
        request = add(LeaveRequest(number="QJ-2026-0001", staff_id=staff.id, entered_by=staff.id, type_code="annual", start=day, end=day,
                                   halves=2, state="approved"), SYSTEM, "test", now)
        for half in Half:
            add(LeaveCell(staff_id=staff.id, day=day, half=half, request_id=request.id, counts=True), SYSTEM, "test", now)
    return request


def test_a_new_node_knows_every_day_of_2004_to_2026_and_the_hours_of_the_centre(db):
    assert known_years() == list(range(2004, 2027))
    assert CalendarDay.select().count() == 8401
    assert Schedule.get().am_start == "08:30"
    assert [LeaveRule.select().count() > 10, LeavePolicy.select().count()] == [True, 2]
    assert [(session.start_minute, session.end_minute) for session in sessions_of(make_staff(), FRIDAY)] == [(510, 720), (810, 1050)]


def test_presets_are_put_in_once(db, now):
    before = ChangeLog.select().count()
    install_presets(now)
    assert ChangeLog.select().count() == before
    assert AuditRow.select().where(AuditRow.what == "preset.calendar").count() == 23


def test_a_document_fills_its_year_and_the_december_before(db, now):
    _, found = import_calendar(editor(), PAPER, "2027.json", False, now)
    assert (found.read, len(found.differences), found.unchanged) == (3, 3, 0)
    calendar = calendar_between(date(2026, 12, 25), date(2027, 1, 5))
    days = [date(2026, 12, 27), date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)]
    assert [on.day for on in days if calendar.is_workday(on)] == [27, 5]
    assert calendar_day(date(2026, 12, 27)).version == 2
    assert known_years()[-1] == 2027


def test_the_same_document_again_writes_nothing(db, now):
    actor = editor()
    import_calendar(actor, PAPER, "2027.json", False, now)
    before = ChangeLog.select().count()
    _, found = import_calendar(actor, PAPER, "2027.json", False, now)
    assert (len(found.differences), found.unchanged, ChangeLog.select().count()) == (0, 3, before)


def test_another_edition_changes_its_days_and_raises_their_versions(db, now):
    import_calendar(editor(), PAPER, "2027.json", False, now)
    _, found = import_calendar(editor(), paper(("2026-12-27", False), ("2027-01-01", True)), "2027.json", False, now)
    assert [difference.after.date for difference in found.differences] == [date(2027, 1, 4)]
    assert (calendar_day(date(2027, 1, 4)).kind, calendar_day(date(2027, 1, 4)).version) == ("workday", 2)


def test_a_dry_run_writes_nothing(db, now):
    actor = editor()
    before = ChangeLog.select().count()
    import_calendar(actor, PAPER, "2027.json", True, now)
    assert ChangeLog.select().count() == before


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_table_is_taken_in_from_either_encoding(db, now, encoding):
    text = "date,kind,name,source\n2027-01-01,day_off,元旦,县里通知\n2027-03-08,half_am,妇女节,\n"
    import_calendar(editor(), text.encode(encoding), "2027.csv", False, now)
    assert [(row.kind, row.name, row.source) for row in year_days(2027) if row.name] == [
        ("day_off", "元旦", "县里通知"), ("half_am", "妇女节", "2027.csv")]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"hello", b'{"year": 2027}', b"date,kind\n2027-13-01,day_off\n", b"PK\x03\x04x",
                                     b"\xff" * 200, b"date,kind,name\n2027-01-01,holiday,x\n", b" " * (1024 * 1024 + 1)])
def test_garbage_is_refused_and_nothing_is_written(db, now, content):
    actor = editor()
    before = ChangeLog.select().count()
    with pytest.raises(InvalidInput):
        import_calendar(actor, content, "x", False, now)
    assert ChangeLog.select().count() == before


def test_the_same_key_with_another_file_is_refused(db, now):
    actor = editor()
    import_calendar(actor, PAPER, "a", False, now, FormStamp("key", "one"))
    import_calendar(actor, PAPER, "a", False, now, FormStamp("key", "one"))
    with pytest.raises(KeyReused):
        import_calendar(actor, PAPER, "a", False, now, FormStamp("key", "two"))


def test_only_those_who_keep_the_calendar_change_it(db, now):
    actor = actor_for(make_staff(Role.WINDOW_HEAD))
    with pytest.raises(NotAllowed):
        import_calendar(actor, PAPER, "a", False, now)
    with pytest.raises(NotAllowed):
        edit_day(actor, FRIDAY, DayKind.DAY_OFF, "", "停电", 1, now)


def test_a_day_is_changed_by_hand_with_its_reason_and_survives_the_next_import(db, now):
    actor = editor()
    edit_day(actor, FRIDAY, DayKind.HALF_AM, "系统升级", "下午停止办公", 1, now)
    row = calendar_day(FRIDAY)
    assert (row.kind, row.source, row.reason, row.version) == ("half_am", "hand", "下午停止办公", 2)
    assert AuditRow.select().order_by(AuditRow.seq.desc()).get().note == "下午停止办公"
    _, found = import_calendar(actor, paper(("2026-03-06", True), year=2026), "2026.json", False, now)
    assert [day.date for day in found.kept] == [FRIDAY]
    assert calendar_day(FRIDAY).kind == "half_am"


def test_a_change_by_hand_needs_a_reason_the_newest_version_and_a_known_year(db, now):
    actor = editor()
    with pytest.raises(InvalidInput):
        edit_day(actor, FRIDAY, DayKind.DAY_OFF, "", "  ", 1, now)
    edit_day(actor, FRIDAY, DayKind.DAY_OFF, "", "停电", 1, now)
    with pytest.raises(OutOfDate) as error:
        edit_day(actor, FRIDAY, DayKind.MAKEUP, "", "来电", 1, now)
    assert (error.value.current["kind"], error.value.offered["kind"]) == ("day_off", "makeup")
    with pytest.raises(CalendarMissing):
        edit_day(actor, date(2027, 1, 4), DayKind.DAY_OFF, "", "停电", 1, now)


def test_leave_that_is_counted_keeps_its_count_and_is_named(db, now):
    leave_on(FRIDAY, now)
    assert counted_before(FRIDAY, FRIDAY) == []
    edit_day(editor(), FRIDAY, DayKind.HALF_AM, "", "下午停电", 1, now.replace(hour=10))
    assert [(cell.number, cell.half, cell.counted, cell.worked) for cell in counted_before(FRIDAY, FRIDAY)] == [
        ("QJ-2026-0001", Half.AM, True, True), ("QJ-2026-0001", Half.PM, True, False)]
    assert requests_on([FRIDAY]) == ["QJ-2026-0001"]
    assert "QJ-2026-0001" in AuditRow.select().order_by(AuditRow.seq.desc()).get().note


def test_the_next_year_is_missed_from_november_on(db, now):
    assert missing_years(now) == []
    assert missing_years(NOVEMBER.replace(month=10, day=31)) == []
    assert missing_years(NOVEMBER) == [2027]
    assert missing_years(NOVEMBER.replace(year=2027)) == [2027, 2028]


def test_a_missing_year_is_told_once_a_week_to_those_who_keep_it(db, settings):
    told = [make_staff(role) for role in (Role.PERSONNEL, Role.ATTENDANCE_CLERK, Role.SYSTEM_ADMIN)]
    make_staff()
    assert remind_calendar(settings, NOVEMBER) == {"2027": 3}
    assert remind_calendar(settings, NOVEMBER) == {"2027": 0}
    assert {notice.staff_id for notice in Notice.select()} == {staff.id for staff in told}
    assert remind_calendar(settings, NOVEMBER.replace(day=2)) == {"2027": 3}
