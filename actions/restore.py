"""Putting a backup in the place of the database: everything is checked before anything is touched, the old one is kept aside."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peewee import DatabaseError

from actions.archive import BESIDE_DATABASE, DATABASE, STORE, Manifest, sync_folder, unpack_beside, unpack_inside
from actions.audit import ANCHOR_FILE
from actions.changes import keep, node, note_act, transaction
from actions.database import known_steps, migrate, open_database, sqlite_path
from actions.datalock import DataLocked, serving
from models import Session, Staff, database
from rules.errors import InvalidInput, Problem
from rules.people import SYSTEM
from settings import Settings


@dataclass(frozen=True)
class Restored:
    """What was put in place: the state of `made_at`; aside: the files that stood there before."""

    made_at: str
    audit_seq: int
    attachments: int
    aside: tuple[str, ...]


def restore(settings: Settings, file: Path, now: datetime) -> Restored:
    """Replace the node's database, attachments, settings and secret key by those of a backup file, then migrate it.

    Open sign-ins of that time are ended. Sync notices the older state by its change log and asks for a new epoch.
    Raises InvalidInput: backup_engine, backup_damaged, backup_newer, backup_of_another, restore_while_serving; nothing is touched then.
    """
    target = sqlite_path(settings)
    if target is None:
        raise InvalidInput(Problem("", "backup_engine"))
    try:
        with serving(settings), tempfile.TemporaryDirectory(dir=settings.data, prefix=".restore-") as made:
            stage = Path(made)
            manifest = unpack_inside(file, stage)
            unpack_beside(manifest, file.parent / STORE, stage)
            _check_fits(manifest)
            database.obj.close()
            _detach(target)
            aside = _put_in_place(settings, stage, target, now)
    except DataLocked as error:
        raise InvalidInput(Problem("", "restore_while_serving")) from error
    _begin_again(settings, file, now)
    return Restored(manifest.made_at, manifest.head.audit_seq, len(manifest.beside), aside)


def _check_fits(manifest: Manifest) -> None:
    unknown = sorted(set(manifest.head.steps) - set(known_steps()))
    if unknown:
        raise InvalidInput(Problem("", "backup_newer", {"steps": ", ".join(unknown)}))
    with suppress(DatabaseError):  # a damaged database is no reason to refuse: it is why one restores
        if node().centre != manifest.head.centre and Staff.select().exists():
            raise InvalidInput(Problem("", "backup_of_another", {"theirs": manifest.head.centre, "ours": node().centre}))


def _detach(target: Path) -> None:
    """Fold the write-ahead log into the file; SQLite refuses while any other process has the database open.

    Raises InvalidInput (restore_while_serving). A file that is no database stays as it is.
    """
    if not target.exists():
        return
    try:
        with closing(sqlite3.connect(target, timeout=1)) as opened:
            opened.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise InvalidInput(Problem("", "restore_while_serving")) from error
    except sqlite3.DatabaseError:
        return


def _put_in_place(settings: Settings, stage: Path, target: Path, now: datetime) -> tuple[str, ...]:
    """Attachments first, the database last: whatever stops this, the old database or the new one is there whole."""
    for file in (path for path in (stage / "attachments").rglob("*") if path.is_file()):
        place = settings.data / file.relative_to(stage)
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)
    suffix = f".before-restore-{now:%Y%m%d-%H%M%S}"
    moves = [(stage / name, settings.data / name) for name in BESIDE_DATABASE if (stage / name).exists()] + [(stage / DATABASE, target)]
    anchors = settings.data / ANCHOR_FILE  # even when the backup has none: those here are about rows it does not have
    aside = [place.name + suffix for place in dict.fromkeys([*(place for _new, place in moves), anchors]) if _keep_aside(place, suffix)]
    anchors.unlink(missing_ok=True)
    for journal in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{target}{journal}").rename(f"{target}{suffix}{journal}")
    for new, place in moves:
        place.parent.mkdir(exist_ok=True)
        new.replace(place)
    sync_folder(settings.data)
    sync_folder(target.parent)
    return tuple(aside)


def _keep_aside(place: Path, suffix: str) -> bool:
    if not place.exists():
        return False
    kept = place.with_name(place.name + suffix)
    try:
        os.link(place, kept)
    except OSError:  # a file system without hard links
        shutil.copyfile(place, kept)
    return True


def _begin_again(settings: Settings, file: Path, now: datetime) -> None:
    open_database(settings)
    migrate(settings, now)
    with transaction():
        for session in Session.select().where(Session.ended_at.is_null()):
            session.ended_at, session.end_reason = now, "restored"
            keep(session)
        note_act(SYSTEM, "backup.restore", now, "node_self", "1", file.name)
