"""Chinese of attendance: names of codes, and the sentence that says why a half-day was judged as it was."""

from __future__ import annotations

from collections.abc import Mapping

from rules.attendance import Edge
from rules.attendance_facts import Cell
from views.wording.dates import HALVES
from views.wording.leave import TYPES

CODES: Mapping[str, str] = {
    "normal": "正常", "late": "迟到", "early": "早退", "late_early": "迟到并早退", "missing_in": "上班缺卡", "missing_out": "下班缺卡",
    "absent_pending": "未打卡（待说明）", "absent_proposed": "拟认定旷工", "absent": "旷工半天", "left_post": "脱岗",
    "left_without_leave": "中途擅离", "pending": "待采集", "corrected": "已补签", "not_due": "休息", "holiday": "放假", "leave": "请假",
    "official": "公出", "duty": "值班",
}
LEVELS: Mapping[str, str] = {
    "normal": "ok", "corrected": "ok", "duty": "ok", "late": "warn", "early": "warn", "late_early": "warn", "missing_in": "warn",
    "missing_out": "warn", "absent_pending": "bad", "absent_proposed": "bad", "absent": "bad", "left_post": "bad",
    "left_without_leave": "bad", "pending": "wait", "not_due": "off", "holiday": "off", "leave": "off", "official": "off",
}
"""Code -> ok, warn, bad, wait or off: how a mark looks; its word or symbol is always there too."""
EDGES = {Edge.IN: "上班", Edge.OUT: "下班"}
UNUSED = {
    "burst": "与前一次打卡间隔过短，并作一次", "outside_window": "不在本班打卡时段内", "day_off": "当天不需打卡", "leave": "请假期间的打卡",
    "away": "外出期间的打卡", "extra": "多余的打卡",
}
_RULES: Mapping[str, str] = {
    "rest": "休息日，不需打卡。", "holiday": "{about}放假，不需打卡。", "half_holiday": "半天放假（{about}），不需打卡。",
    "leave": "已批准{type}（{number}），不需打卡。", "leave_hours": "已批准{type}（{number}）占满本班，不需打卡。",
    "exempt": "免打卡：{about}。", "duty": "休息日值班，已核定。",
    "not_scheduled": "作息安排里本班不上班。",
    "no_schedule": "没有适用的作息安排，暂不判定。", "not_enrolled": "考勤机上没有登记编号，暂不判定。",
    "not_collected": "考勤机记录尚未收齐，暂不判定。",
    "nothing": "应打卡{due}，{none}，也没有请假，待本人说明。",
    "nothing_proposed": "应打卡{due}，{none}，逾期未说明，拟认定旷工，待窗口负责人和督查部门确认。",
    "nothing_confirmed": "应打卡{due}，{none}，经窗口负责人和督查部门确认为旷工半天。",
    "missing_in": "应{in_due}前上班打卡，没有记录{beside}{out_said}。",
    "missing_out": "应{out_due}后下班打卡，没有记录{beside}{in_said}。",
    "missing_lapsed": "缺{edge}卡逾期未说明，按规定计{code}。",
    "missing_proposed": "缺{edge}卡逾期未说明，按规定拟认定旷工，待确认。", "missing_confirmed": "缺{edge}卡，经确认为旷工半天。",
    "too_late": "{in_at}上班打卡，应为{in_due}，迟到{late}，达到按旷工处理的界限，待本人说明。",
    "too_late_proposed": "{in_at}上班打卡，应为{in_due}，迟到{late}，逾期未说明，拟认定旷工，待确认。",
    "too_late_confirmed": "{in_at}上班打卡，应为{in_due}，迟到{late}，经确认为旷工半天。",
    "too_early": "{out_at}下班打卡，应为{out_due}，早退{early}，达到按旷工处理的界限，待本人说明。",
    "too_early_proposed": "{out_at}下班打卡，应为{out_due}，早退{early}，逾期未说明，拟认定旷工，待确认。",
    "too_early_confirmed": "{out_at}下班打卡，应为{out_due}，早退{early}，经确认为旷工半天。",
    "patrol_gone": "巡查发现中途擅离，待本人答复或已认定。", "patrol": "巡查发现脱岗，待本人答复或已认定。",
    "left_post": "班中两次打卡之间离岗超过规定时间，没有外出登记。",
    "away": "离岗时间达到按旷工处理的界限，待本人说明。", "away_proposed": "离岗时间达到按旷工处理的界限，拟认定旷工，待确认。",
    "away_confirmed": "离岗时间达到按旷工处理的界限，经确认为旷工半天。",
    "late": "{in_at}上班打卡，应为{in_due}，迟到{late}。", "early": "{out_at}下班打卡，应为{out_due}，早退{early}。",
    "late_early": "{in_at}上班打卡，应为{in_due}，迟到{late}；{out_at}下班打卡，应为{out_due}，早退{early}。",
    "corrected": "{used}，含已批准的补签，按正常出勤。", "excused": "已说明并经批准，不计异常。", "normal": "{used}，正常出勤。",
}
NO_PUNCH_DUE = "本班不需打卡"
SPAN_REVERSED = "起始日期晚于截止日期。"
JUDGED = "共 {cells} 个半天，改判 {changed} 个，与已存结果不同 {differences} 个。"
NOT_JUDGED = "当天还没有考勤结果。"


def sentence(cell: Cell) -> str:
    """Why a half-day was judged as it was, in one sentence made from what the verdict rests on."""
    used, due = {one.edge: one for one in cell.used}, dict(cell.due)
    type_code, _, number = cell.about.partition(" ")
    spare = "、".join(moment(one.at) for one in cell.unused if one.reason != "burst")
    values = {
        "none": f"{spare}的打卡不能算作上下班，没有其他打卡记录" if spare else "没有打卡记录",
        "beside": f"（{spare}的打卡不在这个时段）" if spare else "",
        "about": cell.about, "type": TYPES.get(type_code, "请假"), "number": number or "未编号", "code": CODES[cell.code],
        "edge": EDGES[Edge(cell.about)] if cell.about in ("in", "out") else "",
        "due": "、".join(f"{EDGES[edge]}{moment(at)}" for edge, at in cell.due),
        "late": lasting(cell.late_seconds), "early": lasting(cell.early_seconds),
        "used": "，".join(f"{moment(one.at)}{EDGES[one.edge]}打卡" for one in cell.used) or NO_PUNCH_DUE,
    }
    for edge, name in ((Edge.IN, "in"), (Edge.OUT, "out")):
        values[f"{name}_due"] = moment(due.get(edge, 0))
        values[f"{name}_at"] = moment(used[edge].at) if edge in used else ""
        values[f"{name}_said"] = f"；{moment(used[edge].at)}{EDGES[edge]}打卡" if edge in used else ""
    return f"{HALVES[cell.half]}{CODES[cell.code]}：{_RULES[cell.rule].format(**values)}"


def moment(second: int) -> str:
    """A moment of a day as HH:MM, with seconds where there are any; after midnight it is of the next day.

    >>> moment(30668), moment(30600), moment(86400)
    ('08:31:08', '08:30', '次日00:00')
    """
    day, rest = divmod(second, 86400)
    text = f"{rest // 3600:02}:{rest // 60 % 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
    return f"次日{text}" if day > 0 else f"前日{text}" if day < 0 else text


def clock(second: int) -> str:
    """A moment of a day as HH:MM:SS for programs; hours run on after midnight.

    >>> clock(30668), clock(90000)
    ('08:31:08', '25:00:00')
    """
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def lasting(seconds: int) -> str:
    """A length in words.

    >>> lasting(68), lasting(1800), lasting(8)
    ('1分8秒', '30分钟', '8秒')
    """
    minutes, rest = divmod(seconds, 60)
    if not rest:
        return f"{minutes}分钟"
    return f"{minutes}分{rest}秒" if minutes else f"{rest}秒"

