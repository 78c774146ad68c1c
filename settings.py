"""Settings of a node: environment first, then data/settings.toml, then defaults. Every fault is named at once."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULTS: dict[str, Any] = {
    "host": "127.0.0.1",
    "port": 8000,
    "tls": False,
    "tls_certificate": "",
    "tls_key": "",
    "role": "centre",
    "database": "",
    "centre_code": "centre",
    "centre_name": "政务服务中心",
    "section_name": "督查科",
    "supervision_phones": "",
    "idle_minutes": 15,
    "backup_keep": 14,
    "attachment_max_bytes": 10 * 1024 * 1024,
    "comp_expiry_months": 6,
}


class SettingsFault(Exception):
    """The settings cannot be used; `faults` names each one (name, what is wrong)."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Settings:
    """What a node is told from outside. Paths are absolute; sizes in bytes; times in minutes."""

    data: Path
    host: str
    port: int
    tls: bool
    tls_certificate: str
    tls_key: str
    role: str
    database: str
    centre_code: str
    centre_name: str
    section_name: str
    supervision_phones: str
    idle_minutes: int
    backup_keep: int
    attachment_max_bytes: int
    comp_expiry_months: int
    secret_key: str

    @property
    def database_url(self) -> str:
        """The given database URL, else the SQLite file in the data folder."""
        return self.database or f"sqlite:///{self.data / 'liangchuang.db'}"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read LIANGCHUANG_* and <data>/settings.toml. Makes the data folder and the secret key (mode 0600) at first start.

    Raises SettingsFault naming every fault at once.
    """
    data = Path(environ.get("LIANGCHUANG_DATA", "data")).absolute()
    data.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []
    values = {**DEFAULTS, **_from_file(data / "settings.toml", faults), **_from_environment(environ, faults)}
    _check(values, faults)
    if faults:
        raise SettingsFault(faults)
    return Settings(data=data, secret_key=_secret_key(data / "secret.key"), **values)


def _from_file(path: Path, faults: list[str]) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"settings.toml: {error}")
        return {}
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in DEFAULTS:
            faults.append(f"settings.toml: unknown name {name}")
        elif type(value) is not type(DEFAULTS[name]):
            faults.append(f"settings.toml: {name} must be {type(DEFAULTS[name]).__name__}")
        else:
            found[name] = value
    return found


def _from_environment(environ: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, default in DEFAULTS.items():
        variable = f"LIANGCHUANG_{name.upper()}"
        if variable not in environ:
            continue
        text = environ[variable]
        if isinstance(default, bool):
            found[name] = text.lower() in {"1", "true", "yes"}
        elif isinstance(default, int):
            try:
                found[name] = int(text)
            except ValueError:
                faults.append(f"{variable}: not a whole number: {text}")
        else:
            found[name] = text
    return found


def _check(values: Mapping[str, Any], faults: list[str]) -> None:
    bounds = {"port": (1, 65535), "idle_minutes": (5, 480), "backup_keep": (1, 365),
              "attachment_max_bytes": (1024, 100 * 1024 * 1024), "comp_expiry_months": (1, 60)}
    for name, (low, high) in bounds.items():
        if not low <= values[name] <= high:
            faults.append(f"{name}: {values[name]} is not within {low}..{high}")
    if values["role"] not in {"centre", "bureau"}:
        faults.append(f"role: {values['role']} is neither centre nor bureau")
    code = values["centre_code"]
    if not code or not code.isascii() or not code.replace("-", "").replace("_", "").isalnum():
        faults.append(f"centre_code: {code!r} must be letters, digits, - or _")
    if values["database"] and not values["database"].startswith(("sqlite:///", "postgresql://")):
        faults.append("database: must begin with sqlite:/// or postgresql://")
    if bool(values["tls_certificate"]) != bool(values["tls_key"]):
        faults.append("tls_certificate and tls_key: give both or neither")


def _secret_key(path: Path) -> str:
    """Read the secret key, making it once with mode 0600; two starts at the same moment agree on one key."""
    if not path.exists():
        made = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                made.replace(path)
        made.unlink(missing_ok=True)
    return path.read_text("ascii").strip()
