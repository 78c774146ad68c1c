"""投诉台账: every filter and both orders, pages both ways, lights as the rule says, whoever is named in nothing of it. Both engines."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.changes import add, transaction
from actions.complaint import CallDraft, log_call
from actions.complaint_book import complaints_of, history_of
from actions.complaint_lists import next_workday, standing_of
from actions.complaint_views import MOST_VIEWS, forget_view, save_view, views_of
from clock import STATION_ZONE
from models import Complaint, ComplaintNamed, SavedView
from rules.complaint import OVER, Kind, Light, State, light_of
from rules.complaint_book import CHOICES, Asked, asked_of
from rules.errors import InvalidInput, NotFound
from rules.people import SYSTEM, Role
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff, make_unit

TODAY = MONDAY.date()
DRAFT = CallDraft(Kind.COMPLAINT, "电梯坏了", wants_reply=False)


@pytest.fixture
def monitor(node_settings):
    return actor_for(make_staff(Role.MONITOR))


def made(**values):
    """A complaint in any state, without the way there."""
    number = Complaint.select().count() + 1
    row = Complaint(**{"number": f"TS-2026-{number:04d}", "received_at": MONDAY - timedelta(hours=number), "logged_by": "x",
                       "channel": "phone", "kind": "complaint", "track": "service", "content": "电梯坏了", "state": "working", **values})
    with transaction():
        return add(row, SYSTEM, "complaint.log", MONDAY).id


def ids(actor, **asked):
    return [line.row.id for line in complaints_of(actor, TODAY, Asked(**asked)).lines]


def all_pages(actor, asked):
    pages = [complaints_of(actor, TODAY, asked)]
    while pages[-1].after:
        pages.append(complaints_of(actor, TODAY, asked, after=pages[-1].after))
    return pages


def test_each_filter_narrows_and_several_narrow_together(monitor):
    unit, other = make_unit(), make_unit()
    plain = made()
    for changes in ({"state": "paused"}, {"kind": "report"}, {"track": "petition"}, {"channel": "letter"}, {"category": "forbidden"}):
        [(name, value)] = changes.items()
        different = made(**changes)
        assert ids(monitor, **changes) == [different], name
        assert plain not in ids(monitor, **{name: value, "text": "电梯"})
    about, worked = made(unit_id=unit.id), made(handler_unit=unit.id, unit_id=other.id)
    assert (ids(monitor, unit=unit.id), ids(monitor, handler=unit.id)) == ([about], [worked])
    assert ids(monitor, handler=unit.id, kind="report") == []
    mine, given_to = made(logged_by=monitor.staff_id), made(handler_id=monitor.staff_id)
    assert (ids(monitor, mine="logged"), ids(monitor, mine="handled")) == ([mine], [given_to])
    old = made(received_at=datetime(2025, 12, 31, 23, 59, tzinfo=STATION_ZONE))
    assert ids(monitor, since=date(2025, 12, 31), until=date(2025, 12, 31)) == [old]
    assert old not in ids(monitor, since=date(2026, 1, 1))
    assert ids(monitor, text="电梯", until=date(2025, 12, 31)) == [old]
    today = made(due=TODAY)
    assert (ids(monitor, due=TODAY), ids(monitor, due=date(2026, 3, 3))) == ([today], [])


def test_what_is_over_is_left_out_unless_it_is_asked_for(monitor):
    for state in State:
        made(state=state.value)
    open_states = {State(line.row.state) for line in complaints_of(monitor, TODAY).lines}
    assert open_states == set(State) - OVER
    assert len(ids(monitor, all=True)) == len(State)
    assert len(ids(monitor, state="closed")) == 1


def test_lights_of_the_list_are_those_of_the_rule(monitor):
    days = (None, date(2026, 2, 27), TODAY, date(2026, 3, 3), date(2026, 3, 4))
    ends = (None, datetime(2026, 2, 27, 23, 59, tzinfo=STATION_ZONE), MONDAY)
    for due, answered, closed, late, state in itertools.product(days, ends, ends[:2], (False, True), ("working", "paused", "closed")):
        made(due=due, answered_at=answered, closed_at=closed, late=late, state=state)
    by_rule = {light: {row.id for row in Complaint.select() if light_of(standing_of(row), TODAY, next_workday(TODAY)) is light}
               for light in Light}
    for light in Light:
        asked = Asked(all=True, light=light.value)
        pages = all_pages(monitor, asked)
        assert {line.light for page in pages for line in page.lines} == {light}
        assert {line.row.id for page in pages for line in page.lines} == by_rule[light]


@pytest.mark.parametrize("order", ["new", "due"])
def test_pages_go_on_and_come_back_over_equal_places(monitor, order, monkeypatch):
    monkeypatch.setattr("actions.complaint_book.PAGE_ROWS", 3)
    for number in range(10):
        made(received_at=MONDAY - timedelta(hours=number // 4), due=[None, TODAY, TODAY + timedelta(days=1)][number % 3])
    key = {"new": lambda row: (row.received_at, row.id), "due": lambda row: (row.due or date.max, row.id)}[order]
    wanted = [row.id for row in sorted(Complaint.select(), key=key, reverse=order == "new")]
    asked = Asked(order=order)
    pages = all_pages(monitor, asked)
    shown = [[line.row.id for line in page.lines] for page in pages]
    assert (list(itertools.chain(*shown)), [len(rows) for rows in shown], pages[0].before) == (wanted, [3, 3, 3, 1], "")
    back = [pages[-1]]
    while back[-1].before:
        back.append(complaints_of(monitor, TODAY, asked, before=back[-1].before))
    assert [[line.row.id for line in page.lines] for page in back] == shown[::-1]
    assert all(page.after for page in back[1:])


def test_a_place_that_is_none_shows_the_first_page(monitor):
    one = made()
    assert [line.row.id for line in complaints_of(monitor, TODAY, after="x").lines] == [one]


def test_a_list_reads_no_long_text(monitor):
    made(content="电" * 5000)
    [line] = complaints_of(monitor, TODAY).lines
    assert len(line.row.content) == 60
    assert "explain" not in line.row.__data__


def test_whoever_is_named_finds_nothing_by_any_filter_and_who_works_on_one_finds_that(monitor):
    accused, worker = make_staff(Role.SECTION_HEAD), make_staff(Role.STAFF)
    one = made(logged_by=accused.id, handler_id=worker.id, due=TODAY, category="forbidden", received_at=MONDAY)
    with transaction():
        add(ComplaintNamed(complaint_id=one, staff_id=accused.id), SYSTEM, "complaint.named", MONDAY)
    for values in ({}, {"mine": "logged"}, {"person": accused.id}, {"light": "yellow"}, {"category": "forbidden"}, {"order": "due"},
                   {"since": TODAY}, {"text": "电梯"}, {"state": "working"}):
        assert ids(actor_for(accused), **values) == []
        assert values.get("mine") or ids(monitor, **values) == [one]
    assert (ids(actor_for(worker)), ids(actor_for(worker), text="电梯")) == ([one], [one])
    assert history_of(monitor, Asked(person=accused.id), TODAY).received == 1
    assert history_of(actor_for(accused), Asked(person=accused.id), TODAY).received == 0


def test_the_history_of_a_window_counts_a_year(monitor):
    unit = make_unit()
    for changes in ({}, {"kind": "enquiry"}, {"due": date(2026, 2, 2)}, {"late": True}, {"received_at": MONDAY - timedelta(days=400)}):
        made(unit_id=unit.id, **changes)
    history = history_of(monitor, Asked(unit=unit.id), TODAY)
    assert (history.received, history.complaints, history.late) == (4, 3, 2)
    assert history_of(monitor, Asked(), TODAY) is None


def test_views_are_kept_for_oneself_by_name(monitor):
    other = actor_for(make_staff(Role.MONITOR))
    first = save_view(monitor, " 超期 ", Asked(light="red"))
    assert save_view(monitor, "超期", Asked(light="red", kind="report")) == first
    assert [(view.name, view.asked) for view in views_of(monitor)] == [("超期", {"light": "red", "kind": "report"})]
    assert views_of(other) == []
    with pytest.raises(NotFound):
        forget_view(other, first)
    forget_view(monitor, first)
    assert views_of(monitor) == []
    for number in range(MOST_VIEWS):
        save_view(monitor, f"{number}", Asked())
    for name in ("", "more"):
        with pytest.raises(InvalidInput):
            save_view(monitor, name, Asked())


NAMES = [*CHOICES, "category", "unit", "text", "since", "until", "due", "all", "person"]


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=90)
                       | st.sampled_from(["closed", "red", "due", "logged", "1", "2026-02-28", "0001-01-01", "report"])))
def test_what_is_asked_for_is_kept_and_read_again(given):
    asked = asked_of(given)
    assert asked_of(asked.kept()) == asked
    assert all(asked.kept().values())


def test_a_page_by_filters_plain_and_by_htmx(app, sign_in):
    client = sign_in(make_staff(Role.MONITOR, unit=make_unit()))
    actor = actor_for(make_staff(Role.MONITOR))
    log_call(actor, DRAFT, MONDAY)
    log_call(actor, replace(DRAFT, kind=Kind.REPORT, content="举报电梯"), MONDAY)
    page = client.get("/complaint?kind=report&light=green").get_data(as_text=True)
    assert ("TS-2026-0002" in page, "TS-2026-0001" in page, '<option value="report" selected>' in page) == (True, False, True)
    assert '<details class="lc-further" open>' in page
    piece = client.get("/complaint?kind=report", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert ("<html" in piece, "TS-2026-0002" in piece) == (False, True)
    assert "没有符合条件的" in client.get("/complaint?state=paused").get_data(as_text=True)
    accused = make_staff(name="钱德")
    log_call(actor, replace(DRAFT, named=(accused.id,)), MONDAY)
    person = client.get(f"/complaint?person={accused.id}&all=1").get_data(as_text=True)
    assert ("涉及 钱德 的" in person, "近一年登记 1 件，其中投诉和举报 1 件，超期 0 件。" in person) == (True, True)


def test_a_view_is_saved_opened_and_thrown_away_on_the_page(app, sign_in):
    client = sign_in(make_staff(Role.MONITOR, unit=make_unit()))
    answer = client.post("/complaint/views/save", {"name": "超期的举报", "asked": "kind=report&light=red"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/complaint?kind=report&light=red")
    assert 'href="/complaint?kind=report&amp;light=red">超期的举报</a>' in client.get("/complaint").get_data(as_text=True)
    assert client.post("/complaint/views/save", {"name": "", "asked": "kind=report"}).status_code == 422
    view = SavedView.get()
    assert client.post(f"/complaint/views/{view.id}/forget", {}).status_code == 303
    assert client.post(f"/complaint/views/{view.id}/forget", {}).status_code == 404
