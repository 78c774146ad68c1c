"""The hotline of the demo centre in February 2026: a dissatisfied caller and a second round, a late case, what is on its way.

Told beside the leave of demo/story.py and through the same actions the pages use.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from actions.changes import find
from actions.complaint import CallDraft, log_call
from actions.complaint_course import ask, decide, take, waiting_asks
from actions.complaint_missed import log_missed
from actions.complaint_statements import Finding, answer_statement, ask_statement, tell_finding
from actions.complaint_step import Said
from actions.complaint_watch import put_away, watch_complaints
from demo.attendance import Event, Told
from models import Complaint, ComplaintStatement, Unit
from rules.complaint import Kind, Track
from rules.complaint_course import Event as Step

FIRST, LAST = date(2026, 1, 5), date(2026, 2, 23)
SETTLED = (  # (when, kind, category, what was said, what was answered)
    ("2026-01-13 10:20", Kind.ENQUIRY, "where", "问计量器具强制检定在哪个窗口办。", "在计量标准窗口，带营业执照和器具清单。"),
    ("2026-01-29 15:05", Kind.PRAISE, "", "感谢特种设备窗口午休时间帮忙办完使用登记。", "已转告窗口，谢谢您的鼓励。"),
    ("2026-02-12 09:15", Kind.ENQUIRY, "progress", "问上周交的质监报备办到哪一步。", "已审核完，明天可以领证。"),
)


def events(told: Told, at: Callable[[str], datetime]) -> list[Event]:
    """Everything that happened, each with its moment. at: '2026-02-05 09:40' as a moment."""
    calls = _Calls(told)
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 2)]
    nightly: list[Event] = [(at(f"{day} {time}"), act) for day in days for time, act in (("00:40", put_away), ("08:15", watch_complaints))]
    settled: list[Event] = [(at(entry[0]), calls.settled(*entry[1:])) for entry in SETTLED]
    happened = [(at(when), act) for when, act in (*calls.second_round(), *calls.late(), *calls.on_its_way())]
    return [*nightly, *settled, *happened]


class _Calls:
    """The monitor 1004 takes the calls; each story is a list of moments and what happened then."""

    def __init__(self, told: Told) -> None:
        self.told, self.ids = told, dict[str, str]()
        self.units = {unit.code: unit.id for unit in Unit.select()}

    def log(self, name: str, draft: CallDraft) -> Callable[[datetime], None]:
        """Keep a call under a name of the story."""
        def happen(now: datetime) -> None:
            self.ids[name] = log_call(self.told.actor("1004", now), draft, now)
        return happen

    def step(self, name: str, number: str, step: Step, said: Said | None = None) -> Callable[[datetime], None]:
        """Somebody takes a step."""
        def happen(now: datetime) -> None:
            take(self.told.actor(number, now), self.ids[name], step, said or Said(), now, find(Complaint, self.ids[name]).version)
        return happen

    def settled(self, kind: Kind, category: str, content: str, outcome: str) -> Callable[[datetime], None]:
        """A call that was finished on the line."""
        return self.log("settled", CallDraft(kind, content, category=category, wants_reply=False, settled=True, outcome=outcome))

    def to(self, code: str, number: str = "", note: str = "") -> Said:
        """A window, and the person in it."""
        return Said(note, self.units[code], self.told.staff[number].id if number else "")

    def second_round(self) -> list[tuple[str, Callable[[datetime], None]]]:
        """A clerk is complained about; the first answer does not satisfy the caller, the second does."""
        named = self.told.staff["2003"].id
        draft = CallDraft(Kind.COMPLAINT, "上午到质监窗口问产品质量检验怎么报，工作人员说“不清楚”，没有告诉应到哪里问。",
                          category="forbidden", unit_id=self.units["ZJ1"], named=(named,), called="赵女士",
                          phone="13800005678", happened="2 月 4 日上午",
                          demand="希望核实并改进服务，给予答复。")
        name, given = "round", self.to("ZJ1", "2004", "核实情况，三日内答复来电人。")

        def asked(now: datetime) -> None:
            ask_statement(self.told.actor("1004", now), self.ids[name], named, "2 月 4 日上午接待咨询的情况", now)

        def answered(now: datetime) -> None:
            row = ComplaintStatement.get(ComplaintStatement.staff_id == named)
            answer_statement(self.told.actor("2003", now), row.id, "当时排队人多，没有想到可以请值班长解答，以后一次说清。", now)

        def found(now: datetime) -> None:
            row = ComplaintStatement.get(ComplaintStatement.staff_id == named)
            finding = Finding("使用禁用语属实，已当面指出并学习文明用语。", -20, "自收到之日起 5 个工作日内，可以向督查科书面申诉。")
            tell_finding(self.told.actor("1003", now), row.id, finding, now, row.version)

        return [
            ("2026-02-05 09:40", self.log(name, draft)), ("2026-02-05 09:55", self.step(name, "1004", Step.ASSIGN, given)),
            ("2026-02-05 10:10", asked), ("2026-02-05 10:30", self.step(name, "2004", Step.SIGN)), ("2026-02-05 16:20", answered),
            ("2026-02-06 10:00", self.step(name, "2004", Step.REPLY, Said("检验报检在质监窗口 3 号位办理，已向您说明。"))),
            ("2026-02-06 11:00", self.step(name, "1004", Step.APPROVE)),
            ("2026-02-09 09:30", self.step(name, "1004", Step.DISSATISFIED, Said("只说了在哪里办，没有说要带什么材料，也没有道歉。"))),
            ("2026-02-09 09:40", self.step(name, "1004", Step.ASSIGN, self.to("ZJ1", "2004", "一次告知材料，当面或电话致歉。"))),
            ("2026-02-09 10:05", self.step(name, "2004", Step.SIGN)),
            ("2026-02-10 15:10", self.step(name, "2004", Step.REPLY, Said("已电话致歉，并把报检材料清单一次告知来电人。"))),
            ("2026-02-10 16:00", self.step(name, "1005", Step.APPROVE)),
            ("2026-02-11 10:15", self.step(name, "1004", Step.SATISFIED, Said("这次说得很清楚，满意。"))), ("2026-02-11 15:00", found),
        ]

    def late(self) -> list[tuple[str, Callable[[datetime], None]]]:
        """A case nobody answers in time: reminded, then an order is drafted."""
        draft = CallDraft(Kind.COMPLAINT, "计量器具检定证书过了承诺的时间还没有发，打电话没有人接。", category="late",
                          unit_id=self.units["ZJ3"], called="钱先生", phone="13900001234", demand="尽快发证")
        return [("2026-02-06 14:30", self.log("late", draft)),
                ("2026-02-06 14:45", self.step("late", "1004", Step.ASSIGN, self.to("ZJ3", note="查清原因，尽快发证并答复。"))),
                ("2026-02-06 15:20", self.step("late", "2201", Step.SIGN))]

    def on_its_way(self) -> list[tuple[str, Callable[[datetime], None]]]:
        """What stands on the morning after the festival: extended, to be signed, to be called back, new; and a missed call."""
        slow = CallDraft(Kind.COMPLAINT, "电梯使用登记交了材料两周没有消息。", category="late", unit_id=self.units["ZJ2"], called="孙女士",
                         phone="13700004321", demand="告知进度")
        once = CallDraft(Kind.COMPLAINT, "补材料跑了三趟，每次都说少一样。", category="once", unit_id=self.units["ZJ1"], called="周先生",
                         phone="13600002222", demand="希望一次告知", confidential=True)
        petition = CallDraft(Kind.COMPLAINT, "反映旧厂区拆迁补偿的事。", track=Track.PETITION, called="吴先生", phone="13500003333",
                             category="other")
        fee = CallDraft(Kind.COMPLAINT, "复印收了五元，没有给收据。", category="fee", unit_id=self.units["ZJ2"], anonymous=True)

        def extended(now: datetime) -> None:
            row = find(Complaint, self.ids["slow"])
            ask(self.told.actor("2101", now), row.id, Step.EXTEND, Said("要等检验机构的检验报告。"), now, row.version)
            [asked] = waiting_asks(row)
            decide(self.told.actor("1003", now), asked.id, True, "同意，及时告知来电人。", now, asked.version)

        def missed(now: datetime) -> None:
            log_missed(self.told.actor("1004", now), "13400007777", now, "午间没有接到", now)

        return [
            ("2026-02-10 15:00", self.log("slow", slow)), ("2026-02-10 15:10", self.step("slow", "1004", Step.ASSIGN, self.to("ZJ2"))),
            ("2026-02-10 16:00", self.step("slow", "2101", Step.SIGN)), ("2026-02-13 09:30", extended),
            ("2026-02-11 11:00", self.log("petition", petition)),
            ("2026-02-11 11:20", self.step("petition", "1004", Step.TRANSFER, Said("不属本中心职责。", sent_to="县信访局"))),
            ("2026-02-14 10:00", self.log("once", once)), ("2026-02-14 10:20", self.step("once", "1004", Step.ASSIGN, self.to("ZJ1"))),
            ("2026-02-14 14:00", self.step("once", "2001", Step.SIGN)),
            ("2026-02-14 16:00", self.step("once", "2001", Step.REPLY, Said("已列出全部材料清单，预约 24 日一次办结。"))),
            ("2026-02-14 16:40", self.log("fee", fee)), ("2026-02-14 17:05", missed),
        ]
