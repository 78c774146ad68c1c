"""Machines that are fetched from: which, and what the last time came to."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec

from actions.changes import keep
from actions.device_contact import note_measured, state_of
from actions.device_coverage import cover_until
from actions.punches import local_second
from models import Device
from rules.device_contact import MARGIN


def has_library() -> bool:
    """Is pyzk installed (requirements-pull.txt)?"""
    return find_spec("zk") is not None


def to_pull() -> list[Device]:
    """The machines in use that are fetched from, by code."""
    return list(Device.select().where((Device.kind == "pull") & (Device.active == 1)).order_by(Device.code))


def note_pulled(device: Device, records: int, drift: int | None, now: datetime) -> None:
    """Everything a machine had came in: it is collected up to now, less a margin. Inside the caller's transaction."""
    state = state_of(device)
    state.last_contact, state.address, state.records = now, device.host, records
    state.contact_since = state.contact_since or now
    state.about = {name: value for name, value in state.about.items() if name != "failed"}
    received = local_second(now)
    if drift is not None:
        note_measured(device, state, drift, received - drift, now)
    keep(state)
    cover_until(device, state, received - MARGIN - max(0, drift or 0), now)


def note_failed(device: Device, code: str, now: datetime) -> None:
    """It did not answer, or not sensibly; the page says so and since when."""
    state = state_of(device)
    failed = state.about.get("failed", {})
    state.about = {**state.about, "failed": {"code": code, "since": failed.get("since", f"{now:%Y-%m-%d %H:%M}")}}
    keep(state)
