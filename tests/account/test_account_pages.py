"""我的登录, 账号 and 登录日志: through the pages."""

import re
from datetime import timedelta

import pytest

from actions import sessions
from models import Account, AuditRow, Session, SignInTry
from rules.people import Role
from tests.people_made import Client, actor_for, make_staff
from views.display import browser_text


@pytest.fixture
def secadmin(sign_in):
    return sign_in(make_staff(Role.SECURITY_ADMIN))


def enter(app, staff, password="Window-2026"):
    client = Client(app)
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"number": staff.number, "password": password})
    return client


@pytest.mark.parametrize(("referer", "status"), [
    ({}, 400), ({"HTTP_REFERER": "https://elsewhere/"}, 400), ({"HTTP_REFERER": "https://localhost/account/sign-in"}, 303)])
def test_over_https_a_form_says_which_page_of_ours_it_comes_from(app, sign_in, referer, status):
    staff = make_staff()
    sign_in(staff)
    client = Client(app)
    client.get("/account/sign-in", base_url="https://localhost")
    sent = {"number": staff.number, "password": "Window-2026"}
    answer = client.post("/account/sign-in", sent, base_url="https://localhost", environ_overrides=referer)
    assert answer.status_code == status


def test_one_sees_ones_own_sign_ins_and_ends_another(sign_in, app):
    staff = make_staff()
    here, there = sign_in(staff), enter(app, staff)
    there.get("/account/sessions")
    mine = Session.select().order_by(Session.id)[0]
    assert here.get("/account/sessions").get_data(as_text=True).count("127.0.0.1") == 2
    there.post(f"/account/sessions/{mine.id}/end")
    assert here.get("/today").status_code == 303


def test_one_ends_all_the_others_at_once(sign_in, app):
    staff = make_staff()
    here, others = sign_in(staff), [enter(app, staff) for _ in range(2)]
    here.get("/account/sessions")
    here.post("/account/sessions/end-others")
    assert [client.get("/today").status_code for client in (here, *others)] == [200, 303, 303]


def test_nobody_ends_a_sign_in_of_somebody_else(sign_in):
    sign_in(make_staff())
    other = Session.get()
    assert sign_in(make_staff()).post(f"/account/sessions/{other.id}/end").status_code == 404
    assert Session.get_by_id(other.id).ended_at is None


def test_an_idle_sign_in_ends_as_expired_when_it_is_seen(sign_in, clock):
    client = sign_in(make_staff())
    clock.now += timedelta(minutes=15)
    assert client.get("/today").status_code == 200
    clock.now += timedelta(minutes=15, seconds=1)
    assert client.get("/today").status_code == 303
    assert Session.get().end_reason == "expired"


def test_a_page_that_refreshes_itself_does_not_keep_a_sign_in_open(db, now):
    token = sessions.open_session(make_staff().id, "", "", now)
    for minute in range(1, 16):
        assert sessions.live_session(token, now + timedelta(minutes=minute), 15, attended=False)
    assert sessions.live_session(token, now + timedelta(minutes=16), 15, attended=False) is None


def test_a_sign_in_ended_while_a_request_runs_stays_ended(db, now):
    staff = make_staff()
    token = sessions.open_session(staff.id, "", "", now)
    sessions.end_session(actor_for(staff), Session.get().id, "signed_out", now)
    assert sessions._see(token, now + timedelta(minutes=2), timedelta(minutes=15), attended=True).end_reason == "signed_out"


def test_who_leaves_is_out_at_the_next_request(sign_in, clock):
    client = sign_in(make_staff(active_to=clock.now.date()))
    assert client.get("/today").status_code == 200
    clock.now += timedelta(minutes=14)
    client.get("/today")
    clock.now = clock.now.replace(hour=23, minute=59)
    Session.update(seen_at=clock.now).execute()
    clock.now += timedelta(minutes=2)
    assert client.get("/today").status_code == 303


def test_the_security_administrator_gives_an_account_and_the_password_is_shown_once(secadmin, app):
    staff = make_staff()
    assert "未开通" in secadmin.get(f"/accounts?q={staff.number}").get_data(as_text=True)
    secadmin.get(f"/accounts/{staff.id}")
    page = secadmin.post(f"/accounts/{staff.id}/password", {"request_key": "k"}).get_data(as_text=True)
    password = re.search(r"<code>(.*?)</code>", page).group(1)
    assert "<code>" not in secadmin.post(f"/accounts/{staff.id}/password", {"request_key": "k"}).get_data(as_text=True)
    assert enter(app, staff, password).get("/today").location == "/account/password"


def test_a_reset_ends_the_sign_ins_and_opens_the_lock(secadmin, sign_in, app, clock):
    staff = make_staff()
    client = sign_in(staff)
    for _ in range(5):
        enter(app, staff, "wrong")
    assert "已锁定" in secadmin.get(f"/accounts/{staff.id}").get_data(as_text=True)
    secadmin.post(f"/accounts/{staff.id}/password")
    assert client.get("/today").status_code == 303
    assert Account.get(Account.staff_id == staff.id).locked_until is None


def test_a_lock_can_be_opened_early(secadmin, sign_in, app):
    staff = make_staff()
    sign_in(staff)
    for _ in range(5):
        enter(app, staff, "wrong")
    assert enter(app, staff).get("/today").status_code == 303
    secadmin.get(f"/accounts/{staff.id}")
    secadmin.post(f"/accounts/{staff.id}/unlock")
    assert enter(app, staff).get("/today").status_code == 200


def test_the_security_administrator_ends_all_sign_ins_of_somebody(secadmin, sign_in):
    staff = make_staff()
    client = sign_in(staff)
    secadmin.get(f"/accounts/{staff.id}")
    secadmin.post(f"/accounts/{staff.id}/end-sessions")
    assert client.get("/today").status_code == 303


def test_what_is_done_to_accounts_is_in_the_audit_without_any_password(secadmin):
    staff = make_staff()
    secadmin.post(f"/accounts/{staff.id}/password")
    row = AuditRow.select().order_by(AuditRow.seq.desc()).get()
    assert (row.what, row.row_id, row.before, row.after) == ("account.give", staff.id, None, None)


def test_the_log_is_filtered_by_number_outcome_and_day(secadmin, app, clock):
    staff = make_staff()
    enter(app, staff, "wrong")
    enter(app, make_staff(number="777"), "wrong")
    day = clock.now.date()
    page = secadmin.get(f"/accounts/tries?number={staff.number}&outcome=failed&first={day}&last={day}").get_data(as_text=True)
    assert staff.number in page
    assert "<td>777</td>" not in page
    assert "没有符合条件" in secadmin.get(f"/accounts/tries?first={day + timedelta(days=1)}").get_data(as_text=True)


def test_a_long_log_is_turned_page_by_page(secadmin, now):
    for n in range(60):
        SignInTry(at=now, number=f"n{n:02}", address="a", browser="", outcome="failed").save(force_insert=True)
    first = secadmin.get("/accounts/tries?address=a").get_data(as_text=True)
    older = re.search(r'rel="next" href="([^"]+)"', first).group(1).replace("&amp;", "&")
    second = secadmin.get(older).get_data(as_text=True)
    seen = re.findall(r"<td>(n\d\d)</td>", first + second)
    assert seen == [f"n{n:02}" for n in reversed(range(60))]


def test_browsers_are_told_in_plain_words():
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0"
    assert browser_text(edge) == "微软 Edge（Windows 10 或更新）"
    assert browser_text("") == "其他浏览器"
