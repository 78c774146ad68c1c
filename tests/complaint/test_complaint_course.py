"""A complaint from the call to its end on the real database, both engines: rights, clocks, rounds, what is asked and decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from actions.changes import FormStamp
from actions.complaint_book import complaints_of
from actions.complaint_course import decide, note, take
from actions.complaint_lists import complaint_seen
from actions.complaint_step import Said
from clock import STATION_ZONE
from models import ComplaintAct, ComplaintAsk, ComplaintPause, Notice
from rules.complaint import Kind, Light, Track
from rules.complaint_course import Event
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate
from rules.people import SYSTEM, Role
from tests.at_once import at_once
from tests.complaint.centre_made import CALL, Centre, days, make_centre
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff

pytestmark = pytest.mark.usefixtures("node_settings")

@pytest.fixture
def centre(node_settings) -> Centre:
    return make_centre()


def acts(centre: Centre) -> list[str]:
    rows = ComplaintAct.select().where(ComplaintAct.complaint_id == centre.id).order_by(ComplaintAct.id)
    return [act.act for act in rows]


def problems(error: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in error.value.problems]


def test_from_the_call_to_a_satisfied_caller(centre):
    row = centre.log()
    assert row.duty_due == datetime(2026, 3, 3, 23, 59, tzinfo=STATION_ZONE)  # taken up by the next working day
    row = centre.take(centre.monitor, "accept")
    assert (row.state, row.accepted_at, row.duty_due) == ("to_assign", MONDAY, None)
    row = centre.take(centre.monitor, "assign", unit=centre.window.id)
    assert (row.state, row.handler_unit, row.way) == ("to_sign", centre.window.id, "dispatch")
    assert row.duty_due == datetime(2026, 3, 2, 14, 30, tzinfo=STATION_ZONE)  # four working hours from nine, noon left out
    row = centre.take(centre.head, "sign")
    assert (row.state, row.handler_id, row.duty_due) == ("working", centre.head.id, None)
    row = centre.take(centre.head, "reply", days(1), note="已当面道歉并补告材料。")
    assert (row.state, row.answered_at) == ("to_review", days(1))
    row = centre.take(centre.monitor, "approve", days(1))
    assert (row.state, row.outcome, row.duty_due) == ("to_callback", "已当面道歉并补告材料。", days(2).replace(hour=23, minute=59))
    row = centre.take(centre.monitor, "satisfied", days(2))
    assert (row.state, row.closed_at, row.late) == ("closed", days(2), False)
    assert acts(centre) == ["log", "accept", "assign", "sign", "reply", "approve", "satisfied"]


def test_who_is_told_and_that_nobody_learns_the_caller(centre):
    centre.log(replace(CALL, named=(centre.clerk.id,)))
    with pytest.raises(InvalidInput):  # the only head of the window of whoever is named would alone control it
        centre.take(centre.monitor, "assign", unit=centre.window.id)
    chief = make_staff(Role.CHIEF_REP, unit=centre.window)
    centre.take(centre.monitor, "assign", unit=centre.window.id)
    told = {(notice.staff_id, notice.kind) for notice in Notice.select()}
    assert told == {(centre.head.id, "complaint_assign"), (chief.id, "complaint_assign")}
    assert {str(notice.values) for notice in Notice.select()} == {"{'number': 'TS-2026-0001'}"}
    seen = complaint_seen(actor_for(centre.head), centre.id, MONDAY.date())
    assert (seen.called, seen.phone) == ("", "")
    with pytest.raises(NotFound):
        complaint_seen(actor_for(centre.clerk), centre.id, MONDAY.date())


def test_a_window_sees_only_what_it_was_given(centre):
    centre.log()
    assert complaints_of(actor_for(centre.head), MONDAY.date()).lines == []
    centre.take(centre.monitor, "assign", unit=centre.window.id)
    assert [line.row.id for line in complaints_of(actor_for(centre.head), MONDAY.date()).lines] == [centre.id]
    assert complaints_of(actor_for(centre.other_head), MONDAY.date()).lines == []
    centre.take(centre.head, "sign")
    centre.take(centre.head, "hand_over", unit=centre.other.id, note="属于他们的业务")
    assert complaints_of(actor_for(centre.head), MONDAY.date()).lines == []
    assert len(complaints_of(actor_for(centre.other_head), MONDAY.date()).lines) == 1


def test_handing_over_never_starts_the_outer_clock_anew(centre):
    due = centre.log().due
    centre.to_working()
    row = centre.take(centre.head, "hand_over", days(1), unit=centre.other.id, note="属于他们的业务")
    assert (row.state, row.due, row.handler_unit, row.handler_id) == ("to_sign", due, centre.other.id, "")
    assert row.duty_due == days(1).replace(hour=14, minute=30)


@pytest.mark.parametrize(("who", "event"), [
    ("head", "accept"), ("leader", "assign"), ("monitor", "sign"), ("other_head", "sign"), ("clerk", "sign"), ("head", "approve"),
])
def test_who_may_not_take_a_step_is_refused_in_the_action(centre, who, event):
    centre.log()
    if event == "sign":
        centre.take(centre.monitor, "assign", unit=centre.window.id)
    if event == "approve":
        centre.to_working()
        centre.take(centre.head, "reply", note="已办")
    with pytest.raises((NotAllowed, NotFound)):
        centre.take(getattr(centre, who), event, unit=centre.window.id, note="x")


def test_who_replied_does_not_review_or_call_back(centre):
    both = make_staff(Role.WINDOW_HEAD, Role.MONITOR, unit=centre.window)
    centre.log()
    centre.take(centre.monitor, "assign", unit=centre.window.id)
    centre.take(both, "sign")
    centre.take(both, "reply", note="已办")
    with pytest.raises(NotAllowed):
        centre.take(both, "approve")
    centre.take(centre.monitor, "approve")
    with pytest.raises(NotAllowed):
        centre.take(both, "satisfied")


@pytest.mark.parametrize(("event", "said", "found"), [
    ("assign", {}, [("unit", "required")]), ("assign", {"unit": "none"}, [("unit", "unit_unknown")]),
    ("coordinate", {}, [("note", "required")]), ("transfer", {}, [("sent_to", "required")]), ("discipline", {}, [("sent_to", "required")]),
    ("reflect", {"unit": "none", "note": "x"}, [("unit", "unit_unknown")]),
    ("reflect", {}, [("unit", "required"), ("note", "required")]), ("withdraw", {"note": "  "}, [("note", "required")]),
])
def test_what_a_step_needs_is_told_at_its_field(centre, event, said, found):
    centre.log()
    with pytest.raises(InvalidInput) as error:
        centre.take(centre.monitor, event, **said)
    assert problems(error) == found
    assert (centre.row.state, acts(centre)) == ("registered", ["log"])


def test_it_never_goes_to_whom_it_accuses(centre):
    centre.log(replace(CALL, named=(centre.head.id,)))
    with pytest.raises(InvalidInput) as error:
        centre.take(centre.monitor, "assign", unit=centre.window.id)
    assert problems(error) == [("unit", "no_head_free")]
    with pytest.raises(InvalidInput) as error:
        centre.take(centre.monitor, "assign", unit=centre.other.id, handler=centre.clerk.id)
    assert problems(error) == [("handler", "handler_unknown")]
    centre.log(replace(CALL, kind=Kind.REPORT, track=Track.REPORT, unit_id=centre.window.id))
    with pytest.raises(InvalidInput) as error:
        centre.take(centre.monitor, "assign", unit=centre.window.id)
    assert problems(error) == [("unit", "accused_unit")]


def test_it_is_given_back_once_and_only_in_its_hours(centre):
    centre.log()
    centre.take(centre.monitor, "assign", unit=centre.window.id)
    with pytest.raises(InvalidInput) as error:
        centre.take(centre.head, "return", days(0, 15), note="不是我们的")
    assert problems(error) == [("", "sign_over")]
    with pytest.raises(InvalidInput) as error:
        centre.take(centre.head, "return", days(0, 14), note="不是我们的", unit="none")
    assert problems(error) == [("unit", "unit_unknown")]
    row = centre.take(centre.head, "return", days(0, 14), note="不是我们的", unit=centre.other.id)
    assert (row.state, row.handler_unit) == ("returned", "")
    centre.take(centre.monitor, "assign", days(0, 14), unit=centre.window.id)
    with pytest.raises(InvalidInput) as error:
        centre.take(centre.head, "return", days(0, 14), note="还不是")
    assert problems(error) == [("", "returned_already")]


def test_an_extension_is_asked_in_time_decided_by_another_and_given_once(centre):
    centre.log()
    centre.to_working()
    asked = centre.ask(centre.head, "extend", days(1), note="要等检验")
    assert {notice.staff_id for notice in Notice.select().where(Notice.kind == "complaint_ask_extend")} == {
        centre.section.id, centre.leader.id}
    with pytest.raises(InvalidInput) as error:
        centre.ask(centre.head, "extend", days(1), note="再申请")
    assert problems(error) == [("", "asked_already")]
    for nobody in (centre.monitor, centre.head):
        with pytest.raises(NotAllowed):
            decide(actor_for(nobody), asked.id, True, "", days(1), asked.version)
    decide(actor_for(centre.section), asked.id, True, "同意", days(1), asked.version)
    assert (centre.row.state, centre.row.due, centre.row.extended) == ("working", date(2026, 3, 16), 5)
    assert sum(line[1] for line in centre.row.explain) == 10
    with pytest.raises(AlreadyDecided):
        decide(actor_for(centre.leader), asked.id, False, "不", days(1), asked.version)
    with pytest.raises(InvalidInput) as error:
        centre.ask(centre.head, "extend", days(2), note="再延")
    assert problems(error) == [("", "extended_already")]


def test_after_the_due_day_nothing_is_extended_or_paused_and_it_stays_red(centre):
    centre.log()
    centre.to_working()
    for event, said in (("extend", {"note": "晚了"}), ("pause", {"ground": "caller", "note": "晚了"})):
        with pytest.raises(InvalidInput) as error:
            centre.ask(centre.head, event, days(8), **said)
        assert problems(error) == [("", "too_late")]
    row = centre.take(centre.head, "reply", days(8), note="办了")
    assert row.late
    centre.take(centre.monitor, "send_back", days(8), note="没有说清")
    assert complaint_seen(actor_for(centre.monitor), centre.id, days(8).date()).line.light is Light.RED


def test_a_pause_moves_the_due_day_by_the_days_it_lasted(centre):
    centre.log()
    centre.to_working()
    asked = centre.ask(centre.head, "pause", ground="caller", note="等投诉人补材料")
    decide(actor_for(centre.monitor), asked.id, True, "", days(1), asked.version)
    row = centre.row
    assert (row.state, complaint_seen(actor_for(centre.head), row.id, days(9).date()).line.light) == ("paused", Light.GREY)
    row = centre.take(centre.head, "resume", days(3))
    assert (row.state, row.due) == ("working", date(2026, 3, 11))  # Tuesday and Wednesday did not count
    pause = ComplaintPause.get()
    assert (pause.first, pause.last) == (date(2026, 3, 3), date(2026, 3, 4))


def test_a_pause_needs_a_reason_of_the_rule(centre):
    centre.log(replace(CALL, track=Track.PETITION))
    centre.to_working()
    with pytest.raises(InvalidInput) as error:
        centre.ask(centre.head, "pause", ground="caller", note="x")
    assert problems(error) == [("ground", "no_pause")]


def test_not_taking_it_up_is_proposed_by_one_and_decided_by_another(centre):
    centre.log()
    with pytest.raises(InvalidInput) as error:
        centre.ask(centre.monitor, "refuse", ground="other", sent_to="法院")
    assert problems(error) == [("note", "required")]
    asked = centre.ask(centre.monitor, "refuse", ground="court", sent_to="县人民法院")
    with pytest.raises(InvalidInput) as error:
        decide(actor_for(centre.section), asked.id, False, " ", MONDAY, asked.version)
    assert problems(error) == [("opinion", "required")]
    decide(actor_for(centre.section), asked.id, True, "", MONDAY, asked.version)
    row = centre.row
    assert (row.state, row.sent_to, row.closed_at) == ("refused", "县人民法院", MONDAY)
    assert acts(centre) == ["log", "ask_refuse", "refuse"]


def test_the_section_head_who_proposes_does_not_decide(centre):
    centre.log()
    asked = centre.ask(centre.section, "refuse", ground="court", sent_to="县人民法院")
    with pytest.raises(NotAllowed):
        decide(actor_for(centre.section), asked.id, True, "", MONDAY, asked.version)
    decide(actor_for(centre.leader), asked.id, False, "应当受理", MONDAY, asked.version)
    assert (centre.row.state, acts(centre)[-1]) == ("registered", "decline_refuse")


def test_what_was_asked_lapses_when_the_complaint_goes_on(centre):
    centre.log()
    centre.ask(centre.monitor, "refuse", ground="court", sent_to="县人民法院")
    centre.take(centre.monitor, "accept")
    assert ComplaintAsk.get().state == "lapsed"


def test_three_attempts_on_three_days_then_it_is_closed(centre):
    centre.log()
    centre.to_callback()
    row = centre.take(centre.monitor, "unreached", days(1))
    assert (row.state, row.duty_due) == ("to_callback", days(2).replace(hour=23, minute=59))
    with pytest.raises(InvalidInput) as error:
        centre.take(centre.monitor, "unreached", days(1, 16))
    assert problems(error) == [("", "called_today")]
    centre.take(centre.monitor, "unreached", days(2))
    row = centre.take(centre.monitor, "unreached", days(3))
    assert (row.state, row.closed_at) == ("closed", days(3))


def test_a_dissatisfied_caller_opens_a_round_with_its_own_clock_as_often_as_the_rule_allows(centre):
    centre.log()
    for number in (1, 2):
        centre.to_callback(days(number * 2 - 1)) if number == 1 else None
        row = centre.take(centre.monitor, "dissatisfied", days(number * 2), note="没有解决")
        assert (row.state, row.round, row.answered_at) == ("redo", number + 1, None)
        assert row.round_from == days(number * 2).date()
        centre.to_callback(days(number * 2 + 1))
    row = centre.take(centre.monitor, "dissatisfied", days(9), note="还是不满意")
    assert (row.state, row.round) == ("closed", 3)
    rounds = [(act.act, act.round) for act in ComplaintAct.select().where(ComplaintAct.act == "dissatisfied").order_by(ComplaintAct.id)]
    assert rounds == [("dissatisfied", 1), ("dissatisfied", 2), ("dissatisfied", 3)]


def test_dissatisfied_without_fault_of_the_window_is_closed_with_what_was_explained(centre):
    centre.log()
    centre.to_callback()
    assert centre.take(centre.monitor, "dissatisfied", days(1), note="已解释政策", at_fault=False).state == "closed"


@pytest.mark.parametrize("changes", [{"wants_reply": False}, {"anonymous": True, "phone": ""}, {"track": Track.PETITION}])
def test_nobody_is_called_back_who_cannot_or_need_not_be(centre, changes):
    centre.log(replace(CALL, **changes))
    row = centre.to_callback()
    assert (row.state, row.closed_at) == ("closed", MONDAY)


def test_coordinated_on_the_spot_or_passed_on_as_an_opinion(centre):
    centre.log()
    row = centre.take(centre.monitor, "coordinate", note="到窗口当面协调，已补办。")
    assert (row.state, row.way, row.outcome, row.answered_at) == ("to_callback", "coordinate", "到窗口当面协调，已补办。", MONDAY)
    centre.log()
    row = centre.take(centre.monitor, "reflect", unit=centre.window.id, note="请改进叫号。")
    assert (row.state, row.way) == ("closed", "reflect")
    assert complaint_seen(actor_for(centre.head), centre.id, MONDAY.date()).line.row.id == centre.id
    assert Notice.select().where((Notice.kind == "complaint_reflect") & (Notice.staff_id == centre.head.id)).count() == 1


@pytest.mark.parametrize("event", ["transfer", "discipline"])
def test_sent_on_to_another_body(centre, event):
    centre.log(replace(CALL, track=Track.PETITION))
    row = centre.take(centre.monitor, event, sent_to="县信访局")
    assert (row.state, row.sent_to, row.closed_at) == ("transferred", "县信访局", MONDAY)


def test_a_stale_form_is_told_and_changes_nothing(centre):
    centre.log()
    note(actor_for(centre.monitor), centre.id, Said(note="来电人补充"), MONDAY)
    centre.take(centre.monitor, "accept")
    with pytest.raises(AlreadyDecided):
        take(actor_for(centre.monitor), centre.id, Event.ACCEPT, Said(), MONDAY, 1)
    with pytest.raises(OutOfDate):
        take(actor_for(centre.monitor), centre.id, Event.ASSIGN, Said(unit=centre.window.id), MONDAY, 1)
    assert acts(centre) == ["log", "note", "accept"]


def test_two_at_once_take_one_step_and_the_same_click_twice_is_one(centre):
    centre.log()
    version, stamp = centre.row.version, FormStamp("key", "hash")
    one, two = actor_for(centre.monitor), actor_for(centre.second)
    told = at_once(*(lambda actor=actor: take(actor, centre.id, Event.ACCEPT, Said(), MONDAY, version) for actor in (one, two)))
    assert sorted(type(answer).__name__ for answer in told) == ["AlreadyDecided", "str"]
    version = centre.row.version
    for _ in range(2):
        assert take(one, centre.id, Event.ASSIGN, Said(unit=centre.window.id), MONDAY, version, stamp) == centre.id
    assert acts(centre) == ["log", "accept", "assign"]


def test_the_system_takes_no_step_of_people(centre):
    centre.log()
    with pytest.raises((NotAllowed, NotFound)):
        take(SYSTEM, centre.id, Event.ACCEPT, Said(), MONDAY, centre.row.version)
