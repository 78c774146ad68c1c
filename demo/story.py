"""What happened at the demo centre in January and February 2026, told through the ordinary actions with their own moments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from actions import leave, leave_duty, leave_jobs, leave_return
from actions.attachments import keep_paper
from actions.changes import find
from actions.leave_plan import LeaveDraft
from actions.people import actor_of
from clock import STATION_ZONE
from demo import attendance, hotline
from models import LeaveRequest, Staff
from rules.calendar import Half
from rules.people import Actor
from settings import Settings

# the smallest grey PNG: stands for the scan of a stamped slip
SCAN = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010800000000"
                     "3a7e9b550000000a49444154789c63600000000200015d0a2db40000000049454e44ae426082")
SIGNERS = {"section": "1003", "centre_leader": "1001"}
HEADS = {"ZJ1": "2001", "ZJ2": "2101", "ZJ3": "2201"}

# number, type, first day and half, last day and half, B 岗, reason, asked on: leave that ran its whole course
PAST = (
    ("2102", "annual", "2026-01-06 am", "2026-01-06 pm", "2103", "办理户口迁移", "2026-01-05"),
    ("2204", "sick", "2026-01-08 am", "2026-01-08 am", "2205", "感冒发热", "2026-01-08"),
    ("2006", "personal", "2026-01-14 pm", "2026-01-14 pm", "2005", "孩子家长会", "2026-01-13"),
    ("2103", "annual", "2026-01-21 am", "2026-01-22 pm", "2102", "回乡办事", "2026-01-19"),
    ("2202", "official", "2026-01-27 am", "2026-01-27 pm", "2203", "州局标准化会议", "2026-01-26"),
    ("2105", "annual", "2026-02-03 am", "2026-02-04 pm", "2104", "陪父母体检", "2026-02-02"),
    ("2205", "sick", "2026-02-05 pm", "2026-02-05 pm", "2204", "牙痛就诊", "2026-02-05"),
)


class Told:
    """The people of the demo as actors, by number and moment."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.staff = {person.number: person for person in Staff.select()}

    def actor(self, number: str, now: datetime) -> Actor:
        """The person as they acted at that moment."""
        return actor_of(self.staff[number], now.date(), "192.168.1.8")

    def scan(self, number: str, now: datetime) -> str:
        """The scan of a stamped slip, brought by this person."""
        return keep_paper(self.actor(number, now), SCAN, "slip.png", self.settings, now)


def moment(text: str) -> datetime:
    """'2026-02-10 09:00' at the station."""
    return datetime.fromisoformat(text).replace(tzinfo=STATION_ZONE)


def draft_of(told: Told, type_code: str, first: str, last: str, partner: str, reason: str) -> LeaveDraft:
    """A draft as the form makes it; days as '2026-02-12 am'."""
    return LeaveDraft(type_code=type_code, start=date.fromisoformat(first[:10]), start_half=Half(first[11:]),
                      end=date.fromisoformat(last[:10]), end_half=Half(last[11:]), reason=reason, destination="云岭县石桥镇",
                      phone="13812345678", partner_id=told.staff[partner].id if partner else "")


def ask(told: Told, number: str, draft: LeaveDraft, now: datetime) -> LeaveRequest:
    """Ask and let the B 岗 accept."""
    request = find(LeaveRequest, leave.submit(told.actor(number, now), draft, now))
    if request.state == "handover":
        partner = next(person.number for person in told.staff.values() if person.id == request.partner_id)
        leave.answer_handover(told.actor(partner, now), request.id, True, "可以接岗", request.version, now)
    return find(LeaveRequest, request.id)


def sign_all(told: Told, request: LeaveRequest, now: datetime) -> LeaveRequest:
    """Let everybody sign whose turn it is, slips of outside signers included."""
    unit_of = {person.id: number for number, person in told.staff.items()}
    head = HEADS.get({"20": "ZJ1", "21": "ZJ2", "22": "ZJ3"}.get(unit_of[request.staff_id][:2], ""), "1001")
    while request.state == "pending":
        step = request.steps[request.step]
        if step["outside"]:
            slip = leave.Slip("钱局长", True, "同意", told.scan("1006", now))
            leave.enter_slip(told.actor("1006", now), request.id, slip, request.version, now)
        else:
            signer = SIGNERS.get(step["kind"], head)
            leave.decide(told.actor(signer, now), request.id, "approve", "同意", request.version, now)
        request = find(LeaveRequest, request.id)
    return request


def come_back(told: Told, number: str, request: LeaveRequest, now: datetime) -> None:
    """Report back on the morning of this day."""
    fresh = find(LeaveRequest, request.id)
    leave_return.report_back(told.actor(number, now), request.id, now.date(), Half.AM, fresh.version, now)


def tell(settings: Settings, until: date) -> None:
    """Everything up to the morning of `until`, in the order it happened."""
    told = Told(settings)
    happened: list[tuple[datetime, Callable[[datetime], object]]] = []
    for entry in PAST:
        happened += _ran_its_course(told, entry)
    happened += _festival(told)
    happened += attendance.events(told, moment)
    happened += hotline.events(told, moment)
    happened += [(moment(f"{date(2026, 1, 4) + timedelta(days=n)} 00:20"), _night) for n in range((until - date(2026, 1, 4)).days + 1)]
    for now, act in sorted(happened, key=lambda pair: pair[0]):
        act(now)


def _night(now: datetime) -> None:
    leave_jobs.grant_annual(now)
    leave_jobs.begin_and_end(now)
    leave_jobs.expire_balances(now)


def _ran_its_course(told: Told, entry: tuple[str, ...]) -> list[tuple[datetime, Callable[[datetime], None]]]:
    number, type_code, first, last, partner, reason, asked_on = entry
    made: list[LeaveRequest] = []

    def asked(now: datetime) -> None:
        made.append(sign_all(told, ask(told, number, draft_of(told, type_code, first, last, partner, reason), now), now))

    def back(now: datetime) -> None:
        come_back(told, number, made[0], now)

    following = date.fromisoformat(last[:10]) + timedelta(days=1)
    return [(moment(f"{asked_on} 09:30"), asked), (moment(f"{following} 08:40"), back)]


def _festival(told: Told) -> list[tuple[datetime, Callable[[datetime], None]]]:
    """The four days around the Spring Festival, an overdue return, and what waits on the morning of 24 February."""

    trip: list[LeaveRequest] = []

    def official(now: datetime) -> None:
        draft = draft_of(told, "official", "2026-02-13 am", "2026-02-13 pm", "2002", "省局业务会议")
        trip.append(sign_all(told, ask(told, "2003", draft, now), now))

    def official_back(now: datetime) -> None:
        come_back(told, "2003", trip[0], now)

    def four_days(now: datetime) -> None:
        draft = draft_of(told, "annual", "2026-02-12 am", "2026-02-24 pm", "2004", "回乡探望父母")
        sign_all(told, ask(told, "2002", draft, now), now)

    def overdue(now: datetime) -> None:
        draft = draft_of(told, "personal", "2026-02-10 am", "2026-02-11 pm", "2004", "处理家中急事")
        sign_all(told, ask(told, "2005", draft, now), now)

    def duty(now: datetime) -> None:
        claim = leave_duty.claim_duty(told.actor("2004", now), date(2026, 1, 24), 480, "周六大厅值班", now)
        leave_duty.decide_duty(told.actor("2001", now), claim, True, "属实", 1, now)

    def waiting(now: datetime) -> None:
        leave.submit(told.actor("2003", now), draft_of(told, "annual", "2026-02-26 am", "2026-02-27 pm", "2004", "女儿报到"), now)
        ask(told, "2006", draft_of(told, "personal", "2026-02-25 pm", "2026-02-25 pm", "2004", "办理保险"), now)
        ask(told, "2103", draft_of(told, "annual", "2026-03-02 am", "2026-03-03 pm", "2102", "搬家"), now)

    return [(moment("2026-01-26 10:00"), duty), (moment("2026-02-09 09:10"), overdue), (moment("2026-02-09 15:00"), official),
            (moment("2026-02-10 10:42"), four_days), (moment("2026-02-14 08:35"), official_back), (moment("2026-02-14 16:30"), waiting)]
