"""Words of taking in orders of other platforms: how their columns go by, what is wrong with a line."""

from rules.complaint import Kind

SOURCES = (("order12345", "12345 热线"), ("order12315", "12315 平台"), ("province", "省级平台"))
SOURCE_NAMES = dict(SOURCES)
COLUMNS = {
    "number": "外部编号", "received": "收到时间", "due": "办理期限", "kind": "类别", "content": "反映内容", "demand": "诉求",
    "called": "来电人", "phone": "联系电话", "address": "地址", "unit": "涉及窗口（科室）", "confidential": "是否保密",
    "answered": "平台答复时间", "outcome": "平台答复内容",
}
HEADINGS = {
    "number": ["外部编号", "工单编号", "工单号", "投诉编号", "登记编号", "受理编号", "案件编号", "编号"],
    "received": ["收到时间", "来电时间", "受理时间", "登记时间", "派单时间", "下派时间", "转办时间"],
    "due": ["办理期限", "到期时间", "截止时间", "办结期限", "办结时限", "办理时限", "要求办结时间", "截止日期"],
    "kind": ["类别", "工单类型", "诉求类型", "业务类型", "登记类型"],
    "content": ["反映内容", "工单内容", "投诉内容", "举报内容", "诉求内容", "事项内容", "问题描述", "内容"],
    "demand": ["诉求", "诉求目的", "要求"],
    "called": ["来电人", "姓名", "投诉人", "举报人", "诉求人", "市民姓名", "提供方姓名"],
    "phone": ["联系电话", "来电号码", "电话", "手机号", "手机号码", "联系方式"],
    "address": ["地址", "联系地址"],
    "unit": ["涉及窗口", "涉及窗口科室", "承办单位", "被反映单位"],
    "confidential": ["是否保密", "保密"],
    "answered": ["答复时间", "平台答复时间", "办结时间", "反馈时间", "回复时间"],
    "outcome": ["答复内容", "平台答复内容", "办理结果", "反馈内容", "回复内容"],
}
KINDS = {
    "投诉": Kind.COMPLAINT, "消费投诉": Kind.COMPLAINT, "投诉举报": Kind.COMPLAINT, "举报": Kind.REPORT, "咨询": Kind.ENQUIRY,
    "求助": Kind.HELP, "求决": Kind.HELP, "建议": Kind.SUGGESTION, "意见建议": Kind.SUGGESTION, "表扬": Kind.PRAISE,
    "感谢": Kind.PRAISE,
}
YES = frozenset({"是", "保密", "Y", "y", "1", "√"})
LABELS = {"source": "哪个平台", "file": "文件", "look": "看预览", "bind": "按这样读", "confirm": "确认导入",
          "skip_bad": "只导入没有错误的行"}
HELP = {"file": ".xlsx 或 .csv，最多 5000 行。", "skip_bad": "有误的行留在“没有导入的行”里，改正后再导入一次。"}
NO_COLUMN = "（没有这一列）"
OUTCOMES = {"created": ("ok", "新增"), "updated": ("warn", "更新"), "unchanged": ("grey", "不变"), "bad": ("bad", "有误")}
TAKEN_IN = "已导入：新增 {created} 件，更新 {updated} 件，不变 {unchanged} 件，没有导入 {bad} 行。"
LIVES = "{source} {number}"
DUE = "{source}的期限：{moment}"
PROBLEMS = {
    "not_a_moment": "认不出这个时间，请写成 2026-03-02 09:00。", "moment_ahead": "时间还没有到。",
    "due_before_received": "期限早于收到时间。", "order_kind_unknown": "不认识类别“{text}”。可写：投诉、举报、咨询、求助、建议、表扬。",
    "order_number_rounded": "编号已被表格软件改成科学计数，不能用。请把这一列设成文本格式后重新导出。",
    "order_twice_in_file": "和第 {line} 行的编号相同。", "order_refused": "第 {line} 行不能登记（{code}）。",
}
