"""The month's sheet of attendance: what stands on it, in which form, and who may see it; and what the leave calendar takes from it."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from docx import Document
from openpyxl import load_workbook

from actions import attendance_sheet, leave_team
from actions.attendance import cells_between
from actions.changes import add, transaction
from models import AuditRow, Posting
from rules.errors import InvalidInput, NotAllowed
from rules.people import SYSTEM
from tests.attendance.month_made import MARCH, NOW, make_hall, work
from tests.leave.leave_made import act
from views import leave_grid

LATE_DAY, GONE_DAY, HALF_DAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def hall(db):
    made = make_hall()
    work(made, MARCH, date(2026, 3, 31), {
        (made.clerk.id, LATE_DAY): ("08:31", "12:01", "13:25", "17:20"), (made.clerk.id, GONE_DAY): (),
        (made.other.id, HALF_DAY): ("08:20", "12:01", "13:25"),
    })
    return made


def sheet_of(actor, unit="", home="", first=MARCH):
    return attendance_sheet.month_sheet(act(actor), first, unit, home)


def line_of(sheet, staff):
    return next(line for line in sheet.lines if line.person.id == staff.id)


def test_the_sums_of_the_sheet_are_those_of_the_verdicts_read_one_by_one(hall):
    verdicts = cells_between(MARCH, date(2026, 3, 31))
    for line in sheet_of(hall.personnel).lines:
        mine = [cell for (staff_id, *_), cell in verdicts.items() if staff_id == line.person.id]
        sums = line.sums
        assert len(mine) == 62
        assert sum(sums.codes.values()) == 62
        assert sums.late_minutes == sum(cell.late for cell in mine)
        assert sums.due == len([cell for cell in mine if cell.due])
        for cell in mine:
            assert sums.codes[cell.code] == len([one for one in mine if one.code == cell.code])


def test_late_early_missing_and_unexplained_half_days_stand_where_they_were(hall):
    clerk, other = line_of(sheet_of(hall.personnel), hall.clerk).sums, line_of(sheet_of(hall.personnel), hall.other).sums
    assert (clerk.lates, clerk.late_minutes, clerk.earlies, clerk.early_minutes) == (1, 1, 1, 10)
    assert (clerk.codes["absent_pending"], clerk.present, clerk.due) == (2, 42, 44)
    assert other.missing == 1


def test_who_sees_everybody_opens_every_sheet_and_a_head_only_the_own_units(hall):
    assert len(sheet_of(hall.personnel).lines) == 8
    assert {line.person.id for line in sheet_of(hall.head).lines} == {hall.clerk.id, hall.head.id}
    with pytest.raises(NotAllowed):
        sheet_of(hall.head, unit=hall.second.id)
    with pytest.raises(NotAllowed):
        sheet_of(hall.clerk)


def test_the_home_unit_gets_the_sheet_of_its_own_people(hall):
    assert [line.person.id for line in sheet_of(hall.personnel, home="云岭县税务局").lines] == [hall.other.id]
    assert sheet_of(hall.personnel).home_units == ["云岭县市场监督管理局", "云岭县税务局"]


def test_somebody_who_moved_stands_in_the_unit_of_the_end_of_the_month(hall):
    with transaction():
        add(Posting(staff_id=hall.clerk.id, valid_from=date(2026, 3, 20), unit_id=hall.second.id), SYSTEM, "posting.add", NOW)
    assert hall.clerk.id in {line.person.id for line in sheet_of(hall.personnel, unit=hall.second.id).lines}
    assert line_of(sheet_of(hall.personnel), hall.clerk).person.unit_id == hall.second.id


def test_the_page_shows_signs_and_colours_and_its_files_the_same(hall, sign_in):
    client = sign_in(hall.personnel)
    page = client.get("/attendance/sheet?month=2026-03").get_data(as_text=True)
    assert '<td class="y" title="迟到">迟' in page
    assert '<td class="b" title="未打卡（待说明）">待' in page
    rows = list(csv.reader(StringIO(client.get("/attendance/sheet.csv?month=2026-03").get_data().decode("utf-8-sig"))))
    mine = next(row for row in rows if row[0] == hall.clerk.name)
    assert (mine[2], mine[3 + 2], mine[3 + 3]) == ("上午", "迟", "待")
    assert mine[34:] == ["22.0", "21.0", "1", "1", "", "", "", "1.0", ""]
    book = load_workbook(BytesIO(client.get("/attendance/sheet.xlsx?month=2026-03").get_data()))
    texts = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert any("2026年3月考勤表" in text for text in texts)
    assert any("考勤员" in text and "窗口负责人" in text for text in texts)
    made = Document(BytesIO(client.get("/attendance/sheet.docx?month=2026-03&paper=a3").get_data()))
    assert made.tables[0].rows[0].cells[0].text == "姓名"
    assert "考勤员" in made.paragraphs[-1].text
    assert {"attendance.sheet.csv", "attendance.sheet.xlsx", "attendance.sheet.docx"} <= {row.what for row in AuditRow.select()}


def test_a_centre_chooses_its_own_signs_and_goes_back_to_the_usual(hall, sign_in):
    client = sign_in(hall.section)
    assert client.post("/attendance/signs", {"late": "▽", "normal": "√"}).status_code == 303
    assert attendance_sheet.own_signs() == {"late": "▽"}
    assert '<td class="y" title="迟到">▽' in client.get("/attendance/sheet?month=2026-03").get_data(as_text=True)
    assert client.post("/attendance/signs", {"late": "迟到了"}).status_code == 422
    assert client.post("/attendance/signs", {"late": ""}).status_code == 303
    assert attendance_sheet.own_signs() == {}


def test_signs_are_chosen_by_who_keeps_the_rules(hall):
    with pytest.raises(NotAllowed):
        attendance_sheet.set_signs(act(hall.head), {"late": "▽"}, {}, NOW)
    with pytest.raises(InvalidInput):
        attendance_sheet.set_signs(act(hall.section), {"late": "▽▽▽"}, {}, NOW)


def test_the_leave_calendar_does_not_say_that_somebody_was_there_who_was_not(hall):
    sheet = leave_team.team_month(act(hall.head), MARCH, hall.first.id)
    line = next(line for line in sheet.lines if line.staff.id == hall.clerk.id)
    assert line.gone == {6, 7}
    rows = leave_grid.sheet_rows(sheet, NOW.date())
    mine = next(row for row in rows if row[1] == hall.clerk.name)
    assert [mine[4 + 1], mine[4 + 2], mine[4 + 3]] == ["√", "√", ""]
