"""What the rule keeps somebody from, the condition of every query keeps them from; and somebody else is told. Both engines."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from actions.changes import change, find, transaction
from actions.complaint import CallDraft, log_call
from actions.complaint_book import complaints_of
from actions.complaint_lists import may_know, reveal_caller
from actions.complaint_secrecy import kept_ids, open_to, stands_in, watch_on
from models import Complaint, Notice
from rules.complaint import Kind
from rules.complaint_secrecy import Watch
from rules.errors import NotFound
from rules.people import SYSTEM, Role
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff, make_unit

pytestmark = pytest.mark.usefixtures("node_settings")
TODAY = MONDAY.date()
DRAFT = CallDraft(Kind.COMPLAINT, "态度不好。", phone="13800005678")


def log(actor, *named):
    return log_call(actor, replace(DRAFT, named=tuple(person.id for person in named)), MONDAY)


def given_to(complaint_id, unit, staff=None):
    row = find(Complaint, complaint_id)
    row.handler_unit, row.handler_id = unit.id, staff.id if staff else ""
    with transaction():
        return change(row, SYSTEM, "complaint.due", MONDAY)


def told(staff):
    return [notice.kind for notice in Notice.select().where(Notice.staff_id == staff.id)]


@pytest.fixture
def section():
    return make_unit("section")


def test_the_head_of_a_section_whose_one_monitor_is_named_is_kept_from_it_and_the_leaders_are_told(section):
    monitor, head = make_staff(Role.MONITOR, unit=section), make_staff(Role.SECTION_HEAD, unit=section)
    leader, deputy, clerk = make_staff(Role.MAIN_LEADER), make_staff(Role.DEPUTY_LEADER), make_staff()
    made, plain = log(actor_for(head), monitor), log(actor_for(head), clerk)
    for person in (monitor, head):
        actor = actor_for(person)
        assert [line.row.id for line in complaints_of(actor, TODAY).lines] == [plain]
        with pytest.raises(NotFound):
            reveal_caller(actor, made, "核实", MONDAY)
        assert told(person) == []
    assert may_know(actor_for(leader), made)
    assert [told(leader), told(deputy)] == [["complaint_leaders"]] * 2
    assert [stands_in(actor_for(leader), one, TODAY) for one in (made, plain)] == [True, False]
    assert not stands_in(actor_for(head), made, TODAY)


def test_where_every_leader_is_named_as_well_personnel_is_told_without_a_word_about_it(section):
    monitor, leader, personnel = make_staff(Role.MONITOR, unit=section), make_staff(Role.MAIN_LEADER), make_staff(Role.PERSONNEL)
    made = log(actor_for(monitor), monitor, leader)
    assert watch_on(made, TODAY) == (Watch.NOBODY, frozenset())
    [notice] = Notice.select().where(Notice.staff_id == personnel.id)
    assert (notice.kind, notice.values, notice.link) == ("complaint_nobody", {}, "")
    assert [told(monitor), told(leader)] == [[], []]


def test_the_only_head_of_a_window_does_not_work_on_what_names_their_own(section):
    window, other = make_unit(), make_unit()
    monitor, clerk, head = make_staff(Role.MONITOR, unit=section), make_staff(unit=window), make_staff(Role.WINDOW_HEAD, unit=window)
    make_staff(Role.MONITOR, unit=section)
    made = log(actor_for(monitor), clerk)
    assert head.id in kept_ids(given_to(made, window), TODAY)
    assert head.id not in kept_ids(given_to(made, other), TODAY)
    make_staff(Role.CHIEF_REP, unit=window)
    assert kept_ids(given_to(made, window), TODAY) == {clerk.id}


@pytest.mark.parametrize("seed", range(8))
def test_the_condition_of_the_queries_is_what_the_rule_says(section, seed):
    chosen = random.Random(seed)  # noqa: S311  # a world that is made up, and the same each time
    units = [section, make_unit(), make_unit()]
    roles = [Role.STAFF, Role.STAFF, Role.WINDOW_HEAD, Role.CHIEF_REP, Role.MONITOR, Role.SECTION_HEAD, Role.MAIN_LEADER]
    people = [make_staff(role, unit=chosen.choice(units)) for role in chosen.choices(roles, k=10)]
    logger = actor_for(make_staff(Role.MONITOR) if seed % 2 else next((p for p in people if actor_for(p).may("complaint.log")), None)
                       or make_staff(Role.MONITOR))
    rows = [given_to(log(logger, *chosen.sample(people, chosen.randint(0, 3))), unit := chosen.choice(units),
                     chosen.choice([None, *(one for one in people if one.unit_id == unit.id)])) for _ in range(25)]
    for person in people:
        actor = actor_for(person)
        open_ids = {row.id for row in Complaint.select().where(open_to(actor))}
        for row in rows:
            if actor.may("complaint.all") or row.handler_id == person.id or actor.holds(Role.WINDOW_HEAD, Role.CHIEF_REP,
                                                                                       unit_id=row.handler_unit):
                assert (row.id in open_ids) == (person.id not in kept_ids(row, TODAY)), (actor.roles, row.handler_unit)
