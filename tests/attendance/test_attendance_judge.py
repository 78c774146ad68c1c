"""The judge, by tables of cases and by properties: one person, one day, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules import attendance_judge
from rules.attendance import SETTLED, Away, Code, Edge, Event, PersonDay, RuleSet, Session, Verdict
from rules.attendance_due import Relief, obligation
from rules.attendance_judge import judge_day
from rules.calendar import Day, DayKind, Half

MONDAY = date(2026, 3, 2)
RULES = RuleSet(valid_from=date(2004, 1, 1))
HOURS = ((Half.AM, 510 * 60, 720 * 60), (Half.PM, 810 * 60, 1050 * 60))
WORKDAY = Day(MONDAY, DayKind.WORKDAY)


def at(text: str) -> int:
    """Seconds from midnight of HH:MM or HH:MM:SS."""
    hours, minutes, *rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + sum(rest)


def punches(*texts: str) -> list[Event]:
    """Punches at these times; `08:20/1` carries the key 1."""
    split = [text.split("/") for text in texts]
    return [Event(at(time), f"p{number}", key[0] if key else "0") for number, (time, *key) in enumerate(split)]


def day_of(*texts: str, rules: RuleSet = RULES, relief: Relief | None = None, day: Day = WORKDAY, until: str | None = "47:00",
           hours: tuple[tuple[Half, int, int], ...] = HOURS, **more: object) -> PersonDay:
    """A day from 08:30 to 12:00 and 13:30 to 17:30, or of these hours, with punches at these times."""
    sessions, idle = obligation(day, hours, rules, relief or Relief())
    return PersonDay(day.date, sessions, idle, punches(*texts), rules, at(until) if until else None, at("06:30"), at("19:30"),
                     allowed=relief.hours if relief else (), noon=(hours[0][2], hours[1][1]), **more)  # type: ignore[arg-type]  # named by the test


def codes(given_day: PersonDay) -> list[str]:
    """Both codes, morning first."""
    return [verdict.code.value for verdict in judge_day(given_day)]


@pytest.mark.parametrize(("times", "expected"), [
    (["08:20", "12:01", "13:20", "17:31"], ["normal", "normal"]),
    (["08:30", "12:00", "13:30", "17:30"], ["normal", "normal"]),
    (["08:30:01", "12:00", "13:30", "17:30"], ["late", "normal"]),
    (["08:59:59", "12:00", "13:30", "17:30"], ["late", "normal"]),
    (["09:00", "12:00", "13:30", "17:30"], ["absent_pending", "normal"]),
    (["08:20", "11:59:59", "13:30", "17:30"], ["early", "normal"]),
    (["08:20", "11:30", "13:30", "17:30"], ["absent_pending", "normal"]),
    (["08:31", "11:50", "13:30", "17:30"], ["late_early", "normal"]),
    (["08:20", "13:20", "17:31"], ["missing_out", "normal"]),
    (["12:01", "13:20", "17:31"], ["missing_in", "normal"]),
    (["08:20", "12:01", "13:20"], ["normal", "missing_out"]),
    (["08:20", "12:01"], ["normal", "absent_pending"]),
    ([], ["absent_pending", "absent_pending"]),
    (["08:20", "17:31"], ["missing_out", "missing_in"]),
    (["08:20", "12:35", "12:37", "17:31"], ["normal", "normal"]),
    (["08:20", "11:50", "12:01", "13:20", "17:31"], ["normal", "normal"]),
    (["08:20", "12:01", "13:20", "17:20", "17:45"], ["normal", "normal"]),
    (["06:29", "12:01", "13:20", "17:31"], ["missing_in", "normal"]),
    (["06:30", "12:01", "13:20", "19:30"], ["normal", "normal"]),
    (["06:30", "12:01", "13:20", "19:31"], ["normal", "missing_out"]),
    (["10:16", "12:01", "13:20", "17:31"], ["missing_in", "normal"]),
])
def test_the_decision_table(times, expected):
    assert codes(day_of(*times)) == expected


def test_grace_forgives_up_to_its_minutes_and_then_counts_the_whole_delay():
    rules = replace(RULES, late_grace=5)
    assert codes(day_of("08:35", "12:00", "13:30", "17:30", rules=rules))[0] == "normal"
    [morning, _] = judge_day(day_of("08:35:01", "12:00", "13:30", "17:30", rules=rules))
    assert (morning.code, morning.late) == (Code.LATE, 301)


@pytest.mark.parametrize(("inclusive", "expected"), [(True, "absent_pending"), (False, "late")])
def test_the_bound_of_absence_belongs_to_it_where_the_flag_says_so(inclusive, expected):
    rules = replace(RULES, late_absent_inclusive=inclusive)
    assert codes(day_of("09:00", "12:00", "13:30", "17:30", rules=rules))[0] == expected
    assert codes(day_of("09:00:01", "12:00", "13:30", "17:30", rules=rules))[0] == "absent_pending"


@pytest.mark.parametrize(("number", "times", "expected"), [
    (2, ["08:20", "17:31"], ["normal", "normal"]),
    (2, ["08:20"], ["normal", "missing_out"]),
    (2, ["17:31"], ["missing_in", "normal"]),
    (2, [], ["absent_pending", "absent_pending"]),
    (3, ["08:20", "13:20", "17:31"], ["normal", "normal"]),
    (3, ["08:20", "17:31"], ["normal", "missing_in"]),
])
def test_two_and_three_punches_a_day(number, times, expected):
    assert codes(day_of(*times, rules=replace(RULES, punches=number))) == expected


def test_the_half_that_is_left_beside_leave_owes_both_its_punches_at_two_a_day():
    relief = Relief(leave={Half.AM: ("annual", "QJ-1")})
    assert codes(day_of("13:20", "17:31", rules=replace(RULES, punches=2), relief=relief)) == ["leave", "normal"]
    assert codes(day_of("17:31", rules=replace(RULES, punches=2), relief=relief)) == ["leave", "missing_in"]


def test_half_a_day_of_leave_never_shows_hours_of_lateness():
    assert codes(day_of("13:20", "17:31", relief=Relief(leave={Half.AM: ("sick", "QJ-1")}))) == ["leave", "normal"]
    assert codes(day_of(relief=Relief(leave={Half.AM: ("official", "QJ-1")}))) == ["official", "absent_pending"]


@pytest.mark.parametrize(("kind", "name", "expected"), [
    (DayKind.DAY_OFF, "", ["holiday", "holiday"]), (DayKind.DAY_OFF, "festival", ["holiday", "holiday"]),
    (DayKind.MAKEUP, "", ["absent_pending", "absent_pending"]), (DayKind.HALF_AM, "", ["absent_pending", "holiday"]),
])
def test_the_calendar_comes_first(kind, name, expected):
    assert codes(day_of(day=Day(MONDAY, kind, name), relief=Relief(leave={Half.PM: ("annual", "")} if kind is DayKind.HALF_AM else {}))
                 ) == expected


def test_a_weekend_is_rest_and_duty_on_it_is_duty():
    sunday = Day(date(2026, 3, 1), DayKind.DAY_OFF)
    assert codes(day_of("08:20", day=sunday)) == ["not_due", "not_due"]
    assert codes(day_of("08:20", day=sunday, relief=Relief(duty=True))) == ["duty", "duty"]


@pytest.mark.parametrize(("span", "times", "expected"), [
    (("08:30", "10:00"), ["09:55", "12:00", "13:20", "17:31"], "normal"),
    (("08:30", "10:00"), ["10:05", "12:00", "13:20", "17:31"], "late"),
    (("11:00", "12:00"), ["08:20", "11:05", "13:20", "17:31"], "normal"),
    (("08:30", "12:00"), ["13:20", "17:31"], "leave"),
])
def test_leave_by_the_hour_moves_the_edge_it_covers(span, times, expected):
    relief = Relief(hours=(Away(at(span[0]), at(span[1]), "personal", "QJ-1"),))
    assert codes(day_of(*times, relief=relief))[0] == expected


def test_a_pass_does_not_replace_the_last_punch_unless_the_rules_say_so():
    relief = Relief(hours=(Away(at("16:30"), at("17:30"), "outing", "QJ-1"),))
    assert codes(day_of("08:20", "12:00", "13:20", "16:29", relief=relief))[1] == "absent_pending"
    assert codes(day_of("08:20", "12:00", "13:20", "16:31", relief=relief, rules=replace(RULES, pass_replaces_out=True)))[1] == "normal"


def test_noon_duty_over_the_whole_noon_owes_no_punch_at_noon():
    relief = Relief(noon=(at("12:00"), at("13:30")))
    assert codes(day_of("08:20", "17:31", relief=relief)) == ["normal", "normal"]
    assert codes(day_of("08:20", "17:31", relief=relief, rules=replace(RULES, noon_duty_moves=False))) == ["missing_out", "missing_in"]
    assert codes(day_of("08:20", "12:40", "13:20", "17:31", relief=Relief(noon=(at("12:00"), at("12:40"))))) == ["normal", "normal"]


@pytest.mark.parametrize("until", [None, "07:00", "11:00"])
def test_what_is_not_collected_is_pending_and_never_absent(until):
    assert codes(day_of(until=until)) == ["pending", "pending"]
    assert codes(day_of("08:45", until=until))[0] == "pending"
    assert codes(day_of("08:20", "12:01", until=until)) == ["normal", "pending"]


def test_nobody_without_a_number_is_absent():
    [morning, _] = judge_day(day_of(enrolled=False))
    assert (morning.code, morning.rule) == (Code.PENDING, "not_enrolled")


@pytest.mark.parametrize(("case", "code"), [
    ("", "absent_pending"), ("open", "absent_pending"), ("lapsed", "absent_proposed"), ("head_confirmed", "absent_proposed"),
    ("confirmed", "absent"), ("excused", "corrected"), ("missed", "absent_pending"),
])
def test_absence_is_said_only_when_it_was_confirmed(case, code):
    assert codes(day_of("13:20", "17:31", cases={Half.AM: case}))[0] == code


@pytest.mark.parametrize(("becomes", "case", "code"), [
    ("keep", "lapsed", "missing_out"), ("late", "lapsed", "early"), ("absent", "lapsed", "absent_proposed"),
    ("absent", "confirmed", "absent"), ("absent", "open", "missing_out"), ("late", "missed", "early"),
    ("absent", "missed", "absent_proposed"),
])
def test_a_missing_punch_becomes_what_the_rules_say_when_nobody_explains_it(becomes, case, code):
    assert codes(day_of("08:20", "13:20", "17:31", rules=replace(RULES, missing_becomes=becomes), cases={Half.AM: case}))[0] == code


def test_a_correction_stands_for_its_slot_and_says_so():
    asked = Event(at("08:30"), "c1", "", Half.AM, Edge.IN)
    given_day = day_of("12:01", "13:20", "17:31")
    [morning, _] = judge_day(given_day._replace(events=sorted([*given_day.events, asked])))
    assert (morning.code, morning.used[0].by) == (Code.CORRECTED, "correction")
    late = day_of("08:45", "12:01", "13:20", "17:31")
    assert codes(late._replace(events=sorted([*late.events, asked])))[0] == "corrected"


def test_two_spare_punches_in_a_session_are_a_post_left_unless_a_pass_covers_them():
    times = ("08:20", "09:30", "10:00", "12:01", "13:20", "17:31")
    assert codes(day_of(*times))[0] == "left_post"
    assert codes(day_of("08:20", "09:30", "09:45", "12:01", "13:20", "17:31"))[0] == "normal"
    assert codes(day_of("08:20", "09:00", "10:30", "12:01", "13:20", "17:31"))[0] == "absent_pending"
    assert codes(day_of(*times, relief=Relief(hours=(Away(at("09:20"), at("10:10"), "outing", ""),))))[0] == "normal"


def test_a_patrol_finding_counts_where_it_lies():
    found = (Away(at("14:00"), at("14:20"), "left_post", "x"),)
    assert codes(day_of("08:20", "12:01", "13:20", "17:31", findings=found)) == ["normal", "left_post"]
    gone = (Away(at("16:00"), at("16:00"), "left_without_leave", "x"),)
    assert codes(day_of("08:20", "12:01", "13:20", findings=gone)) == ["normal", "left_without_leave"]


def test_one_noon_punch_fills_one_slot_and_the_key_decides_an_exact_tie():
    lone_in = judge_day(day_of("08:20", "12:45/0", "17:31"))
    lone_out = judge_day(day_of("08:20", "12:45/1", "17:31"))
    assert [verdict.code.value for verdict in lone_in] == ["missing_out", "normal"]
    assert [verdict.code.value for verdict in lone_out] == ["normal", "missing_in"]


def test_a_burst_is_one_punch_of_which_an_in_takes_the_first_and_an_out_the_last():
    [morning, _] = judge_day(day_of("08:29:30", "08:30:20", "12:00:10", "12:01:00", "13:20", "17:31"))
    assert [used.at for used in morning.used] == [at("08:29:30"), at("12:01:00")]
    assert [(unused.at, unused.reason) for unused in morning.unused] == [(at("08:30:20"), "burst"), (at("12:00:10"), "burst")]


def test_every_unused_punch_has_its_reason():
    sunday = Day(date(2026, 3, 1), DayKind.DAY_OFF)
    assert {one.reason for verdict in judge_day(day_of("08:20", day=sunday)) for one in verdict.unused} == {"day_off"}
    assert {one.reason for verdict in judge_day(day_of("05:00", "08:20", "11:00", "12:01", "13:20", "17:31", "23:00"))
            for one in verdict.unused} == {"outside_window", "extra"}
    leave = Relief(leave=dict.fromkeys(Half, ("annual", "")))
    assert {one.reason for verdict in judge_day(day_of("08:20", relief=leave)) for one in verdict.unused} == {"leave"}


TIMES = st.lists(st.integers(at("06:00"), at("20:00")), max_size=9)


def made(times: list[int], **more: object) -> PersonDay:
    events = [Event(time, f"p{number}", str(number % 2)) for number, time in enumerate(sorted(times))]
    return day_of(**more)._replace(events=events)  # type: ignore[arg-type]  # as day_of


@given(TIMES)
@example([at("08:20"), at("12:01"), at("13:20"), at("17:31")])
def test_every_punch_has_exactly_one_use_and_every_slot_at_most_one_punch(times):
    verdicts = judge_day(made(times))
    said = [one.id for verdict in verdicts for one in (*verdict.used, *verdict.unused)]
    assert sorted(said) == sorted(f"p{number}" for number in range(len(times)))
    assert all(len({used.edge for used in verdict.used}) == len(verdict.used) for verdict in verdicts)
    assert [verdict.half for verdict in verdicts] == list(Half)


@given(TIMES, st.sampled_from([{Half.AM: ("annual", "")}, {Half.PM: ("sick", "")}, {Half.AM: ("comp", ""), Half.PM: ("comp", "")}]),
       st.sampled_from([2, 3, 4]))
@example([at("08:19:41"), at("17:44:59")], {Half.PM: ("annual", "")}, 2)
@example([at("08:16:25"), at("13:34:24"), at("17:38:36")], {Half.AM: ("annual", "")}, 2)
@example([at("08:29:55"), at("11:55:08"), at("13:29:00"), at("17:20:42")], {Half.PM: ("annual", "")}, 3)
def test_leave_never_adds_an_exception(times, leave, a_day):
    rules = replace(RULES, punches=a_day)
    before = {verdict.half: verdict.code in SETTLED for verdict in judge_day(made(times, rules=rules))}
    after = {verdict.half: verdict.code in SETTLED for verdict in judge_day(made(times, rules=rules, relief=Relief(leave=leave)))}
    assert all(after[half] for half in leave)
    assert sum(after.values()) >= sum(before.values())


LONG_NOON = ((Half.AM, 480 * 60, 690 * 60), (Half.PM, 870 * 60, 1050 * 60))
NO_NOON = ((Half.AM, 540 * 60, 780 * 60), (Half.PM, 780 * 60, 1020 * 60))


@given(TIMES, st.sampled_from([2, 3, 4]), st.sampled_from(list(Half)), st.sampled_from([HOURS, LONG_NOON, NO_NOON]))
@example([at("08:00"), at("17:40")], 2, Half.PM, HOURS)
@example([at("08:00"), at("17:40")], 2, Half.AM, HOURS)
@example([at("08:00"), at("13:00"), at("17:40")], 3, Half.PM, LONG_NOON)
@example([at("07:50"), at("11:35"), at("11:45"), at("17:40")], 4, Half.AM, LONG_NOON)
@example([at("08:50"), at("17:40")], 4, Half.PM, NO_NOON)
def test_half_a_day_of_leave_never_adds_an_exception_to_the_other_half(times, count, half, hours):
    rules = replace(RULES, punches=count)
    days = [made(times, rules=rules, hours=hours, relief=relief) for relief in (Relief(), Relief(leave={half: ("annual", "")}))]
    before, after = (sum(verdict.code not in SETTLED for verdict in judge_day(one)) for one in days)
    assert after <= before


def test_hours_without_a_break_owe_nothing_where_they_meet():
    given_day = made([at("08:50"), at("17:10")], hours=NO_NOON)
    assert codes(given_day) == ["normal", "normal"]
    assert [verdict.due for verdict in judge_day(given_day)] == [((Edge.IN, at("09:00")),), ((Edge.OUT, at("17:00")),)]
    assert codes(made([at("08:50")], hours=NO_NOON)) == ["normal", "missing_out"]


@pytest.mark.parametrize(("times", "leave", "hours", "expected"), [
    (["13:06", "17:31"], {Half.AM: ("annual", "")}, ("13:30", "17:00"), ["leave", "normal"]),
    (["08:20", "12:02"], {Half.PM: ("annual", "")}, ("09:00", "12:00"), ["normal", "leave"]),
    (["13:20", "16:38", "17:44"], {Half.AM: ("annual", "")}, ("13:30", "16:15"), ["leave", "normal"]),
    (["16:50", "17:31"], {Half.AM: ("annual", "")}, ("13:30", "17:00"), ["leave", "normal"]),
    (["08:27", "12:08", "17:26"], {}, ("09:30", "12:00"), ["normal", "missing_in"]),
    (["08:22", "13:17", "17:46"], {}, ("13:30", "17:00"), ["missing_out", "normal"]),
])
def test_leave_by_the_hour_is_no_worse_for_who_came_all_the_same(times, leave, hours, expected):
    relief = Relief(leave=leave, hours=(Away(at(hours[0]), at(hours[1]), "comp", "x"),))
    assert codes(day_of(*times, relief=relief)) == expected


@given(TIMES)
def test_the_short_way_of_a_plain_day_says_what_the_whole_table_says(times):
    whole = _judged_the_long_way(made(times))
    assert judge_day(made(times)) == whole


def _judged_the_long_way(given_day: PersonDay) -> list[Verdict]:
    """The same day with a pass at midnight that touches nothing: the short way is for days without findings only."""
    beside = (Away(0, 1, "left_post", ""),)
    return attendance_judge.judge_day(given_day._replace(findings=beside))


@given(TIMES.filter(lambda times: len(times) > 1))
def test_a_punch_more_inside_its_window_never_makes_a_verdict_worse_but_for_a_post_left(times):
    order = ["normal", "late", "early", "late_early", "missing_in", "missing_out", "absent_pending"]
    before = {verdict.half: verdict.code.value for verdict in judge_day(made(times))}
    after = {verdict.half: verdict for verdict in judge_day(made([*times, at("08:30")]))}
    morning = after[Half.AM]
    shows = ("left_post", "away", "too_early", "early", "late_early")  # what the missing edge had hidden is said once it is there
    if morning.rule not in shows and before[Half.AM] != "left_post":
        assert order.index(morning.code.value) <= order.index(before[Half.AM])


def test_hours_over_midnight_are_judged_like_others():
    night = Session(Half.PM, at("22:00"), at("30:00"))
    given_day = PersonDay(MONDAY, (night,), (), punches("21:50", "30:05"), RULES, at("48:00"), at("20:00"), at("32:00"))
    assert [verdict.code for verdict in judge_day(given_day)] == [Code.NORMAL]


def test_spare_punches_of_a_day_with_one_session_belong_to_it_whatever_the_hour():
    night = (Session(Half.AM, at("22:00"), at("30:00")),)
    idle = obligation(WORKDAY, ((Half.AM, at("22:00"), at("30:00")),), RULES)[1]
    given_day = PersonDay(MONDAY, night, idle, punches("19:00", "21:50", "24:00", "24:40", "30:05"), RULES, at("48:00"), at("20:00"),
                          at("32:00"))
    [shift, rest] = judge_day(given_day)
    assert (shift.code, [one.reason for one in shift.unused]) == (Code.LEFT_POST, ["outside_window", "extra", "extra"])
    assert (rest.code, rest.unused) == (Code.NOT_DUE, ())


def test_a_long_morning_beside_leave_keeps_its_own_spare_punches():
    hours = ((Half.AM, at("08:30"), at("14:00")), (Half.PM, at("15:00"), at("17:30")))
    relief = Relief(leave={Half.PM: ("annual", "")})
    [morning, afternoon] = judge_day(day_of("08:20", "13:00", "13:30", "14:05", "16:30", hours=hours, relief=relief))
    assert (morning.code, [one.at for one in morning.unused]) == (Code.LEFT_POST, [at("13:00"), at("13:30")])
    assert [one.reason for one in afternoon.unused] == ["leave"]
