"""Ten years of calls by the hundred thousand, of made-up words of two signs, which are common and rare as words of a language are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any

from actions.capture import rebuild_search
from actions.database import migrate, open_database
from benchmarks.apparatus.bulk import drop_triggers, id_at, put_in
from benchmarks.apparatus.centre import NOW
from benchmarks.apparatus.people import Person, place_people
from clock import station_now
from models import Complaint, ComplaintAct, ComplaintCaller, ComplaintNamed, ComplaintText, Table
from rules.complaint_search import pairs_of
from settings import load_settings

DAYS, SEED, AT_ONCE = 3650, 20260610, 20_000
SIGNS, WORDS = 1500, 20_000
FIRST_SIGN, COMMA = 0x4E00, chr(0xFF0C)
CLAUSES, CLAUSE_WORDS = 6, 8
OPEN, NAMED = 0.01, 0.05
OPEN_STATES = ("registered", "to_assign", "to_sign", "working", "working", "working", "to_review", "to_callback")
KINDS = ("enquiry",) * 4 + ("help", "suggestion", "praise") + ("complaint",) * 5 + ("report",)


@dataclass(frozen=True)
class Words:
    """Made-up words by how often they come, and a way to write with them."""

    known: list[str]
    weights: list[float]
    random: Random

    def clause(self) -> str:
        """Some words in a row."""
        return "".join(self.random.choices(self.known, cum_weights=self.weights, k=CLAUSE_WORDS))

    def text(self) -> str:
        """What a caller says."""
        return COMMA.join(self.clause() for _ in range(CLAUSES))


def words_of() -> Words:
    """The same words every time."""
    random = Random(SEED)  # noqa: S311  # the same data every time
    signs = [chr(FIRST_SIGN + 13 * number) for number in range(SIGNS)]
    known = list(dict.fromkeys(random.choice(signs) + random.choice(signs) for _ in range(WORDS)))
    return Words(known, list(accumulate(1 / (place + 5) for place in range(len(known)))), random)


def make_hotline(folder: Path, count: int) -> None:
    """Fill an empty folder with a centre of 200 people and `count` calls of the ten years before NOW."""
    folder.mkdir(parents=True)
    days_back = (station_now().date() - NOW.date()).days
    (folder / "settings.toml").write_text(f'centre_code = "bench"\nclock_days_back = {days_back}\n', "utf-8")
    settings = load_settings({"LIANGCHUANG_DATA": str(folder)})
    opened = open_database(settings)
    migrate(settings, NOW)
    drop_triggers()
    with opened.atomic():
        people = place_people(NOW)
    rows = _calls(people, count)
    while some := list(islice(rows, AT_ONCE)):
        with opened.atomic():
            put_in(some)
    with opened.atomic():
        rebuild_search(opened)
    migrate(settings, NOW)
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()


def _calls(people: list[Person], count: int) -> Iterator[Table]:
    words, first = words_of(), NOW - timedelta(days=DAYS)
    windows = sorted({str(person.row.unit_id) for person in people if person.at_window})
    numbers: dict[str, int] = {}
    for place in range(count):
        at = first + timedelta(days=DAYS * place / count)
        call = _call(at, windows, words)
        head = f"{'LD' if call['kind'] in KINDS[:7] else 'TS'}-{at.year}-"
        numbers[head] = numbers.get(head, 0) + 1
        row = Complaint(number=f"{head}{numbers[head]:04d}", logged_by=people[-20].row.id, **call)
        yield row
        yield from _belongings(row, people, words)


def _call(at: datetime, windows: list[str], words: Words) -> dict[str, Any]:
    random = words.random
    kind, stamps = random.choice(KINDS), {"centre": "bench", "created_at": at, "updated_at": at}
    call = {"id": id_at(at, random), "received_at": at, "channel": random.choice(("phone", "phone", "phone", "visit", "web")), "kind": kind,
            "category": f"c{random.randrange(40)}", "unit_id": random.choice(windows), "content": words.text(),
            "demand": words.clause(), **stamps}
    if kind in KINDS[:7]:
        return {**call, "state": "closed", "closed_at": at, "outcome": words.clause()}
    due = at.date() + timedelta(days=7)
    answered = None if random.random() < OPEN else at + timedelta(days=random.randrange(1, 9))
    if answered and answered < NOW:
        over = {"state": "archived", "answered_at": answered, "closed_at": answered, "outcome": words.clause(),
                "late": answered.date() > due}
    else:
        over = {"state": random.choice(OPEN_STATES), "late": due < NOW.date()}
    return {**call, **over, "track": "service", "due": due, "handler_unit": call["unit_id"], "accepted_at": at, "way": "dispatch",
            "rule_version": "service:2004-01-01"}


def _belongings(row: Complaint, people: list[Person], words: Words) -> Iterator[Table]:
    random, at = words.random, row.received_at
    stamps = {"centre": "bench", "created_at": at, "updated_at": at, "complaint_id": row.id}
    acts = ["settle"] if not row.track else ["log", "assign", "sign"] if not row.answered_at else ["log", "assign", "sign", "reply"]
    notes = [row.outcome if act == "reply" else "" for act in acts]
    for step, (act, note) in enumerate(zip(acts, notes, strict=True)):
        yield ComplaintAct(id=id_at(at + timedelta(hours=step), random), at=at, staff_id=row.logged_by, act=act, note=note, **stamps)
    phone = f"138{random.randrange(10**8):08d}"
    yield ComplaintCaller(complaint_id=row.id, called="", phone=phone, phone_key=phone)
    if random.random() < NAMED:
        yield ComplaintNamed(staff_id=random.choice(people).row.id, **stamps)
    yield ComplaintText(complaint_id=row.id, words=pairs_of([row.number, row.content, row.demand, row.outcome, *notes]))
