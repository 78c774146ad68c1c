"""All tables, and for each the label captured (its changes travel to the bureau) or local (they never leave the node)."""

from __future__ import annotations

from tables.calendar import CalendarDay, NoonDuty, Schedule, ScheduleDay
from tables.fields import Row, Table, database
from tables.leave import (
    DutyHours,
    LeaveCell,
    LeaveDecision,
    LeaveEntry,
    LeaveInterval,
    LeavePolicy,
    LeaveRequest,
    LeaveRule,
    NursingArrangement,
)
from tables.node import (
    Account,
    AuditRow,
    ChangeLog,
    FeedToken,
    FormKey,
    JobRun,
    NodeSelf,
    Notice,
    Session,
    SignInTry,
)
from tables.people import Attachment, Delegation, HandoverItem, RoleGrant, Staff, Unit

CAPTURED: tuple[type[Row], ...] = (
    Unit, Staff, RoleGrant, Delegation, HandoverItem, Attachment,
    CalendarDay, Schedule, ScheduleDay, NoonDuty,
    LeaveRule, LeavePolicy, LeaveRequest, LeaveCell, LeaveInterval, LeaveDecision, LeaveEntry, DutyHours, NursingArrangement,
)
LOCAL: tuple[type[Table], ...] = (
    NodeSelf, ChangeLog, AuditRow, FormKey, JobRun, Notice, Account, Session, SignInTry, FeedToken,
)
ALL: tuple[type[Table], ...] = LOCAL + CAPTURED

__all__ = [
    "ALL", "CAPTURED", "LOCAL", "Account", "Attachment", "AuditRow", "CalendarDay", "ChangeLog", "Delegation",
    "DutyHours", "FeedToken", "FormKey", "HandoverItem", "JobRun", "LeaveCell", "LeaveDecision", "LeaveEntry", "LeaveInterval",
    "LeavePolicy", "LeaveRequest", "LeaveRule", "NodeSelf", "NoonDuty", "Notice", "NursingArrangement", "RoleGrant", "Row",
    "Schedule", "ScheduleDay", "Session", "SignInTry", "Staff", "Table", "Unit", "database",
]
