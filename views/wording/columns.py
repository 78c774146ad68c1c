"""What the columns of the tables are called on screen, where a stale form shows both values."""

from views.wording.staff import EMPLOYMENT, GENDER, UNIT_KINDS

COLUMNS = {
    "version": "版本", "state": "状态", "name": "姓名（名称）", "number": "编号", "phone": "联系电话", "reason": "事由", "day": "日期",
    "kind": "类型", "unit_id": "所在窗口（科室）", "post": "岗位", "start": "开始日期", "end": "结束日期",
    "gender": "性别", "home_unit": "派驻单位", "employment": "用工性质", "first_work": "参加工作日期", "joined": "到岗日期",
    "b_partner_id": "B岗", "active_from": "在岗起", "active_to": "在岗止", "code": "编码", "min_present": "最少在岗人数", "active": "在用",
}

# column -> code -> word, for columns that keep codes
VALUES = {"employment": EMPLOYMENT, "gender": GENDER, "kind": UNIT_KINDS}
