"""Words of 停电和机器故障."""

LABELS = {
    "day": "日期", "time": "从几点", "until": "到几点", "unit": "范围", "device": "哪台考勤机", "reason": "原因",
    "attachment": "签到表扫描件", "save": "登记", "enter": "录入",
}
HELP = {"until": "只能补这段时间内的打卡", "attachment": "签好后扫描，可以以后在签到表页面补交",
        "scan": "大家签好的那张，照片（jpg、png）或 pdf；再交一次就换成新的"}
WHOLE_CENTRE, NO_DEVICE = "全中心", "全部（如停电）"
SLOTS = {"am-in": "上午上班", "am-out": "上午下班", "pm-in": "下午上班", "pm-out": "下午下班"}
SHEET_TITLE = "{centre}临时签到表"
SPAN = "{day} {start}–{end}，{reason}"
ENTERED = "已录入 {count} 个时间。"

PROBLEMS = {
    "not_of_outage": "有人不在这次故障的范围内，请刷新页面后重填。",
    "outside_outage": "{name} {half:half}的时间不在停电或故障的时段内。",
    "outside_hours": "{name} {half:half}的时间不会是这次打卡，请看是否填错了一格。",
    "entered_ahead": "{name} {half:half}的时间还没有到。",
    "entered_exists": "{name} {half:half}的这次打卡已经申请过补签。",
    "nothing_entered": "还没有填任何时间。",
}
