"""Words of missed calls and of shifts that are handed over."""

LABELS = {
    "phone": "来电号码", "rang_at": "什么时候打来的", "note": "备注", "save": "登记（回车）", "outcome": "回拨结果", "reached": "已回拨",
    "unreached": "没有接通", "taker": "接班人", "shift_note": "交代的事", "give": "签字交班", "take": "签字接班", "call": "回拨",
    "log": "登记成来电",
}
HELP = {
    "rang_at": "不填就是现在", "outcome": "已回拨的要写，如“问年检材料，已答复”", "shift_note": "没办完的、要留意的",
}
NOBODY = "（请选接班人）"
STATES = {"owed": ("warn", "待回拨"), "reached": ("ok", "已回拨"), "unreached": ("grey", "没有接通"), "logged": ("ok", "已登记成来电")}
LATE = ("bad", "已超过")
PROBLEMS = {
    "number_needed": "请写能打通的号码。", "rang_ahead": "来电时间不能晚于现在。", "rang_long_ago": "一星期以前的不再登记为未接来电。",
}
NOTICES = {"shift_given": ("{name} 把热线交班给您，请到“交接班”签字接班。", "warn")}
