"""Garbage on the command line: exit 1 or 2, a sentence in Chinese on standard error, nothing on standard output, nothing written."""

from __future__ import annotations

import itertools
import json
import random
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from models import ChangeLog, Staff
from tests.faults.garbage import GARBAGE

KINDS = {"annual", "sick", "personal", "outing", "nursing", "comp", "maternity", "training"}
HEADER = "工号,姓名,用工性质"


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def assert_refused(result: Result, what: object) -> None:
    assert result.exit_code in {1, 2}, (what, result.exit_code, result.output, result.exception)
    assert isinstance(result.exception, SystemExit), (what, result.exception)
    assert result.stdout == "", what
    assert result.stderr.strip(), what


def count(app: Flask, **given: str) -> Result:
    named = {"type": "annual", "from": "2026-03-10", "to": "2026-03-10", **given}
    return run(app, "leave", "count", "--json", *[word for name, text in named.items() for word in (f"--{name.replace('_', '-')}", text)])


@pytest.mark.parametrize("option", ["type", "from", "to", "from_half", "to_half", "from_time", "to_time"])
def test_garbage_in_an_option_of_leave_count_is_refused(app: Flask, option: str) -> None:
    for text in GARBAGE:
        assert_refused(count(app, **{option: text[:5000]}), (option, text[:40]))


def test_leave_count_tells_by_hours_or_by_days_or_says_why_not_for_every_mixture(app: Flask) -> None:
    days = ["2003-12-31", "2026-02-15", "2026-03-10", "2027-01-01"]
    for kind, first, last, half in itertools.product(sorted(KINDS), days, days, ("am", "pm")):
        for times in ({}, {"from_time": "09:00", "to_time": "24:00"}):
            result = count(app, type=kind, **{"from": first, "to": last, "from_half": half, "to_half": "am"}, **times)
            if result.exit_code == 0:
                told = json.loads(result.stdout)
                assert ("hours" in told) == (kind in {"outing", "nursing"})
                assert sum(cell["counts"] for cell in told["cells"]) / 2 == float(told["days"]) if "days" in told else True
            else:
                assert_refused(result, (kind, first, last, half, times))


def days_from_noon(app: Flask, kind: str, first: date, last: date) -> float:
    result = count(app, type=kind, **{"from": str(first), "to": str(last), "from_half": "pm", "to_half": "am"})
    return float(json.loads(result.stdout)["days"])


def test_leave_counted_by_the_half_day_adds_up_wherever_a_span_is_cut(app: Flask) -> None:
    dice = random.Random(7)  # noqa: S311  # a test that can be repeated, not a secret
    for kind in ("annual", "sick"):
        for _ in range(12):
            first = date(2025, 9, 20) + timedelta(days=dice.randrange(200))
            cut, last = first + timedelta(days=dice.randrange(1, 12)), first + timedelta(days=dice.randrange(12, 25))
            whole, before, after = (days_from_noon(app, kind, *span) for span in ((first, last), (first, cut), (cut, last)))
            assert whole == before + after, (kind, first, cut, last)


def zipped(name: str, content: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return file.getvalue()


CSV_FILES = {
    "spaces": "  \n\n", "nul": "\0" * 100, "header alone": HEADER, "no header": "2001,张三,合同制",
    "broken quotes": HEADER + '\n"2001,张三,合同制', "huge cell": HEADER + "\n9001," + "字" * 200_000 + ",合同制",
    "twice": HEADER + "\n9001,张三,合同制\n9001,李四,合同制", "markup for a number": HEADER + "\n<script>,张三,合同制",
    "unknown word": HEADER + "\n9001,张三,临时的临时", "no such day": HEADER + ",参加工作日期\n9001,张三,合同制,2026-02-30",
    "a column twice": HEADER + ",姓名\n9001,张三,合同制,李四",
}
ENTITIES = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><workbook>&b;</workbook>'
FILES = {
    **{f"{name}.csv": text.encode() for name, text in CSV_FILES.items()}, "empty.csv": b"", "binary.csv": bytes(range(256)) * 40,
    "broken utf8.csv": HEADER.encode() + b"\n\xff\xfe\xed\xa0,a,b", "utf16.csv": HEADER.encode("utf-16"),
    "not a zip.xlsx": b"PK\x03\x04" + bytes(100), "text.xlsx": HEADER.encode(), "empty zip.xlsx": b"PK\x05\x06" + bytes(18),
    "other zip.xlsx": zipped("a.txt", b"a"), "broken book.xlsx": zipped("xl/workbook.xml", b"<workbook"),
    "entities.xlsx": zipped("xl/workbook.xml", ENTITIES), "bomb.xlsx": zipped("xl/worksheets/sheet1.xml", b"<row>" * 30_000_000),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["written", "dry"])
def test_a_file_of_garbage_is_refused_with_its_reason(app: Flask, tmp_path: Path, name: str, dry: tuple[str, ...]) -> None:
    path, before, people = tmp_path / name, ChangeLog.select().count(), Staff.select().count()
    path.write_bytes(FILES[name])
    result = run(app, "staff", "import", str(path), "--json", *dry)
    if result.stdout:
        told = json.loads(result.stdout)
        assert (told["created"], told["updated"]) == (0, 0) or dry
        assert result.exit_code == (1 if told["errors"] else 0)
    else:
        assert_refused(result, name)
    assert (ChangeLog.select().count(), Staff.select().count()) == (before, people)


def test_a_folder_and_a_file_that_is_not_there_are_wrong_usage(app: Flask, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        assert run(app, "staff", "import", str(path)).exit_code == 2
