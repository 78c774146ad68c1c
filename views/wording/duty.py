"""Sentences and names of noon duty."""

PROBLEMS = {
    "duty_day_off": "这一天不上班，不用排午间值班。",
    "not_of_window": "此人这一天不在本窗口。",
    "partner_self": "搭档不能是值班人自己。",
    "duty_twice": "此人这一天已经排了午间值班。",
    "nothing_to_copy": "上一周没有可以照搬的值班，或者本周都已排好。",
}
LABELS = {
    "day": "日期", "staff": "值班人", "partner": "搭档（可不选）", "start": "开始", "end": "结束", "add": "排上", "save": "保存",
    "remove": "取消这次值班",
}
NOBODY = "（不选）"
NOON = ("12:00", "13:30")
