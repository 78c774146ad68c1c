"""The left menu and where each entry stands. Names as in PRACTICE "Menus"."""

from rules.people import Permission

# endpoint, label, permission, name of the badge count
MENU = (
    ("home.today", "我的今天", Permission.TODAY, ""),
    ("operations.show", "运行状态", Permission.OPERATIONS, ""),
    ("attendance.mine", "我的考勤", Permission.ATTENDANCE_OWN, "attendance_owed"),
    ("passes.own", "临时外出", Permission.LEAVE_ASK, ""),
    ("corrections.approvals", "补签与认定", Permission.ATTENDANCE_DECIDE, "attendance_waiting"),
    ("outages.events", "停电和故障", Permission.ATTENDANCE_OUTAGES, ""),
    ("patrol.findings", "巡查登记", Permission.ATTENDANCE_PATROL, ""),
    ("attendance_rules.versions", "考勤规则", Permission.ATTENDANCE_RULES, ""),
    ("exemptions.lines", "免打卡人员", Permission.ATTENDANCE_RULES, ""),
    ("calendar.this_year", "日历", Permission.CALENDAR_SEE, ""),
    ("schedule.versions", "作息", Permission.CALENDAR_SEE, ""),
    ("duty.windows", "午间值班", Permission.CALENDAR_SEE, ""),
    ("devices.machines", "考勤机", Permission.ATTENDANCE_DEVICES, ""),
    ("punches_import.upload", "导入打卡记录", Permission.ATTENDANCE_DEVICES, ""),
    ("clock.corrections", "时钟校正", Permission.ATTENDANCE_CLOSE, ""),
    ("staff.people", "人员", Permission.STAFF_SEE, ""),
    ("staff.units", "窗口与科室", Permission.STAFF_SEE, ""),
    ("staff_import.upload", "导入人员", Permission.STAFF_EDIT, ""),
    ("leave.mine", "我的请销假", Permission.LEAVE_ASK, ""),
    ("leave_ask.new", "我要请假", Permission.LEAVE_ASK, ""),
    ("leave_sign.approvals", "待我审批", Permission.LEAVE_ASK, "leave_waiting"),
    ("leave_ask.enter", "代人登记", Permission.LEAVE_ENTER, ""),
    ("leave_sign.overdue", "应销未销", Permission.LEAVE_SLIP, ""),
    ("delegation.own", "委托", Permission.LEAVE_DECIDE, ""),
    ("leave_team.month", "请假日历", Permission.LEAVE_CALENDAR, ""),
    ("leave_team.away", "谁不在岗", Permission.LEAVE_CALENDAR, ""),
    ("leave_team.year", "年度统计", Permission.LEAVE_CALENDAR, ""),
    ("nursing.own", "哺乳时间", Permission.LEAVE_ASK, ""),
    ("leave_feed.feeds", "日历订阅", Permission.LEAVE_CALENDAR, ""),
    ("leave_duty.hours", "值班登记", Permission.LEAVE_ASK, ""),
    ("leave_balances.people", "假期额度", Permission.LEAVE_LEDGER, ""),
    ("leave_rules.types", "假别规则", Permission.LEAVE_RULES, ""),
    ("attendance_week.show", "每周核对", Permission.ATTENDANCE_SHEET, ""),
    ("attendance_sheet.show", "考勤表", Permission.ATTENDANCE_SHEET, ""),
    ("attendance_bulletin.show", "考勤通报", Permission.ATTENDANCE_SHEET, ""),
    ("attendance_close.months", "月度结账", Permission.ATTENDANCE_SHEET, ""),
    ("complaint_course.given", "交办事项", Permission.COMPLAINT_HANDLE, "complaint_given"),
    ("supervision.orders", "督办单", Permission.COMPLAINT_HANDLE, "order"),
    ("complaint.complaints", "投诉台账", Permission.COMPLAINT_ALL, ""),
    ("complaint.new", "登记来电", Permission.COMPLAINT_LOG, ""),
    ("complaint_orders.upload", "导入外部工单", Permission.COMPLAINT_LOG, ""),
    ("complaint_shift.calls", "未接来电", Permission.COMPLAINT_LOG, ""),
    ("complaint_shift.shift", "交接班", Permission.COMPLAINT_LOG, ""),
    ("complaint_moves.show", "投诉期限变动", Permission.COMPLAINT_DECIDE, ""),
    ("complaint_rules.versions", "投诉时限规则", Permission.COMPLAINT_RULES, ""),
    ("complaint_sums.show", "热线统计", Permission.COMPLAINT_ALL, ""),
    ("complaint_report.show", "热线月报", Permission.COMPLAINT_ALL, ""),
    ("accounts.people", "账号", Permission.ACCOUNTS, ""),
    ("roles.matrix", "角色与权限", Permission.ROLES_SEE, ""),
    ("roles.holders", "谁担任什么角色", Permission.ROLES_SEE, ""),
    ("accounts.tries", "登录日志", Permission.SIGN_IN_LOG, ""),
    ("audit.rows", "审计记录", Permission.AUDIT, ""),
)

# the main entries in their order; one appears when somebody may open a page of it
GROUPS = ("我的今天", "请销假", "考勤", "热线投诉", "评议整改", "窗口服务", "四亮公示", "报表上报", "系统管理")

# blueprint -> main entry; "" for pages reached from the top bar; pages of blueprints not named here stand under the last entry
GROUP_OF = {
    "home": "我的今天",
    **dict.fromkeys(("leave", "leave_ask", "leave_sign", "delegation", "leave_balances", "leave_duty", "leave_team", "leave_slip",
                     "leave_feed", "leave_rules", "nursing"), "请销假"),
    **dict.fromkeys(("attendance", "attendance_sheet", "attendance_week", "attendance_close", "attendance_bulletin", "corrections",
                     "patrol", "passes", "outages", "attendance_rules", "exemptions", "calendar", "schedule", "duty", "devices", "pins",
                     "punches", "punches_import", "device", "clock"), "考勤"),
    **dict.fromkeys(("complaint", "complaint_book", "complaint_caller", "complaint_course", "complaint_desk",
                     "complaint_documents", "complaint_orders", "complaint_report", "complaint_moves",
                     "complaint_rules", "complaint_shift", "complaint_statements", "complaint_sums",
                     "supervision"), "热线投诉"),
    "review": "评议整改", "rectification": "评议整改",
    "window": "窗口服务",
    "board": "四亮公示",
    "report": "报表上报", "sync": "报表上报",
    "account": "", "notices": "", "assets": "",
}

# the person's own menu in the top bar: endpoint, label
PERSON_MENU = (
    ("account.password", "修改密码"),
    ("account.own_sessions", "我的登录"),
)
