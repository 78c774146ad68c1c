"""Papers kept by their hash under the data folder; the database holds the row that names them. Never half a file, never changed.

Kinds are told by their first bytes, never by their name: scans and photographs (JPEG, PNG) and PDF, nothing that can carry a macro; where
it is asked for, recordings too (MP3, M4A, WAV, OGG, AMR). The name a file came with is only shown.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from actions.changes import add, find, transaction
from models import Attachment
from rules.errors import InvalidInput, NotFound, Problem
from rules.people import Actor
from settings import Settings

MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))
SOUNDS = ((rb"ID3|\xff[\xf2\xf3\xfa\xfb]", "audio/mpeg"), (rb"RIFF....WAVE", "audio/wav"), (rb"OggS", "audio/ogg"),
          (rb"#!AMR", "audio/amr"), (rb"....ftyp(M4A|mp4|isom|3gp)", "audio/mp4"))
"""How recordings begin."""
LONGEST_NAME = 120
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Paper:
    """A kept file, ready to be sent. Pictures and recordings open in the browser, the others are saved."""

    path: Path
    media_type: str
    file_name: str

    @property
    def is_picture(self) -> bool:
        """True for JPEG and PNG."""
        return self.media_type.startswith("image/")

    @property
    def is_sound(self) -> bool:
        """True for a recording."""
        return self.media_type.startswith("audio/")


def keep_paper(actor: Actor, content: bytes, file_name: str, settings: Settings, now: datetime, sounds: bool = False) -> str:
    """Keep a file and return the id of its row; the same bytes from the same person again give the same row. sounds: recordings too.

    The bytes are on disk, whole and synced, before the row is written. Call outside any transaction.
    Raises InvalidInput (field "attachment": file_empty, file_too_large, file_kind, disk_full).
    """
    media_type = _judged(content, settings.attachment_max_bytes, sounds)
    digest = hashlib.sha256(content).hexdigest()
    _write(path_of(settings, digest), content, settings.data / "uploads")
    with transaction():
        known = Attachment.get_or_none((Attachment.sha256 == digest) & (Attachment.staff_id == actor.staff_id))
        if known is not None:
            return str(known.id)
        return add(Attachment(sha256=digest, size=len(content), media_type=media_type, file_name=shown_name(file_name),
                              staff_id=actor.staff_id), actor, "attachment.keep", now).id


def own_paper(actor: Actor, attachment_id: str) -> str:
    """The id again, when this person brought the file: nobody hangs somebody else's paper on their own record. Raises NotFound."""
    if find(Attachment, attachment_id).staff_id != actor.staff_id:
        raise NotFound(f"attachment {attachment_id}")
    return attachment_id


def paper_of(settings: Settings, attachment_id: str) -> Paper:
    """The file of a row; whether the person may open it was asked before. Raises NotFound, also when the bytes are not here (yet)."""
    row = find(Attachment, attachment_id)
    path = path_of(settings, row.sha256)
    if not path.exists():
        raise NotFound(f"bytes of attachment {attachment_id}")
    return Paper(path, row.media_type, row.file_name)


def path_of(settings: Settings, digest: str) -> Path:
    """Where the bytes with this SHA-256 stand: data/attachments/ab/abcdef..."""
    return settings.data / "attachments" / digest[:2] / digest


def shown_name(file_name: str) -> str:
    """The last part of a name, without control signs, at most 120 characters.

    >>> shown_name("C:\\\\Users\\\\wang\\\\scan.jpg"), shown_name("../../etc/passwd")
    ('scan.jpg', 'passwd')
    """
    last = re.split(r"[/\\]", file_name)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-LONGEST_NAME:]


def _judged(content: bytes, most: int, sounds: bool) -> str:
    """The media type the first bytes tell."""
    if not content:
        raise InvalidInput(Problem("attachment", "file_empty"))
    if len(content) > most:
        raise InvalidInput(Problem("attachment", "file_too_large", {"megabytes": f"{most / 1024 / 1024:.3g}"}))
    for mark, media_type in MAGIC:
        if content.startswith(mark):
            return media_type
    for begin, media_type in SOUNDS if sounds else ():
        if re.match(begin, content, re.DOTALL):
            return media_type
    raise InvalidInput(Problem("attachment", "sound_kind" if sounds else "file_kind"))


def _write(path: Path, content: bytes, workshop: Path) -> None:
    """Write beside, sync, then move into place: whoever looks finds the whole file or none."""
    if path.exists() and path.stat().st_size == len(content):
        return
    made = workshop / f"paper.{secrets.token_hex(8)}"
    try:
        for folder in (workshop, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if error.errno in FULL:
            raise InvalidInput(Problem("attachment", "disk_full")) from error
        raise
    finally:
        made.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system lets a folder be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
