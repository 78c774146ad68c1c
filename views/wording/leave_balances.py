"""Words of balances, their ledger, why somebody has what annual leave, and of duty hours."""

from collections.abc import Iterable, Mapping
from typing import Any

from rules.entitlement import Reason
from rules.leave import days_text

LABELS = {
    "type_code": "假别", "amount": "数量", "valid_from": "从哪天起可用", "valid_to": "用到哪天止（含）", "note": "依据或说明",
    "grant": "登记额度", "taken": "登记已休",
    "year": "结转哪一年的年休假", "carry": "结转", "day": "值班（加班）日期", "hours": "小时数",
    "kind": "值班类别", "reason": "值班内容", "claim": "登记值班", "opinion": "意见",
    "verdict": "结论", "approve": "同意", "reject": "不同意",
}
HELP = {
    "amount": "按天计的填天数，可填 0.5 的倍数；调休填小时数。", "valid_to": "不填为长期有效。",
    "year": "把这一年没有休完的转到下一年，原额度同时清零。须经批准。", "hours": "例如 8 或 2.5。",
}
KINDS = {"grant": "核定", "reserve": "待批占用", "release": "占用解除", "use": "休假", "refund": "退回", "expire": "到期清零"}
SOURCES = {"annual": "按年休假规则核定", "carry": "上年结转", "carried": "结转到下一年", "hand": "人事登记", "taken": "启用本系统前已休",
           "duty": "值班核准"}
DUTY_KINDS = {"weekend": "休息日值班", "noon": "午间值班", "extended": "延时服务", "other": "其他加班"}
PROPOSED = "按午间值班表 {span}"
DUTY_STATES = {"claimed": ("warn", "待核准"), "approved": ("ok", "已核准"), "rejected": ("bad", "不予核准")}

REASONS = {
    "service": "到年底累计工作满 {years} 年。",
    "bracket": "{from} 起每年 {days} 天。",
    "not_yet_eligible": "连续工作还没有满年限，{from} 起才可以休年休假。",
    "pro_rata": "今年按剩余日历天数折算：{days} ÷ {year_days} × {full} 天，不足整天的不计，得 {halves} 天。",
    "school_holidays": "今年享受的寒暑假 {days} 天，多于年休假天数，不再休年休假。",
    "personal_leave": "今年已休带薪事假 {halves} 天，达到规定天数，不再休年休假。",
    "sick_leave": "今年已休病假 {days} 天，达到规定的 {allowed} 天，不再休年休假。",
}
LOST_BY_LAST_YEAR = "上一年先休了年休假，之后又达到不享受的条件，今年不再休："
IN_HALVES = ("halves", "full")

PROBLEMS = {
    "amount_not_positive": "数量要大于 0。",
    "amount_half_steps": "天数只能是 0.5 的倍数。",
    "amount_whole_minutes": "小时数要折合成整分钟。",
    "amount_too_large": "不能超过 {most}。",
    "not_balanced": "这个假别不按额度管理。",
    "year_not_over": "只能结转 {year} 年或更早的。",
    "nothing_to_carry": "{year} 年没有可以结转的年休假，或者已经结转过。",
    "duty_claimed": "{day} 已经登记过值班。",
    "duty_hours_range": "小时数应大于 0，不超过 24。",
}


def reason_text(reason: Reason) -> str:
    """One step of the reckoning as a sentence; amounts are shown in days."""
    values: Mapping[str, Any] = reason.values
    if reason.code == "lost_by_last_year":
        inner = Reason(values["because"], {name: value for name, value in values.items() if name != "because"})
        return LOST_BY_LAST_YEAR + reason_text(inner).replace("今年", "上一年")
    shown = {name: days_text(value) if name in IN_HALVES else value for name, value in values.items()}
    days = values.get("halves")
    return REASONS[reason.code].format(**({"days": days_text(days)} if days is not None else {}) | shown)


def reason_texts(reasons: Iterable[Reason]) -> list[str]:
    """All steps as sentences; brackets reached one after the other are told as the sum reached."""
    reached, told = 0, []
    for reason in reasons:
        reached += reason.values["halves"] if reason.code == "bracket" else 0
        told.append(reason_text(Reason("bracket", {**reason.values, "halves": reached}) if reason.code == "bracket" else reason))
    return told


def source_text(source_key: str, note: str) -> str:
    """Where a line of the ledger comes from, with what was noted at it."""
    source = SOURCES.get(source_key.split(":")[0], "")
    own = note if note not in SOURCES and not note.isdigit() else ""
    return "：".join(filter(None, (source, own)))
