"""The pages of leave through the client: asking, drafts, preview, the page of a request, and what they answer."""

from __future__ import annotations

import io
import re

import pytest

from actions.changes import find
from models import Attachment, AuditRow, LeaveRequest
from tests.leave.leave_made import approved, asked, at, draft, make_centre
from tests.people_made import make_staff

pytestmark = pytest.mark.usefixtures("db")
NOW = at("03-02 09:00")
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20


def wanted(centre, start="2026-03-10", end="2026-03-10", **values):
    """The form of asking, as an outside client sends it."""
    return {"type_code": "annual", "start": start, "end": end, "reason": "家中有事", "destination": "石桥镇", "phone": "13812345678",
            "partner": centre.partner.number, "action": "submit", **values}


def made(answer):
    """The request an answer leads to."""
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return find(LeaveRequest, re.search(r"/leave/([0-9a-f-]{36})", answer.location)[1])


def text(answer):
    return answer.get_data(as_text=True)


def test_asking_leads_to_the_request_and_the_list_shows_it(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    assert "填好假别和起止日期" in text(client.get("/leave/new"))
    row = made(client.post("/leave/new", wanted(centre)))
    assert (row.state, row.halves, row.partner_id) == ("handover", 2, centre.partner.id)
    assert "待B岗确认" in text(client.get("/leave"))
    assert row.number in text(client.get(f"/leave/{row.id}"))


def test_every_page_of_leave_opens_when_there_is_nothing(sign_in):
    centre = make_centre(first_work=None)
    client = sign_in(centre.head)
    for address in ("/leave", "/leave/new", "/leave/approvals", "/leave/enter", "/leave/overdue"):
        assert client.get(address).status_code == 200
    assert "没有登记" in text(sign_in(centre.clerk).get("/leave"))


def test_the_same_key_again_gives_the_same_request_and_another_body_is_refused(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    first = client.post("/leave/new", wanted(centre, request_key="k1"))
    assert client.post("/leave/new", wanted(centre, request_key="k1")).location == first.location
    assert client.post("/leave/new", wanted(centre, request_key="k1", reason="别的")).status_code == 409


def test_what_was_typed_comes_back_with_the_problems(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    answer = client.post("/leave/new", wanted(centre, start="2026-03-07", end="2026-03-08", reason="看病人"))
    assert answer.status_code == 422
    assert "没有应上班的时间" in text(answer)
    assert "看病人" in text(answer)
    piece = client.post("/leave/new", wanted(centre, partner="无此人"), htmx=True)
    assert piece.status_code == 422
    assert "没有找到“无此人”" in text(piece)
    assert "<html" not in text(piece)


@pytest.mark.parametrize("typed", ["number", "name", "shown", "initials", "id"])
def test_a_partner_is_understood_by_number_name_and_initials(sign_in, typed):
    centre = make_centre()
    centre.partner = make_staff(unit=centre.window, name="王芳", initials="wf wp")
    texts = {"number": centre.partner.number, "name": "王芳", "shown": f"王芳（{centre.partner.number}）", "initials": "WP",
             "id": centre.partner.id}
    row = made(sign_in(centre.clerk).post("/leave/new", wanted(centre, partner=texts[typed])))
    assert row.partner_id == centre.partner.id


def test_the_preview_draws_the_days_over_the_spring_festival(sign_in, clock):
    clock.now = at("02-10 09:00")
    centre = make_centre()
    client = sign_in(centre.clerk)
    shown = text(client.post("/leave/preview", wanted(centre, "2026-02-12", "2026-02-24"), htmx=True))
    assert '<span class="lc-big">4.0</span> 个工作日' in shown
    assert "本次 4.0 = <strong>6.0</strong> 天" in shown
    assert "2月14日为调休补班日，计入；2月15日—23日春节，不计。" in shown
    assert f"中心领导 {centre.deputy.name}或{centre.leader.name}" in shown
    assert f"{centre.partner.name} 接交接" in shown
    whole = text(client.post("/leave/preview", wanted(centre, "2026-02-12", "2026-02-24")))
    assert "<h1>我要请假</h1>" in whole


def test_the_preview_of_an_unfinished_form_says_what_to_fill(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    assert "填好假别和起止日期" in text(client.post("/leave/preview", {"type_code": "annual"}, htmx=True))
    assert "2027 年的节假日安排还没有录入" in text(client.post("/leave/preview", wanted(centre, "2026-12-30", "2027-01-05"), htmx=True))


def test_an_outing_is_asked_by_the_hour_on_one_day(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    out = wanted(centre, end="", type_code="outing", from_time="11:00", to_time="14:00")
    assert '<span class="lc-big">1.5</span> 小时' in text(client.post("/leave/preview", out, htmx=True))
    assert made(client.post("/leave/new", out)).minutes == 90


def test_a_window_that_would_stand_empty_is_asked_about_and_let_pass(sign_in):
    centre = make_centre(min_present=3)
    asked(centre, draft("03-10", partner=centre.partner), NOW, staff=centre.third)
    client, head = sign_in(centre.clerk), sign_in(centre.head)
    assert "请负责人放行" in text(client.post("/leave/preview", wanted(centre), htmx=True))
    assert "无人在岗" in text(client.post("/leave/new", wanted(centre)))
    row = made(client.post("/leave/new", wanted(centre, action="ask_cover")))
    assert row.state == "draft"
    assert "是否放行" in text(head.get(f"/leave/{row.id}"))
    assert head.post(f"/leave/{row.id}/cover", {"version": 1, "cover_reason": ""}).status_code == 422
    assert head.post(f"/leave/{row.id}/cover", {"version": 1, "cover_reason": "隔壁代办"}).status_code == 303
    sent = client.post(f"/leave/{row.id}/edit", wanted(centre, version=2))
    assert made(sent).state == "handover"


def test_a_paper_is_kept_by_its_hash_and_only_scans_are_taken(sign_in, settings):
    centre = make_centre()
    client = sign_in(centre.clerk)
    sick = wanted(centre, "2026-03-10", "2026-03-12", type_code="sick")
    for content, word in ((b"MZ program", "只收照片"), (b"", "文件是空的"), (PNG + b"x" * settings.attachment_max_bytes, "超过 10 MB")):
        answer = client.post("/leave/new", {**sick, "attachment": (io.BytesIO(content), "诊断.png")})
        assert answer.status_code == 422
        assert word in text(answer)
    row = made(client.post("/leave/new", {**sick, "attachment": (io.BytesIO(PNG), "../../诊断.png")}))
    paper = find(Attachment, row.attachment_id)
    assert (paper.file_name, paper.media_type, row.papers_owed) == ("诊断.png", "image/png", False)
    assert (settings.data / "attachments" / paper.sha256[:2] / paper.sha256).read_bytes() == PNG
    opened = client.get(f"/leave/attachments/{paper.id}?request={row.id}")
    assert (opened.status_code, opened.mimetype, opened.data) == (200, "image/png", PNG)
    assert AuditRow.select().where(AuditRow.what == "leave.paper.open").count() == 1


def test_a_file_stays_with_the_form_that_came_back(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    body = {**wanted(centre, type_code="sick", reason=""), "attachment": (io.BytesIO(PNG), "a.png")}
    kept = re.search(r'name="kept_attachment" type="hidden" value="([^"]+)"', text(client.post("/leave/new", body)))[1]
    assert made(client.post("/leave/new", wanted(centre, type_code="sick", kept_attachment=kept))).attachment_id == kept


def test_nobody_hangs_somebody_elses_paper_on_their_own_request(sign_in):
    centre = make_centre()
    row = made(sign_in(centre.clerk).post("/leave/new", {**wanted(centre, type_code="sick"), "attachment": (io.BytesIO(PNG), "a.png")}))
    thief = sign_in(centre.third)
    assert thief.post("/leave/new", wanted(centre, kept_attachment=row.attachment_id)).status_code == 404


def test_the_telephone_is_masked_for_others_until_a_noted_look(sign_in):
    centre = make_centre()
    row = asked(centre, draft("03-10", partner=centre.partner), NOW)
    partner = sign_in(centre.partner)
    assert "138****5678" in text(partner.get(f"/leave/{row.id}"))
    assert "13812345678" not in text(partner.get(f"/leave/{row.id}"))
    assert "13812345678" in text(partner.post(f"/leave/{row.id}/phone", htmx=True))
    assert AuditRow.select().where((AuditRow.what == "leave.phone.reveal") & (AuditRow.staff_id == centre.partner.id)).count() == 1
    assert "13812345678" in text(sign_in(centre.clerk).get(f"/leave/{row.id}"))


def test_withdrawing_cancelling_and_coming_back_early(sign_in, clock):
    centre = make_centre()
    client = sign_in(centre.clerk)
    row = asked(centre, draft("03-05", partner=centre.partner), NOW)
    assert client.post(f"/leave/{row.id}/withdraw", {"version": row.version}).status_code == 303
    row = approved(centre, draft("03-10", partner=centre.partner), NOW)
    assert client.post(f"/leave/{row.id}/cancel", {"version": row.version, "opinion": ""}).status_code == 422
    assert client.post(f"/leave/{row.id}/cancel", {"version": row.version, "opinion": "不去了"}).status_code == 303
    section = sign_in(centre.section)
    assert "申请取消（1）" in text(section.get("/leave/approvals"))
    version = find(LeaveRequest, row.id).version
    assert section.post(f"/leave/{row.id}/cancel-decision", {"version": version, "agree": "yes"}).status_code == 303
    away = approved(centre, draft("03-11", "03-13", partner=centre.partner), NOW)
    clock.now = at("03-12 08:10")
    client = sign_in(centre.clerk)
    assert "提前" in text(client.get(f"/leave/{away.id}"))
    late = {"version": find(LeaveRequest, away.id).version, "back_day": "2026-03-13", "back_half": "am"}
    assert "不能晚于今天" in text(client.post(f"/leave/{away.id}/back", late))
    assert client.post(f"/leave/{away.id}/back", {**late, "back_day": "2026-03-12"}).status_code == 303
    assert find(LeaveRequest, away.id).state == "ended_early"
    assert "提前销假，未休的退回余额" in text(client.get(f"/leave/{away.id}"))


def test_an_extension_begins_where_the_leave_ended(sign_in):
    centre = make_centre()
    row = approved(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    client = sign_in(centre.clerk)
    page = text(client.get(f"/leave/new?extends={row.id}"))
    assert f"续假：接着 {row.number}" in page
    assert 'value="2026-03-12"' in page
    later = made(client.post("/leave/new", wanted(centre, "2026-03-12", "2026-03-12", extends=row.id)))
    assert later.extends_id == row.id
    assert row.number in text(client.get(f"/leave/{later.id}"))


def test_leave_is_entered_for_who_telephoned(sign_in):
    centre = make_centre()
    head = sign_in(centre.head)
    assert "填好假别" in text(head.post("/leave/preview", {"number": ""}, htmx=True))
    body = wanted(centre, end="2026-03-10", end_half="am", number=centre.clerk.number)
    assert '<span class="lc-big">0.5</span>' in text(head.post("/leave/preview", body, htmx=True))
    row = made(head.post("/leave/enter", body))
    assert (row.staff_id, row.entry_kind, row.papers_owed) == (centre.clerk.id, "emergency", True)
    assert "代为登记" in text(sign_in(centre.clerk).get(f"/leave/{row.id}"))
    assert head.post("/leave/enter", wanted(centre, number=centre.head.number)).status_code == 403
    assert sign_in(centre.third).post("/leave/enter", wanted(centre, number=centre.head.number)).status_code == 403
    clerk = sign_in(centre.clerk)
    assert clerk.post(f"/leave/{row.id}/papers", {"version": row.version}).status_code == 422
    brought = {"version": row.version, "attachment": (io.BytesIO(PNG), "假条.png")}
    assert clerk.post(f"/leave/{row.id}/papers", brought).status_code == 303
    assert not find(LeaveRequest, row.id).papers_owed


def test_a_stale_edit_shows_both_values(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    row = made(client.post("/leave/new", wanted(centre, action="draft")))
    client.post(f"/leave/{row.id}/edit", wanted(centre, action="draft", version=1, destination="大桥村"))
    stale = client.post(f"/leave/{row.id}/edit", wanted(centre, action="draft", version=1, destination="小河村"))
    assert stale.status_code == 409
    assert "大桥村" in text(stale)
    assert "小河村" in text(stale)
