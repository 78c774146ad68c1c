"""Words of supervision orders (督办单) and of the ladder that leads to them."""

from collections.abc import Mapping

NUMBER = "督办〔{year}〕{serial}号"
STATES = {"drafted": ("warn", "拟发"), "issued": ("warn", "待签收"), "signed": ("ok", "办理中"), "answered": ("warn", "已反馈，待核查"),
          "closed": ("grey", "已销号")}
# event -> (what the step is called, what its words are called)
STEPS: Mapping[str, tuple[str, str]] = {
    "issue": ("发出督办单", "督办要求"), "drop": ("不发了", "不发的理由"), "sign": ("签收", ""), "answer": ("提交反馈", "办理情况和结果"),
    "close": ("核查通过，销号", "核查意见"), "again": ("再督办", "还要做什么"),
}
FIELDS: Mapping[str, tuple[str, ...]] = {"issue": ("text", "due"), "drop": ("text",), "sign": (), "answer": ("text",), "close": ("text",),
                                         "again": ("text", "due")}
LABELS = {"unit": "督办的窗口（科室）", "text": "督办要求", "due": "反馈期限", "submit": "发出督办单"}
HELP = {"due": "不填按规则的工作日推算"}
ROUND = "第 {round} 次督办"
LATE = ("bad", "逾期未反馈")
PROBLEMS = {"ordered_already": "这件投诉已有一份没有销号的督办单，请在那一份上再督办。"}
NOTICES: Mapping[str, tuple[str, str]] = {
    "complaint_remind": ("投诉 {number} {due} 到期，请抓紧办理。", "warn"),
    "complaint_bulletin": ("投诉 {number} 超期仍未办理（{due} 到期），列入通报。", "bad"),
    "complaint_overdue": ("投诉 {number} 已超期（{due} 到期），还没有窗口承办。", "bad"),
    "supervision_drafted": ("有投诉超期，已拟好督办〔{year}〕{serial}号，请决定是否发出。", "bad"),
    "supervision_issued": ("督办〔{year}〕{serial}号发给您的窗口，请签收并按期反馈。", "bad"),
    "supervision_answered": ("督办〔{year}〕{serial}号已反馈，请核查。", "warn"),
}
