"""Files kept between upload and confirmation: each person's last one, named by its own hash, so that nobody can alter it between."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from rules.errors import InvalidInput, Problem
from rules.people import Actor


def keep_upload(data: Path, actor: Actor, content: bytes) -> str:
    """Keep a file for the actor in place of earlier ones and return its SHA-256 (64 hex digits). data: the node's data folder."""
    digest = hashlib.sha256(content).hexdigest()
    forget_uploads(data, actor)
    path = _path(data, actor, digest)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    return digest


def kept_upload(data: Path, actor: Actor, digest: str) -> bytes:
    """The bytes the actor uploaded. Raises InvalidInput (upload_gone) when a later upload took its place or it was altered."""
    path = _path(data, actor, digest)
    if re.fullmatch(r"[0-9a-f]{64}", digest) and path.exists():
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() == digest:
            return content
    raise InvalidInput(Problem("", "upload_gone"))


def forget_uploads(data: Path, actor: Actor) -> None:
    """Remove what the actor uploaded."""
    for path in (data / "uploads").glob(f"{actor.staff_id}.*"):
        path.unlink(missing_ok=True)


def _path(data: Path, actor: Actor, digest: str) -> Path:
    return data / "uploads" / f"{actor.staff_id}.{digest}"
