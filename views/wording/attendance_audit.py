"""What the audit calls the weekly check, closed months, sheets and their files."""

TABLES = {
    "verdict": "考勤结果", "verdict_history": "考勤结果变更", "week_check": "每周核对", "month_close": "月度结账",
    "month_figure": "月度考勤汇总", "month_adjustment": "已结账月份的更正", "sheet_symbol": "考勤表图例",
}
ACTS = {
    "attendance.week": "每周核对考勤", "attendance.confirm": "确认月度考勤", "attendance.close": "月度考勤结账",
    "attendance.freeze": "固定月度考勤数字", "attendance.reopen": "重开已结账月份", "attendance.sign": "修改考勤表图例",
    **{f"attendance.sheet.{ending}": f"导出考勤表（{ending}）" for ending in ("xlsx", "csv", "docx")},
    **{f"attendance.bulletin.{ending}": f"导出考勤通报（{ending}）" for ending in ("xlsx", "docx")},
}
COLUMNS = {
    "monday": "周一", "checked_by": "核对人", "month": "月份", "closed_month": "已结账月份", "confirmed_by": "确认人",
    "closed_by": "结账人", "closed_at": "结账时间", "digest": "校验值", "symbol": "符号", "code_before": "原结果", "code_after": "现结果",
    "cause": "起因", "facts": "依据", "facts_before": "原依据", "rule": "判定规则", "late": "迟到", "early": "早退",
}
