"""Chinese that Python chooses, one file a feature. `say` turns a Problem into a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from rules.errors import Problem
from rules.leave import days_text, hours_text
from views.wording import (
    attendance_close,
    attendance_pages,
    attendance_rules,
    attendance_sheet,
    attendance_week,
    calendar,
    clocks,
    complaint,
    complaint_book,
    complaint_course,
    complaint_desk,
    complaint_documents,
    complaint_moves,
    complaint_orders,
    complaint_report,
    complaint_rules,
    complaint_shift,
    complaint_statements,
    corrections,
    device,
    documents,
    duty,
    errors,
    leave,
    leave_balances,
    leave_pages,
    leave_rules,
    nursing,
    operations,
    outages,
    passes,
    people,
    punches,
    roles,
    schedule,
    staff,
    supervision,
)
from views.wording.dates import HALVES

PROBLEMS: Mapping[str, str] = {
    **errors.PROBLEMS, **calendar.PROBLEMS, **schedule.PROBLEMS, **duty.PROBLEMS, **documents.PROBLEMS, **leave.PROBLEMS,
    **leave_pages.PROBLEMS, **leave_balances.PROBLEMS, **leave_rules.PROBLEMS, **nursing.PROBLEMS, **people.PROBLEMS,
    **roles.PROBLEMS, **punches.PROBLEMS, **operations.PROBLEMS, **staff.PROBLEMS, **device.PROBLEMS, **attendance_close.PROBLEMS,
    **attendance_pages.PROBLEMS, **attendance_sheet.PROBLEMS, **attendance_week.PROBLEMS, **corrections.PROBLEMS, **passes.PROBLEMS,
    **outages.PROBLEMS, **attendance_rules.PROBLEMS, **clocks.PROBLEMS, **complaint.PROBLEMS, **complaint_book.PROBLEMS,
    **complaint_course.PROBLEMS, **complaint_desk.PROBLEMS, **complaint_orders.PROBLEMS, **complaint_report.PROBLEMS,
    **complaint_moves.PROBLEMS, **complaint_rules.PROBLEMS, **complaint_shift.PROBLEMS, **complaint_statements.PROBLEMS,
    **complaint_documents.PROBLEMS, **supervision.PROBLEMS,
}


class _Sentences(Formatter):
    """Fills sentences in; {x:days} shows half-days as days, {x:hours} minutes as hours, {x:half} am as its Chinese name, {x:until} the
    last day of a span, nothing where it is open.
    """

    SHOWN: Mapping[str, Any] = {"days": days_text, "hours": hours_text, "half": lambda half: HALVES[half],
                                "until": lambda last: f"至 {last} " if last else ""}

    def format_field(self, value: Any, format_spec: str) -> Any:
        """The value in the way the sentence asks for."""
        show = self.SHOWN.get(format_spec)
        return show(value) if show else super().format_field(value, format_spec)


_sentences = _Sentences()


def say(problem: Problem) -> str:
    """The sentence for a problem, with its values filled in."""
    return _sentences.format(PROBLEMS[problem.code], **problem.values)
