"""What a backup file is: a zip with the database, the few small files of the data folder and a manifest; attachments stand beside it.

Attachments never change, so each is kept once for all backups of a folder, under `attachments/<sha256>`, by hard link where the
file system can, else as a copy. The manifest names every file with its size and SHA-256; nothing is believed without it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zipfile
import zlib
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from rules.errors import InvalidInput, Problem

FORMAT = 1
DATABASE, MANIFEST = "liangchuang.db", "manifest.json"
BESIDE_DATABASE = ("settings.toml", "secret.key", "audit.anchor", "tls/certificate.pem", "tls/key.pem")  # where they are there
STORE = "attachments"
CHUNK = 1024 * 1024
SEAL = 64  # hex digits of the SHA-256 at the end of the file


@dataclass(frozen=True)
class Entry:
    """One file of a backup. path: below the data folder, with slashes; sha256: 64 hex digits; size: bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Head:
    """Where a database stands: whose it is, its steps of migration, and the ends of its change log and audit chain."""

    centre: str
    epoch_id: str
    next_seq: int
    audit_seq: int
    audit_hash: str
    steps: list[str]


@dataclass(frozen=True)
class Manifest:
    """Everything a backup holds. inside: in the zip; beside: attachments in the store of the same folder."""

    format: int
    made_at: str
    head: Head
    inside: list[Entry]
    beside: list[Entry]


def damaged(what: str) -> InvalidInput:
    """The refusal of a file that is no whole backup."""
    return InvalidInput(Problem("", "backup_damaged", {"what": what}))


def sha256_of(source: IO[bytes]) -> str:
    """SHA-256 of what is left to read, as hex."""
    digest = hashlib.sha256()
    while block := source.read(CHUNK):
        digest.update(block)
    return digest.hexdigest()


def entry_of(file: Path, path: str) -> Entry:
    """A file as the manifest names it."""
    with file.open("rb") as source:
        return Entry(path, sha256_of(source), file.stat().st_size)


def read_head(copy: Path) -> Head:
    """Check a copied database that nobody writes and say where it stands. Raises InvalidInput (backup_damaged)."""
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as opened:
            faults = [text for (text,) in opened.execute("PRAGMA integrity_check(3)") if text != "ok"]
            if faults:
                raise damaged("; ".join(faults))
            steps = [name for (name,) in opened.execute("SELECT name FROM schema_migration ORDER BY name")]
            centre, epoch, next_seq, *chain = opened.execute(
                "SELECT centre, epoch_id, next_seq, audit_seq, audit_hash FROM node_self").fetchone()
            last = opened.execute("SELECT seq, hash FROM audit_row ORDER BY seq DESC LIMIT 1").fetchone() or (0, "")
    except (sqlite3.DatabaseError, TypeError) as error:  # TypeError: a database without the node's own row
        raise damaged(f"{copy.name}: {error}") from error
    if list(last) != chain:
        raise damaged(f"{copy.name}: audit chain")
    return Head(centre, epoch, next_seq, chain[0], chain[1], steps)


def write_archive(target: Path, made_at: str, head: Head, files: dict[str, Path], beside: list[Entry]) -> Manifest:
    """Write the zip, readable by its owner only, down to the disk. files: path -> where it stands now."""
    manifest = Manifest(FORMAT, made_at, head, [entry_of(file, path) for path, file in files.items()], beside)
    with _private(target) as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for path, file in files.items():
                archive.write(file, path)
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            archive.comment = b"0" * SEAL
        _seal(out)
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _seal(out: BinaryIO) -> None:
    """Write the SHA-256 of everything before it as the comment the zip ends with, so that no byte is without a guard."""
    out.seek(0, os.SEEK_END)
    body = out.tell() - SEAL
    out.seek(0)
    digest = _digest_of(out, body)
    out.seek(body)
    out.write(digest)


def _check_seal(file: Path) -> None:
    """Raises InvalidInput (backup_damaged) unless the last bytes are the digest of all before them."""
    body = file.stat().st_size - SEAL
    with file.open("rb") as source:
        if body <= 0 or _digest_of(source, body) != source.read(SEAL):
            raise damaged(f"{file.name}: SHA-256")


def _digest_of(source: IO[bytes], size: int) -> bytes:
    """The hex SHA-256 of the next `size` bytes."""
    digest = hashlib.sha256()
    while size > 0 and (block := source.read(min(CHUNK, size))):
        digest.update(block)
        size -= len(block)
    return digest.hexdigest().encode()


def read_manifest(file: Path) -> Manifest:
    """The manifest of a backup file. Raises InvalidInput (backup_damaged)."""
    try:
        _check_seal(file)
        with zipfile.ZipFile(file) as archive:
            found = json.loads(archive.read(MANIFEST))
        entries = [[Entry(**entry) for entry in found[name]] for name in ("inside", "beside")]
        manifest = Manifest(found["format"], found["made_at"], Head(**found["head"]), *entries)
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError) as error:
        raise damaged(f"{file.name}: {error}") from error
    if manifest.format != FORMAT or DATABASE not in {entry.path for entry in manifest.inside}:
        raise damaged(f"{file.name}: {MANIFEST}")
    return manifest


def unpack_inside(file: Path, folder: Path) -> Manifest:
    """Lay the files of the zip out in an empty folder, every byte checked, and open the database among them.

    Raises InvalidInput (backup_damaged).
    """
    manifest = read_manifest(file)
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in manifest.inside:
                with archive.open(entry.path) as source:
                    _lay_out(source, entry, folder)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise damaged(f"{file.name}: {error}") from error
    if read_head(folder / DATABASE) != manifest.head:
        raise damaged(f"{file.name}: {DATABASE}")
    return manifest


def unpack_beside(manifest: Manifest, store: Path, folder: Path) -> None:
    """Lay the attachments a backup counts on out in the folder, every byte checked. Raises InvalidInput (backup_damaged)."""
    for entry in manifest.beside:
        try:
            source = (store / entry.sha256).open("rb")
        except FileNotFoundError as error:
            raise damaged(f"{STORE}/{entry.sha256}") from error
        with source:
            _lay_out(source, entry, folder)


def _lay_out(source: IO[bytes], entry: Entry, folder: Path) -> None:
    parts = PurePosixPath(entry.path).parts
    if not parts or ".." in parts or PurePosixPath(entry.path).is_absolute() or "\\" in entry.path:
        raise damaged(entry.path)
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with _private(target) as out:
        while block := source.read(CHUNK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != entry.sha256:
        raise damaged(entry.path)


def _private(path: Path) -> BinaryIO:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "w+b")


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last (where the system can: Windows cannot open folders, and does it by itself)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
