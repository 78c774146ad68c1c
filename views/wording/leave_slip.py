"""Words of the leave slip (请假条)."""

TITLE = "{centre}请假条"
STUB = "（存根）"
YES, NO = "是", "否"
OPINION = "。{opinion}"
VERDICTS = {"approve": "同意", "refuse": "不同意"}
HOME_UNIT_STAMP = "派驻单位意见（盖章）"
STEP_TITLE = "{step}意见"
HANDED_OVER = "{name} 已确认接手（{when}）"
FILED = "备案"
HEADED = "{head}：{text}"
BACK = "{day} {half}到岗，{when} 销假（{kind}）"
FILE_NAME = "请假条{number}.docx"

ROWS = {
    "number": "编号", "name": "姓名", "staff_number": "工号", "unit": "窗口（科室）", "home_unit": "派驻单位", "type": "假别",
    "span": "请假时间", "amount": "合计", "reason": "事由", "destination": "去向", "phone": "联系电话", "leaves_area": "是否离开本地",
    "partner": "交接人（B岗）", "handover": "交接确认", "asked_at": "申请时间", "back": "销假",
    "back_space": "　　月　　日到岗　　本人签名：　　　　　经办：", "sign_space": "签名：\n　　年　月　日",
}
