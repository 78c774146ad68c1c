"""Balances as personnel keep them, and duty hours from claim to 调休."""

from __future__ import annotations

from datetime import date

import pytest

from actions import leave, leave_balances, leave_duty, leave_ledger
from actions.changes import FormStamp, find
from actions.staff_lists import Search
from models import DutyHours, LeaveEntry, Notice
from rules.entitlement import Reason
from rules.errors import AlreadyDecided, CalendarMissing, InvalidInput, KeyReused, NotAllowed
from rules.people import Role
from tests.leave.leave_made import act, asked, at, day, draft, make_centre
from tests.people_made import make_staff, make_unit
from views.wording.leave_balances import reason_texts

NOW = at("03-02 09:00")


@pytest.fixture
def centre(db):
    return make_centre()


def granted(centre, amount=5, code="annual", to="12-31", stamp=None):
    return leave_ledger.grant_by_hand(act(centre.personnel), centre.clerk.id, code, amount, day("03-02"), day(to), "会议纪要", NOW, stamp)


def test_the_list_shows_what_people_have_left_of_each_type(centre):
    leave_ledger.ensure_annual(centre.clerk, [2026], NOW)
    asked(centre, draft("03-10", partner=centre.partner), NOW)
    page = leave_balances.balance_page(act(centre.personnel), Search(centre.clerk.number), NOW.date())
    held = page.balances[centre.clerk.id]["annual"]
    assert (held.granted, held.reserved, held.left) == (20, 2, 18)
    assert page.codes == ("annual", "comp")


def test_balances_of_many_are_those_of_each(centre):
    for person in (centre.clerk, centre.partner):
        leave_ledger.ensure_annual(person, [2026], NOW)
    granted(centre, 480, "comp")
    many = leave_ledger.balances_for([centre.clerk.id, centre.partner.id, centre.head.id], NOW.date())
    assert set(many) == {centre.clerk.id, centre.partner.id}
    assert [balance.type_code for balance in many[centre.clerk.id]] == ["annual", "comp"]


def test_only_personnel_see_balances(centre):
    for look in (lambda: leave_balances.balance_page(act(centre.head), Search(), NOW.date()),
                 lambda: leave_balances.balance_sheet(act(centre.head), centre.clerk.id, NOW)):
        with pytest.raises(NotAllowed):
            look()


def sick_from_april(centre, last):
    return asked(centre, draft("04-01", last, "sick", centre.partner), NOW)


def test_three_months_of_sick_leave_cost_the_annual_leave_that_was_granted_before(centre):
    leave_ledger.ensure_annual(centre.clerk, [2026], NOW)
    sick = sick_from_april(centre, "06-29")
    wanted = draft("09-01", partner=centre.partner)
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), wanted, NOW)
    assert [problem.code for problem in refused.value.problems] == ["annual_lost", "balance_short"]
    with pytest.raises(InvalidInput, match="nothing_to_carry"):
        leave_ledger.carry_over(act(centre.personnel), centre.clerk.id, 2026, NOW)
    granted(centre)
    assert asked(centre, wanted, NOW).takes[0]["amount"] == 2, "what personnel granted by hand is still paid"
    leave.withdraw(act(centre.clerk), sick.id, sick.version, NOW)
    assert asked(centre, draft("09-02", "09-10", partner=centre.partner), NOW).halves == 14


def test_a_day_less_of_sick_leave_or_a_day_taken_before_costs_nothing_this_year(centre):
    sick_from_april(centre, "06-28")
    asked(centre, draft("09-01", partner=centre.partner), NOW)
    asked(centre, draft("06-29", "06-30", "sick", centre.partner), NOW)
    assert asked(centre, draft("09-02", partner=centre.partner), NOW).halves == 2


def test_a_grant_by_hand_is_made_once_under_its_key(centre):
    stamp = FormStamp("key-1", "body")
    assert granted(centre, stamp=stamp) == granted(centre, stamp=stamp)
    with pytest.raises(KeyReused):
        granted(centre, amount=6, stamp=FormStamp("key-1", "another body"))
    assert LeaveEntry.select().where(LeaveEntry.note == "会议纪要").count() == 1


def test_what_is_not_kept_in_pots_cannot_be_granted(centre):
    with pytest.raises(InvalidInput, match="not_balanced"):
        granted(centre, code="sick")


def test_nobody_grants_themselves(centre):
    with pytest.raises(NotAllowed):
        leave_ledger.grant_by_hand(act(centre.personnel), centre.personnel.id, "annual", 2, day("03-02"), None, "自己", NOW)


def test_the_sheet_grants_the_years_leave_and_says_why(centre):
    sheet = leave_balances.balance_sheet(act(centre.personnel), centre.clerk.id, NOW)
    assert sheet.annual is not None
    assert sheet.annual.halves == 20
    assert reason_texts(sheet.annual.reasons) == ["到年底累计工作满 16 年。", "2026-01-01 起每年 10.0 天。"]
    assert [line.kind for line in sheet.lines] == ["grant"]


def test_without_service_dates_the_sheet_says_what_is_missing(centre):
    newcomer = make_staff(first_work=None, joined=None)
    sheet = leave_balances.balance_sheet(act(centre.personnel), newcomer.id, NOW)
    assert sheet.annual is None
    assert [problem.code for problem in sheet.annual_problems] == ["dates_missing"]


@pytest.mark.parametrize(("reasons", "texts"), [
    ([Reason("bracket", {"halves": 10, "from": date(2026, 1, 1)}), Reason("bracket", {"halves": 10, "from": date(2026, 8, 1)})],
     ["2026-01-01 起每年 5.0 天。", "2026-08-01 起每年 10.0 天。"]),
    ([Reason("pro_rata", {"days": 200, "year_days": 365, "full": 10, "halves": 4})],
     ["今年按剩余日历天数折算：200 ÷ 365 × 5.0 天，不足整天的不计，得 2.0 天。"]),
    ([Reason("lost_by_last_year", {"because": "sick_leave", "days": 70, "allowed": 60})],
     ["上一年先休了年休假，之后又达到不享受的条件，今年不再休：上一年已休病假 70 天，达到规定的 60 天，不再休年休假。"]),
    ([Reason("personal_leave", {"halves": 40})], ["今年已休带薪事假 20.0 天，达到规定天数，不再休年休假。"]),
    ([Reason("not_yet_eligible", {"from": date(2027, 1, 1)})], ["连续工作还没有满年限，2027-01-01 起才可以休年休假。"]),
])
def test_every_reason_reads_as_a_sentence(reasons, texts):
    assert reason_texts(reasons) == texts


def test_what_ends_soon_is_listed_until_it_is_used_up(centre):
    granted(centre, 2, to="03-20")
    granted(centre, 4, to="12-31")
    asked(centre, draft("03-10 am", "03-10 am", partner=centre.partner), NOW)
    ending = leave_balances.ending_soon(NOW.date())
    assert [(item.staff.id, item.pot.balance, item.pot.valid_to) for item in ending] == [(centre.clerk.id, 1, day("03-20"))]
    assert leave_balances.ending_soon(NOW.date(), most=1) == ending
    assert leave_balances.ending_soon(NOW.date(), most=0) == []
    asked(centre, draft("03-10 pm", "03-10 pm", partner=centre.partner), NOW)
    assert leave_balances.ending_soon(NOW.date()) == []


def test_a_year_to_come_is_not_carried_over(centre):
    with pytest.raises(InvalidInput, match="year_not_over"):
        leave_ledger.carry_over(act(centre.personnel), centre.clerk.id, 2027, NOW)


def claim(person, on="02-28", minutes=480, stamp=None):
    return leave_duty.claim_duty(act(person), day(on), minutes, "周末值班", NOW, stamp)


def test_the_head_is_told_of_a_claim_and_the_person_of_the_decision(centre):
    duty_id = claim(centre.clerk)
    assert [row.staff_id for row in Notice.select().where(Notice.kind == "duty_claimed")] == [centre.head.id]
    leave_duty.decide_duty(act(centre.head), duty_id, True, "", 1, NOW)
    assert [row.staff_id for row in Notice.select().where(Notice.kind == "duty_approved")] == [centre.clerk.id]


def test_the_heads_own_claim_goes_to_the_section(centre):
    claim(centre.head)
    assert [row.staff_id for row in Notice.select().where(Notice.kind == "duty_claimed")] == [centre.section.id]


def test_a_claim_waits_for_those_who_may_decide_it_and_never_for_its_owner(centre):
    other_head = make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=make_unit())
    claim(centre.clerk)
    claim(centre.head)
    assert [line.staff.id for line in leave_duty.duty_to_decide(act(centre.head))] == [centre.clerk.id]
    assert len(leave_duty.duty_to_decide(act(centre.section))) == 2
    assert leave_duty.duty_to_decide(act(centre.clerk)) == []
    assert leave_duty.duty_to_decide(act(other_head)) == []
    with pytest.raises(NotAllowed):
        leave_duty.decide_duty(act(centre.head), find(DutyHours, claim(centre.head, "03-01")).id, True, "", 1, NOW)


def test_a_refusal_needs_a_reason_and_gives_nothing(centre):
    duty_id = claim(centre.clerk)
    with pytest.raises(InvalidInput, match="required"):
        leave_duty.decide_duty(act(centre.head), duty_id, False, " ", 1, NOW)
    leave_duty.decide_duty(act(centre.head), duty_id, False, "当天没有安排值班", 1, NOW)
    assert leave_ledger.pots_of(centre.clerk.id, "comp") == []
    with pytest.raises(AlreadyDecided):
        leave_duty.decide_duty(act(centre.section), duty_id, True, "", 2, NOW)


@pytest.mark.parametrize(("on", "minutes", "field"), [("03-03", 60, "day"), ("02-28", 0, "hours"), ("02-28", 1441, "hours")])
def test_an_impossible_claim_is_refused_at_its_field(centre, on, minutes, field):
    with pytest.raises(InvalidInput) as error:
        claim(centre.clerk, on, minutes)
    assert [problem.field for problem in error.value.problems] == [field]


def test_duty_on_a_day_nobody_knows_is_refused(centre):
    with pytest.raises(CalendarMissing):
        leave_duty.claim_duty(act(centre.clerk), date(1, 1, 1), 60, "值班", NOW)


def test_one_day_is_claimed_once(centre):
    stamp = FormStamp("key-2", "body")
    assert claim(centre.clerk, stamp=stamp) == claim(centre.clerk, stamp=stamp)
    with pytest.raises(InvalidInput, match="duty_claimed"):
        claim(centre.clerk)


def test_what_was_refused_is_claimed_again_and_told_again(centre):
    duty_id = claim(centre.clerk)
    leave_duty.decide_duty(act(centre.head), duty_id, False, "是 2 小时，请重报", 1, NOW)
    assert claim(centre.clerk, minutes=120) == duty_id
    assert Notice.select().where(Notice.kind == "duty_claimed").count() == 2
    leave_duty.decide_duty(act(centre.head), duty_id, True, "", 3, NOW)
    assert [pot.balance for pot in leave_ledger.pots_of(centre.clerk.id, "comp")] == [120]
