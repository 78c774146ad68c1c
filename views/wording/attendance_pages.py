"""Words of the pages of attendance: the month, the day and its drawing, where a device has not been collected."""

SHORT = {
    "normal": "正常", "late": "迟到", "early": "早退", "late_early": "迟到早退", "missing_in": "上班缺卡", "missing_out": "下班缺卡",
    "absent_pending": "待说明", "absent_proposed": "拟旷工", "absent": "旷工", "left_post": "脱岗", "left_without_leave": "擅离",
    "pending": "待采集", "corrected": "已补签", "not_due": "休息", "holiday": "放假", "leave": "请假", "official": "公出", "duty": "值班",
}
TAGS = {"ok": "ok", "warn": "warn", "bad": "bad", "wait": "grey", "off": "grey"}
"""How a level of views/wording/attendance.py looks as a tag."""
MINUTES = "{word} {minutes} 分"
WEEKDAY_SIGNS = "一二三四五六日"

NO_DEVICES = "中心还没有登记考勤机，所以没有考勤结果。请联系考勤员。"
NOT_ENROLLED = "考勤机上没有{who}的编号，打卡认不出是谁，暂不判定。请考勤员登记编号。"
NEVER_COLLECTED = "{device}的记录还没有采集过，暂不判定。"
COLLECTED_UNTIL = "{device}的记录收齐到 {until:%Y-%m-%d %H:%M}，以后的还没有采集，显示为“待采集”。"
ME = "您"
JOIN = "；"

TITLE_OF = "{name} 的考勤"
MINE = "我的考勤"

OFF = {"in": "迟到", "out": "早退"}
EDGES = {"in": "上班", "out": "下班"}
COUNTS_FOR = "算作{half}{edge}打卡"
BY_CORRECTION = "{half}{edge}补签（已批准）"
DEVICE_LINE = "{device}，记录第 {line} 行"
DEVICE_CLOCK = "机器时间 {clock}，已按批准的校时更正"
DRAWN_SESSION = "{half} {start}–{end}"
DRAWN_LATE, DRAWN_EARLY = "迟到 {lasting}", "早退 {lasting}"
DRAWING_TITLE = "{name} {day} 的考勤图"
DRAWN_UNUSED = "{at}（未用：{why}）"

EXPLAIN_BY = "请在 {due:%Y-%m-%d} 前（含当天）说明"
EXPLAIN_LATE = "说明期限 {due:%Y-%m-%d} 已过，仍可补充说明（记为逾期）"
CASE_STATES = {
    "open": ("warn", "待说明"), "lapsed": ("bad", "逾期未说明"), "head_confirmed": ("bad", "负责人已确认，待督查部门确认"),
    "confirmed": ("bad", "已认定旷工"), "excused": ("ok", "已说明，不计异常"),
}
FINDING_KINDS = {"left_post": "脱岗", "left_without_leave": "中途擅离"}
FINDING_STATES = {
    "found": ("warn", "待本人答复"), "answered": ("warn", "已答复，待认定"), "upheld": ("bad", "已认定"), "dismissed": ("grey", "不予认定"),
}
CORRECTION_STATES = {
    "pending": ("warn", "待审批"), "approved": ("ok", "已批准"), "rejected": ("bad", "不予批准"), "withdrawn": ("grey", "已撤回"),
}
EXPLANATION = "情况说明"

PROBLEMS = {
    "no_attendance_rules": "{day} 没有适用的考勤规则，请先在“考勤规则”里设定。",
}
