"""Words of leave: types, states, and why a half-day counts or not."""

from rules.leave import Cell, days_text, hours_text
from rules.ledger import kept_in_minutes

TYPES = {
    "annual": "年休假", "sick": "病假", "personal": "事假", "marriage": "婚假", "maternity": "产假", "prenatal": "产检",
    "paternity": "陪产(护理)假", "childcare": "育儿假", "elder_care": "父母护理假", "bereavement": "丧假", "home_visit": "探亲假",
    "official": "公出", "training": "培训/出差", "outing": "临时外出", "nursing": "哺乳时间", "comp": "调休", "injury": "工伤",
}

STATES = {
    "draft": "草稿", "handover": "待B岗确认", "pending": "待审批", "approved": "已批准", "running": "休假中", "due_back": "待销假",
    "overdue": "逾期未销假", "closed": "已销假", "rejected": "不予批准", "returned": "退回修改", "withdrawn": "已撤回",
    "cancel_requested": "申请取消", "cancelled": "已取消", "ended_early": "提前销假",
}

WHYS = {
    "workday": "工作日", "makeup": "调休补班", "weekend": "周末", "holiday": "放假", "half_day_off": "半天放假",
    "calendar_day": "按日历日计",
}


def why_text(cell: Cell) -> str:
    """Why a half-day counts or not: 工作日, 周末, 春节 放假, 春节调休补班."""
    word = WHYS[cell.why]
    return cell.name if word in cell.name else f"{cell.name} {word}".strip()

def amount_text(code: str, amount: int) -> str:
    """An amount of a type's pots: 2.5 天, 1.5 小时."""
    return f"{hours_text(amount)} 小时" if kept_in_minutes(code) else f"{days_text(amount)} 天"


PROBLEMS = {
    "no_rule": "没有“{type}”这个假种，或者它在 {on} 还没有规则。",
    "from_after_to": "结束必须晚于开始。",
    "times_not_for_days": "这个假种按天计，不填时间。",
    "time_unreadable": "时间应在 00:00 到 24:00 之间。",
    "hours_need_times": "这个假种按小时计，请填写起止时间。",
}

COUNT_DAYS = "{type}：{days} 天"
COUNT_HOURS = "{type}：{hours} 小时"
COUNTS, COUNTS_NOT = "计", "不计"
