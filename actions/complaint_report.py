"""The monthly report of the hotline: filled in, checked, issued and frozen; what changes later is a new edition that says so.

Source: docs/rules/complaint_sums.md 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.changes import FormStamp, add, change, check_version, find, once, transaction
from actions.complaint_rights import visible_to
from actions.complaint_sums import Compared, compared, facts_in
from actions.people import people_named
from models import Complaint, HotlineReport
from rules.attendance_close import month_last
from rules.complaint_sums import Fact, fact_of, month_of
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, Problem
from rules.people import LEADERS, SYSTEM, Actor, Permission

PARTS = ("facts", "before", "year_before")
AT_ONCE = 500


@dataclass(frozen=True)
class Report:
    """A month's report. row: the edition that is shown, None where nothing was filled in: then found is what the figures say now.
    former: the figures of the edition before. names: id -> name of who signed; editions: how many there are.
    """

    row: HotlineReport | None
    found: Compared
    former: Compared | None
    names: Mapping[str, str]
    editions: int
    may_fill: bool
    may_check: bool
    may_issue: bool


def report_of(actor: Actor, month: date, today: date, edition: int = 0) -> Report:
    """The report of the month that begins on this day; edition 0: the latest. Raises NotAllowed."""
    live = compared(actor, month_of(month), today)
    rows = _editions(month)
    row = next((one for one in rows if one.sequence == edition), rows[-1] if rows else None)
    former = next((one for one in rows if row and one.sequence == row.sequence - 1), None)
    signed = {getattr(row, f"{act}_by") for act in ("filled", "checked", "issued")} - {""} if row else set()
    latest = row is not None and row is rows[-1]
    return Report(
        row, _as_seen(actor, row) if row else live, _as_seen(actor, former) if former else None,
        {staff_id: str(person.name) for staff_id, person in people_named(signed).items()}, len(rows),
        may_fill=actor.may(Permission.COMPLAINT_LOG) and (row is None or latest),
        may_check=bool(latest and row and not row.checked_at and _may_check(actor, row)),
        may_issue=bool(latest and row and row.checked_at and not row.issued_at and _may_issue(actor, row)))


def fill_in(actor: Actor, month: date, narrative: str, correction: str, now: datetime, seen: int, stamp: FormStamp | None = None) -> str:
    """Fill in a month's report with its figures of this moment; after it was issued, a new edition. seen: the version that was shown, 0 for
    none. Returns its id.

    Raises NotAllowed, OutOfDate; InvalidInput (narrative: required; correction: required in a new edition; month: month_runs).
    """
    def make() -> str:
        if not actor.may(Permission.COMPLAINT_LOG):
            raise NotAllowed("hotline report")
        rows = _editions(month)
        last = rows[-1] if rows else None
        _check_text(narrative, correction, month, now, anew=bool(last and last.issued_at))
        kept = {name: [fact.kept() for fact in facts_in(SYSTEM, period, now.date())]
                for name, period in zip(PARTS, _periods(month), strict=True)}
        values = {"facts": kept, "narrative": narrative.strip(), "filled_by": actor.staff_id, "filled_at": now}
        if last is None or last.issued_at:
            number = last.sequence + 1 if last else 1
            return str(add(HotlineReport(month=month, sequence=number, correction=correction.strip() if last else "", **values), actor,
                           "complaint.report.fill", now).id)
        check_version(last, seen, narrative=narrative.strip())
        for name, value in {**values, "correction": correction.strip(), "checked_by": "", "checked_at": None}.items():
            setattr(last, name, value)
        return str(change(last, actor, "complaint.report.fill", now).id)

    return once(actor, stamp, now, make)


def check(actor: Actor, report_id: str, now: datetime, seen: int) -> HotlineReport:
    """审核, by somebody else than who filled it in. Raises NotFound, NotAllowed, AlreadyDecided, OutOfDate."""
    with transaction():
        row = find(HotlineReport, report_id)
        if not _may_check(actor, row):
            raise NotAllowed("check hotline report")
        if row.checked_at:
            raise AlreadyDecided(f"report {report_id}", "checked")
        check_version(row, seen)
        row.checked_by, row.checked_at = actor.staff_id, now
        return change(row, actor, "complaint.report.check", now)


def issue(actor: Actor, report_id: str, now: datetime, seen: int) -> HotlineReport:
    """签发: from now on it is frozen. Raises NotFound, NotAllowed, AlreadyDecided (issued, or not checked yet), OutOfDate."""
    with transaction():
        row = find(HotlineReport, report_id)
        if not _may_issue(actor, row):
            raise NotAllowed("issue hotline report")
        if row.issued_at or not row.checked_at:
            raise AlreadyDecided(f"report {report_id}", "issued" if row.issued_at else "filled")
        check_version(row, seen)
        row.issued_by, row.issued_at = actor.staff_id, now
        return change(row, actor, "complaint.report.issue", now)


def _may_check(actor: Actor, row: HotlineReport) -> bool:
    return actor.may(Permission.COMPLAINT_DECIDE) and actor.staff_id != row.filled_by


def _may_issue(actor: Actor, row: HotlineReport) -> bool:
    return actor.holds(*LEADERS) and actor.staff_id != row.filled_by


def _check_text(narrative: str, correction: str, month: date, now: datetime, *, anew: bool) -> None:
    problems = [] if narrative.strip() else [Problem("narrative", "required")]
    problems += [Problem("correction", "required")] if anew and not correction.strip() else []
    problems += [Problem("month", "month_runs")] if now.date() <= month_last(month) else []
    if problems:
        raise InvalidInput(*problems)


def _editions(month: date) -> Sequence[HotlineReport]:
    return list(HotlineReport.select().where(HotlineReport.month == month).order_by(HotlineReport.sequence))


def _periods(month: date) -> tuple[Any, Any, Any]:
    period = month_of(month)
    return period, period.before, period.year_before


def _as_seen(actor: Actor, row: HotlineReport) -> Compared:
    """What an edition counted, without the complaints this person may not know of."""
    parts = [[fact_of(kept) for kept in row.facts[name]] for name in PARTS]
    hidden = _hidden(actor, [fact for part in parts for fact in part])
    return Compared(month_of(row.month), *([fact for fact in part if fact.id not in hidden] for part in parts))


def _hidden(actor: Actor, facts: Sequence[Fact]) -> set[str]:
    ids = sorted({fact.id for fact in facts})
    hidden: set[str] = set()
    for start in range(0, len(ids), AT_ONCE):
        some = Complaint.id.in_(ids[start:start + AT_ONCE])
        standing: Any = Complaint.select(Complaint.id).where(some).tuples()
        seen: Any = Complaint.select(Complaint.id).where(some & visible_to(actor)).tuples()
        hidden |= {found for (found,) in standing} - {found for (found,) in seen}
    return hidden
