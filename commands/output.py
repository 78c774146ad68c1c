"""What commands print: one JSON document on standard output, sentences on standard error, exit 1 for what the rules refuse."""

from __future__ import annotations

import json
from typing import Any

import click
from flask.cli import AppGroup

from rules.errors import DomainError, InvalidInput
from views.wording import say
from views.wording import errors as words


class Commands(AppGroup):
    """A group whose commands answer a refusal of the rules with its sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; InvalidInput and its kin become a sentence on standard error."""
        try:
            return super().invoke(ctx)
        except InvalidInput as error:
            fail("\n".join(say(problem) for problem in error.problems))
        except DomainError as error:
            fail(words.PAGES[422][0] + ": " + str(error))


def fail(sentence: str) -> None:
    """Print the sentence on standard error and leave with status 1."""
    click.echo(sentence, err=True)
    raise SystemExit(1)


def print_json(value: Any) -> None:
    """Print one JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False))
