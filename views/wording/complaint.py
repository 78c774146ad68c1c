"""Words of the complaint hotline: kinds, tracks, states, lights, the sentence that says when something is due and why."""

from collections.abc import Sequence
from datetime import date

from rules.clocks import ClockKind, Why
from rules.complaint import OVER as ENDED
from rules.complaint import TrackRule
from views.wording.clocks import WHYS
from views.wording.dates import SHORT_DAY, WEEKDAYS

KINDS = (("complaint", "投诉"), ("report", "举报"), ("enquiry", "咨询"), ("help", "求助"), ("suggestion", "建议"), ("praise", "表扬"))
KIND_NAMES = dict(KINDS)
TRACKS = (("service", "服务投诉"), ("consumer", "消费投诉"), ("report", "举报核查"), ("petition", "信访事项"), ("order12345", "12345 工单"))
TRACK_NAMES = dict(TRACKS)
CHANNELS = (("phone", "电话"), ("visit", "来访"), ("letter", "来信"), ("web", "网上"),
            ("order12345", "12345 转来"), ("superior", "上级转来"))
CHANNEL_NAMES = dict(CHANNELS)
STATES = {
    "registered": ("warn", "已登记"), "refused": ("grey", "不予受理"), "to_assign": ("warn", "待分派"),
    "to_sign": ("warn", "待签收"), "working": ("ok", "办理中"), "paused": ("grey", "暂停计时"), "to_review": ("warn", "待审核"),
    "to_callback": ("warn", "待回访"), "redo": ("bad", "重新办理"), "closed": ("grey", "已办结"), "merged": ("grey", "已并案"),
    "withdrawn": ("grey", "投诉人撤回"), "returned": ("bad", "退回改派"), "transferred": ("grey", "已移送"), "archived": ("grey", "已归档"),
}
OVER = frozenset(state.value for state in ENDED)
LIGHTS = {"green": ("ok", "未到期"), "yellow": ("warn", "快到期"), "red": ("bad", "已超期"), "grey": ("grey", "不计时限")}
NO_DUE = ("bad", "时限未定")
ACTS = {
    "log": "登记", "settle": "登记并当场办结", "note": "记录", "accept": "受理", "refuse": "不予受理", "transfer": "登记移送",
    "discipline": "移交纪检", "coordinate": "现场协调", "reflect": "意见反映", "assign": "交办", "sign": "签收", "return": "退回改派",
    "hand_over": "转办", "pause": "暂停计时", "resume": "恢复计时", "extend": "延期", "reply": "答复", "send_back": "退回补充",
    "approve": "审核通过", "satisfied": "回访：满意", "unreached": "回访：没有联系上", "dissatisfied": "回访：不满意",
    "withdraw": "投诉人撤回", "join": "并案", "split": "拆回", "archive": "归档", "ask_refuse": "提请不予受理",
    "ask_pause": "申请暂停计时", "ask_extend": "申请延期",
    "decline_refuse": "不同意不予受理", "decline_pause": "不同意暂停计时", "decline_extend": "不同意延期",
    "remind": "催办", "supervise": "督办", "bulletin": "列入通报",
    "link": "关联", "apart": "确认不是重复", "repeat": "登记为重复来电", "spoken": "核对来电时间", "paper": "补交材料",
    "platform": "平台改了办理期限", "move": "日历调整后改期限",
}
LABELS = {
    "phone": "来电号码", "called": "称呼", "confidential": "要求保密", "anonymous": "匿名", "urgent": "紧急", "kind": "类别",
    "track": "按什么办", "category": "反映的问题", "channel": "来源", "unit": "涉及窗口（科室）", "named": "涉及人员", "place": "地点",
    "happened": "什么时候发生的", "content": "反映内容", "demand": "诉求", "wants_reply": "要求答复", "address": "地址",
    "outcome": "当场答复",
    "save": "登记（回车）", "settle": "当场办结", "reason": "查看理由", "reveal": "查看来电人",
    "correct_reason": "更正理由", "correct": "更正来电人",
}
HELP = {
    "phone": "离开这一格就会查以前的来电", "phone_away": "连上服务器以后才能查以前的来电",
    "named": "姓名、工号或拼音首字母，几个人用顿号隔开；登记后这些人看不到这件事",
    "happened": "照来电人说的写，如“昨天上午”", "outcome": "咨询、求助、建议、表扬可以当场办结", "confidential": "办理的人看不到来电人是谁",
}
NAME_BREAKS = r"[、，,;；\s]+"
NONE_CHOSEN, BELOW = "（没有）", "　"
SEARCH_HINT = "内容、诉求、办理情况、编号，几个词用空格隔开"
FOUND, FOUND_MORE = "找到 {count} 件，最近登记的在前。", "找到 {count:,} 件以上，最近登记的在前。再加一个词可以少一些。"
NOT_FOUND = "没有找到。词要和写的一样，可以换个说法，或者少写一个词。"
BY_CALLER = "来电号码相同"
SAY_AT = (("answer", "先说"), ("listen", "没听清"), ("wait", "要查一下"))
REASON_HINT = "如：回访核实"
KEY_MADE = "私钥已写入 {file}（只交给市局监督人员保管）。公钥：{key}\n指纹：{fingerprint}"
KEY_INSTALLED = "已装入市局封存公钥，指纹 {fingerprint}。以前的来电人由作业补封，现在补封了 {sealed} 件。"
KEY_STANDS = "现在的封存公钥：指纹 {fingerprint}，{made:%Y-%m-%d %H:%M} 装入。"
ANONYMISE_LINE = "{number}  办结 {ended:%Y-%m-%d}  保存到 {until:%Y-%m-%d}"
ANONYMISE_DRY = "有 {count} 件到了保存期限（一次最多 {most} 件），没有改动。去掉 --dry-run 就隐去来电人和被反映的人，不能恢复。"
ANONYMISED = "已隐名 {count} 件。"
NO_KEY = "还没有市局的封存公钥，来电人信息不上报。"
PROBLEMS = {
    "not_a_seal_key": "这不是封存公钥：应是 44 个字符的一行（base64）。",
    "seal_key_other": "指纹对不上：这把公钥的指纹是 {made}。请与市局电话核对，不要装入来历不明的公钥。",
    "seal_absent": "没有安装封存组件（pynacl），见 docs/operating.md。",
    "file_exists": "{file} 已经存在，没有覆盖。", "file_refused": "不能写入 {file}：{reason}",
    "not_at_once": "投诉和举报要登记后办理，不能当场办结。", "category_unknown": "请从列表里选反映的问题。",
    "unit_unknown": "请从列表里选窗口（科室）。",
    "identity_needed": "消费投诉要有真实姓名和电话。来电人不愿意留的，按举报登记，或在“按什么办”里改选。",
    "phone_needed": "要求答复的，请记下能打通的号码；不要求的，去掉“要求答复”。", "no_track_rule": "{day} 还没有这一类的办理时限规则。",
}
BUDGETS = {ClockKind.DAY: "{track}，{count} 个工作日", ClockKind.CALENDAR: "{track}，{count} 天"}
DUE = "{budget}：{day}（{weekday}）下班前"
MISSING = "{budget}：{year} 年放假安排还没有导入，暂时算不出到期日。先登记，导入后会自动补上。"
NOT_COUNTED, COUNTED = "不计：{days}。", "计入：{days}，共 {count} 天。"
DAY_WHY = "{day}（{why}）"
MOST_DAYS = 12  # more than so many days are a list to open, not a sentence
PLAIN = frozenset({Why.WORKDAY.value, Why.CALENDAR_DAY.value})


def found_text(total: int, more: bool) -> str:
    """How many were found; more: only so many were counted."""
    return (FOUND_MORE if more else FOUND).format(count=total)


def budget_text(rule: TrackRule) -> str:
    """服务投诉，5 个工作日."""
    return BUDGETS[rule.clock].format(track=TRACK_NAMES[rule.track.value], count=rule.finish)


def due_text(rule: TrackRule, due: date | None, missing_year: int | None) -> str:
    """服务投诉，5 个工作日：3月2日（星期一）下班前."""
    if due is None:
        return MISSING.format(budget=budget_text(rule), year=missing_year)
    return DUE.format(budget=budget_text(rule), day=_day(due.isoformat()), weekday=WEEKDAYS[due.weekday()])


def explained(lines: Sequence[Sequence[object]]) -> list[str]:
    """Which days counted and which did not, in two sentences. lines: [day, counted, why, name] each."""
    counted = [_said(line) for line in lines if line[1]]
    left_out = [_said(line) for line in lines if not line[1]]
    shown = [*counted[:MOST_DAYS // 2], "…", counted[-1]] if len(counted) > MOST_DAYS else counted
    skipped = [*left_out[:MOST_DAYS // 2], "…", left_out[-1]] if len(left_out) > MOST_DAYS else left_out
    return [NOT_COUNTED.format(days="、".join(skipped)), COUNTED.format(days="、".join(shown), count=len(counted))]


def _said(line: Sequence[object]) -> str:
    day, _, why, name = line
    word = str(name) or WHYS[Why(str(why))]
    return _day(str(day)) if why in PLAIN else DAY_WHY.format(day=_day(str(day)), why=word)


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return SHORT_DAY.format(m=day.month, d=day.day)
