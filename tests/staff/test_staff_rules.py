"""Reading a person's particulars from text, names' initials, visibility and checklists."""

import json
from datetime import date
from pathlib import Path

import pytest

from rules.errors import InvalidInput
from rules.names import MOST_INITIALS, read_name
from rules.people import Actor, Grant, Role
from rules.staff import (
    UnitDraft,
    Words,
    check_days,
    check_unit,
    joined_lately,
    masked_phone,
    may_tick,
    read_day,
    read_person,
    visible_units,
)

SURNAMES = json.loads((Path(__file__).parents[2] / "rules" / "presets" / "staff.json").read_text("utf-8"))["surnames"]
WORDS = Words(gender={"男": "m", "m": "m"}, employment={"公务员": "civil_servant"},
              units={"w1": frozenset({"id1"}), "一号窗口": frozenset({"id1"}), "同名": frozenset({"a", "b"})})


def problem_of(field, text):
    values, problems = read_person({field: text}, WORDS)
    assert values == {}
    return problems[0].code


@pytest.mark.parametrize("text", ["2010-07-01", "2010/7/1", "2010.7.1", "2010年7月1日", "20100701", "40360", "2010-07-01 00:00:00"])
def test_a_day_is_read_as_people_write_it(text):
    assert read_day(text) == date(2010, 7, 1)


@pytest.mark.parametrize("text", ["2010-02-30", "7/1/2010", "2010年7月", "去年", "1", "2010-07-01 08:30", "201007011"])
def test_what_is_not_a_day_is_refused(text):
    with pytest.raises(InvalidInput) as refused:
        read_day(text, "joined")
    assert refused.value.problems[0].code == "not_a_date"


@pytest.mark.parametrize("text", ["1890-01-01", "2101-01-01", "99999"])
def test_a_day_out_of_the_world_is_refused(text):
    with pytest.raises(InvalidInput) as refused:
        read_day(text)
    assert refused.value.problems[0].code == "date_out_of_range"


def test_a_whole_line_is_read_into_columns():
    values, problems = read_person(
        {"number": " １００１ ", "name": "王　芳", "gender": "男", "unit": "一号窗口", "employment": "公务员", "joined": "2020年3月2日",
         "phone": "(0871) 6512-345", "b_partner": "-", "active_to": "", "post": "综合岗"}, WORDS)
    assert problems == []
    assert values == {"number": "1001", "name": "王芳", "gender": "m", "unit_id": "id1", "employment": "civil_servant",
                      "joined": date(2020, 3, 2), "phone": "08716512-345", "b_partner": "", "active_to": None, "post": "综合岗"}


@pytest.mark.parametrize(("field", "text", "code"), [
    ("number", "", "required"), ("number", "-", "required"), ("number", "10 01", "number_signs"), ("name", " ", "required"),
    ("number", "1" * 41, "too_long"), ("gender", "不详", "gender_unknown"), ("employment", "临时", "employment_unknown"),
    ("unit", "二号窗口", "unit_unknown"), ("unit", "同名", "unit_ambiguous"), ("phone", "138****5678", "phone_signs"),
    ("phone", "1234", "phone_signs"), ("post", "岗" * 41, "too_long"), ("joined", "三月", "not_a_date"),
])
def test_each_fault_is_named_at_its_field(field, text, code):
    assert problem_of(field, text) == code


def test_days_that_do_not_fit_together_are_told():
    values = {"first_work": date(2020, 1, 1), "joined": date(2019, 1, 1), "active_to": date(2018, 1, 1)}
    assert [problem.code for problem in check_days(values)] == ["joined_before_first_work", "active_to_before_from"]
    assert check_days({"joined": date(2019, 1, 1), "active_to": date(2019, 1, 1)}) == []


@pytest.mark.parametrize(("name", "found"), [
    ("单雄信", {"sxx", "dxx", "cxx"}), ("曾国藩", {"zgf", "cgf"}), ("解缙", {"xj", "jj"}), ("仇英", {"qy", "cy"}),
    ("欧阳修", {"oyx"}), ("尉迟恭", {"ycg", "wcg"}), ("𬭎", {"h"}), ("Anna李", {"annal"}), ("买买提·艾力", {"mmtal"}),
])
def test_a_name_is_found_by_every_reading(name, found):
    assert found <= set(read_name(name, SURNAMES).initials.split())


@pytest.mark.parametrize(("name", "key", "first"), [
    ("单雄信", "shan xiong xin", "sxx"), ("曾国藩", "zeng guo fan", "zgf"), ("解缙", "xie jin", "xj"), ("尉迟恭", "yu chi gong", "ycg"),
])
def test_a_name_is_sorted_by_its_surnames_reading(name, key, first):
    readings = read_name(name, SURNAMES)
    assert readings.key == key
    assert readings.initials.split()[0] == first


@pytest.mark.parametrize(("name", "initials"), [("𠮷李", "l"), ("𫝀々あ", ""), ("Ärzte", "rzte"), ("〇一", "y")])
def test_a_sign_without_a_known_reading_is_left_out(name, initials):
    assert read_name(name, SURNAMES).initials == initials


def test_a_long_name_keeps_a_bounded_number_of_readings():
    assert len(read_name("单" * 20, SURNAMES).initials.split()) <= MOST_INITIALS


@pytest.mark.parametrize(("phone", "shown"), [("13812345678", "138****5678"), ("6512345", "****45"), ("", "")])
def test_a_telephone_is_masked(phone, shown):
    assert masked_phone(phone) == shown


def test_only_who_joined_lately_gets_a_joining_checklist():
    today = date(2026, 3, 2)
    assert joined_lately(date(2026, 2, 1), today)
    assert joined_lately(date(2026, 4, 1), today)
    assert not joined_lately(date(2025, 12, 31), today)
    assert not joined_lately(None, today)


def actor(*grants):
    return Actor(staff_id="x", number="1", name="x", grants=frozenset(grants))


@pytest.mark.parametrize(("grants", "units"), [
    ([Grant(Role.WINDOW_HEAD, "w1"), Grant(Role.CHIEF_REP, "w2")], {"w1", "w2"}), ([Grant(Role.STAFF)], set()),
    ([Grant(Role.PERSONNEL), Grant(Role.WINDOW_HEAD, "w1")], None), ([Grant(Role.WINDOW_HEAD)], None),
    ([Grant(Role.SECTION_HEAD, "s1")], None), ([Grant(Role.AUDIT_ADMIN)], set()),
])
def test_heads_see_their_unit_and_the_centres_offices_everybody(grants, units):
    assert visible_units(actor(*grants)) == units


def test_a_checklist_is_ticked_by_personnel_or_the_units_head_only():
    assert may_tick(actor(Grant(Role.PERSONNEL)), "w1")
    assert may_tick(actor(Grant(Role.WINDOW_HEAD, "w1")), "w1")
    assert not may_tick(actor(Grant(Role.WINDOW_HEAD, "w2")), "w1")
    assert not may_tick(actor(Grant(Role.MONITOR)), "w1")


@pytest.mark.parametrize(("draft", "codes"), [
    (UnitDraft("w1", "一号窗口", "window"), []), (UnitDraft("一号", "", "hall", 100), ["unit_code_signs", "required", "choice",
                                                                                     "min_present_range"]),
    (UnitDraft("w1", "窗" * 41, "window", -1), ["too_long", "min_present_range"]),
])
def test_a_units_faults_are_named(draft, codes):
    assert [problem.code for problem in check_unit(draft)] == codes
