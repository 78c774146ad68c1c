"""Machines for tests: registering one, and what it sends, through the client or over a socket of its own."""

from __future__ import annotations

import itertools
import socket
from datetime import date
from typing import Any

from flask.testing import FlaskClient

from actions.changes import add, transaction
from devices.iclock_answers import moment_text
from models import Device, PinMap, Staff
from rules.people import SYSTEM
from tests.people_made import LONG_AGO

SERIAL = "SERIAL87654321"
AT = {"REMOTE_ADDR": "10.10.2.50"}
_numbers = itertools.count(1)


def make_device(kind: str = "push", **values: Any) -> Device:
    """A machine on the wall since 2020; of the push kind it may call from 10.10.2.0/24."""
    n = next(_numbers)
    given = {"code": f"m{n}", "name": f"{n}号考勤机", "serial": SERIAL if kind == "push" else "", "addresses": "10.10.2.0/24, 127.0.0.1",
             "installed": date(2020, 1, 1), **values}
    with transaction():
        return add(Device(kind=kind, **given), SYSTEM, "device.add", LONG_AGO)


def give_pin(device: Device, pin: str, staff: Staff, since: date = date(2020, 1, 1)) -> None:
    """A number on a machine that is somebody's."""
    with transaction():
        add(PinMap(device_id=device.id, pin=pin, staff_id=staff.id, valid_from=since), SYSTEM, "pin.map", LONG_AGO)


def post(client: FlaskClient, table: str, body: bytes, serial: str = SERIAL, **headers: Any) -> Any:
    """What a machine posts, from its own address, without a Content-Type."""
    address = {"REMOTE_ADDR": headers.pop("address", AT["REMOTE_ADDR"])}
    return client.post(f"/iclock/cdata?SN={serial}&table={table}&Stamp=9999", data=body, environ_base=address, **headers)


def get(client: FlaskClient, rest: str, serial: str = SERIAL, address: str = AT["REMOTE_ADDR"]) -> Any:
    """What a machine asks for."""
    return client.get(f"/iclock/{rest}{'&' if '?' in rest else '?'}SN={serial}", environ_base={"REMOTE_ADDR": address})


def rows(first: int, count: int, step: int = 60, pin: str = "") -> bytes:
    """Lines of an ATTLOG body, from a local second on, one a step; without a pin every line has another."""
    return b"".join(f"{pin or 1000 + number}\t{moment_text(first + number * step)}\t0\t1\t\t0\t0\t\n".encode() for number in range(count))


def raw(port: int, request: bytes, host: str = "127.0.0.1") -> bytes:
    """The answer to bytes over a socket, whole."""
    with socket.create_connection((host, port), timeout=30) as connection:
        connection.sendall(request)
        connection.settimeout(30)
        answer = b""
        while True:
            piece = connection.recv(65536)
            if not piece:
                return answer
            answer += piece
