"""Sentences and names of the calendar."""

PROBLEMS = {
    "not_a_calendar": "这不是日历文件。请用节假日 JSON 文件，或有“date,kind,name”三列的表格（csv、xlsx），大小不超过 1 MB。",
    "year_unreadable": "文件里的年份（year）读不懂。",
    "days_unreadable": "文件里没有日期清单（days）。",
    "day_unreadable": "第 {line} 条读不懂：{value}",
    "date_unreadable": "第 {line} 条的日期读不懂：{value}（应为 2027-01-01 的样子）。",
    "date_of_other_year": "第 {line} 条的日期 {value} 与文件的年份相差太远。",
    "date_twice": "第 {line} 条的日期 {value} 重复。",
    "kind_unknown": "第 {line} 条的类型不认识：{value}（应为 workday、day_off、makeup、half_am、half_pm 之一）。",
    "not_true_or_false": "第 {line} 条的 isOffDay 应为 true 或 false：{value}",
    "name_unreadable": "第 {line} 条的名称读不懂：{value}",
    "calendar_empty": "文件里没有列出该年的任何一天。该年的放假通知可能还没有发布，请取得正式安排后再导入。",
    "year_out_of_range": "年份应在 {first} 至 {last} 之间。",
    "more_years": "文件里有 {first} 至 {last} 多个年份。请一年一个文件。",
}

SOURCES = {"preset": "随程序提供（国务院办公厅历年放假通知）", "hand": "手工修改"}
MISSING = "{years} 年的节假日安排还没有录入。请用 flask calendar import 文件名 导入，或由人事、考勤员在“日历”页导入。"
COMPLETE = "{years} 年的日历齐全。"
IMPORTED = "{year} 年：文件列出 {read} 天，变动 {changed} 天，没有变动 {unchanged} 天。"
DRY = "只是预览，没有写入。"
LABELS = {
    "file": "日历文件", "preview": "预览", "confirm": "确认导入", "kind": "这一天是", "name": "名称（节日或事由，可不填）",
    "reason": "修改原因", "save": "保存这一天", "year": "年份",
}
HELP = {"file": "节假日 JSON 文件，或 csv、xlsx 表格，一年一个文件。", "reason": "例如：县政府通知下午停止对外办公。会记入审计。"}

# kind -> (mark on a small calendar, kind of tag)
MARKS = {"workday": ("", "ok"), "makeup": ("班", "warn"), "day_off": ("休", "grey"), "half_am": ("半", "warn"), "half_pm": ("半", "warn")}
