"""Error class -> status and a page in Chinese. Only InvalidInput is caught in views; the others come here."""

from __future__ import annotations

import errno
from typing import Any

from flask import Flask, Response, current_app
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from actions.database import DatabaseTrouble, first_trouble
from rules.errors import AlreadyDecided, InvalidInput, KeyReused, NotAllowed, NotFound, OutOfDate, TypedByAnother
from views.htmx import show_as_message, wants_piece
from views.page import render
from views.wording import errors as words
from views.wording import say


def answer(status: int, sentence: str = "", **values: Any) -> Response:
    """The error page, or for htmx a message at the top of the page."""
    title, text = words.PAGES.get(status, words.PAGES[500])
    response = render("error.html", partial="_error.html", status=status, title=title, sentence=sentence or text,
                      retry=status >= 500, **values)
    return show_as_message(response) if wants_piece() else response  # type: ignore[return-value]  # same object


def _database_trouble(error: DatabaseTrouble) -> Response:
    text = first_trouble(error)
    current_app.logger.error("database: %s", text)
    if "full" in text or "disk I/O" in text:  # a quota or a limit of file size reads as the latter
        return answer(507)
    return answer(503) if "locked" in text or "busy" in text else answer(500)


def _file_trouble(error: OSError) -> Response:
    if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _failure(error)
    current_app.logger.error("files: %s", error)
    return answer(507)


def _failure(error: Exception) -> Response:
    current_app.logger.exception("request failed", exc_info=error)
    return answer(500)


def init_errors(app: Flask) -> None:
    """Register what each error is answered with."""
    app.register_error_handler(NotAllowed, lambda _error: answer(403))
    app.register_error_handler(NotFound, lambda _error: answer(404))
    app.register_error_handler(OutOfDate, lambda error: answer(409, current=error.current, offered=error.offered))
    app.register_error_handler(AlreadyDecided, lambda error: answer(409, state=error.state))
    app.register_error_handler(KeyReused, lambda _error: answer(409, words.KEY_REUSED))
    app.register_error_handler(TypedByAnother, lambda _error: answer(412))
    app.register_error_handler(InvalidInput, lambda error: answer(422, problems=[say(problem) for problem in error.problems]))
    app.register_error_handler(CSRFError, lambda _error: answer(400, words.CSRF))
    app.register_error_handler(HTTPException, lambda error: answer(error.code or 500))
    app.register_error_handler(DatabaseTrouble, _database_trouble)
    app.register_error_handler(OSError, _file_trouble)
    app.register_error_handler(Exception, _failure)
