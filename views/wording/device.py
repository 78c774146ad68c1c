"""Words of attendance machines that send by themselves or are fetched from: their page, orders, clock corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LABELS = {
    "first": "从哪天", "last": "到哪天", "reason": "原因", "direction": "这段时间机器的钟", "since_day": "从哪天", "since_time": "几点起",
    "until_day": "到哪天", "until_time": "几点止", "hours": "差几小时", "minutes": "差几分钟", "seconds": "差几秒", "ask": "提出校正",
    "opinion": "意见", "approve": "同意", "reject": "不同意",
}
DIRECTIONS = {"slow": "慢了（机器显示的时间比实际早）", "fast": "快了（机器显示的时间比实际晚）"}
HELP = {
    "since": "按机器上显示的时间填写。", "until": "按机器上显示的时间填写，到这一刻为止（不含）。",
    "direction": "机器显示 8:20、实际 8:30，就是慢了 10 分钟。",
}
KINDS = {"file": "用文件导入", "push": "自动上传", "pull": "定时去取"}
ORDERS: Mapping[str, str] = {
    "again": "重新上传这一段", "count": "核对条数", "check": "检查有没有漏传", "info": "报告自身情况", "set_time": "校准机器时间",
}
ORDER_STATES = {"waiting": ("warn", "等机器来取"), "sent": ("warn", "机器已取走，等回答"), "done": ("ok", "已完成"),
                "failed": ("bad", "机器没有做成"), "equal": ("ok", "条数一致"), "differs": ("bad", "条数不一致")}
CLOCK_STATES = {"asked": ("warn", "待两人同意"), "once": ("warn", "一人已同意，待另一人"), "approved": ("ok", "已生效"),
                "rejected": ("grey", "没有通过")}
EVENTS: Mapping[str, tuple[str, str]] = {
    "0": ("grey", "开机"), "1": ("grey", "关机"), "2": ("grey", "验证失败"), "3": ("warn", "报警"), "4": ("grey", "进入菜单"),
    "5": ("grey", "修改设置"), "6": ("grey", "登记指纹"), "9": ("grey", "删除人员"), "10": ("grey", "删除指纹"), "13": ("bad", "清除数据"),
    "21": ("warn", "修改时间"),
    "22": ("bad", "恢复出厂设置"),
    "23": ("bad", "清除打卡记录"), "24": ("warn", "清除管理员"), "30": ("grey", "新增人员"), "36": ("grey", "修改人员"),
    "40": ("warn", "用U盘导入"), "41": ("warn", "用U盘导出"),
}
OTHER_EVENT = "其他操作（代码 {code}）"
SOURCES = {"file": "文件", "push": "自动上传", "pull": "定时去取"}
STANDINGS = {"ok": ("ok", "正常"), "silent": ("bad", "没有消息"), "never": ("warn", "还没有联系过"), "clock": ("bad", "钟不准"),
             "off": ("grey", "已停用"), "file": ("grey", "用文件导入")}
NEVER = "还没有联系过"
NOT_KNOWN = "还不知道"
EXACT = "准（相差不到 1 分钟）"
SLOW = "慢 {text}"
FAST = "快 {text}"
FAILED = "{name}从 {since} 起去取不成功：{why}"

PROBLEMS = {
    "order_not_push": "这台考勤机不是自动上传的，不能向它提要求。",
    "order_period": "请填写起止日期，结束不早于开始，最长 400 天。",
    "orders_waiting": "已有 {count} 项在等这台机器来取，请等它做完再提。",
    "pull_not_pull": "这台考勤机不是定时去取的。",
    "pull_absent": "本机没有安装收取组件（pyzk），不能从考勤机收取。"
                   "请系统管理员按操作手册“考勤机”一节安装；其间可以用U盘导出文件后导入。",
    "pull_failed": "没有连上 {name}（{host}:{port}），或机器中途没有回答。"
                   "请看机器是否开机、网线是否插好、地址是否正确。已有的记录没有变化。",
    "pull_unreadable": "{name} 回答的内容读不懂，没有收取。请用U盘导出文件后导入，并告诉系统管理员。",
    "clock_span": "结束要晚于开始，最长 400 天。",
    "clock_seconds": "请填写差了多少，不能是 0，最多 400 天。",
    "clock_overlap": "这段时间与另一项校正重叠，同一时刻不能校正两次。",
}
NOTICES: dict[str, tuple[str, str]] = {
    "device_silent": ("考勤机“{name}”在上班时间已有 {minutes} 分钟没有消息，请看机器和网络。", "bad"),
    "device_drift": ("考勤机“{name}”的钟不准，相差 {seconds} 秒（负数为快），请校准并提出时钟校正。", "bad"),
    "device_jump": ("考勤机“{name}”的钟突然变了，现在相差 {seconds} 秒（负数为快），请核对并提出时钟校正。", "bad"),
    "device_clock_set": ("有人在考勤机“{name}”上改过时间，请核对这段时间的打卡，需要时提出时钟校正。", "warn"),
    "device_cleared": ("考勤机“{name}”上的记录被清除，请核对有没有漏收。", "bad"),
    "device_sum": ("考勤机“{name}”有 {theirs} 条记录，本系统有 {ours} 条，不一致，请让它重新上传这一段。", "bad"),
    "clock_to_decide": ("考勤机“{name}”的时钟校正等您决定。", "warn"),
    "clock_approved": ("您提出的考勤机“{name}”时钟校正已生效。", "ok"),
    "clock_rejected": ("您提出的考勤机“{name}”时钟校正没有通过，请看意见。", "warn"),
}


def span_text(seconds: int) -> str:
    """A length of time in words.

    >>> span_text(59).endswith("59 \\u79d2"), span_text(86400 * 3 + 3600)
    (True, '3 \\u5929 1 \\u5c0f\\u65f6')
    """
    seconds = abs(seconds)
    parts = [(seconds // 86400, "天"), (seconds // 3600 % 24, "小时"), (seconds // 60 % 60, "分"), (seconds % 60, "秒")]
    return " ".join(f"{count} {word}" for count, word in parts if count) or "0 秒"


def clock_text(drift: int | None) -> str:
    """How right a clock goes; drift: receipt minus its own time, in seconds."""
    if drift is None:
        return NOT_KNOWN
    if abs(drift) < 60:
        return EXACT
    return (SLOW if drift > 0 else FAST).format(text=span_text(drift))


def event_text(code: str) -> tuple[str, str]:
    """Kind of tag and word of what a machine logged of itself."""
    return EVENTS.get(code, ("grey", OTHER_EVENT.format(code=code)))


def order_state(row: Any) -> tuple[str, str]:
    """Kind of tag and word of where an order stands."""
    if row.answered_at is None:
        return ORDER_STATES["sent" if row.sent_at else "waiting"]
    if row.theirs is not None:
        return ORDER_STATES["equal" if row.theirs == row.ours else "differs"]
    return ORDER_STATES["failed" if row.code is None or row.code < 0 else "done"]
