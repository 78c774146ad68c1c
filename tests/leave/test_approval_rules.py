"""The course of a request, who signs, and who may not. Source: docs/rules/leave.md section 4."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.approval import ACTIVE, LADDER, TRANSITIONS, Event, State, Step, StepKind, Tier, chain, chain_minutes, may_decide, next_state
from rules.errors import AlreadyDecided
from rules.leave import TypeRule, rule_on
from rules.leave_presets import load_presets
from rules.people import Role

PRESETS = load_presets(Path("rules/presets/leave.json").read_text(encoding="utf-8"))
HOME, HEAD, SECTION, LEADER, BUREAU = StepKind
ENDS = {State.CLOSED, State.REJECTED, State.WITHDRAWN, State.CANCELLED, State.ENDED_EARLY}


def rule(code: str) -> TypeRule:
    return rule_on(PRESETS.rules, code, date(2026, 1, 1))


def signers(halves: int, *roles: Role, code: str = "annual", home_unit: bool = True, vacant: tuple[StepKind, ...] = ()) -> list[StepKind]:
    return [step.kind for step in chain(halves, PRESETS.tiers, rule(code), roles or (Role.STAFF,), home_unit, vacant)]


@pytest.mark.parametrize(("events", "state"), [
    (["submit", "approve", "begin", "end", "close"], "closed"),
    (["ask_handover", "accept_handover", "agree", "agree", "approve", "begin", "end", "lapse", "close"], "closed"),
    (["ask_handover", "decline_handover", "ask_handover", "withdraw"], "withdrawn"),
    (["submit", "send_back", "submit", "refuse"], "rejected"),
    (["submit", "approve", "ask_cancel", "agree_cancel"], "cancelled"),
    (["submit", "approve", "ask_cancel", "refuse_cancel", "begin", "return_early"], "ended_early"),
    (["file", "begin", "end", "return_early"], "ended_early"),
    (["ask_handover", "file", "begin", "close"], "closed"),
])
def test_a_request_goes_its_way(events, state):
    now = State.DRAFT
    for event in events:
        now = next_state(now, Event(event))
    assert now == state


@pytest.mark.parametrize(("state", "event"), [
    (State.WITHDRAWN, Event.APPROVE), (State.APPROVED, Event.APPROVE), (State.APPROVED, Event.WITHDRAW), (State.PENDING, Event.ASK_CANCEL),
    (State.RUNNING, Event.ASK_CANCEL), (State.CLOSED, Event.CLOSE), (State.DRAFT, Event.APPROVE), (State.HANDOVER, Event.APPROVE),
    (State.CANCELLED, Event.BEGIN), (State.CANCEL_REQUESTED, Event.BEGIN), (State.REJECTED, Event.SUBMIT),
])
def test_whoever_comes_second_is_told_the_state_that_stands(state, event):
    with pytest.raises(AlreadyDecided) as error:
        next_state(state, event)
    assert error.value.state == state


def test_every_state_is_reached_and_only_the_ends_lead_nowhere():
    reached, front = {State.DRAFT}, {State.DRAFT}
    while front:
        front = {target for (state, _), target in TRANSITIONS.items() if state in front} - reached
        reached |= front
    assert reached == set(State)
    assert {state for state in State if state not in {origin for origin, _ in TRANSITIONS}} == ENDS


def test_cells_are_held_from_submission_until_they_are_given_up():
    assert set(State) - ACTIVE == {State.DRAFT, State.RETURNED, State.REJECTED, State.WITHDRAWN, State.CANCELLED}


def test_approval_and_withdrawal_of_one_request_exclude_each_other():
    for first, second in ((Event.APPROVE, Event.WITHDRAW), (Event.WITHDRAW, Event.APPROVE)):
        with pytest.raises(AlreadyDecided):
            next_state(next_state(State.PENDING, first), second)


@pytest.mark.parametrize(("halves", "kinds"), [
    (0, [HEAD]), (1, [HEAD]), (2, [SECTION]), (3, [LEADER]), (6, [LEADER]), (7, [LEADER, BUREAU]), (60, [LEADER, BUREAU])])
def test_the_bounds_of_the_tiers_are_inclusive(halves, kinds):
    assert signers(halves) == kinds


def test_only_the_home_unit_and_the_bureau_sign_on_paper():
    steps = chain(8, PRESETS.tiers, rule("personal"), (Role.STAFF,), True)
    assert steps == (Step(HOME, True), Step(LEADER, False), Step(BUREAU, True))


@pytest.mark.parametrize(("halves", "code", "sent", "first"), [
    (1, "personal", True, HEAD), (2, "personal", True, HOME), (2, "personal", False, SECTION), (20, "annual", True, LEADER)])
def test_private_leave_of_a_day_or_more_goes_to_the_home_unit_first(halves, code, sent, first):
    assert signers(halves, code=code, home_unit=sent)[0] is first


def test_a_tier_that_names_the_home_unit_has_it_sign_first_whatever_the_length():
    tiers = [Tier(None, (HEAD, HOME))]
    assert [step.kind for step in chain(1, tiers, rule("annual"), (), True)] == [HOME, HEAD]
    assert [step.kind for step in chain(1, tiers, rule("annual"), (), False)] == [HEAD]


@pytest.mark.parametrize(("role", "halves", "kinds"), [
    (Role.WINDOW_HEAD, 1, [SECTION]), (Role.CHIEF_REP, 1, [SECTION]), (Role.WINDOW_HEAD, 2, [SECTION]), (Role.WINDOW_HEAD, 4, [LEADER]),
    (Role.SECTION_HEAD, 1, [LEADER]), (Role.SECTION_HEAD, 2, [LEADER]), (Role.DEPUTY_LEADER, 1, [LEADER]),
    (Role.MAIN_LEADER, 1, [BUREAU]), (Role.MAIN_LEADER, 4, [BUREAU]), (Role.MAIN_LEADER, 8, [BUREAU]), (Role.MONITOR, 1, [HEAD]),
])
def test_the_own_leave_of_whoever_decides_starts_one_level_up(role, halves, kinds):
    assert signers(halves, Role.STAFF, role) == kinds


@pytest.mark.parametrize(("vacant", "halves", "kinds"), [
    ((HEAD,), 1, [SECTION]), ((HEAD, SECTION), 1, [LEADER]), ((SECTION,), 2, [LEADER]), ((HEAD, SECTION, LEADER), 1, [BUREAU]),
    ((LEADER,), 8, [BUREAU])])
def test_a_step_nobody_can_sign_moves_up(vacant, halves, kinds):
    assert signers(halves, vacant=vacant) == kinds


@given(st.integers(0, 100), st.sets(st.sampled_from(Role)), st.booleans(), st.sets(st.sampled_from(LADDER)), st.sampled_from(PRESETS.rules))
def test_somebody_always_signs_and_nobody_twice(halves, roles, home_unit, vacant, type_rule):
    steps = chain(halves, PRESETS.tiers, type_rule, roles, home_unit, vacant)
    kinds = [step.kind for step in steps]
    assert len(set(kinds)) == len(kinds)
    assert bool(kinds) != type_rule.record_only
    assert [kind for kind in kinds if kind is not HOME] == sorted((kind for kind in kinds if kind is not HOME), key=LADDER.index)
    assert HOME not in kinds[1:]
    assert set(kinds) <= {HOME, BUREAU} | (set(LADDER) - vacant)


def test_what_is_only_for_the_record_is_signed_by_nobody():
    assert signers(40, code="training") == []
    assert chain_minutes(40, PRESETS.minute_tiers, replace(rule("outing"), record_only=True), ()) == ()


@pytest.mark.parametrize(("minutes", "role", "kind"), [
    (1, Role.STAFF, HEAD), (30, Role.STAFF, HEAD), (31, Role.STAFF, SECTION), (120, Role.STAFF, SECTION), (121, Role.STAFF, LEADER),
    (20, Role.WINDOW_HEAD, SECTION), (20, Role.MAIN_LEADER, BUREAU)])
def test_leave_by_the_hour_has_its_own_tiers(minutes, role, kind):
    assert [step.kind for step in chain_minutes(minutes, PRESETS.minute_tiers, rule("outing"), (role,))] == [kind]


def test_the_tiers_of_a_type_come_before_the_general_ones():
    tiers = [*PRESETS.tiers, Tier(None, (LEADER,), code="sick")]
    assert [step.kind for step in chain(1, tiers, rule("sick"), (), False)] == [LEADER]
    assert [step.kind for step in chain(1, tiers, rule("annual"), (), False)] == [HEAD]


def test_an_amount_no_tier_holds_is_a_fault_of_the_table():
    with pytest.raises(ValueError, match="no tier for 3"):
        chain(3, [Tier(2, (HEAD,))], rule("annual"), (), False)


@pytest.mark.parametrize(("actor", "principals", "entered_by", "others", "allowed"), [
    ("head", (), "", False, True), ("asker", (), "", False, False), ("asker", ("leader",), "", False, False),
    ("deputy", ("head",), "", False, True), ("deputy", ("asker",), "", False, False), ("head", (), "head", False, False),
    ("head", (), "head", True, True), ("leader", (), "head", False, True), ("asker", (), "head", True, False),
])
def test_nobody_decides_their_own_nor_alone_what_they_entered_for_somebody(actor, principals, entered_by, others, allowed):
    assert may_decide(actor, "asker", principals, entered_by, others) is allowed


def test_the_document_of_the_rules_lists_every_legal_move():
    text = Path("docs/rules/leave.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    listed = {(State(state), Event(row[0].split()[0])): State(row[2])
              for row in rows if row[0].split()[0] in list(Event) for state in row[1].split(", ")}
    assert listed == dict(TRANSITIONS)
