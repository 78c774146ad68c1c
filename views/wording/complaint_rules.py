"""Words of the dated rules of complaints: what each figure is, versions."""

from typing import Any

from rules.complaint import TrackRule
from views.wording.complaint_course import PAUSING

CLOCKS = (("day", "工作日"), ("calendar", "天（日历日）"))
CLOCK_NAMES = dict(CLOCKS)
FIGURES = {  # figure -> (what it is called, what it means)
    "clock": ("答复按什么算", "工作日，还是日历日"),
    "finish": ("答复期限", "从收到的次日算起多少天；至少 1"),
    "accept_clock": ("受理按什么算", "工作日，还是日历日"),
    "accept": ("受理期限", "决定受理或不受理；0 表示没有规定"),
    "return_hours": ("退回时限（小时）", "不属于本中心的多少小时内退回，按钟点算；0 表示没有规定"),
    "extension": ("延期", "经批准延长一次，多少天；0 表示不能延期"),
    "pauses": ("可以暂停计时的情形", "没有选的不能暂停"),
    "sign": ("签收时限（分钟）", "交办后多少工作分钟内签收；0 表示不计"),
    "call_back": ("回访期限", "答复后多少个工作日内回访；0 表示当天"),
    "attempts": ("回访次数", "联系不上的，不同日子共打几次；1 至 10"),
    "rounds": ("重新办理次数", "不满意的最多再办几轮；0 至 10"),
    "remind": ("催办", "到期前几个工作日催办"),
    "supervise": ("督办", "超期几个工作日发督办单"),
    "bulletin": ("通报", "超期几个工作日列入通报"),
    "answer": ("情况说明期限", "被反映的人多少个工作日内说明"),
    "order": ("督办反馈期限", "督办单多少个工作日内反馈"),
    "archive": ("归档", "办结后多少天归档"),
    "keep": ("保存期限（月）", "办结后多少个月隐去来电人和被反映的人；至少 6"),
}
LABELS = {"valid_from": "从哪天收到的起执行", "source": "依据（文件名称、条款）", "save": "建立新版本"}
HELP = {"valid_from": "不能早于今天：已经收到的，按收到那天的规则办，不改", "source": "如：某某办法第二十条"}
IN_FORCE, TO_COME, PAST = ("ok", "现行"), ("warn", "将执行"), ("grey", "已过期")
NONE, JOINED = "没有", "、"
PROBLEMS = {"figure_range": "请填 {least} 至 {most} 的整数。", "version_past": "不能早于今天。"}


def figure_text(rule: TrackRule, name: str) -> str:
    """A figure as it is shown."""
    value: Any = getattr(rule, name)
    if name in ("clock", "accept_clock"):
        return CLOCK_NAMES[value.value]
    if name == "pauses":
        return JOINED.join(dict(PAUSING)[code] for code in value) or NONE
    return str(value)
