"""Who signs a step of a request: the people who hold it, those who stand in for them, and outside signers on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from actions.kept import kept
from actions.people import active_on, in_force
from actions.prepared import Prepared
from models import Delegation, LeaveDecision, LeaveRequest, RoleGrant, Staff
from rules.approval import LADDER, OUTSIDE, RUNG_OF, StepKind, may_decide
from rules.people import Actor, Role

ROLES_OF = {StepKind.WINDOW_HEAD: (Role.WINDOW_HEAD, Role.CHIEF_REP), StepKind.SECTION: (Role.SECTION_HEAD,),
            StepKind.CENTRE_LEADER: (Role.DEPUTY_LEADER, Role.MAIN_LEADER)}


SIGNING_ROLES = frozenset(role for roles in ROLES_OF.values() for role in roles)
_SIGNING = Prepared(RoleGrant, lambda day: RoleGrant.select(Staff.id, Staff.name, RoleGrant.role, RoleGrant.unit_id).join(
    Staff, on=(Staff.id == RoleGrant.staff_id)).where(
    RoleGrant.role.in_(sorted(SIGNING_ROLES)) & in_force(day) & active_on(day)).order_by(Staff.number))


class Signer(NamedTuple):
    """Somebody who holds a signing role for a unit, or ("") for the whole centre."""

    id: str
    name: str
    role: str
    unit_id: str


class SigningDay:
    """Who holds the signing roles on a day: one query, then every request of the day is judged in memory."""

    def __init__(self, day: date) -> None:
        self._held = list(map(Signer._make, _SIGNING.columns(day)))
        self._deputies = {signer.id for signer in self._held if signer.role == Role.DEPUTY_LEADER}

    def roles_for(self, kind: StepKind, requester_id: str) -> tuple[Role, ...]:
        """The roles that hold a step for somebody: a deputy's own leave goes to the main leader. None for outside steps."""
        if kind in OUTSIDE:
            return ()
        return (Role.MAIN_LEADER,) if kind is StepKind.CENTRE_LEADER and requester_id in self._deputies else ROLES_OF[kind]

    def of(self, kind: StepKind, requester_id: str, unit_id: str | None) -> list[Signer]:
        """The people who hold a step for somebody of a unit, themselves left out."""
        scopes = ("", unit_id or "-")
        found = {signer.id: signer for role in self.roles_for(kind, requester_id) for signer in self._held
                 if signer.role == role and signer.unit_id in scopes and signer.id != requester_id}
        return list(found.values())

    def above(self, requester_id: str, unit_id: str | None) -> list[StepKind]:
        """The inside steps above somebody's own rank that somebody else holds, from the bottom."""
        own = max((RUNG_OF[Role(signer.role)] for signer in self._held if signer.id == requester_id), default=-1)
        return [kind for number, kind in enumerate(LADDER)
                if number > own and kind not in OUTSIDE and self.of(kind, requester_id, unit_id)]


@kept(2)
def signing_day(day: date) -> SigningDay:
    """Who holds the signing roles on a day."""
    return SigningDay(day)


@dataclass(frozen=True)
class Authority:
    """By whose right somebody decides: their own (principal_id "") or a principal's who delegated it."""

    principal_id: str = ""


def signers(kind: StepKind, requester: Staff, day: date) -> list[Signer]:
    """The people who hold a step for a requester on a day, the requester left out. Empty for outside steps."""
    return signing_day(day).of(kind, requester.id, requester.unit_id)


def vacant_steps(requester: Staff, day: date, entered_by: str = "") -> set[StepKind]:
    """The inside steps nobody but the requester, or who entered it for them, could sign."""
    signing = signing_day(day)
    return {kind for kind in LADDER if kind not in OUTSIDE
            and not [person for person in signing.of(kind, requester.id, requester.unit_id) if person.id != entered_by]}


def delegates_of(staff_ids: Iterable[str], day: date) -> dict[str, set[str]]:
    """Delegate id -> principals for whom they may decide on this day."""
    rows = Delegation.select().where(Delegation.principal_id.in_(list(staff_ids)) & (Delegation.valid_from <= day)
                                     & (Delegation.valid_to >= day) & Delegation.revoked_at.is_null())
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.delegate_id, set()).add(row.principal_id)
    return found


def principals_of(actor: Actor, day: date) -> list[str]:
    """The people somebody stands in for on this day, as long as they are at the centre."""
    return [staff_id for staff_id, in _PRINCIPALS.columns(actor.staff_id, day)]


_PRINCIPALS = Prepared(Delegation, lambda staff_id, day: Delegation.select(Staff.id).join(
    Staff, on=(Staff.id == Delegation.principal_id)).where(
    (Delegation.delegate_id == staff_id) & (Delegation.valid_from <= day) & (Delegation.valid_to >= day)
    & Delegation.revoked_at.is_null() & active_on(day)).distinct())


def current_step(request: LeaveRequest) -> StepKind | None:
    """The step a pending request waits at, None when it waits for nobody."""
    return StepKind(request.steps[request.step]["kind"]) if request.step < len(request.steps) else None


def authority(actor: Actor, request: LeaveRequest, kind: StepKind, day: date) -> Authority | None:
    """By whose right this person may sign this step of this request; None when they may not. Source: docs/rules/leave.md 4.5."""
    requester = Staff.get_by_id(request.staff_id)
    held_by = {person.id for person in signers(kind, requester, day)}
    if actor.staff_id in held_by:
        return Authority() if _independent(actor, request, ()) else None
    for principal in sorted(held_by.intersection(principals_of(actor, day))):
        if _independent(actor, request, (principal,)):
            return Authority(principal)
    return None


def _independent(actor: Actor, request: LeaveRequest, principals: tuple[str, ...]) -> bool:
    others = LeaveDecision.select().where((LeaveDecision.request_id == request.id) & (LeaveDecision.round == request.round)
                                          & (LeaveDecision.act == "approve") & (LeaveDecision.staff_id != actor.staff_id)).exists()
    entered_by = request.entered_by if request.entered_by != request.staff_id else ""
    return may_decide(actor.staff_id, request.staff_id, principals, entered_by, others_decide=others)
