"""`flask admin create`: somebody with a role and a first password."""

from __future__ import annotations

import sys

import click
from flask import current_app

from actions.administrators import appoint
from commands.output import Commands, print_json
from rules.people import Role
from views.wording.people import ROLES
from views.wording.roles import APPOINTED, FIRST_PASSWORD

group = Commands("admin", help="People with a role, made from the command line.")
NUMBERS = {Role.SYSTEM_ADMIN: "admin"}


@group.command("create")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--number", help="Staff number; by default admin, secadmin, auditor or the role's own word.")
@click.option("--name", help="Name of a new person; by default what the role is called.")
@click.option("--password-stdin", is_flag=True, help="Read the first password from standard input instead of making one.")
@click.option("--json", "as_json", is_flag=True)
def create(role: str, number: str | None, name: str | None, password_stdin: bool, as_json: bool) -> None:
    """Make the person if the number is new, grant the role, and print a first password once."""
    chosen = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    made = appoint(Role(role), number or NUMBERS.get(Role(role), role), name or ROLES[role], chosen, current_app.config["CLOCK"]())
    if as_json:
        print_json({"number": made.number, "name": made.name, "role": made.role, "password": made.password or None})
        return
    click.echo(APPOINTED.format(number=made.number, name=made.name, role=ROLES[made.role]))
    if made.password:
        click.echo(FIRST_PASSWORD.format(password=made.password))
