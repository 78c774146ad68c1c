"""The way of a complaint: every state, side and event against the list that was read by a person."""

from __future__ import annotations

from pathlib import Path

from rules.complaint import OVER, State
from rules.complaint_course import BY_EVENT, CALL_BACKS, STEPS, Event, Side, askable_in, steps_in
from tables.complaint import ASKED, EVENTS, STATES

PERMITTED = Path(__file__).with_name("permitted_steps.txt")


def permitted() -> list[str]:
    """state, side: what may be done, and what may be asked for."""
    lines = []
    for state in State:
        for side in Side:
            done = [f"{step.event}>{step.target}" + (f"|{step.otherwise}" if step.otherwise else "")
                    for step in steps_in(state, frozenset({side}))]
            asked = [f"ask {step.event}" for step in askable_in(state, frozenset({side}))]
            decided = [f"decide {step.event}>{step.target}" for step in STEPS
                       if step.asked_by and state in step.sources and side in step.sides]
            lines.append(f"{state} {side}: {', '.join(done + asked + decided) or '-'}")
    return lines


def test_who_may_do_what_in_which_state_is_as_it_was_read():
    assert permitted() == PERMITTED.read_text("utf-8").splitlines()


def test_the_tables_hold_the_words_of_the_rules():
    assert set(STATES) == {state.value for state in State}
    assert set(EVENTS) == {event.value for event in Event}
    assert set(ASKED) == {step.event.value for step in STEPS if step.asked_by}
    assert len(BY_EVENT) == len(STEPS)


def test_from_every_open_state_there_is_a_way_to_an_end():
    leads = {state: {end for step in STEPS if state in step.sources for end in (step.target, step.otherwise) if end} for state in State}
    for state in set(State) - OVER:
        reached, seen = {state}, set()
        while reached - seen:
            seen |= reached
            reached = {end for one in seen for end in leads[one]} | seen
        assert State.CLOSED in reached, state


def test_nothing_but_the_archive_and_a_split_leads_out_of_what_is_over():
    assert {step.event for step in STEPS if step.sources & OVER} == {Event.ARCHIVE, Event.SPLIT}
    assert all(BY_EVENT[event].sources == {State.TO_CALLBACK} for event in CALL_BACKS)
