"""A client from outside, as docs/http.md tells it: cookies, the token, a key for each thing to be made. Standard library only."""

from __future__ import annotations

import http.client
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import SimpleCookie
from threading import Barrier
from typing import TypeVar
from urllib.parse import urlencode

from tests.setup.servers import HOST

PASSWORD = "Window-2026"
PATIENCE = 60
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
FORM = "application/x-www-form-urlencoded"
T = TypeVar("T")


class NoAnswer(Exception):
    """The server died, or was not there: whether it was done is not known."""


@dataclass(frozen=True)
class Answer:
    """What came back. location: where a 303 leads, "" else."""

    status: int
    location: str
    text: str

    @property
    def made(self) -> str:
        """The id at the end of the address a 303 leads to."""
        return self.location.rsplit("/", 1)[-1]


class Outside:
    """One person at one server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""

    def sign_in(self, number: str, password: str = PASSWORD) -> Outside:
        """Sign in as docs/http.md says, and take the token of the next page."""
        self.get("/account/sign-in")
        answer = self.post("/account/sign-in", {"number": number, "password": password}, key="")
        assert answer.status == 303, (number, answer.status, answer.text)
        self.get("/notices")
        return self

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self.send("GET", path)

    def post(self, path: str, fields: Mapping[str, str | Sequence[str]] | None = None, key: str | None = None) -> Answer:
        """Send a form, under a key of its own unless one is given; with the key "" without any."""
        given = {"request_key": uuid.uuid4().hex if key is None else key} if key != "" else {}
        return self.send("POST", path, urlencode({"csrf_token": self.token, **given, **(fields or {})}, doseq=True).encode())

    def send(self, method: str, path: str, body: bytes | None = None, content_type: str = FORM, **headers: str) -> Answer:
        """Send anything. Raises NoAnswer when no whole answer comes."""
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = content_type
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(repr(error)) from error
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        answer = Answer(response.status, response.headers.get("Location") or "", content.decode("utf-8", "replace"))
        found = TOKEN.search(answer.text)
        self.token = found.group(1) if found else self.token
        return answer


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Do all calls at the same moment, each in a thread; what they returned, in their order."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
