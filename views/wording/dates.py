"""How days are written."""

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
DAY = "{y}年{m}月{d}日 {w}"
TODAY_TEXT = "{day.year}年{day.month}月{day.day}日"
SHORT_DAY = "{m}月{d}日"
HALVES = {"am": "上午", "pm": "下午"}
DAY_KINDS = {"workday": "工作日", "day_off": "休息日", "makeup": "调休补班", "half_am": "半天（上午上班）", "half_pm": "半天（下午上班）"}
NO_SESSION = "–"
NEXT_DAY = "次日{clock}"
