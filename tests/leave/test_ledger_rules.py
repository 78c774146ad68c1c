"""Pots: which one pays for which day. Source: docs/rules/leave.md section 7."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Half
from rules.errors import InvalidInput
from rules.leave import Cell
from rules.ledger import Pot, Take, allocate, give_back

AM, PM = Half
FIRST = date(2026, 12, 28)


def cells_of(first: date, days: int) -> list[Cell]:
    return [Cell(first + timedelta(days=day), half, True, "workday", "") for day in range(days) for half in Half]


def pot(name: str, balance: int, start: date = date(2026, 1, 1), end: date | None = None, kind: str = "annual") -> Pot:
    return Pot(name, kind, start, end, balance)


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


CARRIED = pot("carried", 10, end=date(2026, 12, 29))
OWN = pot("own", 10, end=date(2027, 12, 31))


def test_a_carry_over_that_expires_inside_the_leave_pays_only_the_days_up_to_its_expiry():
    takes = allocate(cells_of(FIRST, 4), [OWN, CARRIED])
    assert [(take.pot_id, take.amount, take.cells[0][0].day, take.cells[-1][0].day) for take in takes] == [
        ("carried", 4, 28, 29), ("own", 4, 30, 31)]


def test_a_grant_that_begins_inside_the_leave_pays_only_from_its_first_day():
    later = pot("later", 10, start=date(2026, 12, 30))
    takes = allocate(cells_of(FIRST, 4), [later, pot("now", 4)])
    assert {take.pot_id: take.amount for take in takes} == {"now": 4, "later": 4}


def test_days_after_every_expiry_are_not_paid_however_much_is_left():
    with pytest.raises(InvalidInput) as error:
        allocate(cells_of(FIRST, 3), [CARRIED])
    (problem,) = error.value.problems
    assert (problem.field, problem.code) == ("type_code", "balance_short")
    assert dict(problem.values) == {"needed": 6, "available": 4, "date": date(2026, 12, 30)}


@pytest.mark.parametrize(("balance", "enough"), [(3, False), (4, True), (-1, False)])
def test_a_balance_pays_exactly_what_it_holds(balance, enough):
    if enough:
        assert sum(take.amount for take in allocate(cells_of(FIRST, 2), [pot("own", balance)])) == 4
        return
    with pytest.raises(InvalidInput):
        allocate(cells_of(FIRST, 2), [pot("own", balance)])


def test_uncounted_cells_cost_nothing():
    holiday = Cell(FIRST, AM, False, "holiday", "元旦")
    assert allocate([holiday], []) == []
    assert allocate([holiday, *cells_of(FIRST + timedelta(days=1), 1)], [pot("own", 2)])[0].amount == 2


def test_time_off_is_paid_from_several_approved_duties():
    duties = [pot("late", 300, end=date(2027, 3, 1), kind="comp"), pot("early", 90, end=date(2027, 1, 1), kind="comp"),
              pot("noon", 120, end=date(2027, 2, 1), kind="comp")]
    takes = allocate(cells_of(FIRST, 1), duties, unit_per_cell=240)
    assert takes == [Take("early", 90, ((FIRST, AM),)), Take("noon", 120, ((FIRST, AM),)), Take("late", 30, ((FIRST, AM),)),
                     Take("late", 240, ((FIRST, PM),))]


def test_a_pot_without_end_is_used_last():
    takes = allocate(cells_of(FIRST, 1), [pot("open", 9), OWN])
    assert [take.pot_id for take in takes] == ["own"]


def test_released_days_go_back_to_the_pots_they_came_from():
    takes = allocate(cells_of(FIRST, 4), [OWN, CARRIED])
    released = {(FIRST + timedelta(days=1), PM), (FIRST + timedelta(days=2), AM), (FIRST + timedelta(days=2), PM),
                (FIRST + timedelta(days=9), AM)}
    assert [(take.pot_id, take.amount) for take in give_back(takes, released)] == [("carried", 1), ("own", 2)]
    assert give_back(takes, set()) == []


def test_released_time_off_goes_back_in_minutes():
    duties = [pot("noon", 90, kind="comp"), pot("night", 600, end=date(2027, 1, 31), kind="comp")]
    takes = allocate(cells_of(FIRST, 1), duties, unit_per_cell=240)
    assert sum(take.amount for take in give_back(takes, {(FIRST, PM)})) == 240


pots = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6) | st.none(), st.integers(0, 4)), max_size=4).map(
    lambda rows: [pot(str(number), balance, after(start), None if length is None else after(start + length))
                  for number, (start, length, balance) in enumerate(rows)])
counted_days = st.lists(st.tuples(st.integers(0, 6), st.sampled_from(Half)), min_size=1, max_size=6, unique=True)


def payable(dates: list[date], left: dict[str, int], every: list[Pot], price: int) -> bool:
    """Brute force: try every way of paying one unit after the other."""
    units = [on for on in dates for _ in range(price)]

    def rest(number: int) -> bool:
        if number == len(units):
            return True
        for candidate in every:
            if left[candidate.id] and candidate.pays_on(units[number]):
                left[candidate.id] -= 1
                found = rest(number + 1)
                left[candidate.id] += 1
                if found:
                    return True
        return False
    return rest(0)


@given(pots, counted_days, st.integers(1, 2))
def test_a_way_to_pay_is_found_exactly_when_there_is_one(every, days, price):
    cells = [Cell(FIRST + timedelta(days=day), half, True, "workday", "") for day, half in days]
    possible = payable([cell.date for cell in cells], {each.id: each.balance for each in every}, every, price)
    try:
        takes = allocate(cells, every, price)
    except InvalidInput:
        assert not possible
        return
    assert possible
    by_id, paid = {each.id: each for each in every}, Counter()
    for take in takes:
        assert take.amount % len(take.cells) == 0
        for key in take.cells:
            assert by_id[take.pot_id].pays_on(key[0])
            paid[key] += take.amount // len(take.cells)
    assert paid == {(cell.date, cell.half): price for cell in cells}
    spent = Counter({each.id: 0 for each in every})
    for take in takes:
        spent[take.pot_id] += take.amount
    assert all(spent[each.id] <= each.balance for each in every)


@given(counted_days, st.randoms(use_true_random=False))
def test_the_order_of_cells_and_pots_changes_nothing(days, random):
    cells = [Cell(FIRST + timedelta(days=day), half, True, "workday", "") for day, half in days]
    every = [CARRIED, OWN, pot("open", 9)]
    shuffled_cells, shuffled_pots = random.sample(cells, len(cells)), random.sample(every, 3)
    assert allocate(shuffled_cells, shuffled_pots) == allocate(cells, every)


@given(counted_days, st.sets(st.integers(0, 5)))
def test_what_is_given_back_and_what_is_kept_add_up(days, numbers):
    cells = [Cell(FIRST + timedelta(days=day), half, True, "workday", "") for day, half in days]
    takes = allocate(cells, [pot("noon", 100, kind="comp"), pot("night", 9000, kind="comp")], unit_per_cell=240)
    keys = [(cell.date, cell.half) for cell in cells]
    released = {key for number, key in enumerate(keys) if number in numbers}
    back, kept = give_back(takes, released), give_back(takes, set(keys) - released)
    assert sum(take.amount for take in back) == 240 * len(released)
    assert sum(take.amount for take in (*back, *kept)) == sum(take.amount for take in takes)
