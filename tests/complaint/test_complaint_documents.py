"""文书 of a complaint: numbered without a gap, what stood on it then, reprints marked, the caller filled in only on paper."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from actions.complaint_course import decide
from actions.complaint_documents import documents_of, find_document, issue
from actions.complaint_statements import Finding, ask_statement, tell_finding
from actions.supervision import Ordered, order
from models import AuditRow, ChangeLog, Complaint, ComplaintDocument
from rules.complaint_course import Document
from rules.errors import InvalidInput, NotFound
from rules.people import Role
from tests.at_once import at_once
from tests.complaint.centre_made import CALL, days, make_centre
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff


@pytest.fixture
def centre(app):
    made = make_centre()
    make_staff(Role.CHIEF_REP, unit=made.window)
    made.log(replace(CALL, named=(made.clerk.id,), unit_id=made.window.id))
    return made


def kinds(staff, centre):
    return [one.kind.value for one in documents_of(actor_for(staff), centre.row)]


def text_of(client, centre, kind):
    """Issue the only document of a kind on the list and give its page."""
    [one] = [one for one in documents_of(actor_for(centre.monitor), centre.row) if one.kind == kind and one.issued is None]
    answer = client.post(f"/complaint/{centre.id}/documents", {"kind": kind, "about": one.about_id})
    assert answer.status_code == 303
    return client.get(answer.headers["Location"]).get_data(as_text=True)


def test_each_step_has_its_document_and_a_window_prints_only_its_own(centre):
    centre.to_working()
    asked = centre.ask(centre.head, "extend", note="等检验")
    decide(actor_for(centre.section), asked.id, True, "", MONDAY, asked.version)
    made = ask_statement(actor_for(centre.monitor), centre.id, centre.clerk.id, "接待情况", MONDAY)
    order(actor_for(centre.section), centre.id, Ordered("查清", centre.window.id), MONDAY)
    centre.take(centre.head, "reply", days(1), note="已补告。")
    centre.take(centre.monitor, "approve", days(1))
    centre.take(centre.monitor, "dissatisfied", days(2), note="不满意")
    tell_finding(actor_for(centre.section), made, Finding("属实", -5, "向督查科申诉"), days(2), 1)
    assert kinds(centre.monitor, centre) == ["register", "assign", "extension", "reply", "call_back", "statement", "finding", "order"]
    assert kinds(centre.head, centre) == ["assign"]


def test_it_is_issued_once_with_the_next_number(centre):
    monitor = actor_for(centre.monitor)
    first = at_once(*(lambda: issue(monitor, centre.id, Document.REGISTER, "", MONDAY) for _ in range(2)))
    assert len(set(first)) == 1
    centre.log()
    second = issue(monitor, centre.id, Document.REGISTER, "", MONDAY)
    later = issue(monitor, centre.log().id, Document.REGISTER, "", MONDAY.replace(year=2027))
    assert [(row.year, row.serial) for row in map(ComplaintDocument.get_by_id, (first[0], second, later))] == [
        (2026, 1), (2026, 2), (2027, 1)]


def test_what_stood_on_it_stays_and_a_reprint_says_so(centre, sign_in):
    monitor = sign_in(centre.monitor)
    page = text_of(monitor, centre, "register")
    for text in ("投诉登记表", "登记〔2026〕1号", "赵女士", "138****5678", CALL.content, centre.clerk.name, "2026年3月9日"):
        assert text in page
    assert "补打（" not in page
    Complaint.update(content="后来改了").execute()
    row = ComplaintDocument.get()
    answer = monitor.post(f"/complaint/documents/{row.id}/prints", {})
    page = monitor.get(answer.headers["Location"]).get_data(as_text=True)
    assert "补打（第 2 次打印）" in page
    assert CALL.content in page
    assert "后来改了" not in page


def test_the_caller_is_kept_in_no_document_and_hidden_where_secrecy_was_asked(centre, sign_in):
    centre.log(replace(CALL, confidential=True))
    page = text_of(sign_in(centre.monitor), centre, "register")
    assert "赵女士" not in page
    kept = json.dumps([row.facts for row in ComplaintDocument.select()], ensure_ascii=False)
    logged = "".join(str(row.body) for row in ChangeLog.select()) + "".join(str(row.after) for row in AuditRow.select())
    for secret in ("赵女士", "13800005678", "138****5678"):
        assert secret not in kept
        assert secret not in logged


@pytest.mark.parametrize(("event", "said", "kind", "texts"), [
    ("transfer", {"sent_to": "县信访局", "note": "属信访事项。"}, "transfer", ["县信访局：", "属信访事项。", "现移送贵单位"]),
    ("assign", {"note": "三日内答复"}, "assign", ["交办〔2026〕1号", "三日内答复", "签收人"]),
])
def test_letters_and_forms_say_what_was_done(centre, sign_in, event, said, kind, texts):
    centre.take(centre.monitor, event, **({"unit": centre.window.id} if event == "assign" else {}), **said)
    page = text_of(sign_in(centre.monitor), centre, kind)
    for text in texts:
        assert text in page


def test_a_letter_of_the_first_round_keeps_the_answer_of_the_first_round(centre):
    monitor = actor_for(centre.monitor)
    centre.to_callback()
    centre.take(centre.monitor, "dissatisfied", days(1), note="没有解决")
    centre.take(centre.monitor, "assign", days(1), unit=centre.window.id)
    centre.take(centre.head, "sign", days(1))
    centre.take(centre.head, "reply", days(2), note="第二次的答复。")
    centre.take(centre.monitor, "approve", days(2))
    letters = [one for one in documents_of(monitor, centre.row) if one.kind in (Document.REPLY, Document.CALL_BACK)]
    texts = [find_document(monitor, issue(monitor, centre.id, one.kind, one.about_id, days(2))).facts["outcome"] for one in letters]
    assert texts == ["已向群众说明。", "已向群众说明。", "第二次的答复。"]


def test_the_extension_says_the_old_day_and_the_new_one_and_is_written_as_a_document(centre, sign_in):
    centre.to_working()
    asked = centre.ask(centre.head, "extend", note="检验结果未出")
    decide(actor_for(centre.section), asked.id, True, "", MONDAY, asked.version)
    monitor = sign_in(centre.monitor)
    page = text_of(monitor, centre, "extension")
    for text in ("赵女士：", "原定2026年3月9日前答复", "因检验结果未出，经批准延长至2026年3月16日前答复"):
        assert text in page
    row = ComplaintDocument.get()
    answer = monitor.get(f"/complaint/documents/{row.id}/document.docx")
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(answer.get_data())) as parts:
        written = parts.read("word/document.xml").decode()
    for text in ("延期答复告知书", "延期〔2026〕1号", "检验结果未出", "赵女士"):
        assert text in written
    noted = [row.what for row in AuditRow.select().where(AuditRow.what.startswith("complaint.document")).order_by(AuditRow.seq)]
    assert noted == ["complaint.document.issue", "complaint.document.print", "complaint.document.document"]


def test_what_whoever_is_named_gets_holds_nothing_of_the_file(centre, sign_in):
    ask_statement(actor_for(centre.monitor), centre.id, centre.clerk.id, "接待咨询的情况", MONDAY)
    page = text_of(sign_in(centre.monitor), centre, "statement").split("lc-slip", 2)[-1]
    for text in ("情况说明通知", f"{centre.clerk.name}：", "接待咨询的情况", "2026年3月5日"):
        assert text in page
    for secret in (CALL.content, "赵女士", "TS-2026"):
        assert secret not in page


def test_nobody_prints_what_is_not_theirs(centre, sign_in):
    made = issue(actor_for(centre.monitor), centre.id, Document.REGISTER, "", MONDAY)
    centre.take(centre.monitor, "assign", unit=centre.window.id)
    for person in (centre.head, centre.clerk, centre.other_head):
        with pytest.raises(NotFound):
            find_document(actor_for(person), made)
        client = sign_in(person)
        assert client.get(f"/complaint/documents/{made}").status_code == 404
        assert client.get(f"/complaint/documents/{made}/document.docx").status_code == 404
        assert client.post(f"/complaint/{centre.id}/documents", {"kind": "register", "about": ""}).status_code == 404
    assert sign_in(centre.monitor).post(f"/complaint/{centre.id}/documents", {"kind": "x", "about": ""}).status_code == 400
    with pytest.raises(InvalidInput):
        issue(actor_for(centre.monitor), centre.id, Document.REPLY, "none", MONDAY)
