"""Fetching from machines that do not push, over TCP with the optional library pyzk. Never writes to a machine (devices/zk_fetch.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from actions.changes import find, note_act, transaction
from actions.device_contact import machine
from actions.device_pulled import has_library, note_failed, note_pulled, to_pull
from actions.punches import BatchDraft, Counts, local_second, take_in
from devices.iclock import moment_of
from devices.zk_records import read_records, record_size
from models import Device
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import SYSTEM, Actor, Permission

FETCH = Path(__file__).with_name("zk_fetch.py")
SECONDS = 10
"""How long one answer of a machine may take."""
WHOLE_SECONDS = 120
"""How long all of it may take; then the fetching process is ended."""
ABSENT, UNREADABLE = 3, 4


def pull_all(now: datetime, seconds: int = SECONDS, whole: int = WHOLE_SECONDS) -> dict[str, int]:
    """The job: fetch from every machine that is fetched from; one that fails stops nobody. Returns {"devices", "failed", "stored"}."""
    counts = {"devices": 0, "failed": 0, "stored": 0}
    for device in to_pull():
        counts["devices"] += 1
        try:
            counts["stored"] += pull(SYSTEM, device, now, seconds, whole).stored
        except InvalidInput:
            counts["failed"] += 1
    return counts


def pull_by_hand(actor: Actor, device_id: str, now: datetime) -> Counts:
    """The button. Raises NotFound, NotAllowed; InvalidInput as pull."""
    if not actor.may(Permission.ATTENDANCE_DEVICES):
        raise NotAllowed("pull")
    device = find(Device, device_id)
    with transaction():
        note_act(actor, "device.pull", now, "device", device.id)
    return pull(actor, device, now)


def pull(actor: Actor, device: Device, now: datetime, seconds: int = SECONDS, whole: int = WHOLE_SECONDS) -> Counts:
    """Fetch everything a machine has and take it in. Raises InvalidInput: pull_not_pull, pull_absent, pull_failed, pull_unreadable;
    each stays on the machine's page until the next time.
    """
    if device.kind != "pull":
        raise InvalidInput(Problem("", "pull_not_pull"))
    try:
        said, data = _fetched(device, seconds, whole)
    except InvalidInput as error:
        note_failed(device, error.problems[0].code, now)
        raise
    size = record_size(len(data), said["count"])
    if said["count"] and size is None:
        note_failed(device, "pull_unreadable", now)
        raise InvalidInput(Problem("", "pull_unreadable", {"name": device.name}))
    pins = {int(place): pin for place, pin in said["pins"].items()}
    rows = read_records(data, size, pins) if size else iter(())
    who = machine(device, device.host) if actor.system else actor
    clock, _ = moment_of(said["clock"])
    with transaction():
        counts = take_in(who, device, rows, BatchDraft("pull", decoder=f"zk{size or 0}"), now)
        note_pulled(device, said["count"], None if clock is None else local_second(now) - clock, now)
    return counts


def _fetched(device: Device, seconds: int, whole: int) -> tuple[dict[str, Any], bytes]:
    values = {"name": device.name, "host": device.host, "port": device.port}
    if not has_library():
        raise InvalidInput(Problem("", "pull_absent", values))
    command = [sys.executable, "-I", str(FETCH), device.host, str(device.port), str(seconds)]
    try:
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=whole, check=False)
    except subprocess.TimeoutExpired as error:
        raise InvalidInput(Problem("", "pull_failed", values)) from error
    head, _, data = ended.stdout.partition(b"\n")
    if ended.returncode == ABSENT:
        raise InvalidInput(Problem("", "pull_absent", values))
    if ended.returncode or not head:
        raise InvalidInput(Problem("", "pull_failed", values))
    said = json.loads(head)
    if len(data) != said["size"]:
        raise InvalidInput(Problem("", "pull_unreadable", values))
    return said, data
