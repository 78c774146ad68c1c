"""What the columns of the tables are called on screen, where a stale form shows both values."""

COLUMNS = {
    "version": "版本", "state": "状态", "name": "姓名（名称）", "number": "编号", "phone": "联系电话", "reason": "事由", "day": "日期",
    "kind": "类型", "unit_id": "所在窗口（科室）", "post": "岗位", "start": "开始日期", "end": "结束日期",
}
