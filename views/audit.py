"""审计记录, for the auditor alone."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, g, request

from actions import audit
from rules.people import Permission
from rules.staff import masked_phone
from views.access import requires
from views.page import render
from views.search import day_asked, text_asked
from views.wording.audit import ACTS, SYSTEM_NAME, TABLES
from views.wording.columns import COLUMNS

bp = Blueprint("audit", __name__, url_prefix="/audit")
ROWS = 50
SHOWN = 20
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@bp.get("")
@requires(Permission.AUDIT)
def rows() -> Response:
    """The rows a search finds, the newest first, each with what was before and after; telephones are masked."""
    search = audit.AuditSearch(person=text_asked("person"), what=text_asked("what"), table=text_asked("table"),
                               first=day_asked("first"), last=day_asked("last"), before=request.args.get("before", type=int))
    found = audit.audit_rows(g.actor, search, ROWS + 1)
    return render("audit/rows.html", rows=[(row, *shown(row)) for row in found[:ROWS]], search=search,
                  acts=audit.audited_acts(g.actor), act_names=ACTS, table_names=TABLES, system_name=SYSTEM_NAME,
                  older=found[ROWS - 1].seq if len(found) > ROWS else None)


def shown(row: Any) -> tuple[list[list[tuple[str, str, str]]], int]:
    """What one audit row changed: for each record its lines (column, before, after), no more than SHOWN; and how many there are."""
    before, after = _records(row.before), _records(row.after)
    pairs = list(zip(before or [{}] * len(after), after or [{}] * len(before), strict=False))
    return [_lines(old, new) for old, new in pairs[:SHOWN]], len(pairs)


def _records(value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _lines(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(COLUMNS.get(name, name), _masked(name, old.get(name)), _masked(name, new.get(name))) for name in {**old, **new}]


def _masked(name: str, value: Any) -> str:
    text = "" if value is None else str(value)
    return masked_phone(text) if name.endswith("phone") else MOBILE.sub(lambda found: masked_phone(found.group()), text)
