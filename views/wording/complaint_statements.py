"""Words of hearing and telling whoever a complaint names."""

from collections.abc import Mapping

LABELS = {
    "person": "被反映人", "subject": "请说明的事项", "ask": "发出情况说明通知", "answer": "我的说明", "send": "提交说明",
    "finding": "处理结果", "points": "扣分", "appeal": "申诉途径", "tell": "告知处理结果", "objection": "申诉理由", "object": "提交申诉",
}
HELP = {
    "subject": "只写时间、地点、事项，不写是谁反映的，也不写编号", "points": "没有扣分填 0，可以有半分",
    "finding": "查清的事实、认定的意见",
    "answer": "只能提交一次", "objection": "只能提交一次",
}
APPEAL = "自收到本告知之日起 5 个工作日内，可以向{section}书面申诉。"
STATES = {"asked": ("warn", "待说明"), "answered": ("ok", "已说明"), "told": ("ok", "已告知结果"), "objected": ("warn", "已申诉")}
POINTS = "{points:g} 分"
PROBLEMS = {
    "not_named": "请选这件投诉涉及的人员。", "tells_caller": "这段话会让人知道是谁反映的（称呼、号码或投诉编号），请改写。",
    "points_positive": "扣分要填 0 或大于 0 的数。", "asked_already_statement": "已经请此人说明过。",
}
NOTICES: Mapping[str, tuple[str, str]] = {
    "statement_asked": ("请您说明一项工作情况，{day} 前（含当天）提交。", "warn"),
    "statement_answered": ("投诉 {number} 的被反映人已说明情况。", "ok"),
    "statement_told": ("有一项关于您的处理结果，请查看。", "warn"),
    "statement_objected": ("投诉 {number} 的被反映人提出申诉，请复核。", "warn"),
}
