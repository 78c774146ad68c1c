"""Putting a backup back: the same rows, or nothing touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from actions.archive import MANIFEST
from actions.audit import anchor_audit, verify_audit
from actions.backup import make_backup
from actions.changes import transaction
from actions.datalock import serving
from actions.restore import restore
from actions.sessions import open_session
from models import ALL, JobRun, Session, Staff, database
from rules.errors import InvalidInput
from settings import Settings, load_settings
from tests.people_made import make_staff

ROOT = Path(__file__).parent.parent.parent


def rows_of_all_tables() -> dict[str, list[Any]]:
    return {model._meta.table_name: sorted(map(repr, model.select().tuples())) for model in ALL}


def state_of(folder: Path) -> dict[str, str]:
    """Every file that matters in a data folder, by its hash."""
    if not database.obj.is_closed():
        database.obj.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith((".lock", ".writer", "-wal", "-shm"))]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def rewrite(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Take the zip apart, change its files, put it together again."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


@pytest.fixture
def backup(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> Path:
    make_staff(name="王芳")
    (settings.data / "attachments").mkdir()
    (settings.data / "attachments" / "slip").write_bytes(b"signed slip")
    return make_backup(settings, tmp_path / "b", now).file


def test_a_restore_gives_the_same_rows_and_attachments(settings: Settings, backup: Path, now: datetime) -> None:
    before = rows_of_all_tables()
    make_staff(name="李强")
    (settings.data / "attachments" / "slip").unlink()
    done = restore(settings, backup, now)
    after = rows_of_all_tables()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"audit_row", "node_self"}, "only the restore itself is noted"
    assert len(after["audit_row"]) == len(before["audit_row"]) + 1
    assert (settings.data / "attachments" / "slip").read_bytes() == b"signed slip"
    assert any(name.startswith("liangchuang.db.before-restore-") for name in done.aside)


def test_the_replaced_database_is_kept_whole(settings: Settings, backup: Path, now: datetime) -> None:
    make_staff(name="李强")
    done = restore(settings, backup, now)
    aside = next(settings.data / name for name in done.aside if name.startswith("liangchuang.db"))
    with closing(sqlite3.connect(aside)) as old:
        assert old.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert old.execute("SELECT count(*) FROM staff WHERE name = '李强'").fetchone() == (1,)


def test_a_backup_of_an_empty_new_machine_can_be_replaced_by_the_centres(backup: Path, tmp_path: Path, now: datetime) -> None:
    database.obj.close()
    fresh = load_settings({"LIANGCHUANG_DATA": str(tmp_path / "fresh"), "LIANGCHUANG_CENTRE_CODE": "other"})
    restore(fresh, backup, now)
    assert Staff.select().where(Staff.name == "王芳").exists()


def test_open_sign_ins_of_that_time_are_ended(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> None:
    with transaction():
        open_session(make_staff().id, "10.0.0.5", "browser", now)
    restore(settings, make_backup(settings, tmp_path / "b", now).file, now)
    assert [row.end_reason for row in Session.select()] == ["restored"]


def test_the_audit_chain_still_holds_after_a_restore_though_anchors_went_on(settings: Settings, backup: Path, now: datetime) -> None:
    make_staff()
    anchor_audit(settings, now)
    restore(settings, backup, now)
    assert verify_audit(settings).fault is None


def test_a_truncated_file_is_refused_and_nothing_is_touched(settings: Settings, backup: Path, now: datetime) -> None:
    before = state_of(settings.data)
    for size in (0, 10, backup.stat().st_size // 2, backup.stat().st_size - 1):
        cut = backup.with_name("cut.zip")
        cut.write_bytes(backup.read_bytes()[:size])
        with pytest.raises(InvalidInput) as caught:
            restore(settings, cut, now)
        assert caught.value.problems[0].code == "backup_damaged"
    assert state_of(settings.data) == before


def test_one_wrong_byte_anywhere_is_refused(settings: Settings, backup: Path, now: datetime) -> None:
    before, good = state_of(settings.data), backup.read_bytes()
    for place in range(0, len(good), max(1, len(good) // 25)):
        backup.write_bytes(good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1:])
        with pytest.raises(InvalidInput) as caught:
            restore(settings, backup, now)
        assert caught.value.problems[0].code == "backup_damaged", f"byte {place} of {len(good)}"
    assert state_of(settings.data) == before


@pytest.mark.parametrize("wrong", ["not a zip", "another database", "missing attachment", "path outside", "newer program"])
def test_a_wrong_file_is_refused_and_nothing_is_touched(settings: Settings, backup: Path, now: datetime, wrong: str) -> None:
    def set_manifest(members: dict[str, bytes], **head: Any) -> None:
        manifest = json.loads(members[MANIFEST])
        manifest["head"].update(head)
        members[MANIFEST] = json.dumps(manifest).encode()

    def path_outside(members: dict[str, bytes]) -> None:
        manifest = json.loads(members[MANIFEST])
        manifest["inside"].append({"path": "../../evil", "sha256": hashlib.sha256(b"x").hexdigest(), "size": 1})
        members.update({MANIFEST: json.dumps(manifest).encode(), "../../evil": b"x"})

    match wrong:
        case "not a zip":
            backup.write_bytes(os.urandom(5000))
        case "another database":
            rewrite(backup, lambda members: members.update({"liangchuang.db": b"SQLite format 3\x00" + bytes(8000)}))
        case "missing attachment":
            shutil.rmtree(backup.parent / "attachments")
        case "path outside":
            rewrite(backup, path_outside)
        case "newer program":
            rewrite(backup, lambda members: set_manifest(members, steps=["0001_foundation", "9999_later"]))
    before = state_of(settings.data)
    with pytest.raises(InvalidInput):
        restore(settings, backup, now)
    assert state_of(settings.data) == before
    assert not (settings.data.parent / "evil").exists()


def test_the_backup_of_another_centre_is_refused(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> None:
    make_staff()
    db.execute_sql("UPDATE node_self SET centre = 'elsewhere'")
    theirs = make_backup(settings, tmp_path / "b", now).file
    db.execute_sql("UPDATE node_self SET centre = 'centre'")
    with pytest.raises(InvalidInput) as caught:
        restore(settings, theirs, now)
    assert caught.value.problems[0].code == "backup_of_another"


def test_a_restore_is_refused_while_a_server_runs(settings: Settings, backup: Path, now: datetime) -> None:
    with serving(settings), pytest.raises(InvalidInput) as caught:
        restore(settings, backup, now)
    assert caught.value.problems[0].code == "restore_while_serving"


def test_a_restore_is_refused_while_another_process_has_the_database_open(settings: Settings, backup: Path, now: datetime) -> None:
    reads = ("import sqlite3, sys; opened = sqlite3.connect(sys.argv[1]); opened.execute('SELECT count(*) FROM staff').fetchone(); "
             "print(1, flush=True); input()")
    with subprocess.Popen([sys.executable, "-c", reads, str(settings.data / "liangchuang.db")], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(InvalidInput) as caught:
            restore(settings, backup, now)
        other.communicate("\n")
    assert caught.value.problems[0].code == "restore_while_serving"
    assert restore(settings, backup, now).attachments == 1


@pytest.mark.parametrize("ruin", [b"", b"no database at all", None])
def test_a_ruined_database_is_replaced_by_the_command(settings: Settings, backup: Path, ruin: bytes | None) -> None:
    database.obj.close()
    for name in ("liangchuang.db-wal", "liangchuang.db-shm"):
        (settings.data / name).unlink(missing_ok=True)
    file = settings.data / "liangchuang.db"
    file.write_bytes(os.urandom(8192) if ruin is None else ruin)
    done = subprocess.run([sys.executable, "-m", "flask", "--app", "app", "restore", str(backup), "--yes"], cwd=ROOT, text=True,
                          env={**os.environ, "LIANGCHUANG_DATA": str(settings.data)}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Staff.select().where(Staff.name == "王芳").exists()


def test_the_command_refuses_a_wrong_file_with_exit_1_and_a_sentence(settings: Settings, backup: Path) -> None:
    backup.write_bytes(b"wrong")
    before = state_of(settings.data)
    database.obj.close()
    done = subprocess.run([sys.executable, "-m", "flask", "--app", "app", "restore", str(backup), "--yes"], cwd=ROOT, text=True,
                          env={**os.environ, "LIANGCHUANG_DATA": str(settings.data)}, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "这不是完整的备份" in done.stderr
    assert state_of(settings.data) == before


def test_runs_of_jobs_are_restored_too(settings: Settings, backup: Path, now: datetime) -> None:
    restore(settings, backup, now)
    assert JobRun.select().count() == 0
