"""Why a day counted in a clock or not, and what a clock answers."""

from rules.clocks import Line, Why

WHYS = {
    Why.START: "开始当天不计", Why.WORKDAY: "工作日", Why.MAKEUP: "调休补班", Why.HALF_DAY: "上半天班", Why.WEEKEND: "周末",
    Why.HOLIDAY: "放假", Why.CALENDAR_DAY: "自然日", Why.PAUSED: "暂停计时", Why.CLOSED: "当天已过办公时间",
    Why.ROLLED: "期满日遇休息日，顺延到这一天",
}
OF_THE_CLOCK = frozenset({Why.PAUSED, Why.ROLLED, Why.CLOSED})  # the festival says nothing about these
DUE = "到期：{due}"
LINE = "{day} {counted} {why}"
COUNTED, NOT_COUNTED, MINUTES = "计入", "不计", "计 {minutes:g} 分钟"
PROBLEMS = {
    "budget_too_small": "期限至少是 1。",
    "clock_endless": "按这样的工作时间，这个期限一百年也到不了，请检查。",
    "week_unreadable": "看不懂“{part}”。请写成 mon-fri 09:00-12:00,13:30-17:00，不同的日子用分号隔开。",
}
PAUSE_FORM = "暂停应写成 从..到，例如 2026-03-02..2026-03-06；按分钟计的写到分，例如 2026-03-02T10:00..2026-03-02T11:30。"
START_FORM = "开始应写成 2026-03-02；按分钟计的写成 2026-03-02T10:00。"


def why_text(line: Line) -> str:
    """Why a day counted or not: 工作日, 春节 放假."""
    word = WHYS[line.why]
    if line.why in OF_THE_CLOCK or word in line.name:
        return word if line.why in OF_THE_CLOCK else line.name
    return f"{line.name} {word}".strip()
