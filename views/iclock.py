"""/iclock: what attendance machines call by themselves (ADMS). No sign-in, no form: only registered machines from their own addresses.

A machine is answered only when everything is kept; with an error it sends again. Protocol: devices/iclock.py.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from actions import device_contact, device_orders, device_push
from actions.database import DatabaseTrouble, first_trouble
from devices import iclock, iclock_answers
from views.access import devices_only

bp = Blueprint("iclock", __name__, url_prefix="/iclock")
BOTH = ["GET", "POST"]


def for_machines(view: Callable[[Any], Response]) -> Callable[[], Response]:
    """The view is given the registered machine that asks; anything else is refused and shows on the page of machines."""

    @devices_only
    @wraps(view)
    def asked() -> Response:
        serial = request.args.get("SN") or request.args.get("sn") or ""
        device = device_contact.machine_at(serial, request.remote_addr or "", g.now)
        return view(device) if device else told(iclock_answers.STRANGER, 403)

    return asked


def told(text: str, status: int = 200) -> Response:
    """Plain text, as machines read it."""
    return Response(text, status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@bp.route("/cdata", methods=BOTH)
@for_machines
def cdata(device: Any) -> Response:
    """GET with options: the start. POST: what the machine brings, by its table; tables of bodies are answered and not read."""
    table = request.args.get("table", "").strip().upper()
    if request.method == "GET":
        return _start(device) if "options" in request.args or not table else _heard(device)
    return TABLES.get(table, _refused)(device)


@bp.route("/getrequest", methods=BOTH)
@for_machines
def getrequest(device: Any) -> Response:
    """The poll: orders that wait, else OK."""
    _note(device, iclock.read_info(request.args.get("INFO", "")))
    orders = device_orders.fetch(device, g.now)
    lines = [iclock_answers.order_line(number, order, g.now) for number, order in orders]
    return told("\n".join(lines) + "\n" if lines else iclock_answers.OK)


@bp.route("/devicecmd", methods=BOTH)
@for_machines
def devicecmd(device: Any) -> Response:
    """What orders came to."""
    return _replies(device, _body())


@bp.route("/registry", methods=BOTH)
@for_machines
def registry(device: Any) -> Response:
    """The machine describes itself."""
    return _describes(device)


@bp.route("/ping", methods=BOTH)
@for_machines
def ping(device: Any) -> Response:
    """Still there."""
    return _heard(device)


@bp.route("/fdata", methods=BOTH)
@for_machines
def fdata(device: Any) -> Response:
    """Pictures, which are not taken."""
    return _refused(device)


@bp.errorhandler(Exception)
def trouble(error: Exception) -> Response:
    """Any fault: an error in plain text, so that the machine sends again. Nothing of what it sent is logged."""
    if isinstance(error, HTTPException):
        return told(error.name, error.code or 500)
    if isinstance(error, DatabaseTrouble):
        text = first_trouble(error)
        current_app.logger.error("machines, database: %s", text)
        return told("ERROR", 507 if "full" in text or "disk I/O" in text else 503)
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    current_app.logger.error("machines: %s", type(error).__name__)
    return told("ERROR", 507 if full else 500)


def _body() -> bytes:
    """What was sent, whatever it calls itself. Answered 413 above the limit."""
    request.max_content_length = iclock.LIMIT
    return request.get_data(cache=False)


def _address() -> str:
    return request.remote_addr or ""


def _note(device: Any, said: Mapping[str, str] | None = None, refused: int = 0) -> None:
    device_contact.note_contact(device, _address(), g.now, said, refused=refused)


def _heard(device: Any) -> Response:
    _note(device)
    return told(iclock_answers.OK)


def _start(device: Any) -> Response:
    _note(device, iclock.about_of({"PushVersion": request.args.get("pushver", "")}))
    return told(iclock_answers.options(device.serial, device_push.has_sent(device), request.args.get("pushver", "")))


def _punches(device: Any, body: bytes | None = None) -> Response:
    found = iclock.read_punches(_body() if body is None else body)
    device_push.take_punches(device, found.rows, found.refused, _address(), g.now)
    return told(iclock_answers.taken(found.lines))


def _own_log(device: Any) -> Response:
    found = iclock.read_own_log(_body())
    device_push.take_own_log(device, found.events, found.people, found.refused, _address(), g.now)
    return told(iclock_answers.taken(found.lines))


def _describes(device: Any) -> Response:
    _note(device, iclock.read_about(_body()))
    return told(iclock_answers.OK)


def _replies(device: Any, body: bytes) -> Response:
    replies = iclock.read_replies(body)
    answers = [device_orders.Answered(one.number, one.code, iclock.counted(one)) for one in replies]
    device_orders.answer(device, answers, _address(), g.now)
    said: dict[str, str] = {}
    for one in replies:
        said.update(iclock.about_of(one.values))
    _note(device, said)
    return told(iclock_answers.OK)


def _without_table(device: Any) -> Response:
    """One model answers orders here, old ones send punches so."""
    body = _body()
    return _replies(device, body) if iclock.is_reply(body) else _punches(device, body)


def _refused(device: Any) -> Response:
    _note(device, refused=1)
    return told(iclock_answers.OK)


TABLES: Mapping[str, Callable[[Any], Response]] = {
    "": _without_table, "ATTLOG": _punches, "OPERLOG": _own_log, "OPTIONS": _describes, "ERRORLOG": _heard,
}
