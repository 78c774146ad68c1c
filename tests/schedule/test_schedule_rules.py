"""Which hours hold for whom. Source: docs/rules/schedule.md."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Half
from rules.errors import InvalidInput
from rules.leave import Session
from rules.schedule import Difference, Hours, Person, Scope, Timetable, Version, check_versions, read_hours

DAY_HOURS = Hours(510, 720, 810, 1050)
WINTER, SUMMER = date(2004, 1, 1), date(2026, 5, 1)
WEDNESDAY, FRIDAY = date(2026, 6, 10), date(2026, 6, 12)
LI = Person("li", post="受理岗", unit_id="window1")
BASE = Version("base", Scope.CENTRE, "", "1234567", WINTER, None, DAY_HOURS)


def version(name: str, scope: Scope = Scope.CENTRE, key: str = "", weekdays: str = "1234567", first: date = WINTER,
            last: date | None = None) -> Version:
    return Version(name, scope, key, weekdays, first, last, DAY_HOURS)


@pytest.mark.parametrize(("rows", "day", "winner"), [
    ([], WEDNESDAY, "base"),
    ([version("summer", first=SUMMER, last=date(2026, 9, 30))], WEDNESDAY, "summer"),
    ([version("summer", first=SUMMER, last=date(2026, 9, 30))], date(2026, 9, 30), "summer"),
    ([version("summer", first=SUMMER, last=date(2026, 9, 30))], date(2026, 10, 1), "base"),
    ([version("friday", weekdays="5")], FRIDAY, "friday"),
    ([version("friday", weekdays="5")], WEDNESDAY, "base"),
    ([version("friday", weekdays="5"), version("summer", first=SUMMER)], FRIDAY, "summer"),
    ([version("window", Scope.UNIT, "window1")], WEDNESDAY, "window"),
    ([version("window", Scope.UNIT, "window2")], WEDNESDAY, "base"),
    ([version("window", Scope.UNIT, "window1"), version("post", Scope.POST, "受理岗")], WEDNESDAY, "post"),
    ([version("own", Scope.STAFF, "li"), version("post", Scope.POST, "受理岗", first=SUMMER)], WEDNESDAY, "own"),
    ([version("own", Scope.STAFF, "li", weekdays="12345", first=SUMMER)], date(2026, 6, 13), "base"),
])
def test_the_narrowest_scope_wins_then_the_latest_then_the_fewer_weekdays(rows, day, winner):
    assert Timetable([BASE, *rows]).holding(LI, day).id == winner


def test_a_single_day_difference_goes_before_every_version():
    early = Difference("early", Scope.CENTRE, "", WEDNESDAY, Hours(510, 720, 810, 960))
    table = Timetable([BASE, version("own", Scope.STAFF, "li")], [early])
    assert table.sessions(LI, WEDNESDAY) == (Session(Half.AM, 510, 720), Session(Half.PM, 810, 960))
    assert table.holding(LI, FRIDAY).id == "own"


def test_of_two_differences_the_narrower_wins():
    both = [Difference("all", Scope.CENTRE, "", WEDNESDAY, DAY_HOURS), Difference("own", Scope.STAFF, "li", WEDNESDAY, DAY_HOURS)]
    assert Timetable([BASE], both).holding(LI, WEDNESDAY).id == "own"


def test_somebody_without_post_and_window_has_the_hours_of_the_centre():
    rows = [version("nobody", Scope.POST, ""), version("nowhere", Scope.UNIT, "")]
    assert Timetable([BASE, *rows]).holding(Person("wang"), WEDNESDAY).id == "base"


def test_a_day_before_every_version_is_refused():
    with pytest.raises(InvalidInput) as error:
        Timetable([BASE]).holding(LI, date(2003, 12, 31))
    assert error.value.problems[0].code == "no_schedule"


def versions_() -> st.SearchStrategy[list[Version]]:
    dates = st.dates(date(2026, 1, 1), date(2026, 3, 31))
    keys = {Scope.CENTRE: "", Scope.UNIT: "window1", Scope.POST: "受理岗", Scope.STAFF: "li"}
    weekdays = st.sets(st.sampled_from("1234567"), min_size=1).map(lambda digits: "".join(sorted(digits)))
    one = st.builds(lambda scope, days, first, length: (scope, keys[scope], days, first,
                                                        date.fromordinal(first.toordinal() + length) if length is not None else None),
                    st.sampled_from(Scope), weekdays, dates, st.none() | st.integers(0, 60))
    return st.lists(one, max_size=12).map(lambda found: [version(str(n), *given_) for n, given_ in enumerate(found)])


@given(versions_(), st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.randoms())
def test_accepted_versions_give_exactly_one_answer_whatever_their_order(offered, day, shuffler: random.Random):
    accepted = [BASE]
    for one in offered:
        try:
            check_versions(one, accepted)
        except InvalidInput:
            continue
        accepted.append(one)
    found = Timetable(accepted).holding(LI, day)
    shuffler.shuffle(accepted)
    assert Timetable(accepted).holding(LI, day) == found
    rivals = [one for one in accepted if one.holds_on(day) and one.scope is found.scope]
    keys = [(one.valid_from, -len(one.weekdays)) for one in rivals]
    assert keys.count(max(keys)) == 1


@pytest.mark.parametrize(("offered", "codes"), [
    (version("x", weekdays=""), ["no_weekday"]),
    (version("x", weekdays="8"), ["no_weekday"]),
    (version("x", first=SUMMER, last=date(2026, 4, 30)), ["from_after_to"]),
    (version("x"), ["schedule_clash"]),
    (version("x", first=date(2026, 8, 1), last=date(2026, 10, 31)), ["schedule_clash"]),
    (version("x", first=date(2026, 10, 1), last=date(2026, 10, 31)), []),
    (version("x", first=date(2027, 1, 1)), []),
    (version("x", weekdays="5"), []),
    (version("x", weekdays="67", first=date(2026, 5, 1), last=date(2026, 5, 31)), []),
    (version("x", Scope.UNIT, "window1", first=SUMMER, last=date(2026, 9, 30)), []),
])
def test_versions_that_leave_in_doubt_which_holds_are_refused(offered, codes):
    summer = version("summer", first=SUMMER, last=date(2026, 9, 30))
    if not codes:
        check_versions(offered, [BASE, summer])
        return
    with pytest.raises(InvalidInput) as error:
        check_versions(offered, [BASE, summer])
    assert [problem.code for problem in error.value.problems] == codes


def test_the_centre_is_never_left_without_hours():
    with pytest.raises(InvalidInput) as error:
        check_versions(version("base", last=date(2026, 12, 31)), [])
    assert [problem.code for problem in error.value.problems] == ["centre_needs_hours"]


@pytest.mark.parametrize(("changes", "field", "code"), [
    ({"am_end": "08:30"}, "am_end", "hours_out_of_order"), ({"pm_start": "11:59"}, "pm_start", "hours_out_of_order"),
    ({"pm_end": "13:30"}, "pm_end", "hours_out_of_order"), ({"am_start": "8.30"}, "am_start", "not_a_time"),
    ({"am_start": "24:00"}, "am_start", "not_a_time"), ({"pm_end": ""}, "pm_end", "not_a_time"),
])
def test_hours_out_of_order_or_unreadable_are_refused_at_their_field(changes, field, code):
    with pytest.raises(InvalidInput) as error:
        read_hours({"am_start": "08:30", "am_end": "12:00", "pm_start": "13:30", "pm_end": "17:30"} | changes)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [(field, code)]


def test_a_day_may_run_through_noon():
    texts = {"am_start": "09:00", "am_end": "12:00", "pm_start": "12:00", "pm_end": "17:00"}
    assert read_hours(texts) == Hours(540, 720, 720, 1020)
