"""A person's month of attendance: its sums, the absence that many lates come to, and what a closed month was corrected by.

Pure. Source: docs/rules/attendance_month.md. The unit of every sum is the half-day; minutes are whole minutes as the verdict has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from rules.attendance import NOTHING, Code, RuleSet
from rules.calendar import Half

OFF = frozenset({Code.NOT_DUE, Code.HOLIDAY, Code.DUTY})
"""Nothing was owed; duty on a day off is counted by itself."""
THERE = frozenset({Code.NORMAL, Code.CORRECTED, Code.LATE, Code.EARLY, Code.LATE_EARLY, Code.MISSING_IN, Code.MISSING_OUT,
                   Code.LEFT_POST, Code.LEFT_WITHOUT_LEAVE})
"""Somebody was at work, for a part of the half-day at least."""
NOT_THERE = frozenset({Code.ABSENT_PENDING, Code.ABSENT_PROPOSED, Code.ABSENT})
UNSETTLED = frozenset({Code.ABSENT_PENDING, Code.ABSENT_PROPOSED, Code.PENDING})
"""What nobody has decided yet: a month may be closed over it only with a reason."""
LATE, EARLY = frozenset({Code.LATE, Code.LATE_EARLY}), frozenset({Code.EARLY, Code.LATE_EARLY})


class MonthCell(NamedTuple):
    """One half-day of the month as its verdict has it. version: of the rule set it was judged by. leave: the type, where it is leave."""

    day: date
    half: Half
    code: Code
    late: int = 0
    early: int = 0
    version: str = ""
    leave: str = ""


class Adjustment(NamedTuple):
    """A half-day of a closed month that came out differently later. month: the closed one, YYYY-MM."""

    month: str
    day: date
    half: Half
    before: str
    after: str


@dataclass(frozen=True)
class MonthSums:
    """The sums of a month. codes: half-days by verdict. from_lates: half-days of absence that lates and earlies come to (never on a
    cell). leave: due half-days taken by leave or official absence, by type; counted: half-days as the leave regime counts them, by
    type; outing: minutes of leave by the hour.
    """

    codes: Mapping[Code, int] = field(default_factory=dict)
    late_minutes: int = 0
    early_minutes: int = 0
    from_lates: int = 0
    leave: Mapping[str, int] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)
    outing: int = 0

    def of(self, *codes: Code) -> int:
        """Half-days with one of these verdicts."""
        return sum(self.codes.get(code, 0) for code in codes)

    @property
    def due(self) -> int:
        """应出勤: half-days on which something was owed before leave is taken off."""
        return sum(amount for code, amount in self.codes.items() if code not in OFF)

    @property
    def present(self) -> int:
        """实出勤: half-days at work, late and incomplete ones too."""
        return self.of(*THERE)

    @property
    def lates(self) -> int:
        """Half-days with a late arrival."""
        return self.of(*LATE)

    @property
    def earlies(self) -> int:
        """Half-days with an early departure."""
        return self.of(*EARLY)

    @property
    def missing(self) -> int:
        """Half-days with one punch missing."""
        return self.of(Code.MISSING_IN, Code.MISSING_OUT)

    @property
    def away(self) -> int:
        """Half-days on which the post was left."""
        return self.of(Code.LEFT_POST, Code.LEFT_WITHOUT_LEAVE)

    @property
    def exceptions(self) -> int:
        """Half-days that are held against the person or still open."""
        return self.lates + self.earlies - self.of(Code.LATE_EARLY) + self.missing + self.away + self.of(*NOT_THERE)


def sums_of(cells: Iterable[MonthCell], rules: Mapping[str, RuleSet], counted: Mapping[str, int] = NOTHING, outing: int = 0) -> MonthSums:
    """The sums of a person's half-days, in whatever order they come. rules: version -> rule set; two sets in one month keep each to
    its own days. Source: docs/rules/attendance_month.md section 1.
    """
    codes: dict[Code, int] = {}
    leave: dict[str, int] = {}
    late_minutes = early_minutes = 0
    times: Counter[str] = Counter()
    for cell in cells:
        code = cell.code
        codes[code] = codes.get(code, 0) + 1
        if code in LATE:
            late_minutes += cell.late
            times[cell.version] += 1
        if code in EARLY:
            early_minutes += cell.early
            times[cell.version] += 1
        if cell.leave:
            leave[cell.leave] = leave.get(cell.leave, 0) + 1
    from_lates = sum(absence_of_lates(number, rules[version]) for version, number in times.items() if version in rules)
    return MonthSums(codes, late_minutes, early_minutes, from_lates, leave, dict(counted), outing)


def total_of(several: Iterable[MonthSums]) -> MonthSums:
    """The sums of many people as one.

    >>> total_of([MonthSums({Code.LATE: 1}, 5), MonthSums({Code.LATE: 2}, 6)]).lates
    3
    """
    codes: Counter[Code] = Counter()
    leave: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    plain = [0, 0, 0, 0]
    for one in several:
        codes.update(one.codes)
        leave.update(one.leave)
        counted.update(one.counted)
        more = (one.late_minutes, one.early_minutes, one.from_lates, one.outing)
        plain = [mine + theirs for mine, theirs in zip(plain, more, strict=True)]
    return MonthSums(dict(codes), plain[0], plain[1], plain[2], dict(leave), dict(counted), plain[3])


def absence_of_lates(times: int, rules: RuleSet) -> int:
    """Half-days of absence that so many lates and earlies of a month come to; none where the rule is off. Source: FACTS 11 row 9.

    >>> absence_of_lates(7, RuleSet(date(2026, 1, 1), lates_absence=3)), absence_of_lates(7, RuleSet(date(2026, 1, 1)))
    (2, 0)
    """
    return times // rules.lates_absence * rules.lates_halves if rules.lates_absence else 0


def net_adjustments(adjustments: Iterable[Adjustment]) -> list[Adjustment]:
    """Changes of the same half-day one after the other as one, in order of day; what came back to what it was is none."""
    found: dict[tuple[str, date, Half], Adjustment] = {}
    for one in adjustments:
        key = (one.month, one.day, one.half)
        found[key] = found[key]._replace(after=one.after) if key in found else one
    return sorted(one for one in found.values() if one.before != one.after)


def figures_of_month(sums: MonthSums, cells: Sequence[MonthCell], adjustments: Sequence[Adjustment] = ()) -> dict[str, Any]:
    """What is frozen of a person's month, as JSON; read_month reads it again. The same figures are always the same text."""
    return {
        "codes": {code.value: amount for code, amount in sums.codes.items()}, "late_minutes": sums.late_minutes,
        "early_minutes": sums.early_minutes, "from_lates": sums.from_lates, "leave": dict(sums.leave), "counted": dict(sums.counted),
        "outing": sums.outing,
        "halves": [[cell.day.isoformat(), cell.half.value, cell.code.value, cell.late, cell.early, cell.version, cell.leave]
                   for cell in sorted(cells)],
        "adjusted": [[one.month, one.day.isoformat(), one.half.value, one.before, one.after] for one in adjustments],
    }


def read_month(figures: Mapping[str, Any]) -> tuple[MonthSums, list[MonthCell], list[Adjustment]]:
    """The sums, half-days and adjustments that frozen figures say."""
    sums = MonthSums({Code(code): amount for code, amount in figures["codes"].items()}, figures["late_minutes"], figures["early_minutes"],
                     figures["from_lates"], figures["leave"], figures["counted"], figures["outing"])
    cells = [MonthCell(date.fromisoformat(day), Half(half), Code(code), late, early, version, leave)
             for day, half, code, late, early, version, leave in figures["halves"]]
    adjusted = [Adjustment(month, date.fromisoformat(day), Half(half), before, after)
                for month, day, half, before, after in figures["adjusted"]]
    return sums, cells, adjusted


def sums_stand(figures: Mapping[str, Any]) -> bool:
    """Do the frozen sums say what the frozen half-days come to? The consequence of lates is taken as it was frozen."""
    sums, cells, _ = read_month(figures)
    again = sums_of(cells, {}, sums.counted, sums.outing)
    return (again.codes, again.late_minutes, again.early_minutes, again.leave) == (
        sums.codes, sums.late_minutes, sums.early_minutes, sums.leave)
