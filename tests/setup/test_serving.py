"""The real program as one process: http and https, clean ends, refused starts, clients that behave badly."""

from __future__ import annotations

import http.client
import shutil
import socket
import stat
from pathlib import Path

import pytest

from tests.setup.servers import HOST, free_port, serving, start_program, stop, trusting

BAD_CLIENTS = 50
HALF_A_REQUEST = b"GET / HTTP/1.1\r\nHost: here\r\nX-Half:"
PATIENCE = 30


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """A data folder with a migrated database."""
    shutil.copytree(migrated, tmp_path / "data")
    return tmp_path / "data"


def status_of(connection: http.client.HTTPConnection) -> int:
    connection.request("GET", "/")
    with connection.getresponse() as answer:
        answer.read()
        return answer.status


def test_an_empty_folder_is_migrated_and_served_and_sigterm_ends_it_cleanly(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path / "new", port) as (process, line):
        assert f"http://{HOST}:{port}" in line
        assert status_of(http.client.HTTPConnection(HOST, port, timeout=PATIENCE)) in {200, 302, 303}
        assert stop(process) == 0


def test_the_start_says_how_the_first_administrator_of_this_data_folder_is_made(data: Path) -> None:
    with serving(data, free_port()) as (process, _):
        process.terminate()
        assert process.stdout is not None
        assert f"run.py --data {data} flask admin create --role secadmin" in process.stdout.read()


def test_with_tls_a_client_that_trusts_the_certificate_is_served(data: Path) -> None:
    port = free_port()
    with serving(data, port, tls="1") as (process, line):
        assert f"https://{HOST}:{port}" in line
        connection = http.client.HTTPSConnection(HOST, port, timeout=PATIENCE, context=trusting(data))
        assert status_of(connection) in {200, 302, 303}
        assert stop(process) == 0


def test_the_certificate_is_made_once_and_its_key_is_the_owners_alone(data: Path) -> None:
    made = []
    for _ in range(2):
        with serving(data, free_port(), tls="1"):
            made.append((data / "tls" / "certificate.pem").read_bytes())
    assert made[0] == made[1]
    assert stat.S_IMODE((data / "tls" / "key.pem").stat().st_mode) == 0o600


def test_without_openssl_and_without_a_certificate_the_start_is_refused_with_the_way_out(data: Path, tmp_path: Path) -> None:
    process = start_program(data, free_port(), {"PATH": str(tmp_path)}, tls="1")
    _, complaint = process.communicate()
    assert process.returncode == 1
    assert "tls_certificate" in complaint


def test_a_port_that_is_taken_is_named(data: Path) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        process = start_program(data, port)
        _, complaint = process.communicate()
    assert process.returncode == 1
    assert f"{HOST}:{port}" in complaint


def test_every_fault_of_the_settings_is_named_at_once(tmp_path: Path) -> None:
    process = start_program(tmp_path, 8000, role="province", idle_minutes="soon")
    _, complaint = process.communicate()
    assert process.returncode == 1
    assert "role" in complaint
    assert "IDLE_MINUTES" in complaint


@pytest.mark.parametrize("tls", ["false", "true"], ids=["http", "https"])
def test_half_open_and_silent_clients_keep_nobody_waiting(data: Path, tls: str) -> None:
    port = free_port()
    with serving(data, port, tls=tls):
        context = trusting(data) if tls == "true" else None
        clients = []
        for _ in range(BAD_CLIENTS):
            clients.append(socket.create_connection((HOST, port), timeout=PATIENCE))
            half = socket.create_connection((HOST, port), timeout=PATIENCE)
            clients.append(context.wrap_socket(half, server_hostname=HOST) if context else half)
            clients[-1].sendall(HALF_A_REQUEST)
        for _ in range(10):
            connection = (
                http.client.HTTPSConnection(HOST, port, timeout=PATIENCE, context=context)
                if context
                else http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
            )
            assert status_of(connection) in {200, 302, 303}
        for client in clients:
            client.close()


def test_a_killed_program_starts_again_on_its_data(data: Path) -> None:
    for _ in range(2):
        port = free_port()
        with serving(data, port) as (process, _):
            assert status_of(http.client.HTTPConnection(HOST, port, timeout=PATIENCE)) in {200, 302, 303}
            process.kill()
