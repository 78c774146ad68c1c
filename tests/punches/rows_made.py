"""Rows as a decoder gives them, for tests."""

from datetime import UTC, datetime

from actions.punches import BatchDraft
from rules.punches import ReadRow

FILE = BatchDraft("file", "1_attlog.dat", "ab" * 32, "attlog")


def seconds(moment: str) -> int:
    """A local moment as seconds since 1970-01-01 00:00:00."""
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())


def row(line: int, pin: str, second: int | None, problem: str = "", raw: bytes = b"") -> ReadRow:
    return ReadRow(line, raw or f"{pin}\t{second}\t{problem}".encode(), pin, second, "1", "1", "0", problem=problem)


def punch(line: int, pin: str, moment: str) -> ReadRow:
    return row(line, pin, seconds(moment), raw=f"{pin:>9}\t{moment}\t1\t1\t1\t0".encode())


def unreadable(line: int) -> ReadRow:
    return row(line, "?", None, "bad_date", b"        ?\t2047-02-30 19:13:30\t1\t1\t1\t0")


def attlog(content: bytes) -> list[ReadRow]:
    """The rows of a clean attlog.dat."""
    lines = [line for line in content.decode("ascii").splitlines() if line.strip()]
    made = []
    for number, line in enumerate(lines, 1):
        pin, moment, _, status, verify, work_code = line.split("\t")
        made.append(ReadRow(number, line.encode(), pin.strip(), seconds(moment), status, verify, work_code))
    return made
