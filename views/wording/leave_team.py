"""Words of the month's sheet, of who is away, and of the year of one person."""

from collections.abc import Mapping

from rules.leave import days_text, hours_text
from views.wording.leave import TYPES

PRESENT, PRESENT_WORD = "√", "出勤（未请假）"
GONE, GONE_WORD = "\u3000", "没有到岗"
VEILED = {"away": ("假", "请假"), "elsewhere": ("公", "公出")}
WAITING_WORD, WAITING_SIGN = "待批（虚线框）", "?"
OFF_WORD = "休息日、节假日"
HOURS_TOTAL = "外{hours}时"
WEEKDAY_SIGNS = "一二三四五六日"
DAY_SIGNS = {"day_off": "休", "makeup": "班", "half_am": "半", "half_pm": "半", "workday": ""}
HALVES = ("上午", "下午")
NO_UNIT = "未编入窗口（科室）"
WHOLE_CENTRE = "全中心"
HEADINGS = ("窗口/科室", "姓名", "工号", "时段")
TOTAL = "合计（天）"
FILE_NAME = "{unit}{year}年{month}月请假表"
SHEET_NAME, SHEET_TITLE = "{year}年{month}月", "{whose}{month}请假日历"
PAPERS = {"a4": "A4 横向", "a3": "A3 横向"}
NAMED_DAYS = "{days}日 {name}"
WHOLE_DAY = "全天"


def symbol_of(code: str, symbols: Mapping[str, str]) -> str:
    """What stands for a code in a half-day."""
    return VEILED[code][0] if code in VEILED else symbols.get(code) or type_name(code)[:1]


def type_name(code: str) -> str:
    """The Chinese name of a code, a veiled one too."""
    return VEILED[code][1] if code in VEILED else TYPES.get(code, code)


def totals_text(halves: Mapping[str, int], minutes: int, symbols: Mapping[str, str]) -> str:
    """☆2.0 △1.0 外1.5时, in days by symbol and hours by the hour."""
    parts = [symbol_of(code, symbols) + days_text(amount) for code, amount in halves.items() if amount]
    return " ".join([*parts, *([HOURS_TOTAL.format(hours=hours_text(minutes))] if minutes else [])])
