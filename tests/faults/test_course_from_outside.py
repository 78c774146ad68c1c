"""Leave from request to return through the forms, day by day: early return, extension refused, a balance that ends inside the leave."""

from __future__ import annotations

from datetime import date

from tests.faults.asking import act_on, handed_over, leave_form, sentences, standing
from tests.faults.full_centre import CLERKS, LEADER, PARTNERS, PERSONNEL, SYSADMIN, WITHOUT_DATES
from tests.faults.naive_checker import faults_of
from tests.faults.outside_client import Outside
from tests.faults.running_node import Node

PARTNER = PARTNERS[0]


def on(node: Node, day: str) -> Node:
    """The node on a later day, once its job has let leave begin and end."""
    node.kill()
    node.day = date.fromisoformat(day)
    node.start()
    run_job(node, "leave_course")
    return node


def run_job(node: Node, name: str) -> None:
    """Let a job do what it owes, as the system administrator."""
    assert node.client(SYSADMIN).post(f"/operations/jobs/{name}/run", key="").status == 303


def approved(node: Node, number: str, form: dict[str, str]) -> str:
    """A request of up to three days, signed by the centre's leader."""
    request_id = handed_over(node, node.client(number), node.client(PARTNER), form)
    signed = act_on(node.client(LEADER), request_id, "decide", standing(node, request_id)[1], verdict="approve")
    assert signed.status == 303, sentences(signed.text)
    return request_id


def left(node: Node, number: str) -> int:
    """What somebody has left of annual leave, in half-days."""
    return node.count("SELECT sum(amount) FROM leave_entry JOIN staff ON staff.id = staff_id WHERE number = ?", number)


def grant(node: Node, personnel: Outside, number: str, amount: str, valid_to: str) -> None:
    staff_id = node.rows("SELECT id FROM staff WHERE number = ?", number)[0][0]
    answer = personnel.post(f"/leave/balances/{staff_id}/grant", {
        "type_code": "annual", "amount": amount, "valid_from": "2026-01-01", "valid_to": valid_to, "note": "结转"})
    assert answer.status == 303, sentences(answer.text)


def test_who_comes_back_early_gets_the_rest_back_and_may_ask_for_the_days_again(node: Node) -> None:
    request_id = approved(node, CLERKS[0], leave_form("2026-03-03", "2026-03-05"))
    clerk = on(node, "2026-03-04").client(CLERKS[0])
    back = act_on(clerk, request_id, "back", standing(node, request_id)[1], back_day="2026-03-04", back_half="am")
    assert (back.status, standing(node, request_id)[0], left(node, CLERKS[0])) == (303, "ended_early", 18)
    again = act_on(clerk, request_id, "back", standing(node, request_id)[1], back_day="2026-03-04", back_half="am")
    assert again.status == 409
    assert clerk.post("/leave/new", leave_form("2026-03-05")).status == 303
    assert faults_of(node.database) == []


def test_a_refused_extension_frees_its_days_and_the_first_leave_is_owed_its_return(node: Node) -> None:
    first = approved(node, CLERKS[0], leave_form("2026-03-03", "2026-03-04"))
    clerk = on(node, "2026-03-03").client(CLERKS[0])
    longer = handed_over(node, clerk, node.client(PARTNER), leave_form("2026-03-05", "2026-03-06", extends=first))
    refused = act_on(node.client(LEADER), longer, "decide", standing(node, longer)[1], verdict="refuse", opinion="窗口人手不够")
    assert (refused.status, standing(node, longer)[0], left(node, CLERKS[0])) == (303, "rejected", 16)
    clerk = on(node, "2026-03-09").client(CLERKS[0])
    back = act_on(clerk, first, "back", standing(node, first)[1], back_day="2026-03-09", back_half="am")
    assert (back.status, standing(node, first)[0]) == (303, "closed")
    assert node.rows("SELECT overstay_state, overstay_halves FROM leave_request WHERE id = ?", first) == [("proposed", 4)]
    assert faults_of(node.database) == []


def test_a_balance_that_ends_inside_the_leave_pays_its_own_days_and_what_comes_back_too_late_expires(node: Node) -> None:
    personnel = node.client(PERSONNEL)
    grant(node, personnel, WITHOUT_DATES, "2", "2026-03-10")
    clerk = node.client(WITHOUT_DATES)
    assert clerk.post("/leave/new", leave_form("2026-03-10", "2026-03-11")).status == 422
    grant(node, personnel, WITHOUT_DATES, "1", "2026-12-31")
    request_id = approved(node, WITHOUT_DATES, leave_form("2026-03-09", "2026-03-11"))
    assert left(node, WITHOUT_DATES) == 0
    clerk = on(node, "2026-03-11").client(WITHOUT_DATES)
    act_on(clerk, request_id, "back", standing(node, request_id)[1], back_day="2026-03-10", back_half="am")
    assert left(node, WITHOUT_DATES) == 4
    run_job(node, "leave_expiry")
    assert left(node, WITHOUT_DATES) == 2
    assert clerk.post("/leave/new", leave_form("2026-03-16", "2026-03-17")).status == 422
    assert faults_of(node.database) == []
