"""Backups made while people work, on disks that fill up, by processes that are killed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.archive import read_manifest, unpack_beside, unpack_inside
from actions.backup import backups_in, make_backup, nightly_backup
from clock import station_now
from models import AuditRow, Staff, database
from rules.errors import InvalidInput
from settings import Settings
from tests.people_made import make_staff

ROOT = Path(__file__).parent.parent.parent
BACKUP = """
import sys
from pathlib import Path
from actions.backup import make_backup
from clock import station_now
from rules.errors import InvalidInput
from settings import load_settings
if len(sys.argv) > 3:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    make_backup(load_settings({"LIANGCHUANG_DATA": sys.argv[1]}), Path(sys.argv[2]), station_now())
except InvalidInput as error:
    sys.exit(error.problems[0].code)
"""


def code_of(caught: pytest.ExceptionInfo[InvalidInput]) -> str:
    return caught.value.problems[0].code


def attach(settings: Settings, name: str, content: bytes) -> Path:
    file = settings.data / "attachments" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def in_process(settings: Settings, folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", BACKUP, str(settings.data), str(folder), *words], cwd=ROOT, text=True,
                            env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE)


def litter(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_a_backup_under_eight_writing_threads_is_one_moment_of_the_database(db: Any, settings: Settings, tmp_path: Path,
                                                                              now: datetime) -> None:
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            make_staff()
        database.obj.close()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    made = [make_backup(settings, tmp_path / "b", now + timedelta(seconds=n)) for n in range(3)]
    ended.set()
    for writer in writers:
        writer.join()
    for backup in made:
        head = unpack_inside(backup.file, tmp_path / backup.file.stem).head
        with closing(sqlite3.connect(tmp_path / backup.file.stem / "liangchuang.db")) as copy:
            people = copy.execute("SELECT count(*) FROM staff").fetchone()[0]
            grants = copy.execute("SELECT count(*) FROM role_grant").fetchone()[0]
            audited = copy.execute("SELECT count(*) FROM audit_row WHERE what = 'staff.add'").fetchone()[0]
        assert people == grants == audited
        assert head.audit_seq <= AuditRow.select().count()
    assert Staff.select().count() >= people


def test_a_backup_holds_database_secret_settings_anchor_and_attachments(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> None:
    (settings.data / "settings.toml").write_text('centre_name = "云岭"\n', "utf-8")
    attach(settings, "ab/note.pdf", b"sick note")
    made = make_backup(settings, tmp_path / "b", now)
    manifest = unpack_inside(made.file, tmp_path / "out")
    unpack_beside(manifest, made.file.parent / "attachments", tmp_path / "out")
    assert {entry.path for entry in manifest.inside} == {"liangchuang.db", "secret.key", "settings.toml"}
    assert (tmp_path / "out" / "attachments" / "ab" / "note.pdf").read_bytes() == b"sick note"
    assert made.file.stat().st_mode & 0o077 == 0
    assert litter(tmp_path / "b") == {made.file.name, "attachments"}


def test_an_attachment_is_kept_once_for_all_backups(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> None:
    attach(settings, "one", b"same")
    attach(settings, "two", b"same")
    for n in range(3):
        make_backup(settings, tmp_path / "b", now + timedelta(days=n))
    assert len(list((tmp_path / "b" / "attachments").iterdir())) == 1


def test_the_newest_are_kept_and_attachments_nobody_counts_on_go(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> None:
    first = attach(settings, "first", b"first")
    for n in range(settings.backup_keep + 3):
        made = make_backup(settings, tmp_path / "b", now + timedelta(days=n))
        first.unlink(missing_ok=True)
    files = backups_in(tmp_path / "b", now + timedelta(days=99))
    assert len(files) == settings.backup_keep
    assert files[0] == made.file
    assert made.removed
    assert list((tmp_path / "b" / "attachments").iterdir()) == []


def test_backups_of_a_clock_that_was_ahead_go_first_and_never_push_out_the_new_one(db: Any, settings: Settings, tmp_path: Path,
                                                                                    now: datetime) -> None:
    for n in range(settings.backup_keep):
        make_backup(settings, tmp_path / "b", now + timedelta(days=20000 + n))
    made = make_backup(settings, tmp_path / "b", now)
    assert made.file.exists()
    assert backups_in(tmp_path / "b", now)[0] == made.file
    assert len(backups_in(tmp_path / "b", now)) == settings.backup_keep


def test_two_backups_of_one_second_do_not_meet(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> None:
    assert make_backup(settings, tmp_path / "b", now).file != make_backup(settings, tmp_path / "b", now).file
    assert len(backups_in(tmp_path / "b", now)) == 2


def test_a_damaged_database_makes_no_backup_and_the_last_good_one_stays(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> None:
    for _ in range(20):
        make_staff()
    good = make_backup(settings, tmp_path / "b", now).file
    db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    page = db.execute_sql("SELECT rootpage FROM sqlite_master WHERE name = 'staff'").fetchone()[0]
    db.close()
    with (settings.data / "liangchuang.db").open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(os.urandom(4096))
    with pytest.raises(InvalidInput):
        make_backup(settings, tmp_path / "b", now + timedelta(days=1))
    assert litter(tmp_path / "b") == {good.name}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A disk of 1 MB; None where we may not mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=False, capture_output=True)
    yield disk if done.returncode == 0 else None
    if done.returncode == 0:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_said_plainly_and_nothing_is_left(db: Any, settings: Settings, tmp_path: Path, small_disk: Path | None) -> None:
    attach(settings, "small", b"x")
    folder = small_disk or tmp_path / "limited"
    folder.mkdir(exist_ok=True)
    (folder / "liangchuang-centre-20200101-023000.zip").write_bytes(b"an older one")
    words = [] if small_disk else ["300000"]
    if small_disk:
        (small_disk / "ballast").write_bytes(os.urandom(600_000))
    process = in_process(settings, folder, *words)
    _out, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (1, "backup_disk_full")
    assert litter(folder) - {"attachments", "ballast"} == {"liangchuang-centre-20200101-023000.zip"}


def test_a_limit_on_file_size_is_a_full_disk_too(db: Any, settings: Settings, tmp_path: Path) -> None:
    process = in_process(settings, tmp_path / "b", "300000")
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.strip() in {"backup_disk_full", "backup_failed"}
    assert litter(tmp_path / "b") == set()


def test_a_folder_that_cannot_be_written_is_said_plainly(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(InvalidInput) as caught:
        make_backup(settings, tmp_path / "file" / "b", now)
    assert code_of(caught) == "backup_failed"


def test_a_backup_killed_at_any_moment_leaves_the_old_ones_and_the_next_one_clears_up(db: Any, settings: Settings, tmp_path: Path,
                                                                                       now: datetime) -> None:
    attach(settings, "large", os.urandom(3_000_000))
    good = make_backup(settings, tmp_path / "b", now).file
    (tmp_path / "b" / "attachments").rename(tmp_path / "elsewhere")
    process = in_process(settings, tmp_path / "b")
    while process.poll() is None and not list((tmp_path / "b").glob(".partial-*")):
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert read_manifest(good)
    make_backup(settings, tmp_path / "b", now + timedelta(days=1))
    assert not list((tmp_path / "b").glob(".partial-*"))
    for file in backups_in(tmp_path / "b", station_now()):
        unpack_inside(file, tmp_path / f"out-{file.stem}")


def test_a_manifest_names_the_hash_of_everything(db: Any, settings: Settings, tmp_path: Path, now: datetime) -> None:
    made = make_backup(settings, tmp_path / "b", now)
    with zipfile.ZipFile(made.file) as archive:
        found = json.loads(archive.read("manifest.json"))
        assert {entry["path"] for entry in found["inside"]} | {"manifest.json"} == set(archive.namelist())
    assert found["head"]["centre"] == settings.centre_code


def test_on_postgresql_the_nightly_job_leaves_it_to_pg_dump_and_by_hand_it_is_refused(settings: Settings, now: datetime) -> None:
    bureau = replace(settings, database="postgresql://bureau@127.0.0.1/liangchuang")
    assert nightly_backup(bureau, now) == "pg_dump"
    with pytest.raises(InvalidInput) as refused:
        make_backup(bureau, settings.data / "backups", now)
    assert code_of(refused) == "backup_engine"
    assert not (settings.data / "backups").exists()
