"""Words of due days that a changed calendar moves."""

from rules.clocks import Why
from rules.complaint_moves import OtherDay
from views.wording.clocks import WHYS
from views.wording.dates import SHORT_DAY

LABELS = {"reason": "为什么变（依据）", "confirm": "确认这份名单", "opinion": "意见", "approve": "同意提前", "decline": "不同意提前"}
HELP = {"reason": "如：国务院办公厅通知调整了放假安排", "opinion": "不同意的要写理由"}
NOW_COUNTED, NOW_LEFT_OUT = "{day}由“{was}”改为“{now}”，要计入", "{day}由“{was}”改为“{now}”，不再计入"
OTHER_REASON = "规则、暂停或延期的天数没有变，放假安排变了"
JOINED = "；"
PROBLEMS = {"moves_changed": "名单已经变了，请看下面新的名单再确认。"}


def day_sentence(one: OtherDay) -> str:
    """3月4日由“工作日”改为“放假”，不再计入."""
    _, month, day = one.day.split("-")
    text = NOW_COUNTED if one.now[0] else NOW_LEFT_OUT
    return text.format(day=SHORT_DAY.format(m=int(month), d=int(day)), was=_why(one.was), now=_why(one.now))


def _why(said: tuple[bool, str, str]) -> str:
    return said[2] or WHYS[Why(said[1])]
