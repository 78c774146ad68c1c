"""Headings and lines of a file of people."""

import json
from datetime import date
from pathlib import Path

import pytest

from rules.errors import InvalidInput
from rules.staff import Words
from rules.staff_import import read_table, understand_headings

HEADINGS = json.loads((Path(__file__).parents[2] / "rules" / "presets" / "staff.json").read_text("utf-8"))["headings"]
WORDS = Words(gender={}, employment={"合同": "contract"}, units={"窗口": frozenset({"u"})})
KNOWN = {"1001": {"name": "王芳", "number": "1001", "employment": "contract", "post": "", "phone": "13812345678", "unit_id": "u",
                  "first_work": date(2010, 7, 1), "joined": None, "b_partner": ""}}


def judged(*rows, known=KNOWN):
    table = [(line, row) for line, row in enumerate(rows, 2)]
    return read_table(table, understand_headings(rows[0], HEADINGS), WORDS, known)


def codes(line):
    return [problem.code for problem in line.problems]


def person(number, name="李四", **more):
    return {"工号": number, "姓名": name, "用工性质": "合同", **more}


def test_headings_are_known_in_chinese_and_english_whatever_their_dress():
    asked = ["工 号*", "姓名", "窗口（科室）", "派驻单位：", "FIRST_WORK", "Ｂ岗工号", "星座"]
    columns = understand_headings(asked, HEADINGS)
    assert [columns.codes.get(heading) for heading in asked] == ["number", "name", "unit", "home_unit", "first_work", "b_partner", None]
    assert columns.unknown == ("星座",)


@pytest.mark.parametrize(("headings", "code"), [
    (["姓名", "性别"], "column_missing"), (["工号", "用工性质"], "column_missing"), (["工号", "姓名", "电话", "手机"], "column_twice"),
])
def test_a_file_without_number_or_name_or_with_a_column_twice_is_refused(headings, code):
    with pytest.raises(InvalidInput) as refused:
        understand_headings(headings, HEADINGS)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_lines_are_created_updated_unchanged_or_bad():
    lines = judged(person("2001"), person("1001", "王芳"), person("1001x", ""), person("2002", 岗位="综合"))
    assert [(line.line, line.outcome) for line in lines] == [(2, "created"), (3, "unchanged"), (4, "bad"), (5, "created")]


def test_what_changes_is_told_with_both_values():
    line = judged(person("1001", "王芳", 参加工作日期="2011-07-01"))[0]
    assert line.changes == {"first_work": (date(2010, 7, 1), date(2011, 7, 1))}


def test_a_number_that_comes_twice_is_bad_at_the_later_line():
    lines = judged(person("2001"), person("2001", "另一人"))
    assert [codes(line) for line in lines] == [[], ["number_twice_in_file"]]
    assert lines[1].problems[0].values == {"line": 2}


def test_somebody_new_needs_an_employment_and_somebody_known_does_not():
    lines = judged({"工号": "2001", "姓名": "李四"}, {"工号": "1001", "姓名": "王芳"})
    assert [codes(line) for line in lines] == [["required"], []]


def test_an_empty_cell_leaves_and_a_dash_clears_what_is_known():
    left, cleared = judged(person("1001", "王芳", 参加工作日期="")), judged(person("1001", "王芳", 参加工作日期="-"))
    assert left[0].outcome == "unchanged"
    assert cleared[0].changes == {"first_work": (date(2010, 7, 1), None)}


def test_a_masked_telephone_that_comes_back_is_left_alone():
    assert judged(person("1001", "王芳", 联系电话="138****5678"))[0].outcome == "unchanged"
    assert codes(judged(person("1001", "王芳", 联系电话="139****5678"))[0]) == ["phone_signs"]


def test_a_partner_may_stand_further_down_but_must_be_good():
    lines = judged(person("2001", B岗="2002"), person("2002", B岗="1001"), person("2003", B岗="2004"), person("2004", "", B岗=""),
                   person("2005", B岗="2003"), person("2006", B岗="2006"))
    assert [codes(line) for line in lines] == [[], [], ["partner_unknown"], ["required"], ["partner_unknown"], ["partner_self"]]


def test_days_are_checked_against_what_stands():
    assert codes(judged(person("1001", "王芳", 到岗日期="2009-01-01"))[0]) == ["joined_before_first_work"]
