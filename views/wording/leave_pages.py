"""Words of the pages of leave: labels, steps, acts, and the sentence for everything that can be wrong with a request."""

TAGS = {
    "draft": "grey", "handover": "warn", "pending": "warn", "approved": "ok", "running": "ok", "due_back": "warn", "overdue": "bad",
    "closed": "grey", "rejected": "bad", "returned": "warn", "withdrawn": "grey", "cancel_requested": "warn", "cancelled": "grey",
    "ended_early": "grey",
}
WAITS_AT = "待{step}审批"
WAITS_OUTSIDE = "待{step}签批"

# the section's own name is a setting: {section}
STEPS = {
    "home_unit": "派驻单位", "window_head": "窗口负责人", "section": "{section}", "centre_leader": "中心领导",
    "bureau_leader": "上级局领导",
}
ENTRY_KINDS = {"normal": "", "late": "逾期申请（补办）", "emergency": "代为登记"}
OVERSTAY = {
    "proposed": ("warn", "拟认定旷工（待确认）"), "confirmed": ("bad", "已确认旷工"), "dismissed": ("grey", "不认定旷工"),
}

ACTS = {
    "submit": "提交申请", "enter": "代为登记", "handover": "确认接手", "override": "同意窗口空岗", "approve": "同意", "refuse": "不同意",
    "return": "退回修改", "withdraw": "撤回", "ask_cancel": "申请取消", "cancel": "同意取消", "keep": "不同意取消，照常休假",
    "report_back": "销假", "confirm_absence": "确认旷工", "dismiss_absence": "不认定旷工", "papers": "补交材料", "supersede": "转入续假",
}
DECLINED = "不接手，退回"
BACK_KINDS = {"on_time": "按时销假", "early": "提前销假，未休的退回余额", "late": "逾期销假"}
REPORTED_BACK = "{act}（{how}）"
BY_SYSTEM = "系统"
FOR_PRINCIPAL = "{name}（代{principal}）"
ON_PAPER = "{signer}（纸质签批，{name}登记）"

# act that a batch or a stale page comes too late for -> how the refusal is told
OUTCOMES = {
    "NotAllowed": "不在您的审批范围", "NotFound": "没有找到", "AlreadyDecided": "已被处理", "OutOfDate": "内容已变化，请打开后再审",
    "InvalidInput": "请填写意见",
}

LABELS = {
    "type_code": "假别", "partner": "B 岗（交接给）", "start": "从", "end": "到", "half": "上午或下午", "from_time": "几点离开",
    "to_time": "几点返回", "reason": "事由", "destination": "去向", "phone": "联系电话", "leaves_area": "离开本地（本县、区以外）",
    "attachment": "证明材料", "number": "请假人", "cover_reason": "窗口空岗的理由（负责人特批时填）", "verdict": "结论", "opinion": "意见",
    "signer": "签批人（派驻单位或上级领导姓名）", "agreed": "签批结论", "slip": "签批请假条扫描件", "back_day": "到岗日期",
    "back_half": "从哪半天起到岗", "confirm": "认定", "accept": "是否接手", "agree": "结论", "waive_reason": "同意空岗的理由",
    "cancel_reason": "取消的原因",
}
HELP = {
    "person": "姓名、拼音首字母或工号",
    "attachment": "照片（jpg、png）或 pdf，不超过 {megabytes} MB",
    "to_time": "临时外出按在岗时间计算，午休不计",
}
CHOOSE = "请选择"
VERDICTS = (("approve", "同意"), ("refuse", "不同意"), ("return", "退回修改"))
AGREED = (("yes", "同意"), ("no", "不同意"))
ACCEPTS = (("yes", "接手"), ("no", "不接手"))
CANCELS = (("yes", "同意取消"), ("no", "不同意，照常休假"))
ABSENCES = (("no", "不认定旷工"), ("yes", "确认旷工"))
NAMED = "{name}（{number}）"

DAYS = "{amount} 天"
WORKDAYS = "{amount} 个工作日"
HOURS = "{amount} 小时"
SPAN = "{start} 至 {end}"
ONE_DAY = "{day} 周{weekday}{half}"
HALF_OF = "{day} {half}"
BY_HOUR = "{day} 周{weekday} {from_time}—{to_time}"
NO_DATES = "日期未填"
WEEKDAY_SIGNS = "一二三四五六日"

# under the drawn days: which make-up days count, what is off and why, and who says so
MAKEUP_COUNTS = "{days}为调休补班日，计入"
OFF_COUNTS_NOT = "{days}{name}，不计"
CALENDAR_DAYS = "按日历日计算，放假和周末也计入"
ALL_COUNT = "都是工作日，全部计入"
SHORT_DAY, DAY_SIGN = "{m}月{d}日", "{d}日"
DAY_RANGE = "{first}—{last}"
JOIN, STOP = "；", "。"

PROBLEMS = {
    "not_for_gender": "这个假别不适用于您登记的性别。",
    "nothing_counts": "这段时间没有应上班的时间，不用请假。",
    "nursing_is_standing": "哺乳时间是一次办理、每天执行的安排，不用逐次请假。",
    "outing_one_day": "临时外出只能在同一天内，请分日填写。",
    "span_too_long": "一次最多请 {days} 天，请核对日期。",
    "overlap": "{day} {half:half}已经有请假，时间重叠。",
    "over_request_cap": "一次最多 {allowed:days} 天，这次是 {asked:days} 天。",
    "over_month_cap": "{year} 年 {month} 月最多 {allowed:days} 天，已用 {already:days} 天，这次 {asked:days} 天。",
    "over_year_cap": "{year} 年最多 {allowed:days} 天，已用 {already:days} 天，这次 {asked:days} 天。",
    "over_entitlement": "{year} 年可休 {allowed:days} 天，已休 {already:days} 天，这次 {asked:days} 天。",
    "balance_short": "余额不够：需要 {needed:days} 天，可用 {available:days} 天（从 {date} 起不够）。",
    "annual_lost": "{year} 年不再休年休假：当年或上一年的病假、带薪事假已达到规定天数。有疑问请找人事核对。",
    "hours_short": "调休时数不够：需要 {needed:hours} 小时，可用 {available:hours} 小时（从 {date} 起不够）。",
    "nothing_to_extend": "要续的那次请假已经结束或不是您本人的，请重新请假。",
    "extension_gap": "续假要从上次请假结束（{day}）接着开始，中间不能隔着上班时间。",
    "partner_required": "请填写 B 岗，窗口的工作要有人接手。",
    "partner_unusable": "B 岗要是当天在中心上班的其他人。",
    "partner_away": "{name} {day} {half:half}已批准或申请休假，不能接手。请换 B 岗。",
    "person_unknown": "没有找到“{text}”，请填工号或全名。",
    "person_ambiguous": "“{text}”不止一个人，请填工号（{numbers}）。",
    "window_empty": "{day} {half:half}{window}会无人在岗（低于最少在岗人数）。请换时间，或由窗口负责人说明理由后放行。",
    "back_after_report": "到岗日期不能晚于今天。",
    "back_before_start": "到岗时间早于请假开始（{day}）。没有休的，请从请假第一天起销假。",
    "dates_missing": "{name} 没有登记参加工作日期和到岗日期，不能核算年休假。",
    "nothing_picked": "请先勾选要审批的请假。",
    "file_empty": "文件是空的，请重新选择。",
    "file_too_large": "文件超过 {megabytes} MB，请压缩后再上传。",
    "sound_kind": "只收照片（jpg、png）、pdf 或录音（mp3、m4a、wav、ogg、amr）。",
    "file_kind": "只收照片（jpg、png）或 pdf，请转换后再上传。",
    "disk_full": "服务器磁盘已满，文件没有保存。请联系系统管理员。",
    "in_the_future": "不能填将来的日期。",
    "version_exists": "{day} 已有一个版本，请换一个生效日期。",
    "rules_unreadable": "内容不符合规则的格式：{error}",
}
