"""`flask jobs list|once|run`: the schedule from the command line."""

from __future__ import annotations

import signal
import threading
from datetime import datetime

import click
from flask import current_app

from actions.jobs import Job, job_state
from clock import STATION_ZONE
from commands.output import Commands, print_json
from jobs import JOBS, build_scheduler, run_job
from rules.calendar_document import FIRST_YEAR, LAST_YEAR
from views.wording import operations as words

group = Commands("jobs", help="Scheduled work.")
as_json = click.option("--json", "wants_json", is_flag=True, help="One JSON document.")


class JobName(click.ParamType[Job]):
    """The name of a job; an unknown one is wrong usage (exit 2)."""

    name = "job"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Job:
        """The job."""
        named = {job.name: job for job in JOBS}
        if str(value) not in named:
            self.fail(words.UNKNOWN_JOB.format(name=value, names=" ".join(named)), param, ctx)
        return named[str(value)]


class Moment(click.ParamType[datetime]):
    """An ISO moment between the years the calendar may have; without a zone it is station time."""

    name = "moment"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The aware moment in Asia/Shanghai."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(words.NOT_A_MOMENT.format(value=value), param, ctx)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self.fail(words.NOT_A_MOMENT.format(value=value), param, ctx)
        return moment.astimezone(STATION_ZONE) if moment.tzinfo else moment.replace(tzinfo=STATION_ZONE)


@group.command("list")
@as_json
def list_jobs(wants_json: bool) -> None:
    """Each job with its last good run and when it is asked next."""
    now = current_app.config["CLOCK"]()
    states = [job_state(job, now) for job in JOBS]
    if wants_json:
        print_json([{"name": state.name, "last_good": state.last_good.isoformat() if state.last_good else None,
                     "next": state.next.isoformat()} for state in states])
        return
    for state in states:
        last = f"{state.last_good:%Y-%m-%d %H:%M}" if state.last_good else words.NEVER
        click.echo(words.JOB_LINE.format(name=state.name, label=words.JOBS.get(state.name, state.name), last=last, next=state.next))


@group.command("once")
@click.argument("job", metavar="NAME", type=JobName())
@click.option("--now", "moment", type=Moment(), help="As if it were this moment (ISO; station time without a zone).")
@as_json
def once(job: Job, moment: datetime | None, wants_json: bool) -> None:
    """Do what one job owes, unless its slot is done."""
    outcome = run_job(current_app.config["SETTINGS"], job, moment or current_app.config["CLOCK"]())
    if wants_json:
        print_json({"name": outcome.name, "slot": outcome.slot, "result": outcome.result})
    else:
        click.echo(f"{outcome.name} {outcome.slot}: {outcome.result}")


@group.command("run")
def run() -> None:
    """The scheduler alone, until SIGTERM or Ctrl+C; what was begun is finished."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    scheduler = build_scheduler(current_app.config["SETTINGS"])
    scheduler.start()
    click.echo(words.SCHEDULER_RUNS, err=True)
    while not ended.wait(1):
        pass
    scheduler.shutdown()
