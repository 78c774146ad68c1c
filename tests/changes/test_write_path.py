"""The write path on both engines: a row and its audit together or not at all, versions, keys of forms, gap-free logs."""

import json
import uuid
from dataclasses import replace

import pytest
from peewee import DatabaseError

from actions.changes import FormStamp, add, add_many, change, forget, keep, keep_new, node, note_act, once, remove, remove_many, transaction
from clock import new_id
from models import AuditRow, ChangeLog, Notice, Unit, database
from rules.errors import KeyReused, OutOfDate
from rules.people import SYSTEM
from tests.engines import in_threads

pytestmark = pytest.mark.usefixtures("node_settings")
PERSON = replace(SYSTEM, staff_id="0190-person", number="7", name="张三", address="192.168.1.9")


def unit(code: str, **values: object) -> Unit:
    return Unit(**{"code": code, "name": f"窗口{code}", "kind": "window", **values})


def added(code: str, now) -> Unit:
    with transaction():
        return add(unit(code), PERSON, "unit.add", now)


def logged() -> list[ChangeLog]:
    """Entries of the change log about units, in their order."""
    return list(ChangeLog.select().where(ChangeLog.tbl == "unit").order_by(ChangeLog.seq))


def newest_audit() -> AuditRow:
    return AuditRow.select().order_by(AuditRow.seq.desc()).get()


def assert_gap_free() -> None:
    head = node()
    seqs = [row.seq for row in ChangeLog.select(ChangeLog.seq).order_by(ChangeLog.seq)]
    assert seqs == list(range(1, head.next_seq))
    audited = [row.seq for row in AuditRow.select(AuditRow.seq).order_by(AuditRow.seq)]
    assert audited == list(range(1, head.audit_seq + 1))


def test_an_added_row_is_stamped_audited_and_logged(now):
    row = added("a", now)
    audit, entry = newest_audit(), logged()[-1]
    assert (row.version, row.centre, row.created_at, row.updated_at) == (1, "centre", now, now)
    assert (audit.what, audit.row_id, audit.staff_name, audit.address, audit.before) == ("unit.add", row.id, "张三", "192.168.1.9", None)
    assert audit.after["name"] == "窗口a"
    assert (entry.pk, entry.op, entry.ver, json.loads(entry.body)) == (row.id, "U", 1, audit.after)


def test_a_change_raises_the_version_and_audits_only_what_changed(now, later):
    row = added("a", now)
    row.name = "新名"
    with transaction():
        change(row, PERSON, "unit.change", later)
    audit, entry = newest_audit(), logged()[-1]
    assert (row.version, row.updated_at, row.created_at) == (2, later, now)
    assert (audit.before, audit.after) == ({"name": "窗口a"}, {"name": "新名"})
    assert (entry.ver, json.loads(entry.body)["name"]) == (2, "新名")


def test_a_change_of_nothing_writes_nothing(now, later):
    row = added("a", now)
    seq = node().audit_seq
    with transaction():
        change(row, PERSON, "unit.change", later)
    assert (row.version, node().audit_seq) == (1, seq)


def test_the_second_of_two_who_opened_the_same_row_is_told_both_values(now, later):
    added("a", now)
    first, second = Unit.get(Unit.code == "a"), Unit.get(Unit.code == "a")
    first.name, second.name = "甲", "乙"
    with transaction():
        change(first, PERSON, "unit.change", later)
    with pytest.raises(OutOfDate) as refused, transaction():
        change(second, PERSON, "unit.change", later)
    assert (refused.value.current, refused.value.offered) == ({"name": "甲"}, {"name": "乙"})
    assert Unit.get(Unit.code == "a").name == "甲"


def test_of_many_at_once_one_changes_and_the_others_are_told(now, later):
    added("a", now)
    rows = [Unit.get(Unit.code == "a") for _ in range(8)]

    def rename(number: int) -> None:
        rows[number].name = f"名{number}"
        with transaction():
            change(rows[number], PERSON, "unit.change", later)

    results = in_threads(8, rename)
    assert [type(result) for result in results].count(OutOfDate) == 7
    assert Unit.get(Unit.code == "a").version == 2
    assert_gap_free()


def test_a_removed_row_is_kept_in_the_audit_and_logged_as_gone(now, later):
    row = added("a", now)
    with transaction():
        remove(row, PERSON, "unit.remove", later)
    audit, entry = newest_audit(), logged()[-1]
    assert (audit.row_id, audit.before[0]["name"], audit.after) == (row.id, "窗口a", None)
    assert (entry.pk, entry.op, entry.body) == (row.id, "D", None)
    assert Unit.get_or_none(Unit.code == "a") is None


def test_what_was_changed_or_removed_meanwhile_is_not_removed(now, later):
    stale, gone = added("a", now), added("b", now)
    with transaction():
        fresh = Unit.get(Unit.code == "a")
        fresh.name = "新"
        change(fresh, PERSON, "unit.change", later)
        remove(Unit.get(Unit.code == "b"), PERSON, "unit.remove", later)
    for row in (stale, gone):
        with pytest.raises(OutOfDate), transaction():
            remove(row, PERSON, "unit.remove", later)
    assert Unit.get(Unit.code == "a").name == "新"


def test_many_rows_are_audited_in_one_row_and_logged_each(now, later):
    rows = [unit(f"n{number}") for number in range(200)]
    seq = node().audit_seq
    with transaction():
        add_many(rows, PERSON, "unit.add", now)
    assert (node().audit_seq, len(newest_audit().after), len({entry.pk for entry in logged()} & {row.id for row in rows})) == (
        seq + 1, 200, 200)
    with transaction():
        remove_many(rows, PERSON, "unit.remove", later)
    assert sum(entry.op == "D" for entry in logged()) == 200
    assert_gap_free()


def test_when_anything_fails_nothing_of_it_stays(now):
    before = node()

    def fail_at_the_end() -> None:
        with transaction():
            add(unit("a"), PERSON, "unit.add", now)
            add_many([unit("b"), unit("c")], PERSON, "unit.add", now)
            note_act(PERSON, "unit.seen", now, "unit", "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_the_end()
    after = node()
    assert (after.next_seq, after.audit_seq, after.audit_hash) == (before.next_seq, before.audit_seq, before.audit_hash)
    assert Unit.select().where(Unit.code.in_(["a", "b", "c"])).count() == 0
    added("d", now)
    assert_gap_free()


def test_an_inner_part_that_fails_leaves_the_outer_whole(now):
    def fail_inside() -> None:
        with transaction():
            add(unit("b"), PERSON, "unit.add", now)
            raise ZeroDivisionError

    with transaction():
        add(unit("a"), PERSON, "unit.add", now)
        with pytest.raises(ZeroDivisionError):
            fail_inside()
        add(unit("c"), PERSON, "unit.add", now)
    assert {row.code for row in Unit.select().where(Unit.code.in_(["a", "b", "c"]))} == {"a", "c"}
    assert_gap_free()


@pytest.mark.parametrize("write", [
    lambda now: add(unit("x"), PERSON, "unit.add", now), lambda now: add_many([unit("x")], PERSON, "unit.add", now),
    lambda now: note_act(PERSON, "seen", now, "unit", ""), lambda now: remove_many([unit("x")], PERSON, "unit.remove", now),
    lambda now: change(unit("x"), PERSON, "unit.change", now),
])
def test_business_rows_are_refused_outside_a_transaction(now, write):
    with pytest.raises(RuntimeError):
        write(now)
    assert Unit.select().where(Unit.code == "x").count() == 0


def test_eight_threads_leave_no_gap_and_no_broken_link(now):
    in_threads(8, lambda thread: [added(f"t{thread}-{number}", now) for number in range(5)])
    assert Unit.select().where(Unit.code.startswith("t")).count() == 40
    assert_gap_free()
    rows = list(AuditRow.select().order_by(AuditRow.seq))
    assert [row.prev_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]


def test_sixteen_tries_under_one_key_make_one_row(now):
    stamp = FormStamp("key", "body")

    def submit(_: int) -> str:
        return once(PERSON, stamp, now, lambda: add(unit(f"k{uuid.uuid4()}"), PERSON, "unit.add", now).id)

    ids = in_threads(16, submit)
    assert len(set(ids)) == 1
    assert [row.id for row in Unit.select().where(Unit.code.startswith("k"))] == [ids[0]]
    assert_gap_free()


def test_another_body_under_a_key_is_refused_and_other_people_have_keys_of_their_own(now):
    def make(code: str):
        return lambda: add(unit(code), PERSON, "unit.add", now).id

    once(PERSON, FormStamp("key", "body"), now, make("a"))
    with pytest.raises(KeyReused):
        once(PERSON, FormStamp("key", "other"), now, make("b"))
    once(replace(PERSON, staff_id="another"), FormStamp("key", "other"), now, make("c"))
    assert {row.code for row in Unit.select().where(Unit.code.in_(["a", "b", "c"]))} == {"a", "c"}


def test_a_key_whose_making_failed_can_be_used_again(now):
    def fail() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(PERSON, FormStamp("key", "body"), now, fail)
    assert once(PERSON, FormStamp("key", "other"), now, lambda: "made") == "made"


def test_local_rows_are_kept_made_once_and_forgotten_without_audit_or_log(now):
    head = node()
    row = Notice(staff_id="s", kind="k", values={"a": 1}, dedupe_key="d", at=now)
    assert keep_new(row)
    assert not keep_new(Notice(staff_id="s", kind="k", values={}, dedupe_key="d", at=now))
    row.read_at = now
    keep(row)
    assert Notice.get().read_at == now
    assert forget(Notice, Notice.dedupe_key == "d") == 1
    assert (node().next_seq, node().audit_seq) == (head.next_seq, head.audit_seq)


def test_rows_of_another_centre_are_not_logged(now):
    with transaction():
        add(unit("x", centre="elsewhere"), PERSON, "unit.add", now)
    assert all(json.loads(entry.body)["code"] != "x" for entry in logged())


@pytest.mark.parametrize("statement", ["UPDATE audit_row SET note = 'x'", "DELETE FROM audit_row"])
def test_the_audit_is_append_only_on_both_engines(now, statement):
    added("a", now)
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        database.execute_sql(statement)
    assert newest_audit().what == "unit.add"


def test_ids_sort_by_the_time_they_were_made():
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(ids)
    assert {uuid.UUID(made).version for made in ids} == {7}
    together = in_threads(8, lambda _: [new_id() for _ in range(500)])
    assert len({made for ids in together for made in ids}) == 4000
