"""Words of 临时外出."""

LABELS = {
    "from_time": "几点出门", "to_time": "几点回来", "reason": "事由", "destination": "去哪里", "beyond": "确需更长时间，按更高一级审批",
    "ask": "申请外出",
}
STATES = {
    "waiting": ("warn", "待审批"), "ready": ("ok", "已批准，未出门"), "out": ("warn", "外出中"), "overdue": ("bad", "超时未归"),
    "back": ("grey", "已回来"), "over": ("grey", "没有登记出门"), "off": ("grey", "未批准或已撤回"),
}
RULES = (
    "{short} 分钟以内由窗口负责人批，{most} 分钟以内由{section}批，再长由中心领导批。外出登记不代替下班打卡；"
    "提前回来的，没用完的时间收回。"
)
OVERRUN = "超时 {minutes} 分钟"

PROBLEMS = {
    "pass_too_long": "一次外出最长 {most} 分钟。确需更长时间的，请勾选“确需更长时间”，由更高一级审批；半天以上请请假。",
    "not_today": "这是 {day} 的外出登记，不能在今天登记出门或回来。",
}
