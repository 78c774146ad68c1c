"""The first page and the door before it."""

from tests.people_made import Client, make_staff


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(app):
    answer = Client(app).get("/today")
    assert answer.status_code == 303
    assert answer.location.startswith("/account/sign-in")


def test_a_signed_in_person_sees_the_first_page(sign_in):
    page = sign_in(make_staff()).get("/today").get_data(as_text=True)
    assert "我的今天" in page


def test_a_wrong_password_is_told_in_chinese_and_five_lock(app):
    staff = make_staff()
    client = Client(app)
    client.get("/account/sign-in")
    texts = [client.post("/account/sign-in", {"number": staff.number, "password": "x"}) for _ in range(5)]
    assert texts[0].status_code == 422
    assert "工号或密码不对" in texts[0].get_data(as_text=True)


def test_an_unknown_page_is_a_page_of_ours(sign_in):
    answer = sign_in(make_staff()).get("/no-such-page")
    assert answer.status_code == 404
    assert "没有找到" in answer.get_data(as_text=True)
