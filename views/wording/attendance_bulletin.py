"""Words of the bulletin of a month (考勤通报), on screen and in the layout of official papers."""

TITLE = "{centre}关于{year}年{month}月考勤情况的通报"
AND = "、"
HEADS = ("窗口/科室", "人数", "迟到", "早退", "缺卡", "脱岗、擅离", "旷工（天）", "待定（半天）")
WHOLE = "合计"
SUMMARY = ("{year}年{month}月应出勤{due}天，在册{people}人。全月迟到{lates}人次、早退{earlies}人次、缺卡{missing}人次、"
           "脱岗和中途擅离{away}人次，认定旷工{absent}天。")
OPEN = "另有{count}个半天尚未说明、认定或采集，不在本次通报之列。"
LATES = "按规定迟到、早退折算旷工{days}天。"
LEAVE = "请假、公出按假别计：{types}。"
NO_LEAVE = "本月没有人请假、公出。"
LEAVE_ONE = "{type}{days}天"
OUTING_ONE = "临时外出{hours}小时"
SECTIONS = ("一、总体情况", "二、分窗口（科室）情况", "三、点名通报", "四、已结账月份的更正")
NAMED = "{unit}{name}：{what}。"
NOBODY = "本月没有需要点名通报的人员。"
WHAT = {"lates": "迟到{n}次（共{minutes}分钟）", "earlies": "早退{n}次（共{minutes}分钟）", "missing": "缺卡{n}次",
        "left_post": "脱岗{n}次", "left_without_leave": "中途擅离{n}次", "absent": "旷工{days}天", "from_lates": "迟到早退折算旷工{days}天"}
LEAVE_HEAD = "{type}（天）"
STATE_OPEN = "本月尚未结账，数据截至打印时。"
SIGNED = "{section}"
FILE_NAME = "{year}年{month}月考勤通报{unit}"
