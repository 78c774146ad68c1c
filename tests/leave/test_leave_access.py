"""Every relation to a request x every state of it: who sees it and whose acts are taken; and what of it stays private."""

from __future__ import annotations

import io
import uuid
from datetime import date

import pytest

from actions import delegation, leave, leave_jobs, leave_return
from actions.attachments import keep_paper
from actions.changes import change, find, transaction
from actions.leave_rights import Right, rights_on
from actions.leave_visible import may_open_papers
from models import LeaveRequest, Staff, database
from rules.calendar import Half
from rules.people import SYSTEM, Role
from tests.leave.leave_made import Centre, act, approved, asked, at, day, draft, make_centre
from tests.people_made import make_staff, make_unit

NOW = at("03-02 09:00")
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20
PEOPLE = ("clerk", "partner", "third", "head", "other_head", "section", "deputy", "leader", "personnel", "duty_officer", "delegate",
          "sysadmin")
SEE = {"clerk", "partner", "head", "section", "deputy", "leader", "personnel", "duty_officer", "delegate"}
RETURN_FOR = {"clerk", "partner", "head", "section", "duty_officer", "personnel"}
TAKEN = {
    "draft": {"withdraw": {"clerk"}, "cover": {"head"}},
    "returned": {"withdraw": {"clerk"}, "cover": {"head"}, "papers": {"clerk", "personnel", "section", "delegate"}},
    "handover": {"withdraw": {"clerk"}, "handover": {"partner", "head"}, "papers": {"clerk", "personnel", "section", "delegate"}},
    "pending": {"withdraw": {"clerk"}, "decide": {"section", "delegate"}, "papers": {"clerk", "personnel", "section", "delegate"}},
    "outside": {"withdraw": {"clerk"}, "slip": {"head", "section", "personnel"}, "papers": {"clerk", "personnel"}},
    "approved": {"cancel": {"clerk"}, "papers": {"clerk", "personnel", "section"}},
    "running": {"back": RETURN_FOR, "papers": {"clerk", "personnel", "section"}},
    "due_back": {"back": RETURN_FOR, "papers": {"clerk", "personnel", "section"}},
    "overdue": {"back": RETURN_FOR, "absence": {"head", "section", "delegate"}, "papers": {"clerk", "personnel", "section"}},
    "closed": {"papers": {"clerk", "personnel", "section"}},
    "ended_early": {"papers": {"clerk", "personnel", "section"}},
    "cancel_requested": {"cancel-decision": {"section", "delegate"}, "papers": {"clerk", "personnel", "section"}},
    "cancelled": {},
    "rejected": {},
    "withdrawn": {},
}
BODIES = {
    "withdraw": {}, "cancel": {"opinion": "不去了"}, "cancel-decision": {"agree": "yes"}, "handover": {"accept": "yes"},
    "decide": {"verdict": "approve"}, "cover": {"cover_reason": "隔壁代办"}, "absence": {"confirm": "no", "opinion": "已说明"},
    "back": {"back_day": "2026-03-02", "back_half": "am"},
    "slip": {"signer": "李局长", "agreed": "yes"}, "papers": {},
}


@pytest.fixture
def made(db):
    """The centre with everybody, and one request of the clerk in every state."""
    centre = make_centre(home_unit="县市场监管局", first_work=day("2000-01-01"))
    with transaction():
        clerk = find(Staff, centre.clerk.id)
        clerk.b_partner_id = centre.partner.id
        change(clerk, SYSTEM, "staff.change", NOW)
    people = {name: getattr(centre, name) for name in PEOPLE if hasattr(centre, name)}
    people |= {"other_head": make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=make_unit()), "duty_officer": make_staff(Role.DUTY_OFFICER),
               "delegate": make_staff(Role.WINDOW_HEAD, unit=make_unit()), "sysadmin": make_staff(Role.SYSTEM_ADMIN)}
    delegation.delegate(act(centre.section), delegation.DelegationAsked(people["delegate"].number, day("03-02"), day("03-06"), "外出"), NOW)
    return people, in_every_state(centre)


def in_every_state(centre: Centre) -> dict[str, LeaveRequest]:
    """State -> a day's leave of the clerk in it; "outside": waiting for the home unit's slip."""
    clerk, partner = act(centre.clerk), centre.partner
    rows = {
        "ended_early": approved(centre, draft("02-05", partner=partner), at("02-02 09:00")),
        "closed": approved(centre, draft("02-10", partner=partner), at("02-09 09:00")),
        "overdue": approved(centre, draft("02-25", partner=partner), at("02-24 09:00")),
        "due_back": approved(centre, draft("02-28", partner=partner), at("02-26 09:00")),
        "running": approved(centre, draft("03-02", partner=partner), at("02-26 09:00")),
        "approved": approved(centre, draft("03-10", partner=partner), NOW),
        "cancel_requested": approved(centre, draft("03-11", partner=partner), NOW),
        "cancelled": approved(centre, draft("03-12", partner=partner), NOW),
        "pending": asked(centre, draft("03-13", partner=partner), NOW),
        "rejected": asked(centre, draft("03-16", partner=partner), NOW),
        "returned": asked(centre, draft("03-17", partner=partner), NOW),
        "withdrawn": asked(centre, draft("03-18", partner=partner), NOW),
        "outside": asked(centre, draft("03-19", type_code="personal", partner=partner), NOW),
    }
    rows["handover"] = find(LeaveRequest, leave.submit(clerk, draft("03-20", partner=partner), NOW))
    rows["draft"] = find(LeaveRequest, leave.save_draft(clerk, draft("03-23", partner=partner), NOW))
    leave_return.report_back(clerk, rows["ended_early"].id, day("02-05"), Half.PM, rows["ended_early"].version, at("02-05 14:00"))
    leave_return.report_back(clerk, rows["closed"].id, day("02-11"), Half.AM, rows["closed"].version, at("02-11 09:00"))
    leave_jobs.begin_and_end(NOW)
    for name in ("cancel_requested", "cancelled"):
        leave.ask_cancel(clerk, rows[name].id, "不去了", rows[name].version, NOW)
    leave.decide_cancel(act(centre.section), rows["cancelled"].id, True, "", rows["cancelled"].version + 1, NOW)
    leave.decide(act(centre.section), rows["rejected"].id, "refuse", "有检查", rows["rejected"].version, NOW)
    leave.decide(act(centre.section), rows["returned"].id, "return", "改期", rows["returned"].version, NOW)
    leave.withdraw(clerk, rows["withdrawn"].id, rows["withdrawn"].version, NOW)
    return {name: find(LeaveRequest, row.id) for name, row in rows.items()}


def test_every_state_is_there(made):
    _, rows = made
    assert {name: row.state for name, row in rows.items()} == {name: "pending" if name == "outside" else name for name in TAKEN}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_sees_and_does_what_the_table_says_and_the_page_offers_just_that(made, name, sign_in):
    people, rows = made
    client = sign_in(people[name])
    for state, row in rows.items():
        status = client.get(f"/leave/{row.id}").status_code
        assert status == (403 if name == "sysadmin" else 200 if name in SEE else 404), (state, status)
        taken = {doing for doing in BODIES if attempt(client, row, doing) == 303}
        assert taken == {doing for doing, who in TAKEN[state].items() if name in who}, (name, state)
        if name in SEE:
            offered = {right.value.replace("_", "-") for right in rights_on(act(people[name]), row, NOW)}
            assert offered - {"edit", "extend", "open-papers"} == taken, (name, state)


def attempt(client, row, doing):
    """Status of an act, which is undone."""
    body = {**BODIES[doing], "version": row.version}
    if doing in ("slip", "papers"):
        body["attachment"] = (io.BytesIO(PNG), "扫描.png")
    with database.atomic() as undone:
        status = client.post(f"/leave/{row.id}/{doing}", body).status_code
        undone.rollback()
    assert status in (303, 403, 404, 409), (doing, status)
    return status


@pytest.mark.parametrize("name", PEOPLE)
def test_only_the_person_goes_on_with_a_draft(made, name, sign_in):
    people, rows = made
    client = sign_in(people[name])
    for state, row in rows.items():
        status = client.get(f"/leave/{row.id}/edit").status_code
        editable = state in ("draft", "returned")
        assert status == (403 if name == "sysadmin" else 404 if name != "clerk" else 200 if editable else 409), (state, status)


def sick_leave(people, settings, steps: int) -> LeaveRequest:
    """Two days of sick leave with a paper; steps: how many have signed (one more signs for good)."""
    paper = keep_paper(act(people["clerk"]), PNG, "诊断.png", settings, NOW)
    wanted = draft("03-26", "03-27", type_code="sick", partner=people["partner"], reason="胃病住院", attachment_id=paper)
    row = find(LeaveRequest, leave.submit(act(people["clerk"]), wanted, NOW))
    leave.answer_handover(act(people["partner"]), row.id, True, "", row.version, NOW)
    row = find(LeaveRequest, row.id)
    if steps:
        leave.decide(act(people["leader"]), row.id, "approve", "", row.version, NOW)
    return find(LeaveRequest, row.id)


@pytest.mark.parametrize(("steps", "readers"), [(0, {"clerk", "personnel", "deputy", "leader"}), (1, {"clerk", "personnel", "leader"})])
def test_a_sick_note_and_its_reason_are_read_by_the_person_personnel_and_who_decides(made, settings, sign_in, steps, readers):
    people, _ = made
    row = sick_leave(people, settings, steps)
    for name in PEOPLE:
        client = sign_in(people[name])
        page = client.get(f"/leave/{row.id}").get_data(as_text=True)
        assert ("胃病住院" in page) == (name in readers), name
        assert ("诊断.png" in page) == (name in readers), name
        opened = client.get(f"/leave/attachments/{row.attachment_id}?request={row.id}")
        seen = 403 if name in SEE - {"delegate"} or name == "sysadmin" else 404
        assert opened.status_code == (200 if name in readers else seen), name


def test_who_entered_the_leave_or_a_signed_slip_does_not_read_the_sick_note_brought_later(made, settings):
    people, _ = made
    wanted = draft("04-07", "04-13", type_code="sick", partner=people["partner"], reason="急诊")
    row = find(LeaveRequest, leave.enter_for(act(people["partner"]), people["clerk"].id, wanted, NOW))
    note = keep_paper(act(people["clerk"]), PNG, "诊断.png", settings, NOW)
    leave_return.bring_papers(act(people["clerk"]), row.id, note, row.version, NOW)
    row = find(LeaveRequest, row.id)
    assert not may_open_papers(act(people["partner"]), row, NOW)
    leave.decide(act(people["leader"]), row.id, "approve", "", row.version, NOW)
    leave.enter_slip(act(people["head"]), row.id, leave.Slip("李局长", True, "同意", note), find(LeaveRequest, row.id).version, NOW)
    row = find(LeaveRequest, row.id)
    assert row.state == "approved"
    assert [may_open_papers(act(people[name]), row, NOW) for name in ("head", "leader", "personnel", "clerk")] == [
        False, True, True, True]


def test_a_paper_is_not_opened_through_another_request(made, settings, sign_in):
    people, rows = made
    row = sick_leave(people, settings, 0)
    client = sign_in(people["section"])
    assert client.get(f"/leave/attachments/{row.attachment_id}?request={rows['approved'].id}").status_code == 404
    assert client.get(f"/leave/attachments/{row.attachment_id}").status_code == 404
    assert client.get(f"/leave/attachments/{uuid.uuid4()}?request={row.id}").status_code == 403


def test_after_both_confirmed_or_one_has_there_is_nothing_left_to_judge(made):
    people, rows = made
    row = rows["overdue"]
    leave_return.decide_absence(act(people["section"]), row.id, True, "查无音讯", row.version, NOW)
    row = find(LeaveRequest, row.id)
    assert Right.ABSENCE not in rights_on(act(people["section"]), row, NOW)
    assert Right.ABSENCE in rights_on(act(people["head"]), row, NOW)
    assert row.start == date(2026, 2, 25)
