"""Words of accounts and of the sign-in log."""

STATES = {
    "none": ("grey", "未开通"), "active": ("ok", "正常"), "must_change": ("warn", "须先改密码"), "locked": ("bad", "已锁定"),
}
OUTCOMES = {
    "good": ("ok", "登录成功"), "failed": ("warn", "工号或密码不对"),
    "locked": ("bad", "已锁定"), "old_wrong": ("warn", "改密码时原密码不对"),
}
