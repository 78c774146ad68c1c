"""审计记录, for the auditor alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g

from actions import audit
from rules.complaint_secrecy import is_secret
from rules.people import Permission
from rules.staff import masked_phone
from views.access import requires
from views.display import column_text
from views.page import render
from views.search import day_asked, number_asked, text_asked
from views.wording.audit import ACTS, SYSTEM_NAME, TABLES
from views.wording.columns import COLUMNS

bp = Blueprint("audit", __name__, url_prefix="/audit")
ROWS = 50
SHOWN = 20
BOOKKEEPING = frozenset({"id", "centre", "version", "created_at", "updated_at", "name_key", "initials"})
"""Columns that say nothing a reader of the audit does not see already."""
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@bp.get("")
@requires(Permission.AUDIT)
def rows() -> Response:
    """The rows a search finds, the newest first, each with what was before and after; telephones are masked."""
    search = audit.AuditSearch(person=text_asked("person"), what=text_asked("what"), table=text_asked("table"),
                               first=day_asked("first"), last=day_asked("last"), before=number_asked("before", 0) or None)
    found = audit.audit_rows(g.actor, search, ROWS + 1)
    names = {key: _without_mobiles(name) for key, name in audit.names_in(found).items()}
    return render("audit/rows.html", rows=[(row, *shown(row, names)) for row in found[:ROWS]], search=search, names=names,
                  is_secret=is_secret, acts=audit.audited_acts(g.actor), act_names=ACTS, table_names=TABLES, system_name=SYSTEM_NAME,
                  older=found[ROWS - 1].seq if len(found) > ROWS else None)


def shown(row: Any, names: Mapping[str, str]) -> tuple[list[list[tuple[str, str, str]]], int]:
    """What one audit row changed: for each record its lines (column, before, after), no more than SHOWN; and how many there are.

    Of a complaint it shows nothing to any auditor: one of them may be named in it, and what is left out would tell them.
    """
    if is_secret(row.tbl):
        return [], 0
    before, after = _records(row.before), _records(row.after)
    pairs = list(zip(before or [{}] * len(after), after or [{}] * len(before), strict=False))
    return [_lines(old, new, names) for old, new in pairs[:SHOWN]], len(pairs)


def _records(value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _lines(old: dict[str, Any], new: dict[str, Any], names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(COLUMNS.get(column, column), _readable(column, old.get(column), names), _readable(column, new.get(column), names))
            for column in {**old, **new} if column not in BOOKKEEPING]


def _readable(column: str, value: Any, names: Mapping[str, str]) -> str:
    text = "" if value is None else str(column_text(value, column))
    if column.endswith("_at"):
        return text[:16].replace("T", " ")
    return names.get(text) or _without_mobiles(text)


def _without_mobiles(text: str) -> str:
    return MOBILE.sub(lambda found: masked_phone(found.group()), text)
