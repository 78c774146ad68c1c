"""Who may do what: roles as data, permissions, and the person who acts.

Source: PRACTICE "Who is who"; docs/rules/people.md. 首席代表 and 窗口负责人 are two roles; the three administrators are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property


class Role(StrEnum):
    """A role somebody holds, in one unit (window, section) or in the whole centre."""

    STAFF = "staff"
    CHIEF_REP = "chief_rep"
    WINDOW_HEAD = "window_head"
    MONITOR = "monitor"
    SECTION_HEAD = "section_head"
    DUTY_OFFICER = "duty_officer"
    ATTENDANCE_CLERK = "attendance_clerk"
    PERSONNEL = "personnel"
    DEPUTY_LEADER = "deputy_leader"
    MAIN_LEADER = "main_leader"
    SYSTEM_ADMIN = "sysadmin"
    SECURITY_ADMIN = "secadmin"
    AUDIT_ADMIN = "auditor"


class Permission(StrEnum):
    """May this role open this page or begin this act? Whether it may touch this record is asked again in the action."""

    TODAY = "today"
    NOTICES = "notices"
    OWN_ACCOUNT = "own_account"
    LEAVE_ASK = "leave.ask"
    LEAVE_DECIDE = "leave.decide"
    LEAVE_ENTER = "leave.enter"
    LEAVE_SLIP = "leave.slip"
    LEAVE_CALENDAR = "leave.calendar"
    LEAVE_ALL = "leave.all"
    LEAVE_ABSENCE = "leave.absence"
    LEAVE_LEDGER = "leave.ledger"
    LEAVE_RULES = "leave.rules"
    STAFF_SEE = "staff.see"
    STAFF_EDIT = "staff.edit"
    ROLES_SEE = "roles.see"
    ROLES_GRANT = "roles.grant"
    ACCOUNTS = "accounts"
    SIGN_IN_LOG = "sign_in_log"
    AUDIT = "audit"
    CALENDAR_SEE = "calendar.see"
    CALENDAR_EDIT = "calendar.edit"
    SCHEDULE_EDIT = "schedule.edit"
    DUTY_EDIT = "duty.edit"
    ATTENDANCE_OWN = "attendance.own"
    ATTENDANCE_DECIDE = "attendance.decide"
    ATTENDANCE_ALL = "attendance.all"
    ATTENDANCE_SHEET = "attendance.sheet"
    ATTENDANCE_CONFIRM = "attendance.confirm"
    ATTENDANCE_PATROL = "attendance.patrol"
    ATTENDANCE_OUTAGES = "attendance.outages"
    ATTENDANCE_DEVICES = "attendance.devices"
    ATTENDANCE_RULES = "attendance.rules"
    ATTENDANCE_CLOSE = "attendance.close"
    ATTENDANCE_REOPEN = "attendance.reopen"
    COMPLAINT_LOG = "complaint.log"
    COMPLAINT_ALL = "complaint.all"
    COMPLAINT_DECIDE = "complaint.decide"
    COMPLAINT_HANDLE = "complaint.handle"
    COMPLAINT_RULES = "complaint.rules"
    HALL = "hall"
    OPERATIONS = "operations"


_P = Permission
_OWN = frozenset({_P.TODAY, _P.NOTICES, _P.OWN_ACCOUNT, _P.CALENDAR_SEE})
_WORKER = _OWN | {_P.LEAVE_ASK, _P.LEAVE_CALENDAR, _P.ATTENDANCE_OWN, _P.COMPLAINT_HANDLE}
_HEAD = _WORKER | {_P.LEAVE_DECIDE, _P.LEAVE_ENTER, _P.LEAVE_SLIP, _P.STAFF_SEE, _P.DUTY_EDIT, _P.ATTENDANCE_DECIDE,
                   _P.ATTENDANCE_OUTAGES, _P.ATTENDANCE_SHEET}
_LEADER = _WORKER | {_P.LEAVE_DECIDE, _P.LEAVE_ALL, _P.STAFF_SEE, _P.HALL, _P.ROLES_SEE, _P.ATTENDANCE_DECIDE, _P.ATTENDANCE_ALL,
                     _P.ATTENDANCE_SHEET, _P.ATTENDANCE_REOPEN, _P.COMPLAINT_ALL, _P.COMPLAINT_DECIDE}

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.STAFF: _WORKER,
    Role.CHIEF_REP: _HEAD,
    Role.WINDOW_HEAD: _HEAD,
    Role.MONITOR: _WORKER | {_P.LEAVE_ALL, _P.HALL, _P.STAFF_SEE, _P.ATTENDANCE_PATROL, _P.COMPLAINT_LOG, _P.COMPLAINT_ALL},
    Role.SECTION_HEAD: _HEAD | {_P.LEAVE_ALL, _P.LEAVE_ABSENCE, _P.HALL, _P.SCHEDULE_EDIT, _P.ATTENDANCE_ALL, _P.ATTENDANCE_CONFIRM,
                                _P.ATTENDANCE_PATROL, _P.ATTENDANCE_RULES, _P.ATTENDANCE_CLOSE, _P.COMPLAINT_LOG, _P.COMPLAINT_ALL,
                                _P.COMPLAINT_DECIDE, _P.COMPLAINT_RULES},
    Role.DUTY_OFFICER: _WORKER | {_P.LEAVE_ENTER, _P.LEAVE_ALL, _P.HALL},
    Role.ATTENDANCE_CLERK: _WORKER | {_P.LEAVE_ALL, _P.CALENDAR_EDIT, _P.SCHEDULE_EDIT, _P.DUTY_EDIT, _P.STAFF_SEE, _P.ATTENDANCE_ALL,
                                      _P.ATTENDANCE_SHEET, _P.ATTENDANCE_OUTAGES, _P.ATTENDANCE_DEVICES, _P.ATTENDANCE_CLOSE},
    Role.PERSONNEL: _WORKER | {_P.ATTENDANCE_ALL, _P.ATTENDANCE_SHEET, _P.ATTENDANCE_OUTAGES, _P.ATTENDANCE_DEVICES, _P.ATTENDANCE_RULES,
                               _P.ATTENDANCE_CLOSE, _P.LEAVE_ENTER, _P.LEAVE_SLIP, _P.LEAVE_ALL, _P.LEAVE_LEDGER, _P.LEAVE_RULES,
                               _P.COMPLAINT_RULES,
                               _P.STAFF_SEE, _P.STAFF_EDIT,
                               _P.ROLES_SEE, _P.CALENDAR_EDIT, _P.SCHEDULE_EDIT, _P.DUTY_EDIT},
    Role.DEPUTY_LEADER: _LEADER,
    Role.MAIN_LEADER: _LEADER,
    Role.SYSTEM_ADMIN: _OWN | {_P.OPERATIONS, _P.CALENDAR_EDIT, _P.ATTENDANCE_DEVICES},
    Role.SECURITY_ADMIN: _OWN | {_P.ROLES_SEE, _P.ROLES_GRANT, _P.ACCOUNTS, _P.SIGN_IN_LOG, _P.STAFF_SEE},
    Role.AUDIT_ADMIN: _OWN | {_P.AUDIT, _P.SIGN_IN_LOG, _P.ROLES_SEE},
}

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
LEADERS = frozenset({Role.DEPUTY_LEADER, Role.MAIN_LEADER})
HEADS = frozenset({Role.CHIEF_REP, Role.WINDOW_HEAD})


@dataclass(frozen=True)
class Grant:
    """One role held now; unit_id is "" when it is held for the whole centre."""

    role: Role
    unit_id: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts, with the grants in force on a day. The scheduler and the command line act as SYSTEM or OPERATOR."""

    staff_id: str
    number: str
    name: str
    unit_id: str = ""
    grants: frozenset[Grant] = field(default_factory=frozenset)
    address: str = ""
    system: bool = False
    day: date | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, whatever their unit."""
        return frozenset(grant.role for grant in self.grants)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything the roles held carry together."""
        return frozenset(permission for role in self.roles for permission in ROLE_PERMISSIONS[role])

    def may(self, permission: Permission) -> bool:
        """True when one of the roles held carries the permission, or the system itself acts."""
        return self.system or permission in self.permissions

    def holds(self, *roles: Role, unit_id: str | None = None) -> bool:
        """True when one of the roles is held; with unit_id, for that unit or for the whole centre."""
        return any(grant.role in roles and (unit_id is None or grant.unit_id in ("", unit_id)) for grant in self.grants)


SYSTEM = Actor(staff_id="", number="", name="system", system=True)


def conflicting_administrators(roles: Iterable[Role]) -> frozenset[Role]:
    """The administrator roles that clash: the three may not be held together by one person. Source: FACTS 11 row 76."""
    held = ADMINISTRATORS & frozenset(roles)
    return held if len(held) > 1 else frozenset()
