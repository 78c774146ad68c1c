"""Tables as platforms export them, and as people spoil them."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEADINGS = ("工单编号", "派单时间", "办理期限", "工单类型", "来电人", "联系电话", "工单内容", "答复时间", "答复内容")
ORDER = ("DH20260302001", datetime.fromisoformat("2026-03-02 08:30"), datetime.fromisoformat("2026-03-06 17:00"), "投诉",
         "赵女士", "13800005678", "窗口无人，等候较久。", None, None)
OTHER = ("DH20260302002", "2026年3月1日 16:05", 46087.5, "举报", "", "", "有人收好处费。", None, None)
OVER = ("DH20260302003", "2026/2/25 9:00", "2026-03-01", "咨询", "钱先生", "13900001111", "怎样办登记？", "2026-02-25 11:20",
        "到 2 号窗口。")


def order(**values: Any) -> tuple[Any, ...]:
    """One line like ORDER, with other values by heading."""
    return tuple(values.get(heading, value) for heading, value in zip(HEADINGS, ORDER, strict=True))


def workbook(*rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS, title: str = "", merged: str = "") -> bytes:
    """An xlsx file. title: a merged line above the headings; merged: cells that are merged."""
    book = Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headings))
    for row in (headings, *rows):
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    written = BytesIO()
    book.save(written)
    return written.getvalue()
