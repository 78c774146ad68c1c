"""A page with a table of 200 rows and nothing else: no session, no database, no permission."""

from __future__ import annotations

from flask import Flask, Response, render_template_string

ROWS = [{"number": f"{row:04d}", "name": f"staff {row}", "window": f"window {row % 40}", "days": row % 16} for row in range(200)]
PAGE = """<!doctype html><title>200 rows</title><h1>200 rows</h1><table>
{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.name }}</td><td>{{ row.window }}</td><td>{{ row.days }}</td></tr>
{% endfor %}</table>"""
LARGE_BYTES = 8 * 1024 * 1024


def create_bare_app() -> Flask:
    """`/` is the page of 200 rows; `/large` is one answer of 8 MiB."""
    app = Flask(__name__)

    @app.get("/")
    def page() -> str:
        return render_template_string(PAGE, rows=ROWS)

    @app.get("/large")
    def large() -> Response:
        return Response(b"x" * LARGE_BYTES, mimetype="application/octet-stream")

    return app
