"""Sentences and names about people, roles and signing in."""

PROBLEMS = {
    "sign_in_failed": "工号或密码不对。",
    "locked": "连续输错次数过多，已锁定 {minutes} 分钟。可请安全管理员重置密码。",
    "old_password_wrong": "原密码不对。",
    "password_short": "密码至少 {length} 位。",
    "password_plain": "密码要包含大写字母、小写字母、数字、符号中的至少 {classes} 种。",
    "password_has_number": "密码不能包含工号。",
    "password_used_before": "最近 {kept} 次用过的密码不能再用。",
    "password_differs": "两次输入的新密码不一样。",
}

ROLES = {
    "staff": "窗口人员", "chief_rep": "首席代表", "window_head": "窗口负责人", "monitor": "监督员", "section_head": "督查科负责人",
    "duty_officer": "大厅值班长", "attendance_clerk": "考勤员", "personnel": "人事", "deputy_leader": "分管领导",
    "main_leader": "主要领导", "sysadmin": "系统管理员", "secadmin": "安全管理员", "auditor": "审计管理员",
}
