"""The pages that take in orders of other platforms: the file, its columns, the preview, what was held back."""

from __future__ import annotations

from io import BytesIO

import pytest

from models import Complaint
from rules.people import Role
from tests.complaint.orders_made import ORDER, order, workbook
from tests.people_made import make_staff, make_unit


@pytest.fixture
def monitor(app, sign_in):
    return sign_in(make_staff(Role.MONITOR, unit=make_unit()))


def test_orders_of_a_platform_are_looked_at_and_taken_in(monitor):
    def sent(content, source="order12345"):
        return monitor.post("/complaint/orders", {"source": source, "file": (BytesIO(content), "工单.xlsx")},
                            content_type="multipart/form-data")
    assert "读不懂这个文件" in sent(b"PK\x03\x04x").get_data(as_text=True)
    preview = sent(workbook(ORDER, order(工单编号="X1", 办理期限="下周"))).headers["Location"]
    page = monitor.get(preview).get_data(as_text=True)
    for text in ("DH20260302001", "2026-03-06 17:00", "认不出这个时间"):
        assert text in page
    assert monitor.post(preview).status_code == 422
    done = monitor.post(preview, {"skip_bad": "y"}).headers["Location"]
    page = monitor.get(done).get_data(as_text=True)
    assert "新增 1 件，更新 0 件，不变 0 件，没有导入 1 行" in page
    assert "X1" in page
    shown = monitor.get(f"/complaint/{Complaint.get().id}").get_data(as_text=True)
    assert "12345 热线 DH20260302001" in shown
    assert "12345 热线的期限：2026-03-06 17:00" in shown


def test_a_table_nobody_knows_is_explained_once(monitor):
    strange = workbook(ORDER, headings=("流水", "b", "何时要", "d", "e", "f", "说了啥", "h", "i"))
    sent = {"source": "province", "file": (BytesIO(strange), "x.xlsx")}
    columns = monitor.post("/complaint/orders", sent, content_type="multipart/form-data").headers["Location"]
    assert columns.endswith("/columns")
    assert "流水" in monitor.get(columns).get_data(as_text=True)
    assert monitor.post(columns, {"number": "流水"}).status_code == 422
    preview = monitor.post(columns, {"number": "流水", "content": "说了啥", "due": "何时要"}).headers["Location"]
    assert "2026-03-06 17:00" in monitor.get(preview).get_data(as_text=True)
    sent = {"source": "province", "file": (BytesIO(strange), "x.xlsx")}
    assert monitor.post("/complaint/orders", sent, content_type="multipart/form-data").headers["Location"] == preview
    assert [monitor.get(f"/complaint/orders/{source}/{'0' * 64}").status_code for source in ("nowhere", "province")] == [404, 422]
