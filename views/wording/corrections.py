"""Words of 补签, of cases and of what waits for a decision about attendance."""

SLOTS = {
    "am-in": "上午上班打卡", "am-out": "上午下班打卡", "pm-in": "下午上班打卡", "pm-out": "下午下班打卡",
    "am": "上午：只说明情况，不补时间", "pm": "下午：只说明情况，不补时间",
}
LABELS = {
    "what": "补哪一次", "time": "实际时间", "reason": "原因", "witness": "证明人", "attachment": "证明材料", "ask": "提交补签",
    "verdict": "结论", "opinion": "意见", "choose": "请选择",
}
HELP = {
    "time": "只说明情况的不用填", "witness": "可以证明的同事或来办事的人",
    "attachment": "照片（jpg、png）或 pdf，不超过 {megabytes} MB",
}
VERDICTS = (("approve", "同意"), ("reject", "不同意"))
CASE_VERDICTS = (("excuse", "不认定（说明情况属实）"), ("confirm", "确认旷工"))
OUTCOMES = {
    "NotAllowed": "不在您的审批范围", "NotFound": "没有找到", "AlreadyDecided": "已被别人处理", "OutOfDate": "内容已变化，请打开后再审",
    "InvalidInput": "请填写意见", "approved": "已同意", "rejected": "已写明不同意", "head_confirmed": "已确认，转督查部门确认",
    "confirmed": "已认定旷工", "excused": "不认定，不计异常",
}
FILED = "已备案 {count} 份。"

PROBLEMS = {
    "time_ahead": "这个时间还没有到。",
    "correction_not_due": "{day} {half:half}不需要这次打卡，不用补签。",
    "correction_not_missing": "{day} {half:half}的这次打卡已经有记录，而且按时，不用补签。",
    "time_not_in_hours": "这个时间不会是这次打卡。时间按 24 小时填（下午五点半是 17:30），再看看“补哪一次”选得对不对。",
    "nothing_to_explain": "{day} {half:half}没有需要说明的异常。",
    "absence_confirmed": "{day} {half:half}已认定旷工。有异议请向督查部门提出，由督查部门改正。",
    "correction_exists": "{day} {half:half}的这次打卡已经申请过补签。",
    "correction_limit": "{month} 月已补签 {limit} 次，达到 {version} 起考勤规则规定的每月上限。确有特殊情况，请选“只说明情况，不补时间”。",
    "nobody_decides": "没有可以审批您补签的人，请联系人事。",
    "nothing_to_decide": "请先勾选要办理的。",
    "not_in_session": "{name} 这个时间不在上班时段内。",
    "finding_exists": "这次巡查情况已经登记过。",
    "not_heard": "本人还没有答复。请等本人答复，或到第二天再认定。",
}

SHEET_TITLE = "{centre}考勤补签单"
STUB = "（存根）"
SIGN_SPACE = "签名：\n　　年　月　日"
ROWS = {
    "name": "姓名", "number": "工号", "unit": "窗口（科室）", "day": "日期", "slot": "漏签时段", "time": "实际时间", "reason": "原因",
    "witness": "证明人", "asked_at": "申请时间", "head": "窗口负责人意见", "section": "{section}备案", "person": "本人签名",
}
LATE = "（逾期申请）"
AGREED, REFUSED = "同意", "不同意"
FOR_PRINCIPAL = "{name}（代{principal}）"
FILED_BY = "已备案"
EXPLAINED = "说明情况"
FINDING_TITLE = "{centre}离岗情况登记表"
FINDING_ROWS = {
    "name": "姓名", "number": "工号", "unit": "窗口（科室）", "day": "日期", "kind": "情况", "from": "发现时间", "until": "到何时",
    "finder": "巡查人", "note": "现场情况", "answer": "本人说明", "result": "认定", "opinion": "认定意见",
}
UNKNOWN_UNTIL = "不详"
