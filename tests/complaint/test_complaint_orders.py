"""Orders of other platforms: read however they are written, taken in whole or not, once each, due when the platform says. Both engines."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime, timedelta

import pytest
from nacl.public import PrivateKey

from actions.changes import FormStamp, find
from actions.complaint_caller import install_key
from actions.complaint_lists import complaint_seen
from actions.complaint_orders import Reading, held_lines, mark_late, read_file, remember_columns, take_in
from actions.sealing import fingerprint_of
from actions.sheets import read_sheet
from clock import STATION_ZONE
from models import AuditRow, ChangeLog, Complaint, ComplaintAct, ComplaintCaller, ComplaintHeld, ComplaintOutside, ComplaintSealed
from rules.complaint import Light
from rules.complaint_orders import Source, Words
from rules.errors import InvalidInput, KeyReused, NotAllowed
from rules.people import Role
from tests.complaint.orders_made import HEADINGS, ORDER, OTHER, OVER, order, workbook
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff, make_unit
from views.wording.complaint_orders import HEADINGS as KNOWN
from views.wording.complaint_orders import KINDS, YES

pytestmark = pytest.mark.usefixtures("node_settings")
READING, ORDERS = Reading(KNOWN, Words(KINDS, YES, {})), Source.ORDER12345
NUMBER = "工单编号"


@pytest.fixture
def monitor(node_settings):
    return actor_for(make_staff(Role.MONITOR))


def moment(*parts):
    return datetime(2026, *parts, tzinfo=STATION_ZONE)


def taken(monitor, *rows, skip_bad=False, now=MONDAY, source=ORDERS, stamp=None, **made):
    return take_in(monitor, source, read_sheet(workbook(*rows, **made)), READING, now, skip_bad=skip_bad, stamp=stamp)


def looked_at(monitor, *rows, **made):
    return read_file(monitor, ORDERS, read_sheet(workbook(*rows, **made)), READING, MONDAY).lines


def of_number(number):
    return find(Complaint, ComplaintOutside.get(ComplaintOutside.outside_number == number).complaint_id)


def everything():
    return [model.select().count() for model in (Complaint, ComplaintOutside, ComplaintCaller, ComplaintAct, ChangeLog, AuditRow)]


def test_orders_are_kept_with_their_number_and_the_due_moment_of_the_platform(monitor):
    assert taken(monitor, ORDER, OTHER, OVER, title="12345 工单导出") == {"created": 3, "updated": 0, "unchanged": 0, "bad": 0}
    first, second, over = (of_number(row[0]) for row in (ORDER, OTHER, OVER))
    assert (first.track, first.received_at, first.due_at, first.due, first.state, first.channel) == (
        "order12345", moment(3, 2, 8, 30), moment(3, 6, 17), date(2026, 3, 6), "registered", "order12345")
    assert (second.kind, second.track, second.received_at, second.due_at) == ("report", "report", moment(3, 1, 16, 5), moment(3, 6, 12))
    answered = moment(2, 25, 11, 20)
    assert (over.state, over.answered_at, over.closed_at, over.outcome) == ("closed", answered, answered, "到 2 号窗口。")
    assert [row.answered_at for row in ComplaintOutside.select().order_by(ComplaintOutside.outside_number)] == [None, None, answered]


def test_without_a_due_time_of_the_platform_our_own_clock_says_it(monitor):
    taken(monitor, order(办理期限=None))
    assert (of_number(ORDER[0]).due_at, of_number(ORDER[0]).due) == (None, date(2026, 3, 9))


def test_taken_in_twice_writes_nothing(monitor):
    taken(monitor, ORDER, OTHER, OVER)
    before = everything()
    assert taken(monitor, ORDER, OTHER, OVER, now=MONDAY + timedelta(hours=1)) == {"created": 0, "updated": 0, "unchanged": 3, "bad": 0}
    assert everything() == before


def test_the_same_form_again_gives_the_same_counts_and_another_body_is_refused(monitor):
    counts = taken(monitor, ORDER, stamp=FormStamp("key", "hash"))
    assert taken(monitor, ORDER, stamp=FormStamp("key", "hash")) == counts
    with pytest.raises(KeyReused):
        taken(monitor, OTHER, stamp=FormStamp("key", "other"))


def test_a_due_time_changed_there_changes_here_with_its_audit_and_our_state_stays(monitor):
    taken(monitor, ORDER)
    row = of_number(ORDER[0])
    later = order(办理期限=datetime.fromisoformat("2026-03-10 12:00"), 答复时间="2026-03-02 08:50", 答复内容="已答复")
    assert taken(monitor, later)["updated"] == 1
    changed = of_number(ORDER[0])
    assert (changed.due_at, changed.due, changed.state) == (moment(3, 10, 12), date(2026, 3, 10), "registered")
    assert AuditRow.select().where((AuditRow.what == "complaint.orders.due") & (AuditRow.row_id == row.id)).count() == 1
    assert (ComplaintOutside.get().answered_at, ComplaintOutside.get().answer) == (moment(3, 2, 8, 50), "已答复")
    assert taken(monitor, order(办理期限=None))["unchanged"] == 1


def test_the_moment_counts_and_not_only_the_day(monitor):
    taken(monitor, ORDER)
    assert mark_late(moment(3, 6, 16, 59)) == 0
    assert mark_late(moment(3, 6, 17, 1)) == 1
    assert mark_late(moment(3, 6, 17, 11)) == 0
    assert complaint_seen(monitor, of_number(ORDER[0]).id, date(2026, 3, 6)).line.light is Light.RED


@pytest.mark.parametrize(("changed", "field", "code"), [
    ({NUMBER: None}, "number", "required"), ({"工单内容": "  "}, "content", "required"), ({"办理期限": "下周"}, "due", "not_a_moment"),
    ({"派单时间": "2026-02-30"}, "received", "not_a_moment"), ({"派单时间": "2026-03-02 25:00"}, "received", "not_a_moment"),
    ({"派单时间": datetime.fromisoformat("2026-03-03 00:00")}, "received", "moment_ahead"),
    ({"办理期限": "2026-03-01"}, "due", "due_before_received"),
    ({"工单类型": "聊天"}, "kind", "order_kind_unknown"), ({NUMBER: "2.02603E+17"}, "number", "order_number_rounded"),
    ({"工单内容": "长" * 4001}, "content", "too_long"), ({"办理期限": "1899-01-01"}, "due", "date_out_of_range"),
])
def test_what_is_wrong_is_said_at_its_line_and_nothing_is_written(monitor, changed, field, code):
    before = everything()
    lines = looked_at(monitor, OTHER, order(**changed))
    assert [line.outcome for line in lines] == ["created", "bad"]
    assert (lines[1].line, [(problem.field, problem.code) for problem in lines[1].problems]) == (3, [(field, code)])
    with pytest.raises(InvalidInput) as error:
        taken(monitor, OTHER, order(**changed))
    assert [problem.code for problem in error.value.problems] == ["lines_bad"]
    assert everything() == before


def test_a_number_twice_in_the_file_is_refused_at_its_second_line(monitor):
    lines = looked_at(monitor, ORDER, OTHER, ORDER)
    assert [line.outcome for line in lines] == ["created", "created", "bad"]
    assert [(problem.code, problem.values) for problem in lines[2].problems] == [("order_twice_in_file", {"line": 2})]


def test_lines_held_back_wait_until_one_with_their_number_is_good(monitor):
    assert taken(monitor, ORDER, order(**{NUMBER: "X1", "办理期限": "下周"}), skip_bad=True)["bad"] == 1
    [(row, problems)] = held_lines(monitor, ORDERS)
    assert (row.outside_number, row.line, [problem.code for problem in problems]) == ("X1", 3, ["not_a_moment"])
    assert held_lines(monitor, Source.PROVINCE) == []
    assert taken(monitor, order(**{NUMBER: "X1"}))["created"] == 1
    assert ComplaintHeld.select().count() == 0


def test_merged_cells_empty_lines_and_columns_without_a_heading_do_no_harm(monitor):
    nothing = (None,) * len(HEADINGS)
    lines = looked_at(monitor, ORDER, nothing, (None, *OTHER[1:]), nothing, merged="A2:A4")
    assert [(line.line, line.outcome) for line in lines] == [(2, "created"), (4, "bad")]


def test_headings_nobody_knows_are_explained_once_for_each_platform(monitor):
    strange = ("流水", "哪天来的", "何时要", "什么", "谁", "怎么找", "说了啥", "y", "z")
    with pytest.raises(InvalidInput) as error:
        looked_at(monitor, ORDER, headings=strange)
    assert {problem.code for problem in error.value.problems} == {"column_missing"}
    with pytest.raises(InvalidInput):
        remember_columns(monitor, ORDERS, {"流水": "number"}, MONDAY)
    remember_columns(monitor, ORDERS, {"流水": "number", "说了啥": "content", "何时要": "due"}, MONDAY)
    [line] = looked_at(monitor, ORDER, headings=strange)
    assert (line.outcome, line.values["due"], line.values["content"]) == ("created", moment(3, 6, 17), ORDER[6])
    with pytest.raises(InvalidInput):
        taken(monitor, ORDER, headings=strange, source=Source.PROVINCE)


def test_the_same_number_on_two_platforms_are_two_orders(monitor):
    window = make_unit(name="二号窗口")
    taken(monitor, ORDER)
    taken(monitor, (*ORDER, "二号窗口"), headings=(*HEADINGS, "承办单位"), source=Source.ORDER12315)
    assert sorted((row.track, row.unit_id) for row in Complaint.select()) == [("consumer", window.id), ("order12345", "")]


@pytest.mark.parametrize(("content", "code"), [
    (b"", "sheet_empty"), (b"\xd0\xcf\x11\xe0old", "sheet_old_or_locked"), (b"PK\x03\x04nothing", "sheet_unreadable"),
    (b"%PDF-1.4\x00\x01", "sheet_unreadable"), (b"x" * (11 * 1024 * 1024), "sheet_too_large"),
    (workbook(headings=HEADINGS), "sheet_no_lines"), (workbook(headings=("工单编号",)), "sheet_no_headings"),
])
def test_what_is_no_such_table_is_refused(content, code):
    with pytest.raises(InvalidInput) as error:
        read_sheet(content)
    assert [problem.code for problem in error.value.problems] == [code]


def test_who_called_is_sealed_and_stands_in_no_log(monitor):
    public = b64encode(bytes(PrivateKey.generate().public_key)).decode()
    install_key(public, fingerprint_of(public), MONDAY)
    taken(monitor, ORDER)
    assert ComplaintSealed.select().count() == 1
    said = " ".join(str(log.body) for log in ChangeLog.select())
    said += " ".join(f"{one.before} {one.after} {one.note}" for one in AuditRow.select())
    assert not any(secret in said for secret in ("赵女士", "13800005678"))


def test_only_who_logs_calls_takes_orders_in(node_settings):
    for role in (Role.STAFF, Role.WINDOW_HEAD, Role.MAIN_LEADER, Role.PERSONNEL):
        with pytest.raises(NotAllowed):
            taken(actor_for(make_staff(role)), ORDER)
