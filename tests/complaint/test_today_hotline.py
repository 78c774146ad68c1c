"""值守台 and the board of the month on the first page: what is owed and open by light, linked to the list; nothing of it to the named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from actions.complaint_book import complaints_of
from actions.today_hotline import hotline_of
from rules.complaint_book import asked_of
from rules.people import Role
from tests.complaint.centre_made import CALL, days, make_centre
from tests.people_made import actor_for, make_staff

TODAY = date(2026, 3, 9)


def counts(lines):
    return {line.name: line.count for line in lines if line.count}


def story(centre):
    """Due today, overdue and paused by turns, to be called back, closed."""
    centre.log()
    centre.log(now=days(-3))
    centre.to_working(days(-3))
    centre.log(now=days(3))
    centre.to_callback(days(4))
    centre.log()
    centre.to_callback(days(1))
    centre.take(centre.second, "satisfied", days(2))


def test_what_is_owed_and_open_is_counted_and_leads_to_exactly_those(node_settings):
    centre = make_centre()
    story(centre)
    actor = actor_for(centre.monitor, TODAY)
    hotline = hotline_of(actor, TODAY)
    assert counts(hotline.owed) == {"due": 1, "registered": 1, "to_callback": 1}
    assert counts(hotline.lights) == {"red": 1, "yellow": 1, "grey": 1}
    for line in [*hotline.owed, *hotline.lights]:
        assert len(complaints_of(actor, TODAY, asked_of(line.asked)).lines) == line.count, line.name
    assert hotline.month is None
    month, before = hotline_of(actor_for(centre.leader), TODAY).month
    assert (month.received, month.closed, before.received) == (3, 1, 1)


def test_others_have_no_desk_and_whoever_is_named_counts_nothing(node_settings):
    centre, accused = make_centre(), make_staff(Role.SECTION_HEAD)
    centre.log(replace(CALL, named=(accused.id,)))
    hotline = hotline_of(actor_for(accused), TODAY)
    assert (counts(hotline.owed), counts(hotline.lights), hotline.month[0].received) == ({}, {}, 0)
    assert hotline_of(actor_for(centre.head), TODAY) is None


def test_the_first_page_has_the_desk_and_for_who_decides_the_month(app, sign_in):
    centre = make_centre()
    story(centre)
    desk = sign_in(centre.monitor).get("/today").get_data(as_text=True)
    assert ("值守台" in desk, 'lc-log" href="/complaint/new">登记来电' in desk, "本月热线" in desk) == (True, True, False)
    assert 'href="/complaint?state=to_callback">待回访</a>' in desk
    board = sign_in(centre.leader).get("/today").get_data(as_text=True)
    assert ("本月热线" in board, "按期办结率" in board, "lc-log" in board) == (True, True, False)
    assert "值守台" not in sign_in(centre.clerk).get("/today").get_data(as_text=True)
