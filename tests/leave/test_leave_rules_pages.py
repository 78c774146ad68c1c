"""The pages of the rules: what holds, and new versions of types, tiers and annual leave from a day on."""

from __future__ import annotations

from datetime import date

import pytest

from actions import leave_rules
from models import LeavePolicy, LeaveRule
from rules.approval import StepKind
from rules.people import Role
from tests.leave.leave_made import make_centre
from tests.people_made import make_staff
from views.wording.leave_rules import source_text

TODAY = date(2026, 3, 2)
MARRIAGE = {
    "valid_from": "2026-04-01", "source": "省条例第23条", "counting": "working", "entitlement_halves": "", "max_halves_request": "15",
    "max_halves_month": "", "max_halves_year": "", "evidence_halves": "0.5", "home_unit_halves": "", "gender": "", "symbol": "婚",
    "as_of": "2026-03-01", "note": "省定15天",
}


@pytest.fixture
def personnel(app, sign_in):
    return sign_in(make_staff(Role.PERSONNEL))


def test_every_type_stands_there_with_what_holds(personnel):
    page = personnel.get("/leave/rules").get_data(as_text=True)
    for text in ("年休假", "哺乳时间", "连续 2.0 天起要证明材料", "1.0 天起派驻单位先批", "《职工带薪年休假条例》第2-5条", "2026-11-23"):
        assert text in page


@pytest.mark.parametrize(("source", "text"), [
    ("L7 art. 9", "《女职工劳动保护特别规定》第9条"), ("B1; B6; D6", "其他中心的制度（参考）"), ("省条例; 第23条", "省条例; 第23条")])
def test_sources_are_named_for_people(source, text):
    assert source_text(source) == text


def test_a_new_version_holds_from_its_day_and_the_old_one_before(personnel):
    assert personnel.post("/leave/rules/marriage/new", MARRIAGE).status_code == 303
    assert leave_rules.type_rule_on("marriage", date(2026, 3, 31)).max_halves_request is None
    rule = leave_rules.type_rule_on("marriage", date(2026, 4, 1))
    assert (rule.max_halves_request, rule.evidence_halves, rule.source, rule.as_of) == (30, 1, "省条例第23条", date(2026, 3, 1))
    page = personnel.get("/leave/rules/marriage").get_data(as_text=True)
    assert page.index("将执行") < page.index("现行")


def test_what_the_form_does_not_show_stays_as_it_was(personnel):
    sent = {"valid_from": "2026-04-01", "source": "会议纪要", "gender": "f", "symbol": "哺", "note": "", "minutes_per_day": "90"}
    assert personnel.post("/leave/rules/nursing/new", sent).status_code == 303
    rule = leave_rules.type_rule_on("nursing", date(2026, 4, 1))
    assert (rule.standing, rule.counting.value, rule.minutes_per_day) == (True, "hours", 90)


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"source": ""}, "请填写这一项"), ({"max_halves_request": "1.3"}, "0.5 的倍数"), ({"max_halves_request": "-1"}, "0.5 的倍数"),
    ({"valid_from": ""}, "填写日期"), ({"symbol": "三个字"}, "最多 2 个字"), ({"valid_from": "2004-01-01"}, "已有一个版本"),
    ({"max_halves_request": "NaN"}, "0.5 的倍数")])
def test_a_wrong_version_comes_back_with_its_sentence_and_what_was_typed(personnel, wrong, sentence):
    answer = personnel.post("/leave/rules/marriage/new", {**MARRIAGE, **wrong})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert sentence in page
    assert "省定15天" in page
    assert LeaveRule.select().where(LeaveRule.code == "marriage").count() == 1


def tier_rows(*days, minutes=(("", "30", ["window_head"]), ("", "", ["section"]))):
    sent = {"valid_from": "2026-04-01", "source": "本中心考勤办法第6条"}
    for part, rows in (("days", days), ("minutes", minutes)):
        for number, (code, up_to, steps) in enumerate(rows):
            sent |= {f"{part}-{number}-code": code, f"{part}-{number}-up_to": up_to, f"{part}-{number}-steps": steps}
    return sent


def test_new_tiers_decide_who_signs_from_their_day(personnel):
    sent = tier_rows(("", "1", ["section", "window_head"]), ("", "", ["centre_leader"]), ("sick", "", ["window_head"]))
    assert personnel.post("/leave/rules/tiers/new", sent).status_code == 303
    tiers = leave_rules.tiers_on(date(2026, 4, 1))
    assert [(tier.max_halves, tier.steps, tier.code) for tier in tiers.halves] == [
        (2, (StepKind.WINDOW_HEAD, StepKind.SECTION), ""), (None, (StepKind.CENTRE_LEADER,), ""), (None, (StepKind.WINDOW_HEAD,), "sick")]
    assert len(leave_rules.tiers_on(TODAY).halves) == 4
    page = personnel.get("/leave/rules/tiers").get_data(as_text=True)
    assert "窗口负责人 → 督查科" in page
    assert "1.0 天以内" in page


@pytest.mark.parametrize(("rows", "sentence"), [
    ((("", "1", ["window_head"]),), "表示以上全部"), ((("", "", ["home_unit"]),), "至少选一个中心内的审批人"),
    ((("", "x", ["window_head"]), ("", "", ["section"])), "0.5 的倍数"),
    ((("", "", ["section"]), ("sick", "3", ["section"])), "表示以上全部")])
def test_tiers_that_leave_an_amount_unsigned_are_refused(personnel, rows, sentence):
    answer = personnel.post("/leave/rules/tiers/new", tier_rows(*rows))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert sentence in page
    assert "{&#39;" not in page
    assert LeavePolicy.select().where(LeavePolicy.kind == "tiers").count() == 1


ANNUAL = {"valid_from": "2027-01-01", "source": "新条例", "continuous_months": "12", "paid_personal_halves": "20", "year_days": "365",
          "carry_over_years": "1", "next_month": ["civil_servant"], "pro_rata": ["contract"],
          **{f"brackets-0-{name}": value for name, value in (("min_years", "1"), ("days", "7"), ("sick_days", "60"))}}


def test_new_annual_figures_hold_from_their_day(personnel):
    assert personnel.post("/leave/rules/annual/new", ANNUAL).status_code == 303
    rule = leave_rules.annual_rule_in_force(date(2027, 1, 1))
    assert [(entry.min_years, entry.halves) for entry in rule.brackets] == [(1, 14)]
    assert (rule.paid_personal_halves, rule.valid_from) == (40, date(2027, 1, 1))
    assert len(leave_rules.annual_rule_in_force(TODAY).brackets) == 3
    assert "新条例" in personnel.get("/leave/rules/annual").get_data(as_text=True)


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"brackets-0-days": ""}, "至少填一档"), ({"year_days": "0"}, "请填写这一项"), ({"continuous_months": "一年"}, "0 或正整数"),
    ({"brackets-0-sick_days": ""}, "至少填一档")])
def test_wrong_annual_figures_come_back_with_their_sentence(personnel, wrong, sentence):
    answer = personnel.post("/leave/rules/annual/new", {**ANNUAL, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_the_forms_open_filled_with_the_newest_version(personnel):
    assert 'value="20.0"' in personnel.get("/leave/rules/annual/new").get_data(as_text=True)
    assert 'value="3.0"' in personnel.get("/leave/rules/tiers/new").get_data(as_text=True)
    assert 'value="△"' in personnel.get("/leave/rules/sick/new").get_data(as_text=True)
    assert personnel.get("/leave/rules/party").status_code == 404
    assert personnel.get("/leave/rules/party/new").status_code == 404


def test_rules_are_for_personnel_alone(app, sign_in):
    centre = make_centre()
    head = sign_in(centre.head)
    for address in ("/leave/rules", "/leave/rules/tiers", "/leave/rules/annual", "/leave/rules/sick/new"):
        assert head.get(address).status_code == 403
    assert head.post("/leave/rules/marriage/new", MARRIAGE).status_code == 403
