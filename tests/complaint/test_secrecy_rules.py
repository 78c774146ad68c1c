"""Who is kept from a complaint: a table of cases, and what holds for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.complaint_secrecy import Person, Posts, Watch, kept_from, watch_of

WINDOW, OTHER, SECTION, TOP = "window", "other", "section", "top"
CLERK, COLLEAGUE = Person("clerk", WINDOW), Person("colleague", WINDOW)
HEAD, CHIEF = Person("head", WINDOW, frozenset({WINDOW})), Person("chief", "", frozenset({WINDOW}))
OTHER_HEAD = Person("other_head", OTHER, frozenset({OTHER}))
MONITOR, SECOND = Person("monitor", SECTION), Person("second", SECTION)
SECTION_HEAD = Person("section_head", SECTION, frozenset({SECTION}))
SITS_IN = Person("sits_in", WINDOW)  # a monitor who stands in the window
LEADER, DEPUTY = Person("leader", TOP), Person("deputy", TOP)
FULL = (MONITOR, SECOND, SECTION_HEAD)


@pytest.mark.parametrize(("named", "keepers", "handlers", "kept"), [
    ((), FULL, (HEAD,), ()),
    ((), (MONITOR,), (), ()),
    ((CLERK,), FULL, (), (CLERK,)),
    ((CLERK,), (MONITOR,), (), (CLERK,)),
    ((CLERK,), (SITS_IN,), (), (CLERK, SITS_IN)),
    ((CLERK,), (SITS_IN, SECTION_HEAD), (), (CLERK,)),
    ((MONITOR,), (MONITOR, SECTION_HEAD), (), (MONITOR, SECTION_HEAD)),
    ((MONITOR,), FULL, (), (MONITOR,)),
    ((SECTION_HEAD,), (MONITOR, SECTION_HEAD), (), (SECTION_HEAD, MONITOR)),
    ((MONITOR, SECOND), FULL, (), (MONITOR, SECOND, SECTION_HEAD)),
    (FULL, FULL, (), FULL),
    ((CLERK,), FULL, (HEAD,), (CLERK, HEAD)),
    ((CLERK,), FULL, (HEAD, CHIEF), (CLERK,)),
    ((CLERK,), FULL, (HEAD, COLLEAGUE), (CLERK,)),
    ((CHIEF,), FULL, (HEAD, CHIEF), (CHIEF, HEAD)),
    ((CHIEF,), FULL, (CHIEF, COLLEAGUE), (CHIEF, COLLEAGUE)),
    ((CLERK,), FULL, (OTHER_HEAD,), (CLERK,)),
    ((LEADER,), FULL, (), (LEADER,)),
    ((SECTION_HEAD,), FULL, (SECTION_HEAD,), (SECTION_HEAD,)),
], ids=str)
def test_who_is_named_and_who_would_alone_control_the_file_are_kept_from_it(named, keepers, handlers, kept):
    assert kept_from(named, Posts(keepers, (LEADER, DEPUTY)), handlers) == {person.staff_id for person in kept}


@pytest.mark.parametrize(("named", "keepers", "leaders", "watch", "who"), [
    ((CLERK,), FULL, (LEADER,), Watch.SECTION, FULL),
    ((MONITOR,), (MONITOR, SECTION_HEAD), (LEADER, DEPUTY), Watch.LEADERS, (LEADER, DEPUTY)),
    ((MONITOR, LEADER), (MONITOR,), (LEADER, DEPUTY), Watch.LEADERS, (DEPUTY,)),
    ((MONITOR, LEADER), (MONITOR,), (LEADER,), Watch.NOBODY, ()),
    ((CLERK,), (SITS_IN,), (LEADER,), Watch.LEADERS, (LEADER,)),
    ((), (), (LEADER,), Watch.LEADERS, (LEADER,)),
])
def test_somebody_else_follows_it_instead(named, keepers, leaders, watch, who):
    assert watch_of(named, Posts(keepers, leaders)) == (watch, {person.staff_id for person in who})


def test_a_leader_who_keeps_the_hotline_alone_is_not_kept_from_it():
    both = Person("both", TOP)
    assert kept_from([LEADER], Posts((both,), (both, LEADER))) == {"leader"}


UNITS = st.sampled_from(["", "a", "b", "c"])
PEOPLE = st.builds(Person, st.sampled_from([str(number) for number in range(8)]), UNITS, st.frozensets(st.sampled_from("abc"), max_size=2))
GROUP = st.lists(PEOPLE, max_size=5, unique_by=lambda person: person.staff_id)


@given(GROUP, GROUP, GROUP, GROUP)
def test_whoever_is_named_is_always_kept_from_it_and_somebody_always_sees_it_while_a_leader_is_free(named, keepers, leaders, handlers):
    posts = Posts(keepers, leaders)
    kept = kept_from(named, posts, handlers)
    assert {person.staff_id for person in named} <= kept
    free = {person.staff_id for person in leaders} - {person.staff_id for person in named}
    watch, who = watch_of(named, posts)
    assert not who & kept_from(named, posts)
    assert (watch is not Watch.NOBODY) >= bool(free)
