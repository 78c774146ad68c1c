"""`flask db upgrade|check`: the schema of the data folder's database."""

from __future__ import annotations

import click
from flask import current_app

from actions.capture import capture_faults
from actions.database import migrate, pending_steps
from commands.output import Commands, fail
from models import database
from views.wording.setup_database import IN_ORDER, NOT_IN_ORDER

group = Commands("db", help="Schema of the database.")


@group.command("upgrade")
def upgrade() -> None:
    """Do every pending step of migrations/."""
    migrate(current_app.config["SETTINGS"], current_app.config["CLOCK"]())


@group.command("check")
def check() -> None:
    """Exit 1 when a step is pending or a capture trigger differs from the models."""
    faults = pending_steps(database.obj) + capture_faults(database.obj)
    if faults:
        fail(NOT_IN_ORDER + ", ".join(faults))
    click.echo(IN_ORDER)
