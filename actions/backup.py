"""Making a backup while people work: whole or not at all, checked by opening it, the newest kept."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from actions.archive import (
    BESIDE_DATABASE,
    DATABASE,
    STORE,
    Entry,
    entry_of,
    read_head,
    read_manifest,
    sync_folder,
    unpack_inside,
    write_archive,
)
from actions.database import sqlite_path
from actions.datalock import locked
from clock import STATION_ZONE
from rules.errors import InvalidInput, Problem
from settings import Settings

STAMP = "%Y%m%d-%H%M%S"
PARTIAL = ".partial-"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Backup:
    """A backup that was checked. size: bytes of the file; attachments: how many it counts on; removed: older files let go."""

    file: Path
    made_at: datetime
    size: int
    attachments: int
    removed: tuple[str, ...] = ()


def nightly_folder(settings: Settings) -> Path:
    """Where the nightly job puts its backups."""
    return settings.data / "backups"


def nightly_backup(settings: Settings, now: datetime) -> str:
    """The job: a backup into data/backups. Returns the name of the file, on PostgreSQL pg_dump, whose task it is there.

    Raises InvalidInput.
    """
    if sqlite_path(settings) is None:
        return "pg_dump"
    return make_backup(settings, nightly_folder(settings), now).file.name


def make_backup(settings: Settings, folder: Path, now: datetime) -> Backup:
    """Copy the node into a new file of the folder while others read and write; keeps the newest settings.backup_keep.

    The database is copied in one step (VACUUM INTO: one snapshot). Under a temporary name until it is checked and on the disk.
    Raises InvalidInput: backup_engine, backup_disk_full, backup_failed, backup_damaged; then nothing is left and nothing let go.
    """
    source = sqlite_path(settings)
    if source is None:
        raise InvalidInput(Problem("", "backup_engine"))
    with _plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / ".lock"), _staging(folder) as stage:
            beside = _store_attachments(settings.data / "attachments", folder / STORE, stage)
            archive = stage / "archive.zip"
            _archive_node(settings, source, archive, now, beside)
            unpack_inside(archive, stage / "read_back")
            target = _free_name(folder, settings.centre_code, now)
            size = archive.stat().st_size
            archive.replace(target)
            sync_folder(folder)
        removed = _let_go(settings, folder, target, now)
    return Backup(target, now, size, len(beside), removed)


def backups_in(folder: Path, now: datetime) -> list[Path]:
    """The backup files of a folder, newest first. Those named later than `now` come from a wrong clock and stand last."""
    files = [(made, file) for file in folder.glob("liangchuang-*.zip") if (made := moment_of(file)) is not None]
    return [file for made, file in sorted(files, key=lambda pair: (pair[0] <= now, pair[0], pair[1].name), reverse=True)]


def moment_of(file: Path) -> datetime | None:
    """When a backup was made, by its name; None when the name is not one of ours."""
    with suppress(ValueError):
        return datetime.strptime("-".join(file.stem.split(".")[0].rsplit("-", 2)[1:]), STAMP).replace(tzinfo=STATION_ZONE)
    return None


def _archive_node(settings: Settings, source: Path, archive: Path, now: datetime, beside: list[Entry]) -> None:
    """The small files are read first, so that no anchor of the audit chain is later than the database."""
    files = {DATABASE: archive.with_name(DATABASE)}
    for name in (name for name in BESIDE_DATABASE if (settings.data / name).exists()):
        files[name] = archive.with_name(name.replace("/", "-"))
        shutil.copyfile(settings.data / name, files[name])
    with closing(sqlite3.connect(source, timeout=60)) as opened:
        opened.execute("VACUUM INTO ?", (str(files[DATABASE]),))
    write_archive(archive, now.isoformat(), read_head(files[DATABASE]), files, beside)
    files[DATABASE].unlink()


def _store_attachments(source: Path, store: Path, stage: Path) -> list[Entry]:
    """Keep every attachment once under its hash; the entries name where each belongs."""
    entries = []
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        entry = entry_of(file, f"attachments/{file.relative_to(source).as_posix()}")
        kept = store / entry.sha256
        if not kept.exists() or kept.stat().st_size != entry.size:
            store.mkdir(exist_ok=True)
            _link_or_copy(file, stage / entry.sha256)
            (stage / entry.sha256).replace(kept)
        entries.append(entry)
    return entries


def _link_or_copy(file: Path, target: Path) -> None:
    try:
        target.hardlink_to(file)
    except OSError:  # another disk, or a file system without hard links
        shutil.copyfile(file, target)
        with target.open("rb+") as copied:
            os.fsync(copied.fileno())


def _let_go(settings: Settings, folder: Path, made: Path, now: datetime) -> tuple[str, ...]:
    """Delete what is older than the newest backup_keep (never the one just made), and attachments no backup counts on."""
    others = [file for file in backups_in(folder, now) if file != made]
    old = others[settings.backup_keep - 1:]
    for file in old:
        file.unlink()
    if old and (folder / STORE).exists():
        counted = {entry.sha256 for file in backups_in(folder, now) for entry in read_manifest(file).beside}
        for stored in (folder / STORE).iterdir():
            if stored.name not in counted:
                stored.unlink()
    return tuple(file.name for file in old)


def _free_name(folder: Path, centre: str, now: datetime) -> Path:
    name = f"liangchuang-{centre}-{now.strftime(STAMP)}"
    wanted = folder / f"{name}.zip"
    number = 2
    while wanted.exists():
        wanted, number = folder / f"{name}.{number}.zip", number + 1
    return wanted


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A folder for what is not finished, gone afterwards; what a killed backup left behind goes first."""
    for left in folder.glob(f"{PARTIAL}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=PARTIAL) as stage:
        yield Path(stage)


@contextmanager
def _plainly(folder: Path) -> Iterator[None]:
    """Turn what the disk and SQLite refuse into a problem with a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        full = getattr(error, "errno", None) in FULL or "disk is full" in str(error)
        code = "backup_disk_full" if full else "backup_failed"
        raise InvalidInput(Problem("", code, {"folder": str(folder), "reason": str(error)})) from error
