"""Who is told of a machine: whoever looks after machines, and whoever decides on its clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from actions.notices import tell
from actions.people import holders
from models import Device
from rules.people import Role

KEEPERS = (Role.SYSTEM_ADMIN, Role.ATTENDANCE_CLERK)


def keepers(now: datetime) -> list[str]:
    """Ids of the system administrators and attendance clerks of today."""
    return [staff.id for role in KEEPERS for staff in holders(role, now.date())]


def tell_keepers(kind: str, values: Mapping[str, object], device: Device, key: str, now: datetime) -> int:
    """Tell them, once for the key of a machine, with the way to its page. Returns how many are new."""
    return tell(keepers(now), kind, dict(values), f"/attendance/machines/{device.id}", f"{kind}:{device.id}:{key}", now)
