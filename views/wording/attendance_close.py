"""Words of closing a month of attendance (月度结账)."""

LABELS = {"reason": "说明", "confirm": "确认本月考勤", "close": "结账", "reopen": "重开"}
HELP = {
    "confirm": "有未了结的事项时要写明为什么可以结账。", "close": "有未了结的事项时要写明为什么可以结账；确认时写过的不用再写。",
    "reopen": "为什么要重开，必填，留有记录。",
}
STATES = {
    "open": ("warn", "未结账"), "confirmed": ("warn", "已确认，待结账"), "closed": ("ok", "已结账"), "reopened": ("warn", "已重开，待确认"),
}
UNSETTLED = (("absences", "未说明或未认定的未打卡", "半天"), ("cases", "还在说明期限内的异常", "件"), ("corrections", "待审批的补签", "件"),
             ("findings", "没有处理的巡查记录", "件"), ("pending", "待采集", "半天"))
NEXT = {
    "open": "先把未了结的事项办完，由督查科或考勤员确认，再由另一人结账。", "reopened": "重开后请核对，再次确认、结账。",
    "confirmed": "已由 {confirmed} 确认，由另一人结账。结账后数字固定，以后的变动计入当月更正。",
    "closed": "{confirmed} 确认，{closed} 于 {at} 结账，校验值 {digest}。以后的变动不改本月数字，在当月考勤表里列为更正。",
}
REASON = "说明：{reason}"
NO_CALENDAR = "{year} 年的节假日安排还没有录入，不能算出应在哪天结账，请先导入。"
PROBLEMS = {
    "month_not_over": "{month} 还没有过完，不能结账。",
    "month_not_judged": "这个月没有考勤结果，不用结账。",
    "close_needs_reason": "还有 {count} 项没有了结，请写明为什么可以结账。",
    "close_needs_second": "确认和结账要由两个人办，请另一位有结账权限的人结账。",
    "earlier_month_open": "前面还有月份没有结账，请先结前面的月份。",
    "later_month_closed": "后面的月份已经结账，只能从最后一个已结账的月份开始重开。",
}
