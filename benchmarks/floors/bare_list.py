"""The least a page can be: 200 rows read from a SQLite file and shown as a table, nothing else: no session, no permission, no frame.

`python -m benchmarks.floors.bare_list FILE PORT` makes the file and serves the page as the program is served.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from pathlib import Path

from flask import Flask

from actions.database import SQLITE_PRAGMAS
from serve import limited_server

COLUMNS = ("number", "name", "unit", "type", "first_day", "last_day", "days", "state")
PAGE = """<!doctype html><title>200 rows</title><h1>200 rows</h1><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>"""


def open_file(path: Path) -> sqlite3.Connection:
    """A connection with the program's pragmas."""
    opened = sqlite3.connect(path)
    for name, value in SQLITE_PRAGMAS.items():
        opened.execute(f"PRAGMA {name} = {value}")
    return opened


def make_file(path: Path) -> None:
    """200 rows of eight columns."""
    with open_file(path) as opened:
        opened.execute(f"CREATE TABLE line ({', '.join(COLUMNS)})")
        opened.executemany(
            f"INSERT INTO line VALUES ({', '.join('?' * len(COLUMNS))})",  # noqa: S608  # only question marks
            [(f"QJ-2026-{n:04d}", f"person {n:03d}", f"window {n % 20}", "annual", "2026-06-08", "2026-06-09", "2.0", "closed")
             for n in range(200)],
        )


def create_list_app(path: Path) -> Flask:
    """`/` is the page; each thread keeps its connection, as in the program."""
    app = Flask(__name__)
    page, own = app.jinja_env.from_string(PAGE), threading.local()

    @app.get("/")
    def rows() -> str:
        if not hasattr(own, "opened"):
            own.opened = open_file(path)
        return page.render(rows=own.opened.execute("SELECT * FROM line").fetchall())

    return app


if __name__ == "__main__":
    make_file(Path(sys.argv[1]))
    limited_server(create_list_app(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2])).run()
