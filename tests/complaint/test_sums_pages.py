"""The pages of the hotline's figures: tables with what they are counted of, charts with the same numbers, the spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from actions.complaint import log_call
from models import AuditRow
from rules.people import Role
from tests.complaint.centre_made import CALL, days, make_centre
from tests.people_made import actor_for, make_staff


@pytest.fixture
def centre(app):
    made = make_centre()
    made.log(replace(CALL, unit_id=made.window.id, category="attitude"))
    made.to_callback(days(1))
    made.take(made.second, "satisfied", days(2))
    return made


def test_figures_charts_and_what_they_are_counted_of(centre, sign_in):
    page = sign_in(centre.section).get("/complaint/figures?month=2026-03").get_data(as_text=True)
    for text in ("2026年3月热线投诉情况", "按期办结÷办结；没有办结的超期件不在内，另列", "100.0%", "按反映的问题，登记件数",
                 "服务态度最多，1 件；共 1 项", centre.window.name, "<pattern", "平均办理天数"):
        assert text in page
    for name in ("compared", "category", "channel", "unit"):
        assert f'aria-labelledby="{name}-title {name}-desc"' in page
    assert "style=" not in page.split("<main", 1)[1]


def test_any_days_and_none_that_make_sense(centre, sign_in):
    client = sign_in(centre.section)
    assert "2026-03-01至2026-03-02" in client.get("/complaint/figures?since=2026-03-01&until=2026-03-02").get_data(as_text=True)
    assert "2026年3月" in client.get("/complaint/figures?since=2026-03-05&until=2026-03-02&month=x").get_data(as_text=True)
    empty = client.get("/complaint/figures?month=2025-01").get_data(as_text=True)
    assert ("这段时间没有来电" in empty, "—" in empty) == (True, True)


def test_the_sheet_says_the_same_and_is_noted(centre, sign_in):
    answer = sign_in(centre.section).get("/complaint/figures/figures.xlsx?month=2026-03")
    cells = [[cell for cell in row if cell] for row in load_workbook(BytesIO(answer.get_data())).active.iter_rows(values_only=True)]
    assert ["登记", "1", "0", "0", "期内收到的全部来电和来件"] in cells
    assert ["服务态度", "1", "100.0%"] in cells
    assert [centre.window.name, "1", "1", "1", "0", "100.0%", "0", "0", "0.0%"] in cells
    assert AuditRow.select().where(AuditRow.what == "complaint.sums.xlsx").get().note == "2026-03-01 2026-03-31"


def test_whoever_is_named_sees_figures_without_it(centre, sign_in):
    accused = make_staff(Role.MONITOR, unit=centre.other)
    log_call(actor_for(centre.monitor), replace(CALL, named=(accused.id,), category="forbidden"), days(0))
    assert "使用禁用语" not in sign_in(accused).get("/complaint/figures?month=2026-03").get_data(as_text=True)
    assert "使用禁用语" in sign_in(centre.section).get("/complaint/figures?month=2026-03").get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.STAFF, Role.WINDOW_HEAD])
def test_others_have_no_figures(app, sign_in, role):
    assert sign_in(make_staff(role)).get("/complaint/figures").status_code == 403
