"""`flask attendance import` and `setup`: punches of a file, and everything a centre's attendance starts with."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask import current_app

from actions.attendance_setup import set_up
from actions.devices import device_named
from actions.punches import Counts, second_of
from commands.attendance import group as group
from commands.output import fail, print_json
from devices.intake import take_file
from rules.attendance import DAY_SECONDS
from rules.attendance_setup import SetupRefused
from rules.people import SYSTEM
from views.wording import punches as words
from views.wording import say

PRINTED = ("read", "stored", "duplicate", "quarantined", "unknown_pin", "first", "last")


class Moment(click.ParamType[int]):
    """A local moment as `YYYY-MM-DD HH:MM[:SS]`, or a day, which means its end. Anything else is wrong usage (exit 2)."""

    name = "moment"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The local second."""
        found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?", value.strip(), re.ASCII)
        if not found:
            self.fail(words.BAD_MOMENT, param, ctx)
        try:
            return second_of(value.strip()) + (0 if found.group(2) else DAY_SECONDS)
        except ValueError:
            self.fail(words.BAD_MOMENT, param, ctx)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--device", "code", required=True, help="Code of the machine the file comes from.")
@click.option("--dry-run", is_flag=True, help="Count the same, write nothing.")
@click.option("--complete-until", type=Moment(), help="The file holds everything up to this moment; a day means its end.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_file(file: Path, code: str, dry_run: bool, complete_until: int | None, as_json: bool) -> None:
    """Take in the punches of a machine's file; the form is found out by its content. The same file again adds nothing."""
    now = current_app.config["CLOCK"]()
    decoder, counts = take_file(SYSTEM, device_named(code), file.read_bytes(), file.name, now, dry_run=dry_run,
                                complete_until=complete_until)
    if as_json:
        print_json({name: getattr(counts, name) for name in PRINTED})
    else:
        _tell(decoder, counts, dry_run)


def _tell(decoder: str, counts: Counts, dry_run: bool) -> None:
    values = {name: getattr(counts, name) or 0 for name in PRINTED[:5]}
    click.echo(words.COMMAND_COUNTS.format(form=words.DECODERS.get(decoder, decoder), **values))
    if counts.first:
        click.echo(words.COMMAND_SPAN.format(first=counts.first, last=counts.last))
    if counts.out_of_order:
        click.echo(words.COMMAND_ORDER.format(count=counts.out_of_order))
    if dry_run:
        click.echo(words.COMMAND_DRY)


@group.command("setup")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def setup(file: Path, as_json: bool) -> None:
    """Make machines, numbers, hours, exemptions and rules what a TOML file says; with a fault nothing is written, exit 1."""
    try:
        counts = set_up(SYSTEM, file.read_bytes(), current_app.config["CLOCK"]())
    except SetupRefused as refused:
        places = [(words.place_of(fault), say(fault.problem)) for fault in refused.faults]
        if as_json:
            print_json({"errors": [{"place": place, "message": message} for place, message in places]})
        fail("\n".join([words.SETUP_REFUSED, *(words.SETUP_FAULT.format(place=place, message=message) for place, message in places)]))
    if as_json:
        print_json(counts)
        return
    for table, outcomes in counts.items():
        if any(outcomes.values()):
            click.echo(words.SETUP_COUNTS.format(part=words.SETUP_PARTS[table], **outcomes))
