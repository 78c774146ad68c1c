"""What the columns of the tables are called on screen, where a stale form shows both values."""

from views.wording import attendance_audit
from views.wording.dates import DAY_KINDS, HALVES
from views.wording.leave import STATES, TYPES
from views.wording.leave_balances import KINDS
from views.wording.people import ROLES
from views.wording.punches import COLUMN_NAMES
from views.wording.staff import EMPLOYMENT, GENDER, UNIT_KINDS

COLUMNS = {
    **attendance_audit.COLUMNS,
    "version": "版本", "state": "状态", "name": "姓名（名称）", "number": "编号", "phone": "联系电话", "reason": "事由", "day": "日期",
    "kind": "类型", "unit_id": "所在窗口（科室）", "post": "岗位", "start": "开始日期", "end": "结束日期", "gender": "性别",
    "home_unit": "派驻单位", "employment": "用工性质", "first_work": "参加工作日期", "joined": "到岗日期", "b_partner_id": "B岗",
    "active_from": "在岗起", "active_to": "在岗止", "code": "编码", "min_present": "最少在岗人数", "active": "在用", "staff_id": "人员",
    "role": "角色", "valid_from": "起始日", "valid_to": "截止日", "principal_id": "委托人", "delegate_id": "受托人",
    "revoked_at": "收回时间", "occasion": "交接原因", "opened_on": "列出日期", "item": "事项", "done_at": "办结时间", "done_by": "办结人",
    "note": "备注", "sha256": "校验值", "size": "大小（字节）", "media_type": "文件类型", "file_name": "文件名", "source": "依据",
    "document_year": "通知年度", "scope": "适用范围", "scope_id": "适用对象", "weekdays": "星期", "am_start": "上午上班",
    "am_end": "上午下班", "pm_start": "下午上班", "pm_end": "下午下班", "partner_id": "替班人（B岗）", "figures": "数值",
    "entered_by": "登记人", "type_code": "假种", "start_half": "开始半天", "end_half": "结束半天", "from_time": "开始时间",
    "to_time": "结束时间", "halves": "半天数", "minutes": "分钟数", "destination": "去向", "leaves_area": "离开本地",
    "partner_confirmed_by": "确认交接的人", "attachment_id": "附件", "papers_owed": "材料待补", "entry_kind": "申请方式",
    "extends_id": "所续的请假单", "cover_reason": "空岗特批理由", "steps": "审批步骤", "step": "当前步骤", "round": "第几轮",
    "takes": "占用的额度", "rule_version": "所依规则", "submitted_at": "提交时间", "back_day": "返岗日期", "back_half": "返岗半天",
    "back_reported_at": "销假时间", "overstay_state": "逾期认定", "overstay_halves": "逾期半天数", "half": "半天", "request_id": "请假单",
    "counts": "计入", "from_minute": "起（分钟）", "to_minute": "止（分钟）", "step_kind": "审批层级", "act": "意见", "signer": "签批人",
    "opinion": "意见内容", "at": "时间", "pot_id": "额度编号", "amount": "数量", "source_key": "来源", "decided_by": "核定人",
    "child_born": "子女出生日期", "children": "子女数", "placed": "放在",
    **COLUMN_NAMES,
    "left_at": "出门时间", "returned_at": "回来时间", "proposed": "按值班表登记", "late": "迟到（逾期）", "early": "早退",
    "rule": "判定依据",
    "facts": "判定事实", "code_before": "原结果", "code_after": "新结果", "facts_before": "原事实", "cause": "改判原因",
    "published_at": "公布时间", "due": "说明期限", "head_by": "负责人", "head_for": "负责人代谁", "section_by": "督查部门",
    "section_for": "督查部门代谁", "head_opinion": "负责人意见", "edge": "上班或下班", "minute": "时间（分钟）", "witness": "证明人",
    "outage_id": "停电或故障", "decided_at": "审批时间", "filed_by": "备案人", "filed_at": "备案时间", "found_by": "巡查人",
    "answer": "本人说明", "answered_at": "答复时间", "seconds": "拨动秒数", "asked_by": "提出人", "second_by": "第二位审批人",
    "track": "按什么办", "parent": "上级类别", "place": "地点（次序）", "use": "用法", "text": "文字", "received_at": "收到时间",
    "logged_by": "登记人", "channel": "来源", "category": "反映的问题", "happened": "什么时候发生的", "content": "反映内容",
    "demand": "诉求", "wants_reply": "要求答复", "confidential": "要求保密", "anonymous": "匿名", "urgent": "紧急",
    "explain": "时限的计算", "outcome": "当场答复", "closed_at": "办结时间", "complaint_id": "投诉",
    "parent_id": "并入的投诉", "own_due": "本件自己的到期日", "made_at": "记下的时间", "spoken_state": "来电时间", "other_id": "关联的投诉",
    "rang_at": "来电时间", "answered_by": "回拨人", "given_by": "交班人", "given_at": "交班时间", "taken_by": "接班人",
    "taken_at": "接班时间",
    "unsent": "没有上传的", "missed": "没有回拨的",
    "about_id": "对应的事项", "serial": "序号", "issued_by": "签发人", "issued_at": "签发时间", "edition": "版式", "prints": "打印次数",
    "subject": "说明事项", "finding": "处理结果", "tenths": "扣分（十分之一分）", "appeal": "申诉途径", "told_by": "告知人",
    "told_at": "告知时间", "objection": "申诉内容", "objected_at": "申诉时间", "signed_by": "签收人", "signed_at": "签收时间",
    "feedback": "反馈", "year": "年度",
    "duty_due": "本环节期限", "way": "办理方式", "handler_unit": "承办窗口（科室）", "handler_id": "承办人", "accepted_at": "受理时间",
    "round_from": "本轮起算日", "extended": "延长天数", "sent_to": "移送（告知）的机关", "event": "事项", "asked_at": "申请时间",
    "ground": "理由", "first": "起", "last": "止",
    "month": "月份", "sequence": "第几版", "narrative": "情况说明", "correction": "更正说明", "filled_by": "填报人",
    "filled_at": "填报时间",
    "checked_by": "审核人", "checked_at": "审核时间",
    "due_at": "平台的期限", "outside_number": "外部编号", "headings": "各列",
    "anonymised_at": "隐名时间", "old_due": "原期限", "new_due": "新期限", "confirmed_by": "确认人", "confirmed_at": "确认时间",
    "public_key": "公钥", "fingerprint": "公钥指纹", "sealed": "封存内容",
}

# column -> code -> word, for columns that keep codes
_YES_NO = {"1": "是", "0": "否", "True": "是", "False": "否"}
VALUES = {
    "employment": EMPLOYMENT, "gender": GENDER, "kind": {**UNIT_KINDS, **DAY_KINDS, **KINDS}, "role": ROLES, "type_code": TYPES,
    "state": STATES, "half": HALVES, "start_half": HALVES, "end_half": HALVES, "back_half": HALVES,
    "active": _YES_NO, "leaves_area": _YES_NO, "papers_owed": _YES_NO, "counts": _YES_NO,
}
