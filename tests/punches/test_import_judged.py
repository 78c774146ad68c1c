"""What an import means for verdicts: judged in its own transaction, pending where nobody collected, once a number is somebody's."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions import devices, pins, punches_held
from actions.attendance import cells_of
from actions.attendance_judge import judge_and_count
from actions.calendar import import_calendar
from actions.pins import PinDraft
from actions.punches import BatchDraft, take_in
from devices.intake import take_file
from models import AuditRow, Coverage, PinMap, RawPunch, Verdict
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed
from rules.people import SYSTEM, Role
from tests.attendance.sheets_made import xls
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff
from tests.punches.conftest import make_device
from tests.punches.rows_made import FILE, punch, row, seconds, unreadable
from views.wording import say

DAY = date(2026, 2, 27)
LONG_BEFORE = MONDAY - timedelta(days=30)
WHOLE = ["08:25:00", "12:01:00", "13:20:00", "17:35:00"]


@pytest.fixture
def clerk(db):
    return actor_for(make_staff(Role.ATTENDANCE_CLERK))


@pytest.fixture
def person(db, device):
    staff = make_staff()
    pins.assign_pin(SYSTEM, device.id, PinDraft("7", staff.number, date(2025, 1, 1)), LONG_BEFORE)
    return staff


def day_of_punches(pin="7", day=DAY, times=WHOLE):
    return [punch(number, pin, f"{day} {time}") for number, time in enumerate(times, 1)]


def codes(staff, day=DAY):
    return {half.value: cell.code.value for (_, half), cell in cells_of(staff.id, day, day).items()}


def test_an_import_judges_everybody_on_the_days_it_collects(device, person, evening):
    colleague = make_staff()
    pins.assign_pin(SYSTEM, device.id, PinDraft("8", colleague.number, date(2025, 1, 1)), evening)
    take_in(SYSTEM, device, day_of_punches(), FILE, evening)
    assert codes(person) == {"am": "normal", "pm": "normal"}
    assert codes(colleague) == {"am": "absent_pending", "pm": "absent_pending"}


def test_a_day_nobody_collected_stays_pending_however_late_the_last_punch_is(device, person, evening):
    take_in(SYSTEM, device, day_of_punches(), BatchDraft("file", complete_until=seconds(f"{DAY} 13:00")), evening)
    take_in(SYSTEM, device, day_of_punches(times=["08:26:00"], day=DAY + timedelta(days=3)),
            BatchDraft("file", covers=(seconds("2026-03-02"), seconds("2026-03-02 09:00"))), evening)
    judge_and_count(DAY, date(2026, 3, 2), evening, "test")
    assert codes(person, date(2026, 3, 2)) == {"am": "pending", "pm": "pending"}


def test_what_comes_later_is_taken_in_late_and_judged(device, person, evening):
    rows = day_of_punches()
    take_in(SYSTEM, device, [rows[0], rows[3]], FILE, evening)
    assert codes(person) == {"am": "missing_out", "pm": "missing_in"}
    take_in(SYSTEM, device, [rows[2], rows[1]], BatchDraft("file"), evening)
    assert codes(person) == {"am": "normal", "pm": "normal"}


def test_a_row_from_2131_keeps_nothing_out(device, person, evening):
    take_in(SYSTEM, device, [punch(1, "7", "2131-01-01 08:00:00"), *day_of_punches()], FILE, evening)
    assert codes(person) == {"am": "normal", "pm": "normal"}
    assert max(one.until for one in Coverage.select()) == seconds("2026-02-28")


def test_days_of_a_year_without_calendar_are_judged_when_it_comes(device, person, evening, clerk):
    wednesday, later = date(2027, 1, 6), evening.replace(year=2027, month=1, day=8)
    counts = take_in(SYSTEM, device, day_of_punches(day=wednesday), FILE, later)
    assert (counts.stored, codes(person, wednesday)) == (4, {})
    document = json.dumps({"year": 2027, "papers": [], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]})
    import_calendar(clerk, document.encode(), "2027.json", False, later)
    assert codes(person, wednesday) == {"am": "normal", "pm": "normal"}
    assert codes(person, wednesday + timedelta(days=1)) == {}
    assert judge_and_count(date(2027, 1, 1), date(2027, 1, 8), later, "check", check=True)["differences"] == 0


def test_unknown_numbers_wait_and_are_judged_once_somebody_has_them(device, evening, clerk):
    staff = make_staff()
    counts = take_in(SYSTEM, device, day_of_punches("70"), FILE, evening)
    assert (counts.unknown_pin, Verdict.select().count()) == (4, 0)
    [unknown] = pins.unknown_pins(clerk, evening)
    assert (unknown.pin, unknown.count, unknown.first, unknown.last) == ("70", 4, DAY, DAY)
    pins.assign_pin(clerk, device.id, PinDraft("70", staff.number, DAY), evening)
    assert codes(staff) == {"am": "normal", "pm": "normal"}
    assert pins.unknown_pins(clerk, evening) == []


@pytest.mark.parametrize(("made", "until"), [
    ("2026-02-10 17:45:00", "2026-02-10 17:45"), ("2026-03-01 08:00:00", "2026-03-01 00:00"), ("2000-01-01 00:00:00", "2026-03-01 00:00"),
])
def test_a_sheet_of_a_month_that_was_made_in_its_middle_speaks_for_no_day_after_it(device, evening, made, until):
    sheet = [["员工刷卡记录表"], ["考勤日期：2026-02-01～2026-02-28", f"制表时间：{made}"], ["工号：", "7"], list(range(1, 29)), ["08:01"]]
    take_file(SYSTEM, device, xls(员工刷卡记录表=sheet), "1.xls", evening)
    assert [(row.since, row.until) for row in Coverage.select()] == [(seconds("2026-02-01 00:00"), seconds(until))]


@pytest.mark.parametrize(("stray", "spans"), [
    (["2025-01-01 00:00:10"], [("2026-02-27", "2026-02-28")]),
    (["2025-12-01 08:00:00", "2025-12-02 08:00:00"], [("2025-12-01", "2025-12-03"), ("2026-02-27", "2026-02-28")]),
    (["2025-12-01 08:00:00", "2026-01-05 08:00:00"], [("2026-02-27", "2026-02-28")]),
    (["2026-02-01 08:00:00"], [("2026-02-01", "2026-02-28")]),
    (["2025-06-02 08:10:00", "2025-06-02 08:20:00"], [("2025-06-02", "2025-06-03"), ("2026-02-27", "2026-02-28")]),
])
def test_a_stray_day_far_away_never_makes_a_machine_collected_for_what_lies_between(device, person, evening, stray, spans):
    rows = [punch(number, "7", moment) for number, moment in enumerate(stray, 90)]
    rows += [punch(100 + minute, "9", f"2026-02-27 08:{minute}:00") for minute in range(10, 50)]
    take_in(SYSTEM, device, [*rows, *day_of_punches()], FILE, evening)
    assert [(row.since, row.until) for row in Coverage.select().order_by(Coverage.since)] == [tuple(map(seconds, span)) for span in spans]
    assert (codes(person), codes(person, date(2025, 9, 1))) == ({"am": "normal", "pm": "normal"}, {})


@pytest.mark.parametrize(("until", "spans"), [
    ("2026-02-27 20:00", [("2025-12-01", "2025-12-02"), ("2026-02-26", "2026-02-27 20:00")]),
    ("2025-12-01 12:00", [("2025-12-01", "2025-12-01 12:00")]),
])
def test_who_says_up_to_when_a_file_goes_says_nothing_of_a_month_without_a_row_before(device, person, evening, until, spans):
    rows = [punch(1, "7", "2025-12-01 08:00:00"), punch(2, "7", "2026-02-26 08:00:00")]
    take_in(SYSTEM, device, rows, replace(FILE, complete_until=seconds(until)), evening)
    assert [(row.since, row.until) for row in Coverage.select().order_by(Coverage.since)] == [tuple(map(seconds, span)) for span in spans]


def test_a_line_held_back_is_shown_in_its_own_encoding(device, evening, clerk):
    texts = ["3\t1\t7\t张三\t2026/02/30 08:00:00", "4\t1\t7\t张三\t2131/02/10 08:00:00"]
    take_in(SYSTEM, device, [row(1, "7", None, "bad_date", texts[0].encode("gb18030")), row(2, "7", None, "bad_date", texts[1].encode())],
            FILE, evening)
    assert [line.text for line in punches_held.held_lines(clerk, device.id, "", 1)[0]] == texts


def test_a_number_that_ends_leaves_its_later_punches_waiting(device, person, evening, clerk):
    take_in(SYSTEM, device, day_of_punches(), FILE, evening)
    line = PinMap.get()
    pins.change_pin(clerk, line.id, PinDraft("7", person.number, date(2025, 1, 1), date(2026, 2, 26)), line.version, evening)
    assert codes(person) == {"am": "pending", "pm": "pending"}
    [unknown] = pins.unknown_pins(clerk, evening)
    assert (unknown.pin, unknown.count) == ("7", 4)
    pins.remove_pin(clerk, line.id, line.version + 1, evening)
    assert PinMap.select().count() == 0


def test_one_number_is_never_two_people_on_one_day_but_two_machines_may_have_two(device, person, evening, clerk):
    other = make_staff()
    with pytest.raises(InvalidInput) as refused:
        pins.assign_pin(clerk, device.id, PinDraft("7", other.number, date(2026, 1, 1)), evening)
    assert [say(problem) for problem in refused.value.problems] == [
        "这个编号从 2025-01-01 起已经对应别人，同一天不能是两个人。请先给原来的填上截止日期。"]
    gate = make_device("gate")
    pins.assign_pin(clerk, gate.id, PinDraft("7", other.number, date(2026, 1, 1)), evening)
    take_in(SYSTEM, gate, day_of_punches(), FILE, evening)
    take_in(SYSTEM, device, day_of_punches(times=WHOLE[:2]), FILE, evening)
    assert (codes(other), codes(person)) == ({"am": "normal", "pm": "normal"}, {"am": "normal", "pm": "absent_pending"})


def test_a_machine_out_of_use_is_not_waited_for(device, person, evening, clerk):
    gate, later = make_device("gate"), evening + timedelta(days=1)
    pins.assign_pin(clerk, gate.id, PinDraft("70", person.number, date(2025, 1, 1)), evening)
    take_in(SYSTEM, device, day_of_punches(times=WHOLE[:2]), FILE, evening)
    assert codes(person) == {"am": "normal", "pm": "pending"}
    devices.change_device(clerk, gate.id, devices.DeviceDraft("gate", "gate", "file", gate.installed, active=False), gate.version, evening)
    assert codes(person) == {"am": "normal", "pm": "pending"}
    until = BatchDraft("file", complete_until=seconds(f"{later.date()} 20:00"))
    take_in(SYSTEM, device, day_of_punches(day=later.date(), times=WHOLE[:2]), until, later)
    assert codes(person, later.date()) == {"am": "normal", "pm": "absent_pending"}
    assert [row.valid_to for row in PinMap.select().where(PinMap.device_id == gate.id)] == [evening.date()]


def test_a_released_row_is_judged_and_a_decided_one_is_told(device, person, evening, clerk):
    rows = day_of_punches()
    held = row(9, "7", rows[1].second, "bad_line")
    take_in(SYSTEM, device, [rows[0], held, *rows[2:]], FILE, evening)
    assert codes(person)["am"] == "missing_out"
    kept = RawPunch.get(RawPunch.state == "quarantined")
    with pytest.raises(InvalidInput):
        punches_held.release(clerk, kept.id, "  ", kept.version, evening)
    punches_held.release(clerk, kept.id, "核对过原机", kept.version, evening)
    assert codes(person)["am"] == "normal"
    assert AuditRow.select().order_by(AuditRow.seq.desc()).where(AuditRow.what == "punch.released").get().note == "核对过原机"
    with pytest.raises(AlreadyDecided):
        punches_held.dismiss(clerk, kept.id, "再想想", kept.version + 1, evening)


def test_what_has_no_time_can_only_be_set_aside_one_by_one_or_all_of_a_kind(device, evening, clerk):
    take_in(SYSTEM, device, [unreadable(1), row(2, "8", None, "bad_date"), row(3, "", None, "bad_line")], FILE, evening)
    first = RawPunch.get(RawPunch.line == 1)
    with pytest.raises(InvalidInput) as refused:
        punches_held.release(clerk, first.id, "想放行", first.version, evening)
    assert refused.value.problems[0].code == "punch_unreadable"
    assert punches_held.dismiss_all(clerk, device.id, "bad_date", "存储损坏", evening) == 2
    assert [(group.problem, group.count) for group in punches_held.held_groups(clerk)] == [("bad_line", 1)]


def test_a_year_without_a_calendar_is_kept_and_judged_when_it_is_there(device, person, evening):
    later = evening.replace(year=2028)
    counts = take_in(SYSTEM, device, day_of_punches(day=date(2028, 2, 28)), FILE, later)
    assert (counts.stored, codes(person, date(2028, 2, 28))) == (4, {})


def test_others_may_neither_map_nor_decide(device, evening):
    nobody = actor_for(make_staff())
    for act in (lambda: pins.unknown_pins(nobody, evening), lambda: pins.assign_pin(nobody, device.id, PinDraft("1", "1", DAY), evening),
                lambda: punches_held.held_groups(nobody), lambda: punches_held.dismiss_all(nobody, device.id, "x", "y", evening)):
        with pytest.raises(NotAllowed):
            act()
