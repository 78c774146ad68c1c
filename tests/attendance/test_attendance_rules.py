"""考勤规则 and 免打卡: a version from a day on, each day judged by its own; nothing reaches into a closed month."""

from __future__ import annotations

from datetime import date

import pytest

from actions import attendance_rules as rules
from actions.attendance import cells_of
from actions.changes import FormStamp, add, find, transaction
from models import AttendanceRules, Exemption, MonthClose
from rules.attendance import RuleSet, figures_of
from rules.calendar import Half
from rules.errors import InvalidInput, NotAllowed, OutOfDate
from rules.people import SYSTEM, Role
from tests.attendance.attendance_made import at, code_of, day, judged, make_hall, punch
from tests.people_made import actor_for, make_staff
from views.wording.attendance import sentence
from views.wording.attendance_rules import FIGURES

NOW = at("03-06 10:00")
TUESDAY, WEDNESDAY = day("03-03"), day("03-04")


@pytest.fixture
def hall(db):
    """Two days on which the clerk came at 8:34."""
    made = make_hall()
    for on in (TUESDAY, WEDNESDAY):
        punch(made.device, made.clerk, on, "08:34", "12:05", "13:20", "17:40")
    judged(TUESDAY, WEDNESDAY, now=NOW)
    return made


def change(hall, valid_from=WEDNESDAY, source="中心办〔2026〕3号", stamp=None, who=None, **figures):
    wanted = {**figures_of(RuleSet(date(2004, 1, 1))), **figures}
    return rules.add_rule_set(actor_for(who or hall.personnel), valid_from, wanted, source, NOW, stamp)


def exempt(hall, scope="staff", scope_id=None, first=WEDNESDAY, last=None, half="", reason="下乡驻村", stamp=None):
    draft = rules.ExemptionDraft(scope, hall.clerk.id if scope_id is None else scope_id, first, last, half, reason)
    return rules.add_exemption(actor_for(hall.personnel), draft, NOW, stamp)


def codes(error):
    return [problem.code for problem in error.value.problems]


def test_two_rule_sets_keep_each_to_its_days_and_what_is_judged_follows_at_once(hall):
    change(hall, late_grace=5)
    assert [code_of(hall.clerk, on) for on in (TUESDAY, WEDNESDAY)] == ["late", "normal"]
    versions = {on: cell.rule_version for (on, half), cell in cells_of(hall.clerk.id, TUESDAY, WEDNESDAY).items() if half is Half.AM}
    assert versions == {TUESDAY: "2004-01-01", WEDNESDAY: "2026-03-04"}


def test_a_punch_that_is_not_due_is_not_said_to_be_missing(hall):
    punch(hall.device, hall.head, WEDNESDAY, "08:20")
    change(hall, punches=2)
    cell = cells_of(hall.head.id, WEDNESDAY, WEDNESDAY)[WEDNESDAY, Half.PM]
    assert sentence(cell) == "下午下班缺卡：应17:30后下班打卡，没有记录。"


@pytest.mark.parametrize(("figures", "code"), [
    ({"late_grace": 121}, "figure_range"), ({"punches": 5}, "punches_range"), ({"missing_becomes": "x"}, "missing_becomes"),
    ({"source": " "}, "required"), ({"valid_from": date(2004, 1, 1)}, "version_exists")])
def test_a_rule_set_that_says_nothing_sensible_is_refused(hall, figures, code):
    with pytest.raises(InvalidInput) as error:
        change(hall, **figures)
    assert codes(error) == [code]


def test_nothing_reaches_into_a_closed_month(hall):
    with transaction():
        add(MonthClose(month="2026-03", state="closed"), SYSTEM, "close", NOW)
    for act in (lambda: change(hall), lambda: exempt(hall), lambda: change(hall, valid_from=day("02-10"))):
        with pytest.raises(InvalidInput) as error:
            act()
        assert codes(error) == ["month_closed"]
    assert change(hall, valid_from=day("04-01"))


def test_one_form_sent_twice_makes_one_version(hall):
    stamp = FormStamp("key", "hash")
    assert change(hall, stamp=stamp) == change(hall, stamp=stamp)
    assert AttendanceRules.select().count() == 2


@pytest.mark.parametrize("who", ["clerk", "head", "leader", "monitor"])
def test_only_personnel_and_the_section_change_rules(hall, who):
    with pytest.raises(NotAllowed):
        change(hall, who=getattr(hall, who))


def test_an_exemption_counts_from_its_day_to_its_day(hall):
    made = exempt(hall, last=WEDNESDAY)
    assert [code_of(hall.clerk, on) for on in (TUESDAY, WEDNESDAY)] == ["late", "not_due"]
    row = find(Exemption, made)
    rules.end_exemption(actor_for(hall.personnel), made, TUESDAY, row.version, NOW)
    assert code_of(hall.clerk, WEDNESDAY) == "late"


@pytest.mark.parametrize("scope", ["unit", "centre", "gender", "post"])
def test_an_exemption_may_be_for_many(hall, scope):
    woman = make_staff(unit=hall.window, gender="f", post="咨询岗")
    judged(WEDNESDAY, now=NOW)
    whose = {"unit": hall.window.id, "centre": "", "gender": "f", "post": "咨询岗"}[scope]
    exempt(hall, scope, whose, half="pm")
    assert [code_of(woman, WEDNESDAY, half) for half in ("am", "pm")] == ["pending", "not_due"]
    assert code_of(hall.clerk, WEDNESDAY, "pm") == ("not_due" if scope in ("unit", "centre") else "normal")


def test_an_exemption_says_for_whom_and_why_and_stands_once(hall):
    wrong = (({"reason": " "}, "required"), ({"scope": "unit", "scope_id": ""}, "required"), ({"last": TUESDAY}, "days_reversed"))
    for values, code in wrong:
        with pytest.raises(InvalidInput) as error:
            exempt(hall, **values)
        assert codes(error) == [code]
    exempt(hall, last=day("03-10"))
    with pytest.raises(InvalidInput) as error:
        exempt(hall, first=day("03-10"))
    assert codes(error) == ["exempt_already"]
    assert exempt(hall, first=day("03-11"))


def test_an_exemption_that_changed_meanwhile_is_not_ended(hall):
    made = exempt(hall)
    rules.end_exemption(actor_for(hall.personnel), made, day("03-20"), 1, NOW)
    with pytest.raises(OutOfDate):
        rules.end_exemption(actor_for(hall.personnel), made, day("03-10"), 1, NOW)


def test_every_figure_has_its_field_and_its_meaning():
    assert set(FIGURES) == set(figures_of(RuleSet(date(2004, 1, 1)))) - {"dismissal"}


def test_the_pages_add_a_version_and_an_exemption(hall, app, clock, sign_in):
    clock.now = NOW
    client = sign_in(hall.personnel)
    page = client.get("/attendance/rules/new").get_data(as_text=True)
    assert all(label in page for label, _ in FIGURES.values())
    figures = {name: str(value) for name, value in figures_of(RuleSet(date(2004, 1, 1))).items() if not isinstance(value, (bool, dict))}
    sent = {**figures, "valid_from": "2026-03-04", "source": "试行办法", "late_grace": "5", "late_absent_inclusive": "y",
            "institution-run": "15", "institution-year": "30", "institution-working": "y"}
    assert client.post("/attendance/rules/new", {**sent, "late_grace": "999"}).status_code == 422
    assert client.post("/attendance/rules/new", sent).status_code == 303
    assert "迟到宽限（分钟）：0 → 5" in client.get("/attendance/rules").get_data(as_text=True)
    assert AttendanceRules.get(AttendanceRules.source == "试行办法").figures["dismissal"]["institution"]["working"] is True
    asked = {"scope": "staff", "person": "陈雨", "valid_from": "2026-03-04", "reason": "驻村", "half": "", "gender": "f"}
    assert client.post("/attendance/exemptions", {**asked, "person": ""}).status_code == 422
    assert client.post("/attendance/exemptions", asked).status_code == 303
    row = Exemption.get()
    assert "陈雨" in client.get("/attendance/exemptions").get_data(as_text=True)
    assert client.post(f"/attendance/exemptions/{row.id}/end", {"version": "1", "last_day": "x"}).status_code == 422
    assert client.post(f"/attendance/exemptions/{row.id}/end", {"version": "1", "last_day": "2026-03-05"}, htmx=True).status_code == 204
    assert client.post(f"/attendance/exemptions/{row.id}/end", {"version": "1", "last_day": "2026-03-04"}).status_code == 409


def test_a_role_without_the_right_opens_neither_page(hall, app, sign_in):
    client = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    assert [client.get(page).status_code for page in ("/attendance/rules", "/attendance/exemptions")] == [403, 403]
