"""Words of the audit: acts, tables, what may be wrong with the chain."""

from rules.complaint_course import Event
from views.wording import attendance_audit, complaint, leave_balances, leave_pages, punches

WHOLE = "审计记录完整：{rows} 条，首尾相接，没有缺失或改动。"
BROKEN = "审计记录有问题：第 {seq} 条{fault}。请按操作手册“审计记录校验不通过”一节处理，不要继续删改数据。"
COMPLAINT_ACT, COMPLAINT_STEP = "投诉经过：{act}", "投诉：{act}"
FAULTS = {
    "changed": "内容被改动", "missing": "缺失",
    "unlinked": "与前后记录或每晚的锚点不相接", "extra": "是多出来的", "unreadable": "之前的锚点文件无法读取",
}

TABLES = {
    "unit": "窗口（科室）", "staff": "人员", "role_grant": "角色", "posting": "任职窗口和岗位", "attendance_rules": "考勤规则",
    "exemption": "免打卡", "verdict": "考勤结果", "verdict_history": "考勤改判", "attendance_case": "考勤说明与认定",
    "punch_correction": "补签", "outage": "停电和故障", "patrol_finding": "巡查情况",
    "complaint": "投诉", "complaint_named": "投诉涉及的人", "complaint_act": "投诉的办理", "complaint_rule": "投诉办理时限规则",
    "complaint_category": "投诉类别", "phrase": "文明用语", "complaint_ask": "投诉办理的申请", "complaint_document": "投诉文书",
    "complaint_statement": "情况说明", "supervision_order": "督办单", "complaint_pause": "投诉暂停计时",
    "complaint_sealed": "封存的来电人", "seal_key": "市局封存公钥",
    "desk_rule": "来电登记的数值", "complaint_link": "投诉的关联", "complaint_paper": "投诉的材料和录音", "missed_call": "未接来电",
    "shift_handover": "交接班",
    "delegation": "委托", "handover_item": "交接清单", "attachment": "附件",
    "calendar_day": "节假日日历", "schedule": "作息", "schedule_day": "单日作息", "noon_duty": "中午值班", "leave_rule": "假种规则",
    "leave_policy": "审批层级与年假口径", "leave_request": "请假单",
    "leave_cell": "请假半天", "leave_interval": "请假时段", "leave_decision": "请假意见",
    "leave_entry": "假期额度流水", "duty_hours": "加班时数",
    "nursing_arrangement": "哺乳时间", "session": "登录",
    **punches.TABLE_NAMES, **attendance_audit.TABLES,
    "device_event": "考勤机自身日志", "coverage": "考勤机收齐时段", "clock_correction": "时钟校正",
}
# what was done; what is not named here is shown by its code
ACTS = {
    **punches.ACTS, **attendance_audit.ACTS,
    **{f"leave.{act}": f"请假：{word}" for act, word in leave_pages.ACTS.items()},
    **{f"leave.ledger.{kind}": f"假期额度：{word}" for kind, word in leave_balances.KINDS.items()},
    **{f"preset.{table}": f"装入预设：{word}" for table, word in TABLES.items()},
    "leave.begin": "请假：开始休假", "leave.end": "请假：假期届满", "leave.lapse": "请假：逾期未销假", "leave.close": "请假：销假",
    "leave.cover": "请假：特批空岗", "leave.cells": "请假：占用半天", "leave.hours": "请假：占用时段", "leave.grant": "假期额度：核定",
    "leave.expire": "假期额度：到期清零", "leave.absence": "请假：认定逾期未归", "leave.propose_absence": "请假：拟认定旷工",
    "leave.rule": "修改假种规则", "leave.policy": "修改审批层级与年假口径", "leave.paper.open": "打开请假附件",
    "leave.slip.print": "打印请假条", "leave.slip.document": "导出请假条文档",
    "nursing.ask": "申请哺乳时间", "nursing.decide": "批准哺乳时间", "nursing.end": "结束哺乳时间",
    "nursing.over": "哺乳时间到期结束", "leave.feed.make": "生成日历订阅地址", "leave.feed.revoke": "作废日历订阅地址",
    "leave.phone.reveal": "查看请假联系电话", "leave.duty.claim": "登记值班时数",
    "leave.duty.propose": "按值班表登记午间值班", "leave.duty.decide": "核定值班时数",
    "attachment.keep": "保存附件",
    "account.give": "开通账号", "account.reset": "重置密码", "account.password": "修改密码", "account.unlock": "解锁账号",
    "session.end": "结束登录", "session.end_others": "结束本人其他登录", "session.end_all": "结束某人全部登录",
    "role.grant": "授予角色", "role.end": "结束角色", "delegation.give": "委托", "delegation.revoke": "收回委托",
    "posting.change": "登记任职窗口和岗位", "correction.ask": "申请补签", "correction.decide": "审批补签",
    "correction.withdraw": "撤回补签", "correction.file": "补签备案", "correction.print": "打印补签单",
    "correction.paper.open": "打开补签证明材料",
    "attendance.publish": "公布考勤异常", "attendance.lapse": "逾期未说明", "attendance.excuse": "考勤：说明属实",
    "attendance.excused": "考勤：不认定旷工", "attendance.head_confirmed": "考勤：负责人确认旷工", "attendance.confirmed": "考勤：认定旷工",
    "attendance.rules": "修改考勤规则", "exemption.add": "登记免打卡", "exemption.end": "结束免打卡",
    "outage.add": "登记停电或故障", "outage.enter": "录入临时签到", "outage.print": "打印临时签到表",
    "outage.scan": "补交签到表扫描件", "outage.scan.open": "打开签到表扫描件",
    "pass.out": "外出：出门", "pass.back": "外出：回来", "patrol.note": "巡查登记",
    "patrol.answer": "答复巡查", "patrol.decide": "认定巡查情况",
    "staff.add": "登记人员", "staff.change": "修改人员", "staff.phone": "查看完整电话", "staff.export": "导出人员名册",
    "unit.add": "新增窗口（科室）", "unit.change": "修改窗口（科室）", "handover.open": "列出交接清单", "handover.tick": "办结交接事项",
    "calendar.import": "导入节假日日历", "calendar.edit": "修改节假日日历", "preset.calendar": "装入预设：节假日日历",
    "schedule.add": "新增作息", "schedule.change": "修改作息", "schedule.remove": "删除作息", "schedule.day": "设定单日作息",
    "schedule.day_remove": "删除单日作息", "duty.add": "排午间值班", "duty.change": "修改午间值班", "duty.remove": "删除午间值班",
    "device.events": "收到考勤机自身日志", "device.cover": "记下考勤机收齐到何时", "device.pull": "立即从考勤机收取",
    "device.order.again": "让考勤机重新上传一段", "device.order.count": "让考勤机核对条数", "device.order.check": "让考勤机检查漏传",
    "device.order.info": "让考勤机报告情况", "device.order.set_time": "校准考勤机时间",
    "clock.ask": "提出时钟校正", "clock.once": "同意时钟校正（第一人）", "clock.approved": "同意时钟校正（第二人，生效）",
    "clock.rejected": "不同意时钟校正",
    "complaint.log": "登记来电", "complaint.named": "记下投诉涉及的人", "complaint.ask": "投诉：提请决定",
    "complaint.late": "投诉：记为超期",
    "complaint.statement.ask": "请被反映人说明情况", "complaint.statement.answer": "被反映人说明情况",
    "complaint.statement.tell": "告知被反映人处理结果", "complaint.statement.object": "被反映人申诉",
    "supervision.order": "发出督办单", "supervision.draft": "拟发督办单", "supervision.issue": "下发督办", "supervision.drop": "不发督办单",
    "supervision.sign": "签收督办单", "supervision.answer": "反馈督办情况", "supervision.close": "督办销号",
    "supervision.again": "再次督办",

    "complaint.decide": "投诉：决定所提事项", "complaint.ask.lapse": "投诉：所提事项失效", "complaint.pause.begin": "投诉：停止计时",
    "complaint.pause.end": "投诉：恢复计时",
    **{f"complaint.{event.value}": COMPLAINT_STEP.format(act=complaint.ACTS[event.value]) for event in Event},
    **{f"complaint.act.{act}": COMPLAINT_ACT.format(act=word) for act, word in complaint.ACTS.items()},
    "complaint.join": "投诉：并案", "complaint.split": "投诉：拆回", "complaint.link": "投诉：关联",
    "missed.log": "登记未接来电", "missed.number": "查看未接来电的号码", "missed.call_back": "回拨未接来电",
    "missed.logged": "未接来电登记成来电", "shift.give": "交班", "shift.take": "接班",
    "complaint.paper": "投诉：添加材料", "complaint.paper.open": "打开投诉的材料、录音", "complaint.spoken": "投诉：核对来电时间",
    "complaint.repeat": "投诉：登记为重复来电",
    "complaint.sums.xlsx": "导出热线统计", "complaint.due": "补上投诉的到期日", "complaint.caller.reveal": "查看来电人",
    "complaint.caller.seal": "封存来电人", "complaint.caller.correct": "更正来电人", "complaint.seal_key": "装入市局封存公钥",
    "duty.copy_week": "复制一周午间值班", "job.run": "手工运行定时作业", "backup.restore": "恢复备份",
}
SYSTEM_NAME = "系统"
