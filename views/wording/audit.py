"""Words of the audit: acts, tables, what may be wrong with the chain."""

WHOLE = "审计记录完整：{rows} 条，首尾相接，没有缺失或改动。"
BROKEN = "审计记录有问题：第 {seq} 条{fault}。请按操作手册“审计记录校验不通过”一节处理，不要继续删改数据。"
FAULTS = {
    "changed": "内容被改动", "missing": "缺失",
    "unlinked": "与前后记录或每晚的锚点不相接", "extra": "是多出来的", "unreadable": "之前的锚点文件无法读取",
}

# what was done; acts not named here are shown by their code
ACTS = {
    "account.give": "开通账号", "account.reset": "重置密码", "account.password": "修改密码", "account.unlock": "解锁账号",
    "session.end": "结束登录", "session.end_others": "结束本人其他登录", "session.end_all": "结束某人全部登录",
    "role.grant": "授予角色", "role.end": "结束角色", "delegation.give": "委托", "delegation.revoke": "收回委托",
    "staff.add": "登记人员", "staff.change": "修改人员", "staff.phone": "查看完整电话",
    "unit.add": "新增窗口（科室）", "unit.change": "修改窗口（科室）",
    "staff.import": "导入人员", "staff.transfer": "调整窗口", "staff.end": "办理离岗",
}
TABLES = {
    "unit": "窗口（科室）", "staff": "人员", "role_grant": "角色",
    "delegation": "委托", "handover_item": "交接清单", "attachment": "附件",
    "calendar_day": "节假日日历", "schedule": "作息", "schedule_day": "单日作息", "noon_duty": "中午值班", "leave_rule": "假种规则",
    "leave_policy": "审批层级与年假口径", "leave_request": "请假单",
    "leave_cell": "请假半天", "leave_interval": "请假时段", "leave_decision": "请假意见",
    "leave_entry": "假期额度流水", "duty_hours": "加班时数",
    "nursing_arrangement": "哺乳时间", "session": "登录",
}
SYSTEM_NAME = "系统"
