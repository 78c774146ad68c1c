"""运行状态: whether the node is well, and running a job by hand."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g
from werkzeug.wrappers import Response as BaseResponse

from actions.jobs import run_by_hand
from actions.operations import job_states, operations_status
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.page import render
from views.wording import operations as words
from views.wording import say

bp = Blueprint("operations", __name__, url_prefix="/operations")


@bp.get("")
@requires(Permission.OPERATIONS)
def show() -> Response:
    """运行状态: one sentence, then every line, then the jobs."""
    return _page()


@bp.post("/jobs/<name>/run")
@requires(Permission.OPERATIONS)
def run_job(name: str) -> Response | BaseResponse:
    """立即运行; back to the page, or 422 with the reason when the job fails; 404 for an unknown job."""
    try:
        run_by_hand(g.actor, current_app.config["SETTINGS"], current_app.config["JOBS"], name, g.now)
    except InvalidInput as error:
        return _page([say(problem) for problem in error.problems])
    return go_to("operations.show")


def _page(troubles: list[str] | None = None) -> Response:
    jobs = current_app.config["JOBS"]
    status = operations_status(current_app.config["SETTINGS"], g.now, jobs)
    lines = [(item.level, words.ROWS[item.code], words.text_of(item.code, item.state, item.values)) for item in status]
    bad = [item.code for item in status if item.level == "bad"]
    states = [(state, words.JOBS.get(state.name, state.name), *words.JOB_STATES[state.state], words.result_text(state.result))
              for state in job_states(g.now, jobs)]
    return render("operations/show.html", status=422 if troubles else 200, first=words.first_line(bad), healthy=not bad, lines=lines,
                  levels=words.LEVELS, jobs=states, troubles=troubles or [])
