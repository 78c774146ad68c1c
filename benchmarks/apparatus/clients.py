"""A browser as the benchmarks need it: one kept-alive connection, its cookies, and the token that forms carry."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from benchmarks.apparatus.processes import HOST

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Client:
    """One person at one server."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def sign_in(self, number: str, password: str) -> None:
        """Sign in through the page, and open the first page. Raises RuntimeError when it fails."""
        self.get("/account/sign-in")
        self.ask("POST", "/account/sign-in", {"number": number, "password": password}, expected=303)
        self.get("/today")

    def get(self, path: str) -> str:
        """Open a page; its token is kept for forms."""
        text = self.ask("GET", path)
        found = TOKEN.search(text)
        self.token = found.group(1) if found else self.token
        return text

    def ask(self, method: str, path: str, form: Mapping[str, str] | None = None, *, piece: bool = False, expected: int = 200) -> str:
        """The body of an answer. piece: as htmx asks. Raises RuntimeError for another status than the expected one."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"csrf_token": self.token, **form})
        if piece:
            headers["HX-Request"] = "true"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        if answer.status != expected:
            raise RuntimeError(f"{method} {path}: {answer.status}, not {expected}")
        return text


def milliseconds(client: Client, method: str, path: str, form: Mapping[str, str] | None, piece: bool) -> float:
    """How long one answer took."""
    start = time.perf_counter()
    client.ask(method, path, form, piece=piece)
    return (time.perf_counter() - start) * 1000
