"""Words of the attendance sheet of a month (考勤表): signs, headings, totals, signatures."""

from collections.abc import Mapping

SIGNS: Mapping[str, str] = {
    "normal": "√", "late": "迟", "early": "退", "late_early": "双", "missing_in": "缺", "missing_out": "缺", "absent_pending": "待",
    "absent_proposed": "拟", "absent": "×", "left_post": "脱", "left_without_leave": "离", "pending": "…", "corrected": "补",
    "duty": "值", "leave": "假", "official": "公",
}
"""The usual sign of each verdict; a centre may choose its own. Leave has the sign of its type."""
CODES: Mapping[str, str] = {
    "normal": "出勤", "late": "迟到", "early": "早退", "late_early": "迟到并早退", "missing_in": "上班缺卡", "missing_out": "下班缺卡",
    "absent_pending": "未打卡（待说明）", "absent_proposed": "拟认定旷工", "absent": "旷工", "left_post": "脱岗",
    "left_without_leave": "中途擅离", "pending": "待采集", "corrected": "已补签", "duty": "值班", "leave": "请假", "official": "公出",
    "not_due": "休息", "holiday": "放假", "": "无记录",
}
KINDS: Mapping[str, str] = {
    "late": "y", "early": "y", "late_early": "y", "missing_in": "y", "missing_out": "y", "absent_pending": "b", "absent_proposed": "b",
    "absent": "b", "left_post": "b", "left_without_leave": "b", "pending": "g", "corrected": "", "duty": "e", "leave": "l", "official": "e",
}
"""Verdict -> class of its colour: y to be explained, b serious, g not known yet, e work elsewhere, l leave."""
TOTALS = (("due", "应出勤"), ("present", "出勤"), ("lates", "迟到"), ("earlies", "早退"), ("missing", "缺卡"), ("away", "脱岗"),
          ("absent", "旷工"), ("open", "待定"), ("leave", "请假公出"))
TOTALS_NOTE = "应出勤、出勤、旷工、待定、请假公出以天计，其余以次计。“待定”是未说明、未认定和未采集的半天，不计旷工。"
FROM_LATES = "迟到早退折算旷工：{people}。"
FROM_LATES_ONE = "{name} {days}天"
LIST, KEYS_APART, SIGNS_APART = "、", "\u3000", "\u3000" * 6
NAMED = "{named}。"
HEADINGS = ("姓名", "工号", "时段")
PERIOD = "半天"
TITLE = "{centre}{unit}{year}年{month}月考勤表"
HOME_UNIT = "（派驻单位：{home}）"
SHEET_NAME = "{year}年{month}月"
FILE_NAME = "{unit}{home}{year}年{month}月考勤表"
WHOLE, OWN_UNITS = "全中心", "本人负责的窗口"
ALL_HOMES = "全部派驻单位"
DUE = "应出勤 {due} 天。"
STATES = {"open": "未结账", "confirmed": "已确认，未结账", "closed": "已结账", "reopened": "已重开，未结账"}
SEALED = "已结账，校验值 {digest}。"
RUNNING = "未结账，数据随补签、请假和认定变动。"
LEGEND = "图例：{keys}"
KEY = "{sign} {word}"
ADJUSTED = "{month} 已结账，其后更正：{name} {day} {half} {before}改为{after}。"
SIGNATURES = ("考勤员：", "窗口负责人：", "{section}：", "日期：　　　年　　月　　日")
PAPERS = {"a4": "A4 横向", "a3": "A3 横向"}
SIGN_LABELS = {"save": "保存", **CODES}
PROBLEMS = {"sign_too_long": "符号最多 {most} 个字。"}
