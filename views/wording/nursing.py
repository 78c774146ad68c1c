"""Words of nursing hours."""

LABELS = {
    "child_born": "孩子出生日期", "children": "这一胎几个孩子", "valid_from": "从哪天起", "valid_to": "到哪天止", "placed": "安排在",
    "ask": "提交", "opinion": "意见", "verdict": "结论", "approve": "同意", "reject": "不同意", "last_day": "最后一天", "end": "提前结束",
}
HELP = {"children": "每天 1 小时，多胞胎每多一个加 1 小时。", "valid_to": "最晚到孩子满 1 周岁的前一天。"}
PLACED = {"am_start": "上午上班时（晚到）", "am_end": "上午下班时（早走）",
          "pm_start": "下午上班时（晚到）", "pm_end": "下午下班时（早走）", "split": "一半在上午上班时，一半在下午下班时"}
STATES = {"pending": ("warn", "待批准"), "approved": ("ok", "已批准"), "rejected": ("bad", "不予批准"), "withdrawn": ("grey", "已撤回"),
          "ended": ("grey", "已结束")}
MINUTES = "每天 {minutes} 分钟"

PROBLEMS = {
    "children_range": "请填 1 到 {most} 的整数。",
    "before_birth": "不能早于孩子出生日期。",
    "after_first_year": "最晚到 {day}（孩子满 1 周岁的前一天）。",
    "nursing_exists": "这段时间已有一项哺乳时间安排。",
    "nursing_last_day": "请填 {first} 到 {last} 之间的日期。",
}
