"""Words of calendar feeds."""

SCOPES = {"own": "我自己的请假", "unit": "我负责的窗口（科室）", "centre": "全中心"}
LABELS = {"scope": "内容", "make": "生成订阅地址"}
NAMES = {"own": "{name}的请假", "unit": "窗口请假（{name}）", "centre": "全中心请假"}
SUMMARY = "{name} {word}"
AWAY, ELSEWHERE = "请假", "公出"
TENTATIVE = "{text}（待批）"
