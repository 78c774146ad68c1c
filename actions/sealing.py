"""Sealing a text to a public key, so that only who holds the private one can read it (docs/decisions/0007-sealing.md).

PyNaCl is an optional extra (requirements-seal.txt), brought into memory with the first text that is sealed.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64decode, b64encode
from importlib.util import find_spec
from pathlib import Path

from rules.errors import InvalidInput, Problem

KEY_BYTES = 32
BLOCK = 256  # sealed texts are as long as so many bytes, or a multiple of it: their length tells nothing


def has_library() -> bool:
    """True when PyNaCl is installed."""
    return find_spec("nacl") is not None


def seal(public_key: str, text: str) -> str:
    """The text, filled up with spaces, sealed to a key that checked_key let through; base64."""
    from nacl.public import PublicKey, SealedBox

    plain = text.encode("utf-8")
    plain += b" " * (-len(plain) % BLOCK)
    return b64encode(SealedBox(PublicKey(b64decode(public_key))).encrypt(plain)).decode("ascii")


def checked_key(text: str) -> str:
    """The public key as it is kept. Raises InvalidInput: not_a_seal_key, seal_absent (PyNaCl is not installed)."""
    _ask_for_library()
    try:
        key = b64encode(b64decode("".join(text.split()), validate=True)).decode("ascii")
        if len(b64decode(key)) != KEY_BYTES:
            raise ValueError(text)
        seal(key, "")
    except Exception as error:  # each of several classes of PyNaCl: a key of few points, or no key
        raise InvalidInput(Problem("key", "not_a_seal_key")) from error
    return key


def fingerprint_of(public_key: str) -> str:
    """What is read out on the telephone to compare a key: 1f3a-0b77-..., 64 bits of its SHA-256."""
    digest = hashlib.sha256(b64decode(public_key)).hexdigest()
    return "-".join(digest[start:start + 4] for start in range(0, 16, 4))


def make_pair(file: Path) -> str:
    """A new pair: the private key goes into a new file (mode 0600), the public one is returned, both in base64.

    Raises InvalidInput: seal_absent, file_exists, file_refused.
    """
    _ask_for_library()
    from nacl.public import PrivateKey

    pair = PrivateKey.generate()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(b64encode(bytes(pair)) + b"\n")
    except FileExistsError as error:
        raise InvalidInput(Problem("file", "file_exists", {"file": str(file)})) from error
    except OSError as error:
        raise InvalidInput(Problem("file", "file_refused", {"file": str(file), "reason": error.strerror or str(error)})) from error
    return b64encode(bytes(pair.public_key)).decode("ascii")


def _ask_for_library() -> None:
    if not has_library():
        raise InvalidInput(Problem("", "seal_absent"))
