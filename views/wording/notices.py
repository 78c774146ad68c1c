"""What people are told, as data: kind -> (sentence, severity). Severity: ok, warn, bad or grey, as status tags have them.

A sentence is filled with the values the notice carries. A kind that is not here shows plainly.
"""

from collections.abc import Mapping

from views.wording import complaint_course, complaint_shift, complaint_statements, device, supervision
from views.wording.operations import ROWS

KINDS: dict[str, tuple[str, str]] = {
    "calendar_missing": ("{year} 年的节假日安排还没有录入，请假、考勤和时限不能计算，请尽快导入。", "warn"),
    "leave_handover": ("{name} 请假（{start} 至 {end}），请您作为 B 岗确认接手。", "warn"),
    "leave_handover_declined": ("B 岗没有接手您的请假（{start} 至 {end}），请另选 B 岗。", "warn"),
    "leave_cover_asked": ("{name} 请假（{start} 至 {end}）时窗口会空岗，请确认安排。", "warn"),
    "leave_cover_given": ("负责人已同意请假期间（{start} 至 {end}）窗口空岗，请打开草稿提交申请。", "ok"),
    "leave_cancel_asked": ("{name} 申请取消请假（{start} 至 {end}），等您审批。", "warn"),
    "leave_cancelled": ("请假（{start} 至 {end}）已取消。", "ok"),
    "leave_kept": ("取消请假的申请没有获准，请假（{start} 至 {end}）照旧。", "warn"),
    "leave_ends_tomorrow": ("您的请假到 {end} 结束，需要续假请今天办理；回来后请销假。", "warn"),
    "leave_due_back": ("您的请假（{start} 至 {end}）已结束，请销假。", "warn"),
    "leave_back": ("{name} 已销假（{start} 至 {end}）。", "grey"),
    "leave_overdue": ("{name} 的请假（{start} 至 {end}）逾期未销假。", "bad"),
    "leave_absence_proposed": ("{name} 逾期未归（{start} 至 {end}），拟认定旷工，请核实确认。", "bad"),
    "handover_joining": ("{name} 自 {day} 起到岗，请办妥到岗手续。", "warn"),
    "handover_transfer": ("{name} 自 {day} 起调走，请逐项办妥交接。", "warn"),
    "handover_leaving": ("{name} 到 {day} 为止离岗，请逐项办妥交接。", "warn"),
    "leave_to_sign": ("{name} 的请假（{start} 至 {end}）等您审批。", "warn"),
    "leave_head_told": ("{name} 请假（{start} 至 {end}），请安排好窗口。", "grey"),
    "leave_slip_due": ("{name} 的请假（{start} 至 {end}）等派驻单位或上级局在纸质请假条上签批，签好后请录入扫描件。", "warn"),
    "leave_approve": ("{name} 的请假（{start} 至 {end}）已批准。", "ok"),
    "leave_refuse": ("{name} 的请假（{start} 至 {end}）没有获准，请看意见。", "bad"),
    "leave_return": ("{name} 的请假（{start} 至 {end}）退回修改，请看意见，改好后重新提交。", "warn"),
    "leave_absence_confirmed": ("您逾期未归（请假 {start} 至 {end}）的时间已确认为旷工。有异议请向督查科或人事提出。", "bad"),
    "leave_absence_dismissed": ("您逾期未归（请假 {start} 至 {end}）的情况已核实，不认定旷工。", "ok"),
    "nursing_asked": ("{name} 申请哺乳时间，等您批准。", "warn"),
    "nursing_approved": ("您的哺乳时间已批准。", "ok"),
    "nursing_rejected": ("您的哺乳时间没有获准，请看意见。", "warn"),
    "duty_claimed": ("{name} 登记了 {day} 的值班，请核准。", "warn"),
    "duty_approved": ("您登记的 {day} 值班已核准，可以调休。", "ok"),
    "duty_rejected": ("您登记的 {day} 值班没有核准，请看意见。", "warn"),
    **device.NOTICES,
    **complaint_course.NOTICES, **complaint_statements.NOTICES, **supervision.NOTICES, **complaint_shift.NOTICES,
    "attendance_published": ("您 {day} 的考勤有需要说明的情况，请在 {due} 前（含当天）说明或补签。", "warn"),
    "attendance_proposed": ("{name} {day} 逾期未说明，拟认定旷工，请核实。", "bad"),
    "attendance_proposed_own": ("您 {day} 的考勤到期没有说明，拟认定旷工。仍可说明或补签，会记为逾期。", "bad"),
    "attendance_head_confirmed": ("{name} {day} 拟认定旷工，窗口负责人已确认，请督查部门核实。", "bad"),
    "attendance_confirmed": ("您 {day} 的考勤已认定旷工半天。有异议请向督查部门提出。", "bad"),
    "attendance_excused": ("您 {day} 的情况已核实，不计考勤异常。", "ok"),
    "correction_asked": ("{name} 申请补签 {day} 的考勤，等您审批。", "warn"),
    "correction_approved": ("您 {day} 的补签已批准。", "ok"),
    "correction_rejected": ("您 {day} 的补签没有获准，请看意见。", "bad"),
    "patrol_found": ("巡查登记了您 {day} 不在岗的情况，请说明。", "warn"),
    "patrol_upheld": ("{day} 巡查登记的情况已认定，请看意见。", "bad"),
    "patrol_dismissed": ("{day} 巡查登记的情况不予认定。", "ok"),
    "complaint_moves": ("日历调整后，有 {count} 件投诉的期限要变，请核对确认。", "warn"),
    "complaint_moves_earlier": ("日历调整后，有 {count} 件投诉的期限要提前，请决定是否同意。", "warn"),
    "complaint_leaders": ("投诉 {number} 督查部门要回避，请您直接办理。", "bad"),
    "complaint_nobody": ("有一件投诉本中心有关人员都要回避，请报告市局监督部门。", "bad"),
    "week_unchecked": ("{unit} {monday} 起的一周考勤还没有核对，请核对。", "warn"),
    "month_unclosed": ("{month} 的考勤应于 {due} 前结账，还没有结账，请尽快核对办理。", "warn"),
    "dismissal_run_warn": ("{name} 连续旷工或逾期未归已 {days} 天，超过 {bound} 天可依法解除人事关系，请核实处理。", "bad"),
    "dismissal_run_reached": ("{name} 连续旷工或逾期未归 {days} 天，已超过 {bound} 天，请依规研究处理。", "bad"),
    "dismissal_year_warn": ("{name} 一年内累计旷工或逾期未归已 {days} 天，超过 {bound} 天可依法解除人事关系，请核实处理。", "bad"),
    "dismissal_year_reached": ("{name} 一年内累计旷工或逾期未归 {days} 天，已超过 {bound} 天，请依规研究处理。", "bad"),
    **{f"operations_{code}": (f"运行状态：{name}需要处理，请查看。", "bad") for code, name in ROWS.items()},
}
SEVERITIES = {"ok": "消息", "warn": "待办", "bad": "紧急", "grey": "知会"}
UNKNOWN = "有一条新消息，请打开查看。"
FILTERS = (("all", "全部"), ("unread", "未读"))


def sentence(kind: str, values: Mapping[str, object]) -> str:
    """The sentence of a notice; a kind or a value that is not known gives the plain one."""
    try:
        return KINDS[kind][0].format(**values)
    except (KeyError, IndexError, ValueError):
        return UNKNOWN


def severity(kind: str) -> str:
    """How urgent a kind is: ok, warn, bad or grey; an unknown one is grey."""
    return KINDS.get(kind, ("", "grey"))[1]
