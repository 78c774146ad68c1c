"""Words of the first page: its name by role, what waits, links of administrators."""

from rules.people import Permission

MY_DAY, MY_WINDOW, HALL, DESK = "我的今天", "本窗口", "今日大厅", "考勤台"

# kind of what waits -> what is said, how urgent, word on the button
TODOS = {
    "overdue": ("您的{type}（{span}）逾期未销假", "bad", "去销假"),
    "due_back": ("您的{type}（{span}）已结束，请销假", "warn", "去销假"),
    "returned": ("您的{type}（{span}）被退回，请修改", "warn", "去修改"),
    "draft": ("您的{type}（{span}）还没有提交", "grey", "接着填"),
    "papers": ("{type}（{span}）还欠证明材料", "warn", "去补交"),
    "handover": ("确认接手：{name} {type} {span}", "warn", "去确认"),
    "sign": ("审批：{name} {type} {span}", "warn", "去审批"),
    "slip": ("录入纸质签批：{name} {type} {span}", "warn", "去录入"),
    "cancel": ("{name} 申请取消{type}（{span}）", "warn", "去审批"),
    "absence": ("核实：{name} 逾期未归（{span}）", "bad", "去核实"),
    "explain": ("您有 {count} 项考勤情况需要说明或答复", "warn", "去说明"),
    "attendance": ("有 {count} 件补签、认定或巡查等您办理", "warn", "去办理"),
    "duty": ("有 {count} 条值班登记等您核准", "warn", "去核准"),
    "nursing": ("有 {count} 项哺乳时间等您批准", "warn", "去批准"),
    "given": ("有 {count} 件投诉交您或您的窗口办理", "warn", "去办理"),
    "statement": ("有 {count} 项情况请您说明", "warn", "去说明"),
    "ask": ("有 {count} 件投诉的申请等您决定", "warn", "去决定"),
    "order": ("有 {count} 份督办单等您办理", "bad", "去办理"),
}
DUE = {
    "overdue": "已逾期", "due_back": "已到期", "returned": "等您修改", "draft": "草稿", "papers": "待补交", "absence": "请尽快",
    "duty": "待核准", "nursing": "待批准", "explain": "请尽快", "attendance": "待办理",
    "given": "看各件时限", "statement": "请尽快", "ask": "待决定", "order": "请尽快",
}
PAGES = {"duty": "leave_duty.hours", "nursing": "nursing.own", "explain": "attendance.mine", "attendance": "corrections.approvals",
         **dict.fromkeys(("given", "statement", "ask"), "complaint_course.given"), "order": "supervision.orders"}
STARTS_TODAY, STARTED, STARTS = "今天开始", "已经开始", "{day}开始"
UNTYPED = "请假"

DISMISSAL = {"run": "连续", "year": "一年内累计"}
DISMISSAL_LEVELS = {"warn": ("warn", "接近界限"), "reached": ("bad", "已超过界限")}
NOON_MINE, NOON_PARTNER = "（您值班）", "（您是 B 岗）"
DUE_AT_WORK, OFF, UNREPORTED = "应到", "休息", "未销假"

# endpoint, label, what for, permission
LINKS = (
    ("operations.show", "运行状态", "备份、磁盘、任务、节假日日历是否正常", Permission.OPERATIONS),
    ("accounts.people", "账号", "开通账号、重置密码、解锁", Permission.ACCOUNTS),
    ("roles.matrix", "角色与权限", "谁能做什么", Permission.ROLES_GRANT),
    ("accounts.tries", "登录日志", "谁在什么时候登录过", Permission.SIGN_IN_LOG),
    ("audit.rows", "审计记录", "谁在什么时候改了什么", Permission.AUDIT),
)
