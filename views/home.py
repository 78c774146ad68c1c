"""The first page in the morning, by role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, g, url_for
from werkzeug.wrappers import Response as BaseResponse

from actions import today as today_actions
from actions import today_hall
from actions.attendance_dismissal import warnings_for
from actions.today import Todo
from actions.today_attendance import attendance_today
from actions.today_hotline import hotline_of
from rules.leave import days_text
from rules.people import HEADS, Actor, Permission
from rules.schedule import clock_text
from views.access import go_to, public, requires
from views.attendance import last_day_values
from views.complaint_sums import figure_text
from views.display import short_day
from views.leave_words import leave_span, leave_type
from views.page import render
from views.wording import home as words
from views.wording import today_hotline as hotline_words
from views.wording.leave import amount_text
from views.wording.leave_team import type_name

bp = Blueprint("home", __name__)


@dataclass(frozen=True)
class TodoLine:
    """One thing that waits, in words: what, how urgent, the tag's word, the button and where it leads."""

    text: str
    level: str
    due: str
    button: str
    address: str


@bp.get("/")
@public
def root() -> Response | BaseResponse:
    """To the first page."""
    return go_to("home.today")


@bp.get("/today")
@requires(Permission.TODAY)
def today() -> Response:
    """我的今天, 本窗口, 今日大厅 or 考勤台: what waits, then what this person answers for, then their own day."""
    actor, now, day = g.actor, g.now, g.now.date()
    works_here = actor.may(Permission.LEAVE_ASK)
    seen = attendance_today(actor, day) if works_here else None
    return render(
        "home/today.html", heading=_heading(actor), words=words, amount_text=amount_text, clock_text=clock_text, type_name=type_name,
        todos=_todo_lines() if works_here else None, dismissal=warnings_for(actor, day), days_text=days_text,
        windows=today_hall.windows_of(actor, day), hall=today_hall.hall(actor, now) if actor.may(Permission.HALL) else None,
        desk=today_hall.desk(actor, day) if today_hall.has_desk(actor) else None, hotline=hotline_of(actor, day) if works_here else None,
        hotline_words=hotline_words, figure_text=figure_text,
        mine=today_actions.my_day(actor, now) if works_here else None, attendance=seen,
        last=last_day_values(seen.last) if seen and seen.last else None,
        links=[link for link in words.LINKS if actor.may(link[-1])])


def _todo_lines() -> list[TodoLine]:
    return [_todo_line(todo, g.now.date()) for todo in today_actions.todos(g.actor, g.now.date())]


def _heading(actor: Actor) -> str:
    if actor.may(Permission.HALL):
        return words.HALL
    if today_hall.has_desk(actor):
        return words.DESK
    return words.MY_WINDOW if actor.holds(*HEADS) else words.MY_DAY


def _todo_line(todo: Todo, today: date) -> TodoLine:
    text, level, button = words.TODOS[todo.kind]
    if todo.line is None:
        return TodoLine(text.format(count=todo.count), level, words.DUE[todo.kind], button, url_for(words.PAGES[todo.kind]))
    request = todo.line.request
    said = text.format(type=leave_type(request.type_code) or words.UNTYPED, span=leave_span(request), name=todo.line.staff.name)
    if todo.kind in words.DUE:
        return TodoLine(said, level, words.DUE[todo.kind], button, url_for("leave.show", request_id=request.id))
    late = request.start <= today
    due = words.STARTS.format(day=short_day(request.start))
    if late:
        due = words.STARTS_TODAY if request.start == today else words.STARTED
    return TodoLine(said, "bad" if late else level, due, button, url_for("leave.show", request_id=request.id))
