"""Words of the rules of attendance: every figure with what it means, exemptions."""

from rules.attendance import RuleSet

LABELS = {"valid_from": "从哪天起执行", "source": "依据（文件名称、文号或条款）", "save": "保存新版本"}
HELP = {"valid_from": "原来的版本保留；从这一天起的考勤按新版本重新核算，已结账的月份不能再改"}
# figure -> label, what it means; in the order of the page
FIGURES = {
    "punches": ("每天打卡几次", "上午、下午各上下班，或只在一天的开头和结尾"),
    "before": ("上班前多少分钟起可以打卡", "更早的打卡不算"), "after": ("下班后多少分钟内可以打卡", "更晚的打卡不算"),
    "burst": ("几秒以内的连续打卡算一次", "防止重复按"),
    "late_grace": ("迟到宽限（分钟）", "不超过不算迟到；超过的，全部时间都算"), "early_grace": ("早退宽限（分钟）", "同上"),
    "late_absent": ("迟到多少分钟按旷工半天处理", "0 为不按旷工处理"), "late_absent_inclusive": ("恰好这么多分钟也算", "含本数"),
    "early_absent": ("早退多少分钟按旷工半天处理", "0 为不按旷工处理"), "early_absent_inclusive": ("恰好这么多分钟也算", "含本数"),
    "missing_becomes": ("缺卡逾期未说明的", "在期限内没有补签或说明时怎样处理"),
    "lates_absence": ("一个月迟到早退几次折旷工", "0 为不折算"), "lates_halves": ("每次折几个半天", "1 或 2"),
    "away_record": ("离岗超过多少分钟要记录", "没有外出登记的"), "away_absent": ("离岗多少分钟按旷工半天处理", "0 为不按旷工处理"),
    "away_absent_inclusive": ("恰好这么多分钟也算", "含本数"),
    "explain_in": ("上班缺卡、迟到的说明期限（工作日）", "从公布给本人的当天算起，0 为当天"),
    "explain_out": ("下班缺卡、早退、未打卡的说明期限（工作日）", "从公布给本人的当天算起，1 为下一个工作日"),
    "corrections": ("每人每月最多补签几次", "0 为不限；停电、机器故障和不补时间的说明不计"),
    "noon_duty_moves": ("午间值班的人中午不用打卡", "排了午间值班的，中午的上下班打卡免去或顺延"),
    "pass_replaces_out": ("临时外出可以代替下班打卡", "一般不勾：外出到下班的仍要打下班卡"),
    "pending_leave_shields": ("请假在审批中就先不记异常", "一般不勾：批准后自动改判"),
    "pass_short": ("临时外出短时（分钟）", "这么长以内由窗口负责人批"), "pass_most": ("临时外出最长（分钟）", "更长的要说明并由更高一级批"),
    "close_day": ("每月考勤在下月几日前结账", "遇休息日顺延到下一个工作日"),
}
PUNCHES = ((4, "4 次：上午、下午各上下班"), (3, "3 次：每次上班和最后下班"), (2, "2 次：最早上班和最后下班"))
MISSING = (("keep", "仍记缺卡"), ("late", "上班缺卡计迟到，下班缺卡计早退"), ("absent", "拟认定旷工半天，由负责人和督查部门确认"))
DISMISSAL = {
    "civil_servant": "公务员：旷工到限的提醒", "institution": "事业单位人员：旷工到限的提醒", "contract": "合同制人员：旷工到限的提醒",
    "run": "连续超过几天可辞退", "year": "一年累计超过几天可辞退", "warn_run": "连续几天起提醒", "warn_year": "累计几天起提醒",
    "working": "按工作日数",
}
IN_FORCE, TO_COME, PAST = ("ok", "现行"), ("warn", "将执行"), ("grey", "已过期")
PRESET = "预置（参考同类中心的做法）"

EXEMPT_LABELS = {
    "scope": "范围", "person": "人员", "unit": "窗口（科室）", "post": "岗位", "gender": "性别", "valid_from": "从哪天起",
    "valid_to": "到哪天止（不填为长期）", "half": "哪半天", "reason": "理由", "save": "保存", "last_day": "最后一天（不填为到昨天止）",
}
EXEMPT_SCOPES = (("staff", "一个人"), ("post", "一个岗位"), ("unit", "一个窗口（科室）"), ("gender", "按性别（如三八节半天）"),
                 ("centre", "全中心"))
EXEMPT_NAMES = dict(EXEMPT_SCOPES)
GENDERS = (("f", "女"), ("m", "男"))
HALF_CHOICES = (("", "全天"), ("am", "上午"), ("pm", "下午"))
HALF_NAMES = dict(HALF_CHOICES)
STANDINGS = {"coming": ("warn", "将执行"), "standing": ("ok", "执行中"), "over": ("grey", "已结束")}

PROBLEMS = {
    "unknown_figure": "没有“{name}”这一项。",
    "figure_kind": "这一项的格式不对，请填数字。",
    "figure_range": "请填 {least} 到 {most}。",
    "punches_range": "每天打卡只能是 2、3 或 4 次。",
    "missing_becomes": "请从列表中选择。",
    "month_closed": "{month} 的考勤已经结账，不能再从这一天改起。请改为之后的日期，或先按规定重开。",
    "exempt_already": "这段时间已经登记过免打卡。",
    "exemption_ends_before": "它到 {day} 就结束了。",
}


def figure_text(rules: RuleSet, name: str) -> str:
    """One figure as people read it."""
    value = getattr(rules, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "punches":
        return dict(PUNCHES)[value]
    return dict(MISSING)[value] if name == "missing_becomes" else str(value)


def source_text(rules: RuleSet) -> str:
    """What a version rests on; the preset's own by a word."""
    return PRESET if rules.source.startswith("docs/rules/") else rules.source
