"""What users of other systems complain about, each told as a day at a centre. Those that a test elsewhere proves already:

| complaint | proved by |
| --- | --- |
| a valid last punch was skipped; a late punch was ignored, the day was judged already | test_import_judged: what comes later |
| one punch was counted twice after an edit | test_attendance_judge: every punch has exactly one use |
| absences were skipped or came a day late | test_import_judged: an import judges everybody |
| leave could not be refused once attendance stood | test_leave_complaints: whatever else stands on the day |
| half a day of leave still showed hours of lateness | test_attendance_judge: never shows hours of lateness |
| half days of half holidays, days over holidays, fractions of hours | test_leave_complaints, test_leave_count |
| the same file or history again was counted again | test_taking_in, test_iclock_requests |
| the same PIN on two devices was one person | test_attendance_follows: two devices is two people |
| 30 February, 2000, 2131, random dates after a power cut | test_taking_in, test_devices_garbage |
| one row dated 2131 blocked all later punches | test_import_judged: a row from 2131 keeps nothing out |
| the key that was pressed decided | test_attendance_judge: the key decides an exact tie |
| nobody was told of anything while a device was silent | test_import_judged: stays pending; test_coverage_and_clock |
| a crash between rows lost punches | test_import_engines: a process that dies in the middle |
| absences were marked anew each hour for everybody | test_attendance_follows: judging again writes nothing |
| two decided at once | test_corrections, test_attendance_close: of two at once one does |
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest

from actions import corrections, leave
from actions.attendance import cells_of
from actions.attendance_judge import judge_and_count
from actions.changes import find
from devices.intake import take_file
from models import Device, ImportBatch, LeaveRequest, PunchCorrection, RawPunch
from rules.calendar import Half
from rules.people import SYSTEM, Role
from tests.attendance.attendance_made import FULL_DAY, at, code_of, day, judged, make_device, punch
from tests.leave.leave_made import Centre, act, approved, asked, draft, make_centre
from tests.people_made import make_staff

MONDAY, WEDNESDAY = at("03-02 09:00"), at("03-04 09:00")
TUESDAY = day("03-03")


@pytest.fixture
def centre(db: object) -> Centre:
    """A small centre whose people have numbers on one device."""
    return make_centre()


@pytest.fixture
def device(centre: Centre) -> Device:
    """The device, collected for the whole of March."""
    return make_device(centre.clerk, centre.partner, centre.head, name="大厅考勤机")


def codes(centre: Centre) -> list[str]:
    """Tuesday of the clerk; the check agrees with every code that is looked at."""
    assert judge_and_count(TUESDAY, TUESDAY, WEDNESDAY, "check", check=True)["differences"] == 0
    return [code_of(centre.clerk, TUESDAY, half) for half in ("am", "pm")]


def sign(centre: Centre, request_id: str, verdict: str = "approve") -> None:
    """Let everybody whose turn it is sign, now that the day is over."""
    signers = {"window_head": centre.head, "section": centre.section, "centre_leader": centre.leader}
    request = find(LeaveRequest, request_id)
    if request.state == "handover":
        leave.answer_handover(act(centre.partner), request_id, True, "", request.version, WEDNESDAY)
        request = find(LeaveRequest, request_id)
    while request.state == "pending":
        step = request.steps[request.step]["kind"]
        leave.decide(act(signers[step]), request.id, verdict, "知道了", request.version, WEDNESDAY)
        request = find(LeaveRequest, request_id)


def cancel(centre: Centre, request: LeaveRequest, now: datetime = MONDAY) -> None:
    """Cancel approved leave before it begins."""
    leave.ask_cancel(act(centre.clerk), request.id, "会议取消", request.version, now)
    signer = centre.head if request.halves == 1 else centre.section
    leave.decide_cancel(act(signer), request.id, True, "", request.version + 1, now)


def attlog(pin: str, on: date, *punches: tuple[str, str]) -> bytes:
    """A file of one person's punches: time and status key."""
    return "".join(f"{pin:>9}\t{on} {time}\t1\t{key}\t1\t0\n" for time, key in punches).encode()


def test_leave_approved_after_punching_takes_the_late_mark_away_and_keeps_the_punches(centre, device):
    """[horilla-hr 275] The day was still counted as worked."""
    request = asked(centre, draft("03-03 am", "03-03 am", partner=centre.partner), MONDAY)
    punch(device, centre.clerk, TUESDAY, "08:50", "12:02", "13:20", "17:40")
    judged(TUESDAY, now=WEDNESDAY)
    assert codes(centre) == ["late", "normal"]
    sign(centre, request.id)
    assert codes(centre) == ["leave", "normal"]
    morning, afternoon = cells_of(centre.clerk.id, TUESDAY, TUESDAY).values()
    assert (len(morning.unused) + len(afternoon.unused), len(afternoon.used)) == (2, 2)


def test_cancelling_a_leave_frees_its_half_days_and_judges_them_by_the_punches(centre, device):
    """[by reading, Frappe] The punches of a cancelled leave stayed linked and its days could never be judged again."""
    request = approved(centre, draft("03-03 pm", "03-03 pm", partner=centre.partner), MONDAY)
    punch(device, centre.clerk, TUESDAY, "08:20", "12:02")
    judged(TUESDAY, now=at("03-03 09:00"))
    assert codes(centre) == ["normal", "leave"]
    cancel(centre, request, at("03-03 10:00"))
    assert codes(centre) == ["normal", "absent_pending"]
    punch(device, centre.clerk, TUESDAY, "13:20", "17:40")
    judged(TUESDAY, now=WEDNESDAY)
    assert codes(centre) == ["normal", "normal"]


def test_a_sick_note_after_the_absence_was_stated_takes_the_absence_away(centre, device):
    """[phamos HR-Addon 7] The absence stood beside the sick note."""
    judged(TUESDAY, now=WEDNESDAY)
    assert codes(centre) == ["absent_pending", "absent_pending"]
    wanted = draft("03-03", type_code="sick", partner=centre.partner)
    sign(centre, leave.enter_for(act(centre.head), centre.clerk.id, wanted, WEDNESDAY))
    assert codes(centre) == ["leave", "leave"]


def test_of_a_cancelled_and_a_living_leave_of_one_day_the_living_one_counts(centre, device):
    """[phamos HR-Addon 91] The cancelled one was read."""
    gone = approved(centre, draft("03-03", partner=centre.partner), MONDAY)
    cancel(centre, gone)
    approved(centre, draft("03-03 pm", "03-03 pm", partner=centre.partner), MONDAY)
    punch(device, centre.clerk, TUESDAY, "08:20", "12:02")
    judged(TUESDAY, now=WEDNESDAY)
    assert codes(centre) == ["normal", "leave"]


def test_refusing_one_leave_leaves_the_other_leave_of_the_day_alone(centre, device):
    """[by reading, Horilla] Saving a refused leave removed every leave of its dates from the record."""
    approved(centre, draft("03-03 am", "03-03 am", partner=centre.partner), MONDAY)
    other = asked(centre, draft("03-03 pm", "03-03 pm", partner=centre.partner), MONDAY)
    judged(TUESDAY, now=WEDNESDAY)
    sign(centre, other.id, "refuse")
    assert codes(centre) == ["leave", "absent_pending"]


def test_the_half_beside_the_leave_is_attendance_when_its_punches_are_there(centre, device):
    """[hrms 4866, 4883] The other half was absent although punched."""
    approved(centre, draft("03-03 am", "03-03 am", partner=centre.partner), MONDAY)
    punch(device, centre.clerk, TUESDAY, "13:20", "17:40")
    judged(TUESDAY, now=WEDNESDAY)
    assert codes(centre) == ["leave", "normal"]


def test_a_time_entered_by_hand_and_approved_counts_and_the_missing_one_is_still_shown(centre, device):
    """[horilla-hr 1057] Days that were typed in never came into the lists."""
    punch(device, centre.clerk, TUESDAY, "12:02", "13:20")
    judged(TUESDAY, now=WEDNESDAY)
    wanted = corrections.Asked(TUESDAY, Half.AM, "in", 8 * 60 + 25, reason="手指受伤", witness="王芳")
    row = find(PunchCorrection, corrections.ask(act(centre.clerk), wanted, WEDNESDAY))
    corrections.decide(act(centre.head), row.id, True, "", row.version, WEDNESDAY)
    assert codes(centre) == ["corrected", "missing_out"]


def test_the_time_the_device_wrote_is_kept_wherever_the_server_believes_to_be(centre, device):
    """[sync-tool 64] The server's time was stored. [odoo 286054] A punch near midnight went to the neighbouring day."""
    there = at("03-03 20:00").astimezone(UTC)
    content = attlog(centre.clerk.number, TUESDAY, ("00:00:00", "0"), ("08:29:59", "0"), ("12:00:00", "1"), ("13:30:00", "0"),
                     ("17:30:00", "1"), ("19:59:59", "1"), ("23:59:59", "1"))
    _, counts = take_file(SYSTEM, device, content, "1_attlog.dat", there)
    assert (counts.first, counts.last, counts.quarantined) == ("2026-03-03 00:00:00", "2026-03-03 23:59:59", 1)
    judged(TUESDAY, now=WEDNESDAY)
    assert codes(centre) == ["normal", "normal"]
    assert {row.second % 86400 for row in RawPunch.select().where(RawPunch.state == "quarantined")} == {86399}, "not yet there"


@pytest.mark.parametrize("keys", ["255 255 255 255", "0 0 0 0", "1 0 1 0", "4 4 4 4"])
def test_a_device_with_one_key_for_everything_or_the_wrong_ones_is_judged_by_the_hours(centre, device, keys):
    """[horilla-hr 1115] Status 255 for all: nothing was taken in. [340, 600] In was out and out was in."""
    content = attlog(centre.clerk.number, TUESDAY, *zip(FULL_DAY_SECONDS, keys.split(), strict=True))
    _, counts = take_file(SYSTEM, device, content, "1_attlog.dat", WEDNESDAY)
    judged(TUESDAY, now=WEDNESDAY)
    assert (counts.stored, codes(centre)) == (4, ["normal", "normal"])


FULL_DAY_SECONDS = [f"{time}:00" for time in FULL_DAY]


def test_a_wrong_key_corrected_seconds_later_is_one_punch(centre, device):
    """[horilla-hr 155, and 5 of 190 punches of a real office] The second punch closed the day that the first had opened."""
    content = attlog(centre.clerk.number, TUESDAY, ("08:20:00", "1"), ("08:20:07", "0"), ("12:05:00", "0"), ("12:05:09", "1"),
                     ("13:20:00", "0"), ("17:40:00", "0"), ("17:40:30", "1"))
    take_file(SYSTEM, device, content, "1_attlog.dat", WEDNESDAY)
    judged(TUESDAY, now=WEDNESDAY)
    assert codes(centre) == ["normal", "normal"]
    assert [one.reason for cell in cells_of(centre.clerk.id, TUESDAY, TUESDAY).values() for one in cell.unused] == ["burst"] * 3


def test_what_waits_for_a_device_says_which(centre, sign_in, clock):
    """[hrms 5155, 5082, 603] Nothing happened, and nobody saw why."""
    make_device(centre.clerk, until=day("03-02"), name="东门考勤机")
    judged(TUESDAY, now=WEDNESDAY)
    assert codes(centre) == ["pending", "pending"]
    clock.now = WEDNESDAY
    page = sign_in(centre.clerk).get("/attendance").get_data(as_text=True)
    assert "东门考勤机的记录收齐到 2026-03-03 00:00，以后的还没有采集，显示为“待采集”" in page


def test_a_chinese_name_of_a_file_is_shown_as_it_is_and_its_content_tells_the_file(device, app, sign_in):
    """[uploaded file names] Parsing the form made mojibake of them, and the name was what told one file from another."""
    client = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    content, name = attlog("7", day("03-01"), ("08:20:00", "0")), "1_（三月）员工刷卡记录表.dat"
    sent = client.post("/attendance/import", {"device": device.id, "file": (io.BytesIO(content), name)},
                       content_type="multipart/form-data")
    assert name in client.get(sent.location).get_data(as_text=True)
    take_file(SYSTEM, device, content, name, MONDAY)
    again = take_file(SYSTEM, device, content, "改了名.dat", MONDAY)[1]
    assert (ImportBatch.get().file_name, again.stored, again.duplicate) == (name, 0, 1)
