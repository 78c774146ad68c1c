"""The judge: one person, one day, one verdict for each half-day. Pure: no clock, no database.

Source: docs/rules/attendance.md section 5 (the decision table, in this fixed order). The machine never says 旷工 by itself: absence
is 未打卡(待说明), then 拟认定旷工, and 旷工 only when the case says that head and supervision section confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rules.attendance import EXCEPTIONS, MINUTE, Away, Code, Edge, Event, PersonDay, RuleSet, Session, Unused, Used, Verdict
from rules.attendance_match import Burst, Slot, collapse, match, slots_of
from rules.calendar import Half

PROPOSED = frozenset({"lapsed", "head_confirmed"})


def judge_day(given: PersonDay) -> list[Verdict]:
    """One verdict for each half of the day, morning first. Every due slot gets a punch or a code, every event one use or a reason."""
    margins = given.rules.before * MINUTE, given.rules.after * MINUTE
    slots = slots_of(given.sessions, given.earliest, given.latest, *margins)
    if not (given.sessions or given.events):
        return sorted((_idle_verdict(given, number, {}) for number in range(len(given.idle))), key=lambda verdict: verdict.half)
    if not (given.idle or given.findings) and _keeps_all(slots, given.events, given.rules):
        return _kept(given.sessions, slots, given.events)
    bursts = collapse([event for event in given.events if event.edge or given.earliest <= event.at <= given.latest], given.rules.burst)
    chosen = match(slots, bursts)
    used = {(slot.half, slot.edge): _used(slot, bursts[number]) for slot, number in zip(slots, chosen, strict=True) if number is not None}
    rest = _unused(given, bursts, {number for number in chosen if number is not None}, used.values())
    verdicts = [_idle_verdict(given, number, rest) for number in range(len(given.idle))]
    for session in given.sessions:
        own = [slot for slot in slots if slot.half is session.half]
        verdicts.append(_session_verdict(given, session, own, used, rest))
    return sorted(verdicts, key=lambda verdict: verdict.half)


def _keeps_all(slots: Sequence[Slot], events: Sequence[Event], rules: RuleSet) -> bool:
    """The day of nearly everybody: one punch for each slot, in its window, in time and apart, so that only one matching fills all."""
    if len(events) != len(slots):
        return False
    before = -rules.burst
    for (_, edge, due, low, high), event in zip(slots, events, strict=True):
        at = event.at
        if event.edge or not low <= at <= high or at - before < rules.burst or (at > due if edge is Edge.IN else at < due):
            return False
        before = at
    return True


def _kept(sessions: Sequence[Session], slots: Sequence[Slot], events: Sequence[Event]) -> list[Verdict]:
    """What the whole table says of such a day, without asking it (held equal by a test)."""
    due: dict[Half, list[tuple[Edge, int]]] = {session.half: [] for session in sessions}
    used: dict[Half, list[Used]] = {session.half: [] for session in sessions}
    for slot, event in zip(slots, events, strict=True):
        due[slot.half].append((slot.edge, slot.due))
        used[slot.half].append(Used(slot.edge, slot.due, event.at, event.id, "punch"))
    return [Verdict(half, Code.NORMAL, "normal", 0, 0, tuple(due[half]), tuple(used[half])) for half in due]


def unscheduled(half: Half) -> Verdict:
    """The word on a half-day for which no hours are kept: pending, never guessed."""
    return Verdict(half, Code.PENDING, "no_schedule")


def _used(slot: Slot, burst: Burst) -> Used:
    member = burst.members[0] if slot.edge is Edge.IN else burst.members[-1]
    return Used(slot.edge, slot.due, member.at, member.id, "correction" if member.edge else "punch")


def _unused(given: PersonDay, bursts: Sequence[Burst], chosen: set[int], used: Iterable[Used]) -> dict[Half, list[Unused]]:
    """Half -> the events that fill no slot, each with its reason, in order of time."""
    taken = {one.id for one in used}
    in_chosen = {member.id for number in chosen for member in bursts[number].members}
    found: dict[Half, list[Unused]] = {}
    for event in given.events:
        if event.id in taken:
            continue
        half = half_at(given, event.at)
        reason = "burst" if event.id in in_chosen else _reason(given, half, event.at)
        found.setdefault(half, []).append(Unused(event.at, event.id, reason))
    return found


def half_at(given: PersonDay, at: int) -> Half:
    """The half-day a moment belongs to: the afternoon from the middle of noon on (12:45 where only one session is due)."""
    if len(given.sessions) == 2:
        return Half.AM if at < (given.sessions[0].end + given.sessions[1].start) // 2 else Half.PM
    noon = 12 * 60 * MINUTE + 45 * MINUTE
    return Half.AM if at < noon else Half.PM


def _reason(given: PersonDay, half: Half, at: int) -> str:
    idle = next((one for one in given.idle if one.half is half), None)
    if idle is not None:
        return "leave" if idle.code in (Code.LEAVE, Code.OFFICIAL) else "day_off"
    return "extra" if given.earliest <= at <= given.latest else "outside_window"


def _idle_verdict(given: PersonDay, number: int, rest: dict[Half, list[Unused]]) -> Verdict:
    idle = given.idle[number]
    return Verdict(idle.half, idle.code, idle.rule, unused=tuple(rest.get(idle.half, ())), about=idle.about)


def _session_verdict(given: PersonDay, session: Session, slots: Sequence[Slot], used: dict[tuple[Half, Edge], Used],
                     rest: dict[Half, list[Unused]]) -> Verdict:
    """The decision table of one due session."""
    mine = {slot.edge: used[slot.half, slot.edge] for slot in slots if (slot.half, slot.edge) in used}
    spare = rest.get(session.half, [])
    late, early = _late(mine, given.rules), _early(mine, given.rules)
    code, rule, about = _decide(given, session, slots, mine, (late, early), bool(used), spare)
    if code in EXCEPTIONS:
        if not _collected(given, slots, session):
            code, rule, about = Code.PENDING, "not_collected" if given.enrolled else "not_enrolled", ""
        elif given.cases.get(session.half) == "excused":
            code, rule = Code.CORRECTED, "excused"
    return Verdict(session.half, code, rule, late, early, tuple((slot.edge, slot.due) for slot in slots), tuple(mine.values()),
                   tuple(spare), about)


def _collected(given: PersonDay, slots: Sequence[Slot], session: Session) -> bool:
    """Is every device of the person collected up to the last moment at which this session could still be punched?"""
    last = max((slot.high for slot in slots), default=session.end)
    return given.enrolled and given.complete_until is not None and given.complete_until > last


def _decide(given: PersonDay, session: Session, slots: Sequence[Slot], mine: dict[Edge, Used], off: tuple[int, int], seen: bool,
            spare: Sequence[Unused]) -> tuple[Code, str, str]:
    """Code, row of the table and what it rests on, coverage not yet asked."""
    if len(mine) == len(slots) and not (spare or given.findings or off[0] or off[1]):
        return _by_time(mine, off)  # nothing to hold against anybody: nearly every session
    case = given.cases.get(session.half, "")
    findings = [away for away in given.findings if away.start < session.end and away.end >= session.start]
    if slots and not mine and (len(slots) > 1 or not seen):
        return absence(case), _stage("nothing", case), ""
    gone = next((away for away in findings if away.kind == "left_without_leave"), None)
    if gone:
        return Code.LEFT_WITHOUT_LEAVE, "patrol_gone", gone.about
    if len(mine) < len(slots):
        return _missing(next(slot.edge for slot in slots if slot.edge not in mine), given.rules, case)
    return _too_far(off, given.rules, case) or _away(given, session, mine, findings, spare) or _by_time(mine, off)


def _too_far(off: tuple[int, int], rules: RuleSet, case: str) -> tuple[Code, str, str] | None:
    """So late or early that the session is absent."""
    if _reaches(off[0], rules.late_absent, rules.late_absent_inclusive):
        return absence(case), _stage("too_late", case), ""
    if _reaches(off[1], rules.early_absent, rules.early_absent_inclusive):
        return absence(case), _stage("too_early", case), ""
    return None


def _by_time(mine: dict[Edge, Used], off: tuple[int, int]) -> tuple[Code, str, str]:
    late, early = off
    if late or early:
        code = Code.LATE_EARLY if late and early else Code.LATE if late else Code.EARLY
        return code, code.value, ""
    if any(one.by == "correction" for one in mine.values()):
        return Code.CORRECTED, "corrected", ""
    return Code.NORMAL, "normal", ""


def absence(case: str) -> Code:
    """How far an absence has come: nobody may jump to 旷工. Source: docs/rules/attendance.md section 6."""
    if case == "confirmed":
        return Code.ABSENT
    return Code.ABSENT_PROPOSED if case in PROPOSED else Code.ABSENT_PENDING


def _stage(rule: str, case: str) -> str:
    return rule if not case or case == "open" else f"{rule}_{'confirmed' if case == 'confirmed' else 'proposed'}"


def _missing(edge: Edge, rules: RuleSet, case: str) -> tuple[Code, str, str]:
    """One edge is missing; when nobody explained it in time it becomes what the rule set says."""
    settled = case in PROPOSED or case == "confirmed"
    if settled and rules.missing_becomes == "late":
        return Code.LATE if edge is Edge.IN else Code.EARLY, "missing_lapsed", edge.value
    if settled and rules.missing_becomes == "absent":
        return absence(case), _stage("missing", case), edge.value
    return Code.MISSING_IN if edge is Edge.IN else Code.MISSING_OUT, f"missing_{edge.value}", ""


def _late(mine: dict[Edge, Used], rules: RuleSet) -> int:
    """Seconds late: none up to the grace, beyond it the whole delay."""
    return count_beyond(mine[Edge.IN].at - mine[Edge.IN].due, rules.late_grace) if Edge.IN in mine else 0


def _early(mine: dict[Edge, Used], rules: RuleSet) -> int:
    return count_beyond(mine[Edge.OUT].due - mine[Edge.OUT].at, rules.early_grace) if Edge.OUT in mine else 0


def count_beyond(off: int, grace: int) -> int:
    """Seconds off the hour that count: none up to `grace` minutes, the whole of it once they are exceeded.

    >>> count_beyond(60, 1), count_beyond(61, 1), count_beyond(-5, 0)
    (0, 61, 0)
    """
    return off if off > grace * MINUTE else 0


def _reaches(off: int, minutes: int, inclusive: bool) -> bool:
    """Does a delay reach the bound? 0 minutes: there is none."""
    bound = minutes * MINUTE
    return minutes > 0 and (off >= bound if inclusive else off > bound)


def _away(given: PersonDay, session: Session, mine: dict[Edge, Used], findings: Sequence[Away], spare: Sequence[Unused],
          ) -> tuple[Code, str, str] | None:
    """Away from the post: found by a patrol, or two spare punches inside the session, out and back, without a pass."""
    rules, case = given.rules, given.cases.get(session.half, "")
    spans = [*((away, "patrol") for away in findings), *((away, "left_post") for away in _gaps(given, session, mine, spare))]
    longest = max(spans, key=lambda span: span[0].end - span[0].start, default=None)
    if longest is None:
        return None
    away, rule = longest
    if _reaches(away.end - away.start, rules.away_absent, rules.away_absent_inclusive):
        return absence(case), _stage("away", case), away.about
    return Code.LEFT_POST, rule, away.about


def _gaps(given: PersonDay, session: Session, mine: dict[Edge, Used], spare: Sequence[Unused]) -> list[Away]:
    first = mine[Edge.IN].at if Edge.IN in mine else session.start
    last = mine[Edge.OUT].at if Edge.OUT in mine else session.end
    inside = [one for one in spare if one.reason == "extra" and max(first, session.start) < one.at < min(last, session.end)]
    pairs = zip(inside[::2], inside[1::2], strict=False)
    return [Away(out.at, back.at, "left_post", f"{out.id} {back.id}") for out, back in pairs
            if back.at - out.at > given.rules.away_record * MINUTE
            and not any(away.start <= out.at and back.at <= away.end for away in given.allowed)]
