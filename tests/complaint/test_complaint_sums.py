"""Figures of the hotline: what happened in a period, each with its denominator; nobody counts what names them. Both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.complaint import CallDraft, log_call
from actions.complaint_sums import compared, facts_in
from rules.complaint import Kind
from rules.complaint_sums import Fact, Figures, Period, fact_of, figures_of, grouped, month_of
from rules.errors import NotAllowed
from rules.people import Role
from tests.complaint.centre_made import CALL, days, make_centre
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff

MARCH, APRIL = month_of(date(2026, 3, 1)), month_of(date(2026, 4, 1))
LATER = date(2026, 6, 1)


@pytest.fixture
def centre(node_settings):
    return make_centre()


def march(centre, today=LATER, period=MARCH):
    return figures_of(facts_in(actor_for(centre.section), period, today))


def test_a_month_counts_what_happened_in_it(centre):
    log_call(actor_for(centre.monitor), CallDraft(Kind.ENQUIRY, "几点上班", wants_reply=False, settled=True, outcome="九点。"), MONDAY)
    centre.log()
    centre.to_callback(days(1))
    centre.take(centre.second, "satisfied", days(2))
    centre.log()
    centre.to_callback(days(9))
    centre.take(centre.second, "unreached", days(10))
    centre.log(now=days(1))
    centre.ask(centre.monitor, "refuse", days(1), ground="outside", sent_to="住建局")
    assert march(centre) == Figures(
        received=4, grave=3, at_once=1, accepted=2, closed=1, on_time=1, days=1, call_owed=1, called=1, satisfied=1, unreached=1, overdue=1)


def test_what_was_late_overdue_or_opened_again_is_seen(centre):
    centre.log()
    centre.to_working(days(1))
    assert (march(centre, today=date(2026, 3, 9)).overdue, march(centre, today=date(2026, 3, 10)).overdue) == (0, 1)
    centre.take(centre.head, "reply", days(9), note="说明")
    centre.take(centre.monitor, "approve", days(9))
    assert (march(centre).overdue, march(centre, period=Period(date(2026, 3, 1), date(2026, 3, 10))).overdue) == (0, 1)
    centre.take(centre.second, "dissatisfied", days(10), note="没有解决")
    assert (march(centre).dissatisfied, march(centre).rounds, march(centre).closed) == (1, 1, 0)
    centre.take(centre.monitor, "assign", days(11), unit=centre.window.id)
    centre.take(centre.head, "sign", days(11))
    centre.take(centre.head, "reply", days(14), note="已办")
    centre.take(centre.monitor, "approve", days(14))
    centre.take(centre.second, "satisfied", days(15))
    found = march(centre)
    assert (found.closed, found.late, found.days, found.satisfied, found.called) == (1, 1, 14, 1, 1)


def test_what_was_closed_in_another_month_counts_there(centre):
    centre.log(now=days(29))
    centre.to_callback(days(30))
    centre.take(centre.second, "satisfied", days(31))
    assert (march(centre).received, march(centre).closed, march(centre, period=APRIL).received, march(centre, period=APRIL).closed) == (
        1, 1 if days(31).month == 3 else 0, 0, 1 if days(31).month == 4 else 0)


def test_figures_stand_beside_the_month_and_the_year_before(centre):
    centre.log(now=MONDAY)
    centre.log(now=MONDAY - timedelta(days=20))
    found = compared(actor_for(centre.section), MARCH, LATER)
    assert [sums.received for sums in found.sums] == [1, 1, 0]
    assert [(word, sums.received) for word, sums in found.by("channel").items()] == [("phone", 1)]


def test_whoever_is_named_counts_it_nowhere_and_others_have_no_figures(centre):
    accused = make_staff(Role.MONITOR, unit=centre.other)
    centre.log(replace(CALL, named=(accused.id,), unit_id=centre.window.id))
    centre.to_callback(days(1))
    centre.take(centre.second, "dissatisfied", days(2), note="不满意")
    found = compared(actor_for(accused), MARCH, LATER)
    assert (found.facts, found.by("unit"), found.sums[0]) == ([], {}, Figures())
    assert march(centre).received == 1
    for person in (centre.head, centre.clerk):
        with pytest.raises(NotAllowed):
            compared(actor_for(person), MARCH, LATER)


@pytest.mark.parametrize(("period", "before", "year_before"), [
    (MARCH, month_of(date(2026, 2, 1)), month_of(date(2025, 3, 1))),
    (month_of(date(2024, 2, 1)), month_of(date(2024, 1, 1)), month_of(date(2023, 2, 1))),
    (Period(date(2026, 3, 2), date(2026, 3, 8)), Period(date(2026, 2, 23), date(2026, 3, 1)), Period(date(2025, 3, 2), date(2025, 3, 8))),
    (Period(date(2024, 2, 29), date(2024, 2, 29)), Period(date(2024, 2, 28), date(2024, 2, 28)),
     Period(date(2023, 2, 28), date(2023, 2, 28))),
])
def test_what_a_period_is_compared_with(period, before, year_before):
    assert (period.before, period.year_before) == (before, year_before)


FACTS = st.lists(st.builds(
    Fact, id=st.text(min_size=1, max_size=3), kind=st.sampled_from(["complaint", "enquiry"]), category=st.sampled_from(["", "a", "b"]),
    received=st.booleans(), closed=st.booleans(), late=st.booleans(), days=st.integers(0, 9), call_owed=st.booleans(), called=st.booleans(),
    satisfied=st.integers(0, 2), dissatisfied=st.integers(0, 2)).map(lambda fact: replace(fact, late=fact.late and fact.closed)))


@given(FACTS)
def test_rates_lie_between_none_and_all_and_groups_sum_up(facts):
    whole, groups = figures_of(facts), grouped(facts, lambda fact: fact.category)
    assert sum(figures.received for figures in groups.values()) == whole.received
    assert whole.on_time + whole.late == whole.closed
    for rate in (whole.on_time_rate, whole.dissatisfied_rate):
        assert rate is None or 0 <= rate <= 1
    assert [fact_of(fact.kept()) for fact in facts] == facts
    assert Figures().on_time_rate is Figures().average_days is Figures().call_rate is None
