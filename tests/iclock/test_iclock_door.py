"""Who may call /iclock: registered machines from their own addresses, and nobody else; nothing else opens to them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.device_contact import STRANGERS, strangers
from models import AuditRow, DeviceState, RawPunch, StrangeDevice
from rules.people import Role
from tests.iclock.machines_made import SERIAL, get, make_device, post
from tests.people_made import make_staff

CALLS = ("cdata?options=all", "getrequest", "devicecmd", "registry", "ping", "fdata")
ROW = b"1\t2026-03-02 08:31:05\t0\t1\n"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("serial", "address"), [
    ("OTHER", "10.10.2.50"), (SERIAL, "10.10.3.50"), (SERIAL, "8.8.8.8"), ("", "10.10.2.50"), (SERIAL.lower(), "10.10.2.50"),
])
def test_a_machine_that_is_not_registered_or_elsewhere_is_refused_in_plain_text(app, call, serial, address):
    make_device()
    answer = get(app.test_client(), call, serial, address)
    assert (answer.status_code, answer.text, answer.mimetype) == (403, "UNKNOWN DEVICE", "text/plain")
    assert post(app.test_client(), "ATTLOG", ROW, serial, address=address).status_code == 403
    assert (RawPunch.select().count(), DeviceState.select().count()) == (0, 0)


@pytest.mark.parametrize("values", [{"active": False}, {"kind": "file", "serial": SERIAL}, {"addresses": ""}, {"addresses": "nowhere"}])
def test_a_machine_out_of_use_of_another_kind_or_without_addresses_is_refused(app, values):
    make_device(**values)
    assert get(app.test_client(), "getrequest").status_code == 403


@pytest.mark.parametrize("address", ["10.10.2.50", "127.0.0.1", "::ffff:10.10.2.50"])
def test_the_registered_machine_is_let_in_from_its_addresses(app, address):
    make_device()
    assert get(app.test_client(), "getrequest", address=address).text == "OK"


def test_strangers_are_listed_once_and_few_and_not_written_for_each_call(app, clock):
    device, client = make_device(), app.test_client()
    before = AuditRow.select().count()
    for _ in range(3):
        get(client, "getrequest", "STRANGE1")
    get(client, "getrequest", SERIAL, "10.9.9.9")
    assert {(row.serial, row.address, known and known.id) for row, known in strangers()} == {
        ("STRANGE1", "10.10.2.50", None), (SERIAL, "10.9.9.9", device.id)}
    clock.now += timedelta(seconds=30)
    get(client, "getrequest", "STRANGE1")
    assert {row.seen_at for row, _ in strangers()} == {clock.now - timedelta(seconds=30)}
    for number in range(3 * STRANGERS):
        get(client, "getrequest", f"FLOOD{number}")
    assert StrangeDevice.select().count() == STRANGERS
    clock.now += timedelta(minutes=11)
    get(client, "getrequest", "LATER")
    assert StrangeDevice.select().count() == STRANGERS
    assert strangers()[0][0].serial == "LATER"
    assert AuditRow.select().count() == before


def test_garbage_for_a_serial_number_is_shown_as_far_as_it_can_be_read(app):
    client = app.test_client()
    client.get("/iclock/getrequest?SN=" + "%00%ff%3Cscript%3E" + "x" * 300, environ_base={"REMOTE_ADDR": "10.10.2.50"})
    [(row, _)] = strangers()
    assert len(row.serial) <= 40
    assert row.serial.isprintable()


def test_nothing_else_opens_to_a_machine(app):
    make_device()
    client, open_to_machines = app.test_client(), []
    for rule in app.url_map.iter_rules():
        if rule.arguments or rule.endpoint in ("static", "bootstrap.static"):
            continue
        answer = client.get(f"{rule.rule}?SN={SERIAL}", environ_base={"REMOTE_ADDR": "10.10.2.50"})
        if answer.status_code == 200 and getattr(app.view_functions[rule.endpoint], "access", ()) is not None:
            open_to_machines.append(rule.rule)
    names = ("cdata", "devicecmd", "fdata", "getrequest", "ping", "registry")
    assert sorted(set(open_to_machines)) == [f"/iclock/{name}" for name in names]


def test_a_machine_gets_no_cookie_and_a_signed_in_person_is_no_machine(app, sign_in):
    make_device()
    assert "Set-Cookie" not in get(app.test_client(), "getrequest").headers
    person = sign_in(make_staff(Role.SYSTEM_ADMIN))
    assert person.http.get("/iclock/getrequest?SN=OTHER").status_code == 403
