"""The bulletin of a month: its sums, who is named and who never is, and its files."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

from actions.attendance_bulletin import bulletin_of
from clock import STATION_ZONE
from rules.calendar import Half
from rules.errors import NotAllowed
from tests.attendance.month_made import MARCH, make_hall, open_case, work
from tests.leave.leave_made import act

NOW = datetime(2026, 4, 3, 9, 0, tzinfo=STATION_ZONE)
LATE_DAY, GONE_DAY, HALF_DAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def hall(db):
    made = make_hall()
    work(made, MARCH, date(2026, 3, 31), {
        (made.clerk.id, LATE_DAY): ("08:31", "12:01", "13:25", "17:20"), (made.head.id, GONE_DAY): (), (made.other.id, HALF_DAY): (),
    }, NOW)
    open_case(made.other, HALF_DAY, Half.AM, "confirmed")
    return made


def test_units_add_up_to_the_whole_and_the_whole_to_its_people(hall):
    found = bulletin_of(act(hall.personnel), MARCH)
    for name in ("lates", "earlies", "missing", "away", "due", "present", "late_minutes"):
        whole = getattr(found.whole.sums, name)
        assert whole == sum(getattr(unit.sums, name) for unit in found.units) == sum(getattr(line.sums, name) for line in found.sheet.lines)
    assert found.whole.people == sum(unit.people for unit in found.units) == len(hall.everybody)
    assert (found.whole.sums.lates, found.whole.sums.codes["absent"], found.whole.sums.codes["absent_pending"]) == (1, 1, 3)


def test_only_confirmed_absence_is_named_and_called_so(hall, sign_in):
    assert [line.person.id for line in bulletin_of(act(hall.personnel), MARCH).named] == [hall.clerk.id, hall.other.id]
    page = sign_in(hall.personnel).get("/attendance/bulletin?month=2026-03").get_data(as_text=True)
    assert f"{hall.clerk.name}：迟到1次（共1分钟）、早退1次（共10分钟）。" in page
    assert f"{hall.other.name}：旷工0.5天。" in page
    assert hall.head.name not in page.split("点名通报")[1]
    assert "认定旷工0.5天。另有3个半天尚未说明、认定或采集" in page


def test_a_head_reads_the_bulletin_of_the_own_unit_only(hall):
    assert [unit.unit.id for unit in bulletin_of(act(hall.head), MARCH).units] == [hall.first.id]
    with pytest.raises(NotAllowed):
        bulletin_of(act(hall.head), MARCH, hall.second.id)


def test_the_files_say_what_the_page_says(hall, sign_in):
    client = sign_in(hall.section)
    sheet = load_workbook(BytesIO(client.get("/attendance/bulletin.xlsx?month=2026-03").get_data())).worksheets[0]
    assert sheet.title == "2026年3月"
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    content = client.get("/attendance/bulletin.docx?month=2026-03").get_data()
    document = Document(BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for said in (texts, lines):
        assert any("旷工0.5天" in text and hall.other.name in text for text in said)
    assert lines[0].endswith("关于2026年3月考勤情况的通报")
    assert document.tables[0].rows[-1].cells[0].text == "合计"
    assert "方正小标宋简体" in ZipFile(BytesIO(content)).read("word/document.xml").decode()


def test_the_program_and_the_paper_say_so_while_the_month_is_open(hall, sign_in):
    assert "尚未结账" in sign_in(hall.section).get("/attendance/bulletin?month=2026-03").get_data(as_text=True)
