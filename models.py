"""All tables, and for each the label captured (its changes travel to the bureau) or local (they never leave the node)."""

from __future__ import annotations

from tables.attendance import (
    AttendanceCase,
    AttendanceRules,
    Exemption,
    MonthAdjustment,
    MonthClose,
    MonthFigure,
    Outage,
    PatrolFinding,
    Posting,
    PunchCorrection,
    SheetSymbol,
    Verdict,
    VerdictHistory,
    WeekCheck,
)
from tables.calendar import CalendarDay, NoonDuty, Schedule, ScheduleDay
from tables.complaint import (
    COMPLAINT_DUE,
    COMPLAINT_OPEN,
    NUMBER_HEAD,
    NUMBER_LENGTH,
    SEARCH_ON_POSTGRESQL,
    SEARCH_ON_SQLITE,
    SEARCH_TRIGGERS,
    Complaint,
    ComplaintAct,
    ComplaintAsk,
    ComplaintCaller,
    ComplaintCategory,
    ComplaintNamed,
    ComplaintPause,
    ComplaintRule,
    ComplaintSealed,
    ComplaintText,
    Phrase,
    SavedView,
    SealKey,
)
from tables.complaint_desk import ComplaintLink, ComplaintPaper, DeskRule, MissedCall, MissedCaller, ShiftHandover
from tables.complaint_documents import ComplaintDocument, ComplaintStatement, SupervisionOrder
from tables.complaint_moves import ComplaintMove
from tables.complaint_orders import ComplaintColumns, ComplaintHeld, ComplaintOutside
from tables.complaint_report import HotlineReport
from tables.devices import (
    ClockCorrection,
    Coverage,
    Device,
    DeviceCommand,
    DeviceEvent,
    DeviceState,
    ImportBatch,
    PinHint,
    PinMap,
    RawPunch,
    StrangeDevice,
)
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
    Device, DeviceEvent, ImportBatch, RawPunch, PinMap, Coverage, ClockCorrection,
    AttendanceRules, Posting, Exemption, Verdict, VerdictHistory, AttendanceCase, PunchCorrection, Outage, PatrolFinding,
    WeekCheck, MonthClose, MonthFigure, MonthAdjustment, SheetSymbol,
    ComplaintRule, ComplaintCategory, Phrase, Complaint, ComplaintNamed, ComplaintAct,
    ComplaintAsk, ComplaintPause, ComplaintDocument, ComplaintStatement, SupervisionOrder,
    SealKey, ComplaintSealed, ComplaintOutside, ComplaintColumns, ComplaintMove,
    HotlineReport,
    DeskRule, ComplaintLink, ComplaintPaper, MissedCall, ShiftHandover,
)
LOCAL: tuple[type[Table], ...] = (
    NodeSelf, ChangeLog, AuditRow, FormKey, JobRun, Notice, Account, Session, SignInTry, FeedToken,
    DeviceState, DeviceCommand, StrangeDevice, PinHint, ComplaintCaller, ComplaintHeld, MissedCaller,
    ComplaintText, SavedView,
)
ALL: tuple[type[Table], ...] = LOCAL + CAPTURED

__all__ = [
    "ALL", "CAPTURED", "COMPLAINT_DUE", "COMPLAINT_OPEN", "LOCAL", "NUMBER_HEAD", "NUMBER_LENGTH", "SEARCH_ON_POSTGRESQL",
    "SEARCH_ON_SQLITE", "SEARCH_TRIGGERS", "Account", "Attachment", "AttendanceCase", "AttendanceRules", "AuditRow",
    "CalendarDay", "ChangeLog", "ClockCorrection", "Complaint", "ComplaintAct", "ComplaintAsk", "ComplaintCaller",
    "ComplaintCategory", "ComplaintColumns", "ComplaintDocument", "ComplaintHeld", "ComplaintLink", "ComplaintMove",
    "ComplaintNamed", "ComplaintOutside", "ComplaintPaper", "ComplaintPause", "ComplaintRule", "ComplaintSealed",
    "ComplaintStatement", "ComplaintText", "Coverage", "Delegation", "DeskRule", "Device", "DeviceCommand", "DeviceEvent",
    "DeviceState", "DutyHours", "Exemption", "FeedToken", "FormKey", "HandoverItem", "HotlineReport", "ImportBatch", "JobRun",
    "LeaveCell", "LeaveDecision", "LeaveEntry", "LeaveInterval", "LeavePolicy", "LeaveRequest", "LeaveRule", "MissedCall",
    "MissedCaller", "MonthAdjustment", "MonthClose", "MonthFigure", "NodeSelf", "NoonDuty", "Notice", "NursingArrangement",
    "Outage", "PatrolFinding", "Phrase", "PinHint", "PinMap", "Posting", "PunchCorrection", "RawPunch", "RoleGrant", "Row",
    "SavedView", "Schedule", "ScheduleDay", "SealKey", "Session", "SheetSymbol", "ShiftHandover", "SignInTry", "Staff",
    "StrangeDevice", "SupervisionOrder", "Table", "Unit", "Verdict", "VerdictHistory", "WeekCheck", "database",
]
