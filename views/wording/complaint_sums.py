"""Words of the hotline's figures and of its monthly report, on screen, in sheets and in the layout of official papers."""

from views.wording.complaint import CHANNEL_NAMES, KIND_NAMES

# figure, word, what it is counted of
ROWS = (
    ("received", "登记", "期内收到的全部来电和来件"), ("grave", "其中投诉和举报", "登记中类别为投诉、举报的"),
    ("at_once", "当场办结", "登记中当场答复办结的"), ("accepted", "受理", "期内受理的，不论何时登记"),
    ("refused", "不予受理", "期内决定不予受理的"), ("sent_on", "移送", "期内移送其他部门或移交纪检的"),
    ("closed", "办结", "期内办结的投诉举报等，不含当场办结、不予受理和移送"), ("on_time", "按期办结", "办结中没有超过办理期限的"),
    ("late", "超期办结", "办结中超过办理期限的"), ("on_time_rate", "按期办结率", "按期办结÷办结；没有办结的超期件不在内，另列"),
    ("overdue", "期末超期未办", "到期末（或昨天）已过期限还没有答复的，暂停计时的除外"),
    ("average_days", "平均办理天数", "办结的从登记到答复的天数（自然日）÷办结"),
    ("call_rate", "回访率", "已接通回访的÷办结中要求答复且不匿名的"), ("unreached", "回访未接通（次）", "期内没有接通的回访"),
    ("satisfied", "满意", "期内回访表示满意的"), ("dissatisfied", "不满意", "期内回访表示不满意的"),
    ("dissatisfied_rate", "不满意率", "不满意÷（满意＋不满意）；未接通和匿名的不在内"),
    ("rounds", "重新办理", "期内因不满意重新办理的"),
)
RATES = frozenset({"on_time_rate", "call_rate", "dissatisfied_rate"})
NONE = "—"
MONTH_HEADS = ("指标", "本月", "上月", "去年同月", "怎样算的")
PERIOD_HEADS = ("指标", "本期", "上期", "去年同期", "怎样算的")
GROUPS = (("category", "按反映的问题"), ("channel", "按来源"), ("unit", "按涉及的窗口"))
GROUP_HEADS = ("项目", "登记", "占登记的比例")
HANDLER_TITLE = "按承办的窗口"
HANDLER_HEADS = ("窗口/科室", "受理", "办结", "按期办结", "超期办结", "按期办结率", "期末超期未办", "不满意", "不满意率")
WITHOUT = {"category": "没有分类", "channel": "没有写来源", "unit": "没有涉及窗口", "handler": "没有交办"}
CHART_TITLE, CHART_DESC = "{group}，登记件数", "{first}最多，{count} 件；共 {groups} 项。数字见下面的表。"
COMPARED_TITLE = "登记和办结，与上月、去年同月比"
COMPARED_DESC = "本期登记 {received} 件、办结 {closed} 件。数字见上面的表。"
COMPARED = (("received", "登记"), ("closed", "办结"), ("overdue", "期末超期未办"), ("dissatisfied", "不满意"))
TITLE = "{centre}{span}热线投诉情况"
MONTH_SPAN, SPAN = "{year}年{month}月", "{first}至{last}"
FILE_NAME = "{span}热线投诉情况"
SHEET_NAMES = ("总体情况", "分类")
NAMES = {"channel": CHANNEL_NAMES, "kind": KIND_NAMES}
NOTHING = "这段时间没有来电。"
