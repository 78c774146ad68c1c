"""What commands print: one JSON document on standard output, sentences on standard error, exit 1 for what the rules refuse."""

from __future__ import annotations

import json
from typing import Any

import click
from flask.cli import AppGroup

from actions.database import DatabaseUnreadable, first_trouble
from rules.errors import DomainError, InvalidInput
from views.wording import errors as words
from views.wording import say


class Told(click.Command):
    """A command that answers a refusal of the rules with its sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; InvalidInput and its kin, and a database in trouble, become a sentence on standard error."""
        try:
            return super().invoke(ctx)
        except InvalidInput as error:
            fail("\n".join(say(problem) for problem in error.problems))
        except DomainError as error:
            fail(words.PAGES[422][0] + ": " + str(error))
        except DatabaseUnreadable as error:
            fail(words.DATABASE.format(reason=first_trouble(error)))


class Commands(Told, AppGroup):
    """A group of such commands."""


def fail(sentence: str) -> None:
    """Print the sentence on standard error and leave with status 1."""
    click.echo(sentence, err=True)
    raise SystemExit(1)


def print_json(value: Any) -> None:
    """Print one JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False))
