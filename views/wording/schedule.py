"""Sentences and names of work schedules."""

PROBLEMS = {
    "no_schedule": "{day} 没有任何作息安排。请先在“作息”页给全中心设一条长期有效的作息。",
    "hours_out_of_order": "时间先后不对：上午上班、上午下班、下午上班、下午下班应依次往后。",
    "hours_too_long": "从上班到下班不能超过 24 小时；跨过零点的时间接着写，如次日凌晨 2 点写 26:00。",
    "no_weekday": "请至少选一个星期几。",
    "schedule_clash": "与同一对象的另一条作息（{valid_from} 起{valid_to:until}）日期重叠，无法确定按哪一条。请错开日期。",
    "centre_needs_hours": "全中心必须留有一条不设结束日期、适用于每个星期几的作息。",
    "schedule_begun": "这条作息已经开始执行，不能撤销；请填写结束日期。",
    "difference_exists": "同一对象在这一天已有单日调整，请先撤销原来的。",
    "nobody_has_post": "没有人在这个岗位上。请按人员名册中的岗位名称填写。",
}
LABELS = {
    "name": "名称", "scope": "适用对象", "unit": "窗口（科室）", "post": "岗位", "number": "工号", "weekdays": "星期几",
    "valid_from": "从哪天起", "valid_to": "到哪天止（不填为长期）", "am_start": "上午上班", "am_end": "上午下班", "pm_start": "下午上班",
    "pm_end": "下午下班", "day": "日期", "reason": "原因", "add": "增加作息", "save": "保存", "add_day": "增加单日调整", "look": "查看",
}
SCOPES = {"centre": "全中心", "unit": "窗口（科室）", "post": "岗位", "staff": "个人"}
STATES = {"now": ("ok", "执行中"), "coming": ("warn", "未开始"), "ended": ("grey", "已结束")}
WHY = {
    "day": "这一天有针对{target}的单日调整，单日调整优先。", "staff": "这一天有针对本人的作息，个人的优先于岗位、窗口和全中心的。",
    "post": "没有针对本人的作息，按岗位“{target}”的作息。", "unit": "没有针对本人和岗位的作息，按“{target}”的作息。",
    "centre": "没有针对本人、岗位和窗口的作息，按全中心的作息。",
}
NO_UNIT = "（不选）"
