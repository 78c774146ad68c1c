"""The least a page can be: 200 requests read from the centre's own file and shown as a table; no sign-in, no permission, no frame.

`python -m benchmarks.floors.bare_list FILE PORT` serves it as the program is served: the same server, rows and pragmas.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from pathlib import Path

from flask import Flask

from actions.database import SQLITE_PRAGMAS
from serve import limited_server

ROWS = """SELECT r.number, s.number AS staff_number, s.name, u.name AS unit, r.type_code, r.start, r.start_half, r.end, r.end_half,
r.halves, r.state FROM leave_request r JOIN staff s ON s.id = r.staff_id JOIN unit u ON u.id = r.unit_id ORDER BY r.id DESC LIMIT 200"""
PAGE = """<!doctype html><title>200 rows</title><h1>200 rows</h1><table>
{% for row in rows %}<tr><td>{{ row["number"] }}</td><td>{{ row["staff_number"] }}</td><td>{{ row["name"] }}</td><td>{{ row["unit"] }}</td>
<td>{{ row["type_code"] }}</td><td>{{ row["start"] }} {{ row["start_half"] }}</td><td>{{ row["end"] }} {{ row["end_half"] }}</td>
<td>{{ row["halves"] / 2 }}</td><td>{{ row["state"] }}</td></tr>
{% endfor %}</table>"""


def create_list_app(path: Path) -> Flask:
    """`/` is the page; each thread keeps its connection, as in the program."""
    app = Flask(__name__)
    page, own = app.jinja_env.from_string(PAGE), threading.local()

    @app.get("/")
    def rows() -> str:
        if not hasattr(own, "opened"):
            own.opened = open_file(path)
        return page.render(rows=own.opened.execute(ROWS).fetchall())

    return app


def open_file(path: Path) -> sqlite3.Connection:
    """A connection with the program's pragmas."""
    opened = sqlite3.connect(path)
    opened.row_factory = sqlite3.Row
    for name, value in SQLITE_PRAGMAS.items():
        opened.execute(f"PRAGMA {name} = {value}")
    return opened


if __name__ == "__main__":
    limited_server(create_list_app(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2])).run()
