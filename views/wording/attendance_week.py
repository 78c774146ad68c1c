"""Words of the weekly check (每周核对)."""

LABELS = {"note": "核对说明（可不填）", "submit": "已核对本周"}
PROBLEMS = {
    "week_not_over": "这一周还没有过完，下周一起再核对。",
    "week_not_judged": "这一周没有考勤结果，不用核对。",
}
WEEK = "{first} 至 {last}"
CHECKED = "{name} 已于 {at} 核对。"
