"""Words of the hotline on the first page."""

DESK, MONTH, BEFORE = "值守台", "本月热线", "上月 {figure}"
OWED = {"due": "今天到期", "registered": "待受理", "to_assign": "待分派", "returned": "退回改派", "redo": "重新办理", "to_review": "待审核",
        "to_callback": "待回访"}
ALWAYS = ("due", "to_callback")
LIGHTS = {"red": ("bad", "已超期"), "yellow": ("warn", "快到期"), "green": ("ok", "未到期"), "grey": ("grey", "不计时限")}
BOARD = (("received", "登记"), ("closed", "办结"), ("on_time_rate", "按期办结率"), ("overdue", "超期未办"),
         ("dissatisfied_rate", "不满意率"), ("average_days", "平均天数"))
