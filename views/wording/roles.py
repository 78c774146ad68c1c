"""What roles may do in words, and the sentences of granting, ending and delegating."""

PERMISSIONS = {
    "today": "我的今天", "notices": "看自己的消息", "own_account": "改自己的密码、管自己的登录", "leave.ask": "我要请假",
    "leave.decide": "审批请假", "leave.enter": "代人登记请假", "leave.slip": "登记派驻单位签批的纸质假条", "leave.calendar": "看请假日历",
    "attendance.own": "看自己的考勤", "attendance.decide": "审批补签、核对每周考勤", "attendance.all": "看全中心的考勤",
    "attendance.sheet": "看考勤表和考勤通报",
    "attendance.confirm": "认定旷工", "attendance.patrol": "登记巡查", "attendance.outages": "登记停电和故障",
    "complaint.log": "登记来电", "complaint.all": "看投诉台账（涉及自己的除外）",
    "complaint.decide": "决定投诉的不予受理和延期", "complaint.handle": "办理交给本窗口或本人的投诉",
    "complaint.rules": "修改投诉时限规则",
    "attendance.devices": "管理考勤机和打卡记录",
    "attendance.rules": "维护考勤规则", "attendance.close": "月度考勤结账", "attendance.reopen": "重开已结账月份",
    "leave.all": "看全中心的请假", "leave.absence": "认定逾期未归", "leave.ledger": "管理假期额度和调休",
    "leave.rules": "修改假种规则和审批层级",
    "staff.see": "看人员名册", "staff.edit": "登记和修改人员", "roles.see": "看角色与权限", "roles.grant": "授予和结束角色",
    "accounts": "开通账号、重置密码、解锁", "sign_in_log": "看登录日志", "audit": "看审计记录", "calendar.see": "看节假日日历",
    "calendar.edit": "修改节假日日历", "schedule.edit": "修改作息和值班", "duty.edit": "排本窗口午间值班",
    "hall": "看大厅今日情况", "operations": "看运行状态",
}

LABELS = {
    "number": "工号", "role": "角色", "unit": "窗口（科室）", "valid_from": "从哪天起", "valid_to": "到哪天止（不填为长期）",
    "grant": "授予角色", "last_day": "最后一天（不填为立即结束）", "end": "结束角色",
    "whole_centre": "全中心（首席代表、窗口负责人以外的角色）",
    "delegate": "委托给（工号）", "until": "到哪天止", "reason": "原因", "delegate_now": "保存委托",
}

PROBLEMS = {
    "nobody_has_number": "没有这个工号的人员。",
    "role_needs_unit": "首席代表和窗口负责人要选定所在窗口。",
    "role_without_unit": "这个角色面向全中心，不用选窗口。",
    "role_held": "此人在这段时间已有这个角色。",
    "administrators_apart": "系统管理员、安全管理员、审计管理员必须分开，一人不能兼任两个。",
    "day_past": "不能早于今天。",
    "days_reversed": "结束日期早于开始日期。",
    "grant_ends_before": "这个角色到 {day} 就结束了，不能改成更晚或同一天。",
    "delegate_self": "不能委托给自己。",
    "delegate_may_not": "对方没有审批请假的角色，不能受托。请委托给另一位有审批权限的人。",
    "delegated_already": "这段时间已经委托给此人。",
}

APPOINTED = "工号：{number}\n姓名：{name}\n角色：{role}"
FIRST_PASSWORD = "首次密码：{password}\n密码只显示这一次，首次登录时必须修改。"  # noqa: S105  # a sentence, not a password
