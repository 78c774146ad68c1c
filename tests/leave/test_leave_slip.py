"""The leave slip on paper and as a document: what stands on it, for whom, and that printing it is noted."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO

import pytest
from docx import Document

from actions import leave, leave_return
from models import AuditRow
from rules.calendar import Half
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre
from tests.people_made import make_staff, make_unit

NOW = at("03-02 09:00")


@pytest.fixture
def centre(app):
    return make_centre(home_unit="县市场监督管理局")


def slip_page(client, request):
    return client.get(f"/leave/{request.id}/slip-print")


def personal(centre, days="03-10"):
    return approved(centre, draft(days, type_code="personal", partner=centre.partner, leaves_area=True), NOW)


def test_the_slip_shows_who_where_how_long_and_who_takes_over(centre, sign_in):
    request = personal(centre)
    page = slip_page(sign_in(centre.clerk), request).get_data(as_text=True)
    for text in (request.number, centre.clerk.name, "县市场监督管理局", "事假", "合计 1.0 天", "家中有事", "云岭县石桥镇", "13812345678",
                 f"{centre.partner.name} 已确认接手"):
        assert page.count(text) >= 2, text
    assert "（存根）" in page
    assert "<td>是</td>" in page


def test_each_level_signs_with_name_and_time_and_the_home_unit_has_its_place(centre, sign_in):
    page = slip_page(sign_in(centre.clerk), personal(centre)).get_data(as_text=True)
    assert "派驻单位意见（盖章）" in page
    assert f"李局长（纸质签批，{centre.personnel.name}登记）" in page
    assert f"{centre.section.name}<br>2026-03-02 09:00" in page
    annual = approved(centre, draft("03-12 am", "03-12 am", partner=centre.partner, type_code="sick"), NOW)
    assert "派驻单位意见（盖章）" in slip_page(sign_in(centre.clerk), annual).get_data(as_text=True)


def test_what_is_not_signed_leaves_room_for_a_pen(centre, sign_in):
    request = asked(centre, draft("03-10 am", "03-10 am", type_code="sick", partner=centre.partner), NOW)
    assert slip_page(sign_in(centre.clerk), request).get_data(as_text=True).count("年　月　日") >= 4


def test_the_return_is_filled_in_once_it_is_reported(centre, sign_in):
    request = personal(centre)
    later = at("03-11 08:00")
    leave_return.report_back(act(centre.clerk), request.id, day("03-11"), Half.AM, request.version, later)
    page = slip_page(sign_in(centre.clerk), request).get_data(as_text=True)
    assert "2026-03-11 上午到岗，2026-03-11 08:00 销假（按时销假）" in page


def test_printing_is_noted_in_the_audit(centre, sign_in):
    request = personal(centre)
    slip_page(sign_in(centre.personnel), request)
    row = AuditRow.get(AuditRow.what == "leave.slip.print")
    assert (row.row_id, row.staff_id) == (request.id, centre.personnel.id)


def test_strangers_find_nothing_and_drafts_have_no_slip(centre, sign_in):
    request = personal(centre)
    assert slip_page(sign_in(make_staff(unit=make_unit())), request).status_code == 404
    kept = leave.save_draft(act(centre.clerk), draft("03-20"), NOW)
    assert sign_in(centre.clerk).get(f"/leave/{kept}/slip-print").status_code == 409


def test_a_colleague_who_takes_over_does_not_read_the_reason_of_sick_leave(centre, sign_in):
    request = asked(centre, draft("03-10 am", "03-10 am", type_code="sick", partner=centre.partner, reason="胃病复查"), NOW)
    assert "胃病复查" not in slip_page(sign_in(centre.partner), request).get_data(as_text=True)
    assert "胃病复查" in slip_page(sign_in(centre.head), request).get_data(as_text=True)


def test_the_document_has_the_layout_of_official_papers(centre, sign_in):
    request = personal(centre)
    sent = sign_in(centre.clerk).get(f"/leave/{request.id}/slip.docx")
    assert sent.status_code == 200
    document = Document(BytesIO(sent.data))
    page = document.sections[0]
    assert [round(length.mm) for length in (page.page_width, page.page_height, page.top_margin, page.left_margin)] == [210, 297, 37, 28]
    title = document.paragraphs[0].runs[0]
    assert title.text.endswith("请假条")
    assert (title.font.name, title.font.size.pt) == ("方正小标宋简体", 22)
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert "事假" in cells
    assert any(text.startswith("同意\n李局长") for text in cells)
    fonts = zipfile.ZipFile(BytesIO(sent.data)).read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in fonts


def test_without_the_extra_the_page_says_so_and_the_document_is_refused(centre, sign_in, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    request, clerk = personal(centre), sign_in(centre.clerk)
    page = slip_page(clerk, request).get_data(as_text=True)
    assert "不能导出可修改的 Word 文件" in page
    assert "slip.docx" not in page
    refused = clerk.get(f"/leave/{request.id}/slip.docx")
    assert refused.status_code == 422
    assert "不能导出可修改的 Word 文件" in refused.get_data(as_text=True)
