"""`flask attendance import`: what it prints, and what it refuses."""

import json

import pytest

from models import Coverage, ImportBatch, RawPunch
from tests.punches.rows_made import seconds

FILE = ("        7\t2026-03-02 08:15:08\t1\t0\t1\t0\n        7\t2026-03-02 08:15:08\t1\t0\t1\t0\n\n"
        "        8\t2026-03-01 17:31:00\t1\t1\t1\t0\n        9\t2047-02-30 19:13:30\t1\t1\t1\t0\n")
SETUP = '[[devices]]\ncode="hall"\nname="大厅"\ninstalled=2025-01-01\n'


@pytest.fixture
def run(app, tmp_path):
    def command(word, content, *options):
        path = tmp_path / f"{word}.file"
        path.write_text(content, "utf-8")
        return app.test_cli_runner().invoke(args=["attendance", word, str(path), *options])
    assert command("setup", SETUP).exit_code == 0
    return command


def test_it_prints_exactly_the_counts_of_the_file(run):
    tried = run("import", FILE, "--device", "hall", "--dry-run", "--json")
    assert RawPunch.select().count() == 0
    done = run("import", FILE, "--device", "hall", "--json")
    assert done.stdout == tried.stdout
    assert json.loads(done.stdout) == {"read": 4, "stored": 2, "duplicate": 1, "quarantined": 1, "unknown_pin": 2,
                                       "first": "2026-03-01 17:31:00", "last": "2026-03-02 08:15:08"}


def test_the_same_file_again_adds_nothing(run, clock):
    run("import", FILE, "--device", "hall")
    clock.now = clock.now.replace(hour=20)
    told = json.loads(run("import", FILE, "--device", "hall", "--json").stdout)
    assert (told["stored"], told["duplicate"], told["quarantined"]) == (0, 4, 0)
    assert (ImportBatch.select().count(), Coverage.select().count()) == (1, 1), "hours later it still speaks for no more"


def test_a_file_without_a_period_speaks_for_its_days_up_to_now_and_the_person_may_say_otherwise(run):
    run("import", FILE, "--device", "hall")
    assert [(row.since, row.until, row.source) for row in Coverage.select()] == [
        (seconds("2026-03-01 00:00"), seconds("2026-03-02 09:00"), "file")]
    earlier = FILE.replace("2026-03", "2026-02").replace("02-30", "03-30")
    run("import", earlier, "--device", "hall", "--complete-until", "2026-02-10")
    assert [(row.since, row.until, row.source) for row in Coverage.select().where(Coverage.source == "said")] == [
        (seconds("2026-02-01 00:00"), seconds("2026-02-11 00:00"), "said")]


def test_an_unknown_machine_is_an_error(run):
    result = run("import", FILE, "--device", "nowhere", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere" in result.stderr


@pytest.mark.parametrize("moment", ["soon", "2026-13-01", "2026-03-02 25:00"])
def test_a_moment_that_is_none_is_wrong_usage(run, moment):
    assert run("import", FILE, "--device", "hall", "--complete-until", moment).exit_code == 2


def test_a_file_nobody_knows_is_refused_and_nothing_is_kept(run):
    result = run("import", "a;b;c\n1;2;3\n", "--device", "hall")
    assert result.exit_code == 1
    assert RawPunch.select().count() == 0
