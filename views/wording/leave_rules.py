"""Words of the rules of leave: types, tiers, annual leave."""

import re

from rules.approval import MinuteTier, Tier
from rules.leave import Counting, TypeRule, days_text, hours_text

COUNTING = {"working": "按工作日", "calendar": "按日历日", "hours": "按小时"}
GENDER = {"": "不限", "f": "限女职工", "m": "限男职工"}
LABELS = {
    "valid_from": "从哪天起执行", "source": "依据（文件名称、文号或条款）", "as_of": "查阅日期", "note": "说明（请假时显示）",
    "symbol": "请假日历上的符号", "counting": "计算方式", "evidence_halves": "连续几天起要证明材料", "max_halves_request": "一次最多几天",
    "max_halves_month": "每月最多几天", "max_halves_year": "每年最多几天", "entitlement_halves": "每年可休几天",
    "home_unit_halves": "几天起派驻单位先批", "record_only": "只备案，不审批", "gender": "适用", "minutes_per_half": "半天折多少分钟",
    "expiry_months": "几个月内有效", "minutes_per_day": "每个孩子每天多少分钟", "save": "保存新版本", "days_table": "按天的假别",
    "minutes_table": "按小时的假别", "brackets": "按累计工作年限", "code": "假别", "up_to": "到几天（含）",
    "up_to_minutes": "到多少分钟（含）", "steps": "依次由谁批", "min_years": "累计工作满几年", "days": "每年几天",
    "sick_days": "病假满几天不再休", "continuous_months": "连续工作满几个月才有", "paid_personal_days": "带薪事假满几天不再休",
    "next_month": "满年限后次月才享受的", "pro_rata": "第一年按剩余日历天数折算的", "year_days": "一年按多少天折算",
    "carry_over_years": "未休的可结转几年",
}
HELP = {
    "days": "可填 0.5 的倍数，不填为不限", "evidence_halves": "不填为不要求", "home_unit_halves": "不填为不用先批",
    "entitlement_halves": "不填为不核对", "symbol": "一两个字或符号", "as_of": "省定数字请写明哪天查的",
    "up_to": "最后一档不填，表示以上全部", "valid_from": "原来的版本保留，从这一天起按新版本执行",
}
GENERAL = "其他假别"
IN_FORCE, TO_COME, PAST = ("ok", "现行"), ("warn", "将执行"), ("grey", "已过期")
ARROW = " → "
UP_TO_DAYS, UP_TO_MINUTES, ABOVE = "{days} 天以内", "{hours} 小时以内", "以上"

PROBLEMS = {
    "tiers_need_end": "最后要有一档“到几天”不填，表示以上全部，否则长假没有人批。",
    "tier_needs_signer": "每一档至少选一个中心内的审批人。",
    "brackets_needed": "至少填一档。",
    "half_steps": "请填 0.5 的倍数。",
    "not_whole": "请填 0 或正整数。",
}

_AMOUNTS = (
    ("max_halves_request", "一次最多 {days} 天"), ("max_halves_month", "每月最多 {days} 天"), ("max_halves_year", "每年最多 {days} 天"),
    ("entitlement_halves", "每年可休 {days} 天"), ("evidence_halves", "连续 {days} 天起要证明材料"),
    ("home_unit_halves", "{days} 天起派驻单位先批"),
)


# key of docs/rules/leave.md section 10 -> the paper's name
SOURCES = {
    "L2": "《职工带薪年休假条例》", "L3": "《企业职工带薪年休假实施办法》", "L4": "《国家机关工作人员病假期间生活待遇的规定》",
    "L5": "《公务员法》", "L7": "《女职工劳动保护特别规定》", "L11": "《劳动法》", "L13": "《人口与计划生育法》",
    "L15": "本省（区、市）人口与计划生育条例（请填写）", "L20": "政务服务条例（参考）",
    "B8": "《机关事业单位工作人员带薪年休假实施办法》", "B9": "《国务院关于职工探亲待遇的规定》", "PRACTICE": "预置",
}
OTHER_CENTRES = "其他中心的制度（参考）"
ARTICLE = "第{number}条"
KEY = re.compile(r"([ABDL]\d+|PRACTICE)(?: art\. ([\d, -]+))?")


def source_text(source: str) -> str:
    """What a version rests on: the keys of the preset versions by the papers' names, anything else as it was typed."""
    parts = [KEY.fullmatch(part) for part in source.split("; ")]
    if not all(parts):
        return source
    names = [SOURCES.get(part[1], OTHER_CENTRES) + (ARTICLE.format(number=part[2]) if part[2] else "") for part in parts if part]
    return "；".join(dict.fromkeys(names))


def rule_facts(rule: TypeRule) -> list[str]:
    """What a version says, one short sentence each."""
    facts = [text.format(days=days_text(getattr(rule, name))) for name, text in _AMOUNTS if getattr(rule, name) is not None]
    facts += ["从额度中扣"] if rule.balanced else []
    facts += [f"半天折 {rule.minutes_per_half} 分钟"] if rule.code == "comp" else []
    facts += [f"{rule.expiry_months} 个月内有效"] if rule.expiry_months else []
    facts += [f"每个孩子每天 {rule.minutes_per_day} 分钟"] if rule.minutes_per_day else []
    facts += ["只备案，不审批"] if rule.record_only else []
    return [*facts, *([GENDER[rule.gender]] if rule.gender else [])]


def unit_text(rule: TypeRule) -> str:
    """The least that can be asked: a half-day, or a minute of leave by the hour."""
    return "一分钟" if rule.counting is Counting.HOURS else "半天"


def bound_text(tier: Tier | MinuteTier) -> str:
    """Up to how much a tier reaches."""
    if isinstance(tier, Tier):
        return ABOVE if tier.max_halves is None else UP_TO_DAYS.format(days=days_text(tier.max_halves))
    return ABOVE if tier.max_minutes is None else UP_TO_MINUTES.format(hours=hours_text(tier.max_minutes))
