"""The door: tries, locks, passwords, what the cookie is, and where a sign-in leads."""

import itertools
import threading
from datetime import timedelta

import pytest

from actions import accounts
from actions.changes import transaction
from models import Account, Session, SignInTry
from rules.errors import InvalidInput
from rules.people import SYSTEM, Role
from tests.people_made import Client, actor_for, make_staff

PASSWORD = "Window-2026"


def give(staff, now, password=PASSWORD, must_change=False):
    with transaction():
        accounts.give_account(SYSTEM, staff, password, now, must_change=must_change)
    return staff


def attempt(number, password, now):
    """good, or the code of the refusal."""
    try:
        accounts.sign_in(number, password, "192.168.1.5", "test", now)
    except InvalidInput as error:
        return error.problems[0].code
    return "good"


def test_five_wrong_passwords_lock_and_the_right_one_is_then_refused(db, now):
    staff = give(make_staff(), now)
    told = [attempt(staff.number, "wrong", now) for _ in range(5)]
    assert told == ["sign_in_failed"] * 4 + ["locked"]
    assert attempt(staff.number, PASSWORD, now + timedelta(minutes=29)) == "locked"


def test_a_lock_ends_after_thirty_minutes_however_often_it_was_tried(db, now):
    staff = give(make_staff(), now)
    for minute in (0, 0, 0, 0, 0, 10, 20, 29):
        attempt(staff.number, "wrong", now + timedelta(minutes=minute))
    assert attempt(staff.number, PASSWORD, now + timedelta(minutes=30)) == "good"


def test_a_good_sign_in_forgets_the_failures_before_it(db, now):
    staff = give(make_staff(), now)
    for _ in range(3):
        assert [attempt(staff.number, "wrong", now) for _ in range(4)] == ["sign_in_failed"] * 4
        assert attempt(staff.number, PASSWORD, now) == "good"


def test_failures_from_many_clients_at_once_are_all_counted(db, now):
    staff = give(make_staff(), now)
    told = []
    threads = [threading.Thread(target=lambda: (told.append(attempt(staff.number, "wrong", now)), db.close())) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["locked"] + ["sign_in_failed"] * 4
    assert attempt(staff.number, PASSWORD, now) == "locked"


def test_a_number_nobody_has_answers_like_one_that_somebody_has(db, now):
    staff = give(make_staff(), now)
    strange = [attempt("no-such", "wrong", now) for _ in range(6)]
    known = [attempt(staff.number, "wrong", now) for _ in range(6)]
    assert strange == known


def test_who_has_left_or_has_no_account_cannot_sign_in(db, now):
    left = give(make_staff(active_to=now.date() - timedelta(days=1)), now)
    assert attempt(left.number, PASSWORD, now) == "sign_in_failed"
    assert attempt(make_staff().number, PASSWORD, now) == "sign_in_failed"


def test_a_password_that_was_reset_meanwhile_no_longer_opens(db, now):
    staff = give(make_staff(), now)
    read = Account.get(Account.staff_id == staff.id)
    give(staff, now, "Another-2026")
    with transaction():
        assert accounts._judge_try(read, True, now) == "failed"


def test_every_try_is_kept_with_address_and_outcome(db, now):
    staff = give(make_staff(), now)
    attempt(staff.number, "wrong", now)
    attempt(staff.number, PASSWORD, now)
    rows = SignInTry.select().order_by(SignInTry.id)
    assert [(row.number, row.address, row.outcome) for row in rows] == [
        (staff.number, "192.168.1.5", "failed"), (staff.number, "192.168.1.5", "good")]


def test_changing_the_password_ends_the_other_sign_ins_and_keeps_this_one(sign_in, app):
    staff = make_staff()
    here, there = sign_in(staff), Client(app)
    there.get("/account/sign-in")
    there.post("/account/sign-in", {"number": staff.number, "password": PASSWORD})
    there.get("/today")
    here.post("/account/password", {"old": PASSWORD, "new": "Harbour-77", "again": "Harbour-77"})
    assert here.get("/today").status_code == 200
    assert there.get("/today").status_code == 303


@pytest.mark.parametrize(("new", "code"), [
    ("Sh0rt-a", "password_short"), ("alllowercase", "password_plain"), (PASSWORD, "password_used_before"),
    ("Ab-{number}-xyz", "password_has_number"),
])
def test_a_poor_password_is_refused_with_the_reason(db, now, new, code):
    staff = give(make_staff(), now)
    with pytest.raises(InvalidInput) as refused:
        accounts.change_password(actor_for(staff), "", PASSWORD, new.format(number=staff.number), now)
    assert code in {problem.code for problem in refused.value.problems}


def test_the_last_five_passwords_are_not_taken_again(db, now):
    staff = give(make_staff(), now)
    passwords = [PASSWORD, *(f"Harbour-{n}" for n in range(5))]
    for old, new in itertools.pairwise(passwords):
        accounts.change_password(actor_for(staff), "", old, new, now)
    with pytest.raises(InvalidInput):
        accounts.change_password(actor_for(staff), "", passwords[-1], passwords[1], now)
    accounts.change_password(actor_for(staff), "", passwords[-1], PASSWORD, now)


def test_guessing_the_old_password_in_an_open_sign_in_locks_too(db, now):
    staff = give(make_staff(), now)
    codes = []
    for _ in range(5):
        with pytest.raises(InvalidInput) as refused:
            accounts.change_password(actor_for(staff), "", "wrong", "Harbour-77", now)
        codes.append(refused.value.problems[0].code)
    assert codes == ["old_password_wrong"] * 4 + ["locked"]


def test_a_first_password_must_be_changed_before_any_other_page(app, clock):
    staff = give(make_staff(), clock.now, must_change=True)
    client = Client(app)
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"number": staff.number, "password": PASSWORD})
    assert client.get("/today").location == "/account/password"
    client.get("/account/password")
    client.post("/account/password", {"old": PASSWORD, "new": "Harbour-77", "again": "Harbour-77"})
    assert client.get("/today").status_code == 200


def test_a_password_older_than_ninety_days_must_be_changed(sign_in, clock):
    staff = make_staff()
    sign_in(staff)
    assert not accounts.must_change_password(staff.id, clock.now + timedelta(days=90))
    assert accounts.must_change_password(staff.id, clock.now + timedelta(days=90, minutes=1))


@pytest.mark.parametrize("address", [
    "//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example",
    "https://evil.example", "\\\\evil.example", "evil", "/a\\..\\b",
])
def test_a_sign_in_never_leads_off_the_site(app, clock, address):
    staff = give(make_staff(), clock.now)
    client = Client(app)
    client.get("/account/sign-in")
    answer = client.post("/account/sign-in", {"number": staff.number, "password": PASSWORD, "next": address})
    assert answer.location == "/today"


def test_a_sign_in_leads_back_to_where_one_was_heading(app, clock):
    staff = give(make_staff(), clock.now)
    client = Client(app)
    client.get("/account/sign-in")
    answer = client.post("/account/sign-in", {"number": staff.number, "password": PASSWORD, "next": "/account/sessions?a=%E4%B8%AD"})
    assert answer.location == "/account/sessions?a=%E4%B8%AD"


def test_the_cookie_is_kept_from_scripts_and_other_sites(app):
    cookie = app.test_client().get("/account/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_in_gives_a_fresh_token_and_ends_the_sign_in_before_it(sign_in):
    staff = make_staff()
    client = sign_in(staff)
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"number": staff.number, "password": PASSWORD})
    reasons = [row.end_reason for row in Session.select().order_by(Session.id)]
    assert reasons == ["signed_in_anew", ""]


def test_a_cookie_planted_before_the_sign_in_is_worth_nothing_after_it(app, clock):
    staff = give(make_staff(), clock.now)
    client = Client(app)
    client.get("/account/sign-in")
    planted = client.http.get_cookie("liangchuang").value
    client.post("/account/sign-in", {"number": staff.number, "password": PASSWORD})
    assert client.http.get_cookie("liangchuang").value != planted
    stranger = Client(app)
    stranger.http.set_cookie("liangchuang", planted)
    assert stranger.get("/today").status_code == 303


def test_a_form_without_its_token_is_refused(sign_in):
    client = sign_in(make_staff())
    client.token = ""
    assert client.post("/account/sign-out").status_code == 400
    assert client.get("/today").status_code == 200


def test_who_signs_out_is_out_even_with_the_old_cookie(sign_in, app):
    client = sign_in(make_staff(Role.PERSONNEL))
    old = client.http.get_cookie("liangchuang").value
    client.post("/account/sign-out")
    client.http.set_cookie("liangchuang", old)
    assert client.get("/today").status_code == 303
