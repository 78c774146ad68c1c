"""Settings of a node: environment first, then data/settings.toml, then defaults. Every fault is named at once."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "0.1.0"

DEFAULTS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "rules" / "presets" / "settings.toml").read_text("utf-8"))
SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
FROM_TEXT: dict[type, Callable[[str], Any]] = {bool: lambda text: SWITCH[text.strip().lower()], int: int, str: str}
Fault = tuple[str, dict[str, Any]]  # code and values; the edge has a sentence for each code


class SettingsFault(Exception):
    """The settings cannot be used; `faults` holds every one that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{code} {values}" for code, values in faults))
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
    clock_days_back: int
    device_port: int
    device_silent_minutes: int
    secret_key: str

    @property
    def database_url(self) -> str:
        """The given database URL, else the SQLite file in the data folder."""
        return self.database or f"sqlite:///{self.data / 'liangchuang.db'}"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read LIANGCHUANG_* and <data>/settings.toml. Makes the data folder (mode 0700) and the secret key (0600) at first start.

    Raises SettingsFault naming every fault at once.
    """
    data = Path(environ.get("LIANGCHUANG_DATA", "data")).absolute()
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsFault([("data", {"folder": data, "reason": error})]) from error
    faults: list[Fault] = []
    values = {**DEFAULTS, **_from_file(data / "settings.toml", faults), **_from_environment(environ, faults)}
    _check(values, faults)
    if faults:
        raise SettingsFault(faults)
    return Settings(data=data, secret_key=_secret_key(data / "secret.key"), **values)


def _from_file(path: Path, faults: list[Fault]) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(("unreadable", {"reason": error}))
        return {}
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in DEFAULTS:
            faults.append(("unknown", {"name": name}))
        elif type(value) is not type(DEFAULTS[name]):
            faults.append((f"not_{type(DEFAULTS[name]).__name__}", {"name": name, "value": value}))
        else:
            found[name] = value
    return found


def _from_environment(environ: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, default in DEFAULTS.items():
        variable = f"LIANGCHUANG_{name.upper()}"
        if variable not in environ:
            continue
        text = environ[variable]
        try:
            found[name] = FROM_TEXT[type(default)](text)
        except (KeyError, ValueError):
            faults.append((f"not_{type(default).__name__}", {"name": variable, "value": text}))
    return found


def _check(values: Mapping[str, Any], faults: list[Fault]) -> None:
    bounds = {"port": (1, 65535), "idle_minutes": (5, 480), "backup_keep": (1, 365),
              "attachment_max_bytes": (1024, 100 * 1024 * 1024), "clock_days_back": (0, 40000),
              "device_port": (0, 65535), "device_silent_minutes": (5, 480)}
    for name, (low, high) in bounds.items():
        if not low <= values[name] <= high:
            faults.append(("out_of_bounds", {"name": name, "value": values[name], "low": low, "high": high}))
    if values["device_port"] and values["device_port"] == values["port"]:
        faults.append(("device_port", {"value": values["port"]}))
    if values["role"] not in {"centre", "bureau"}:
        faults.append(("role", {"value": values["role"]}))
    code = values["centre_code"]
    if not code or not code.isascii() or not code.replace("-", "").replace("_", "").isalnum():
        faults.append(("centre_code", {"value": code}))
    if values["database"] and not values["database"].startswith(("sqlite:///", "postgresql://")):
        faults.append(("database", {"value": values["database"].split("@")[-1]}))
    if bool(values["tls_certificate"]) != bool(values["tls_key"]):
        faults.append(("tls_pair", {}))


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
