"""Who called travels only sealed to the bureau's key, in the same write; without a key nothing travels. Both engines."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from base64 import b64decode, b64encode
from contextlib import closing

import pytest
from nacl.public import PrivateKey, SealedBox

from actions import complaint_caller
from actions.backup import make_backup
from actions.changes import FormStamp
from actions.complaint import CallDraft, log_call
from actions.complaint_caller import CallerDraft, Correction, correct_caller, current_key, install_key, seal_owed
from actions.complaint_lists import earlier_of, reveal_caller
from actions.operations import operations_status
from actions.sealing import checked_key, fingerprint_of
from models import AuditRow, ChangeLog, ComplaintCaller, ComplaintSealed
from rules.complaint import Kind
from rules.errors import InvalidInput, OutOfDate
from rules.people import Role
from tests.at_once import at_once
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff
from views.wording import operations as operations_words

SECRETS = ("赵女士", "138 0000 5678", "13800005678", "北街", "钱女士", "13900001111")
RIGHT = CallerDraft("钱女士", "13900001111")
DRAFT = CallDraft(Kind.COMPLAINT, "没有告知窗口。", called="赵女士", phone="138 0000 5678", address="北街 5 号")


@pytest.fixture
def monitor(node_settings):
    return actor_for(make_staff(Role.MONITOR))


@pytest.fixture
def private():
    return PrivateKey.generate()


def install(private, now=MONDAY):
    public = b64encode(bytes(private.public_key)).decode()
    return install_key(public, fingerprint_of(public), now)


def opened(private, row):
    return json.loads(SealedBox(private).decrypt(b64decode(row.sealed)))


def light(settings):
    found = next(item for item in operations_status(settings, MONDAY, ()) if item.code == "seal")
    return found.state, found.level, operations_words.text_of("seal", found.state, found.values)


def written():
    return " ".join([*(str(log.body) for log in ChangeLog.select()),
                     *(f"{one.before} {one.after} {one.note}" for one in AuditRow.select())])


def test_a_caller_is_sealed_in_the_same_write_and_only_the_private_key_opens_it(monitor, private):
    key = install(private)
    made = log_call(monitor, DRAFT, MONDAY)
    row = ComplaintSealed.get()
    assert (row.complaint_id, row.fingerprint) == (made, key.fingerprint)
    assert opened(private, row) == {"complaint": made, "called": "赵女士", "phone": "138 0000 5678", "address": "北街 5 号"}
    assert not any(secret in written() for secret in SECRETS)
    body = json.loads(ChangeLog.select().where(ChangeLog.tbl == "complaint_sealed").get().body)
    assert opened(private, ComplaintSealed(sealed=body["sealed"]))["called"] == "赵女士"


def test_the_length_tells_nothing(monitor, private):
    install(private)
    for called in ("", "赵", "赵女士在北街开店很多年"):
        log_call(monitor, CallDraft(Kind.ENQUIRY, "问", called=called, settled=True, outcome="答"), MONDAY)
    assert len({len(row.sealed) for row in ComplaintSealed.select()}) == 1


def test_without_a_key_nothing_travels_and_with_it_the_job_makes_up(monitor, private, node_settings):
    assert light(node_settings)[:2] == ("none", "ok")
    made = [log_call(monitor, DRAFT, MONDAY) for _ in range(3)]
    assert ComplaintSealed.select().count() == seal_owed(MONDAY) == 0
    assert light(node_settings) == ("no_key", "warn",
                                    "还没有市局的封存公钥，3 件的来电人只留在本机、不上报；装好公钥后自动补封")
    install(private)
    assert light(node_settings)[:2] == ("owed", "warn")
    assert [seal_owed(MONDAY), seal_owed(MONDAY)] == [3, 0]
    assert {opened(private, row)["complaint"] for row in ComplaintSealed.select()} == set(made)
    assert light(node_settings)[:2] == ("ok", "ok")
    assert not any(secret in written() for secret in SECRETS)


def test_more_than_one_batch_is_made_up(monitor, private, monkeypatch):
    for _ in range(5):
        log_call(monitor, DRAFT, MONDAY)
    install(private)
    monkeypatch.setattr(complaint_caller, "SEALED_AT_ONCE", 2)
    assert seal_owed(MONDAY) == 5


def test_without_the_library_the_call_is_kept_and_the_light_is_red(monitor, private, node_settings, monkeypatch):
    install(private)
    monkeypatch.setattr(complaint_caller, "has_library", lambda: False)
    log_call(monitor, DRAFT, MONDAY)
    assert (ComplaintCaller.select().count(), ComplaintSealed.select().count(), seal_owed(MONDAY)) == (1, 0, 0)
    assert light(node_settings)[:2] == ("no_library", "bad")


def test_a_new_key_makes_everything_owed_again(monitor, private):
    install(private)
    log_call(monitor, DRAFT, MONDAY)
    other = PrivateKey.generate()
    install(other)
    assert seal_owed(MONDAY) == 1
    assert opened(other, ComplaintSealed.get())["called"] == "赵女士"


def test_a_correction_seals_anew_and_leaves_no_plain_trace(monitor, private):
    install(private)
    made = log_call(monitor, DRAFT, MONDAY)
    correct_caller(monitor, made, RIGHT, Correction(1, "听错了"), MONDAY)
    assert opened(private, ComplaintSealed.get()) == {"complaint": made, "called": "钱女士", "phone": "13900001111", "address": ""}
    assert reveal_caller(monitor, made, "核实", MONDAY).called == "钱女士"
    assert [line.row.id for line in earlier_of(monitor, "13900001111", MONDAY.date())] == [made]
    assert AuditRow.select().where((AuditRow.what == "complaint.caller.correct") & (AuditRow.note == "听错了")).count() == 1
    assert not any(secret in written() for secret in SECRETS)


def test_a_correction_asks_a_reason_and_is_not_made_over_another_one(monitor):
    made = log_call(monitor, DRAFT, MONDAY)

    def correct(edition=1, reason="听错了", stamp=None):
        return correct_caller(monitor, made, RIGHT, Correction(edition, reason), MONDAY, stamp)

    with pytest.raises(InvalidInput):
        correct(reason=" ")
    same = FormStamp("key", "hash")
    assert at_once(lambda: correct(stamp=same), lambda: correct(stamp=same)) == [made, made]
    with pytest.raises(OutOfDate):
        correct()
    assert ComplaintCaller.get().edition == 2


@pytest.mark.parametrize("text", ["", "abc", "A" * 44, b64encode(bytes(32)).decode(), b64encode(b"x" * 31).decode(), "钥匙"])
def test_what_is_no_key_is_refused(node_settings, text):
    with pytest.raises(InvalidInput) as error:
        checked_key(text)
    assert [problem.code for problem in error.value.problems] == ["not_a_seal_key"]


def test_another_fingerprint_than_the_one_read_out_is_refused(node_settings, private):
    public = b64encode(bytes(private.public_key)).decode()
    with pytest.raises(InvalidInput):
        install_key(public, "0000-0000-0000-0000", MONDAY)
    assert current_key() is None
    assert install(private).id == install(private).id


def test_a_backup_holds_the_caller_in_the_guarded_table_and_nowhere_else(db, settings, private, tmp_path):
    install(private)
    log_call(actor_for(make_staff(Role.MONITOR)), DRAFT, MONDAY)
    file = make_backup(settings, tmp_path / "out", MONDAY).file
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "in")
    said = "".join(path.read_text("utf-8", "ignore") for path in (tmp_path / "in").rglob("*") if path.suffix != ".db" and path.is_file())
    with closing(sqlite3.connect(tmp_path / "in" / "liangchuang.db")) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in set(tables) - {"complaint_caller"}:
            said += str(list(opened.execute(f"SELECT * FROM {name}")))
    assert "complaint_sealed" in said
    assert not any(secret in said for secret in SECRETS)


def test_the_command_makes_a_pair_and_installs_its_public_key(app, tmp_path):
    runner, file = app.test_cli_runner(), tmp_path / "bureau.key"
    said = runner.invoke(args=["complaint", "key", "make", str(file)]).output
    public = said.split("公钥：")[1].split()[0]
    assert runner.invoke(args=["complaint", "key", "make", str(file)]).exit_code == 1
    assert "还没有" in runner.invoke(args=["complaint", "key", "show"]).output
    log_call(actor_for(make_staff(Role.MONITOR)), DRAFT, MONDAY)
    assert runner.invoke(args=["complaint", "key", "install", public, "--fingerprint", "0000"]).exit_code == 1
    done = runner.invoke(args=["complaint", "key", "install", public, "--fingerprint", said.split("指纹：")[1].strip()])
    assert "现在补封了 1 件" in done.output
    assert current_key().fingerprint in runner.invoke(args=["complaint", "key", "show"]).output
    assert file.stat().st_mode & 0o777 == 0o600
    assert opened(PrivateKey(b64decode(file.read_text())), ComplaintSealed.get())["called"] == "赵女士"
