"""What is kept is given again until something is written, by whomever, and never what a transaction that failed had seen."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest

from actions.changes import add, change, find, transaction
from actions.database import sqlite_path
from actions.kept import forget, kept
from models import Unit, database
from rules.people import SYSTEM
from tests.conftest import MONDAY
from tests.people_made import make_unit

pytestmark = pytest.mark.usefixtures("node_settings")
NOW = MONDAY


@pytest.fixture
def names():
    """A kept question, names(prefix), and a list that tells how often it was really asked."""
    asked: list[str] = []

    @kept(8)
    def ask(prefix: str) -> list[str]:
        asked.append(prefix)
        return sorted(unit.name for unit in Unit.select().where(Unit.name.startswith(prefix)))

    return ask, asked


def rename(unit, name):
    with transaction():
        changed(unit, name)
    database.close()  # of a thread that ends here; the next question opens it again


def changed(unit, name):
    row = find(Unit, unit.id)
    row.name = name
    change(row, SYSTEM, "unit.change", NOW)


def test_an_answer_is_given_again_until_something_is_written(names):
    ask, asked = names
    unit = make_unit(name="kept one")
    assert ask("kept") == ask("kept") == ["kept one"]
    assert ask("other") == []
    assert asked == ["kept", "other"]
    rename(unit, "kept two")
    assert ask("kept") == ["kept two"]
    forget()
    assert ask("kept") == ["kept two"]
    assert asked == ["kept", "other", "kept", "kept"]


def test_what_is_written_and_undone_is_never_given(names):
    ask, _ = names
    unit = make_unit(name="kept one")
    seen = []

    def fails():
        with transaction():
            changed(unit, "kept undone")
            seen.append(ask("kept"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert seen == [["kept undone"]]
    assert ask("kept") == ["kept one"]
    rename(unit, "kept undone")
    assert ask("kept") == ["kept undone"]


def test_in_a_transaction_what_was_kept_is_given_until_its_first_write(names):
    ask, asked = names
    unit = make_unit(name="kept one")
    ask("kept")
    before = len(asked)
    with transaction():
        assert (ask("kept"), len(asked)) == (["kept one"], before)
        changed(unit, "kept two")
        assert (ask("kept"), ask("kept"), len(asked)) == (["kept two"], ["kept two"], before + 2)
    assert (ask("kept"), len(asked)) == (["kept two"], before + 3)


def test_a_write_that_failed_and_came_again_with_other_words_is_seen(names):
    ask, _ = names
    for name in ("kept first", "kept second"):
        with transaction():
            add(Unit(code=name, name=name, kind="window"), SYSTEM, "unit.add", NOW)
            inside = ask("kept")
        assert ask("kept") == inside


def test_another_thread_and_a_hand_that_writes_sql_are_seen(names, node_settings):
    ask, _ = names
    unit = make_unit(name="kept one")
    assert ask("kept") == ["kept one"]
    writer = threading.Thread(target=rename, args=(unit, "kept by another"))
    writer.start()
    writer.join()
    assert ask("kept") == ["kept by another"]
    if node_settings.database_url.startswith("sqlite"):  # where triggers see every hand
        with closing(sqlite3.connect(sqlite_path(node_settings))) as hand, hand:
            hand.execute("UPDATE unit SET name = 'kept by hand' WHERE id = ?", (unit.id,))
        assert ask("kept") == ["kept by hand"]


def test_a_moment_cannot_be_asked_for():
    with pytest.raises(TypeError):
        kept(1)(lambda moment: moment)(NOW)
