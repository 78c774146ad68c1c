"""Words of handling a complaint: what each step is called, what is asked with it, grounds, asks and decisions."""

from collections.abc import Mapping

# event -> (what the step is called, what its words are called, a hint)
STEPS: Mapping[str, tuple[str, str, str]] = {
    "accept": ("受理", "备注", "受理后再决定怎么办；也可以直接交办，交办就是受理。"),
    "refuse": ("不予受理", "补充说明", "由另一人复核后生效，当天告知来电人。"),
    "transfer": ("登记移送", "移送说明", "信访事项等不由本中心办理的，移送有权处理的机关并告知来电人。"),
    "discipline": ("移交纪检", "移交说明", "违纪违法线索只移交，不在本中心扩散。"),
    "coordinate": ("现场协调", "协调经过和结果", "监督员到场协调解决的。"),
    "reflect": ("意见反映", "转达的意见", "只需窗口知道和改进、不用书面答复的。"),
    "assign": ("转办督办（交办）", "办理要求", "交给窗口办理。被举报的窗口、负责人都被点名的窗口不能承办。"),
    "sign": ("签收", "备注", ""),
    "return": ("退回改派", "退回理由", "只能在签收时限内退一次，请写明应由谁办。"),
    "hand_over": ("转办给别的窗口", "转办理由", "办理时限照旧，不重新计算。"),
    "pause": ("暂停计时", "说明", "监督员同意后生效。"),
    "resume": ("恢复计时", "备注", ""),
    "extend": ("延期", "延期理由", "只能延一次，到期前由督查部门负责人同意。"),
    "reply": ("提交答复", "答复内容", "写清事实、依据、怎样解决。审核通过后用这段话答复来电人。"),
    "send_back": ("退回补充", "还缺什么", "时限照旧，不停止。"),
    "approve": ("审核通过", "审核意见", ""),
    "satisfied": ("回访：满意", "来电人的话", ""),
    "unreached": ("回访：没有联系上", "情况", "一天记一次；次数用完后按“未接通”办结。"),
    "dissatisfied": ("回访：不满意", "来电人不满意什么", ""),
    "withdraw": ("投诉人撤回", "撤回的原因", "来电人主动撤回的。"),
    "note": ("记一笔", "内容", "补充了解到的情况，不改变进展。"),
}
# event -> the fields it shows, in order
FIELDS: Mapping[str, tuple[str, ...]] = {
    "refuse": ("ground", "sent_to", "note"), "transfer": ("sent_to", "note"), "discipline": ("sent_to", "note"),
    "reflect": ("unit", "note"), "assign": ("unit", "handler", "note"), "return": ("unit", "note"),
    "hand_over": ("unit", "handler", "note"), "pause": ("ground", "note"), "dissatisfied": ("note", "at_fault"), "accept": (),
    "sign": (), "resume": (),
}
MAIN: Mapping[str, str] = {  # state -> the step that is most often next, and stands open
    "registered": "assign", "to_assign": "assign", "returned": "assign", "redo": "assign", "to_sign": "sign", "working": "reply",
    "to_review": "approve", "to_callback": "satisfied", "paused": "resume",
}
JUST_NOTE, CHOOSE = ("note",), "请选择"
LONG = frozenset({"reply", "coordinate"})
LABELS = {
    "unit": "窗口（科室）", "handler": "承办人", "ground": "理由", "sent_to": "移送（应向谁反映）",
    "at_fault": "确属窗口没有办好，重新办理", "agreed": "意见", "opinion": "说明", "submit": "提交",
}
HELP = {"handler": "不填就由窗口负责人签收；填姓名、工号或拼音首字母", "at_fault": "不勾选就是已经解释清楚，按“不满意”办结"}
ASKED = "提请：{step}"
AGREED = (("yes", "同意"), ("no", "不同意"))
WHOLE_UNIT, AND = "{unit}（{heads}）", "、"
PAUSING = (("testing", "检验、检测、鉴定"), ("experts", "专家评审"), ("hearing", "听证"), ("caller", "等来电人补充材料"),
           ("court", "等司法机关或行政复议结果"))
GROUNDS = (("outside", "不属于本中心职责"), ("court", "已进入诉讼、仲裁、行政复议"), ("petition", "信访已在办理"),
           ("no_target", "没有明确的对象"), ("handled", "同一事项已有处理结论"), ("other", "其他（写明）"))
GROUND_NAMES = {**dict(PAUSING), **dict(GROUNDS)}
ASK_STATES = {"waiting": ("warn", "等待决定"), "agreed": ("ok", "已同意"), "declined": ("bad", "未同意"), "lapsed": ("grey", "已失效")}
DUTIES = {"registered": "受理", "to_sign": "签收", "to_callback": "回访"}
ROUND = "第 {round} 轮"
PROBLEMS = {
    "accused_unit": "举报材料不能交给被举报的窗口（科室）。", "same_unit": "已经在这个窗口办理。",
    "no_head_free": "这个窗口的负责人都是被反映的人，或没有负责人，不能承办。请交给别的窗口或督查科。",
    "handler_unknown": "承办人要是这个窗口的人，并且不是被反映的人。", "returned_already": "已经退回过一次，不能再退。",
    "sign_over": "签收时限已过，不能退回，请签收办理。", "not_extendable": "这一类没有延期。", "extended_already": "已经延期过一次。",
    "no_due_yet": "到期日还没有算出，不能延期。", "too_late": "已经超期，不能再延期或暂停。", "no_pause": "这一类没有这种暂停的理由。",
    "ground_unknown": "请选一个理由。", "called_today": "今天已经打过一次，请改天再打。", "asked_already": "已经提请，正在等待决定。",
}
NOTICES: Mapping[str, tuple[str, str]] = {
    "complaint_assign": ("投诉 {number} 交给您办理，请在时限内签收。", "warn"),
    "complaint_hand_over": ("投诉 {number} 转给您办理，请在时限内签收。", "warn"),
    "complaint_reflect": ("有来电人的意见转给您的窗口：{number}。", "ok"),
    "complaint_return": ("投诉 {number} 被退回，请改派。", "bad"),
    "complaint_reply": ("投诉 {number} 已提交答复，请审核。", "warn"),
    "complaint_send_back": ("投诉 {number} 的答复退回补充。", "bad"),
    "complaint_resume": ("投诉 {number} 恢复计时。", "warn"),
    "complaint_dissatisfied": ("投诉 {number} 来电人不满意。", "bad"),
    "complaint_ask_refuse": ("投诉 {number} 提请不予受理，请复核。", "warn"),
    "complaint_ask_pause": ("投诉 {number} 申请暂停计时，请决定。", "warn"),
    "complaint_ask_extend": ("投诉 {number} 申请延期，请决定。", "warn"),
    "complaint_agreed": ("您就投诉 {number} 提请的事项已同意。", "ok"),
    "complaint_declined": ("您就投诉 {number} 提请的事项没有同意，请看说明。", "bad"),
}
