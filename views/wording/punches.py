"""Chinese of machines, imports of punches, rows held back and the map of numbers."""

from __future__ import annotations

from rules.attendance_setup import Fault

PROBLEMS = {
    "device_unknown": "没有编号为“{code}”的考勤机。请先在“考勤机”页登记，或用 attendance setup 导入。",
    "device_exists": "已有编号为“{code}”的考勤机。",
    "serial_exists": "序列号与“{name}”相同，请核对机身标签。",
    "address_unreadable": "“{text}”不是 IP 地址或网段。请写成 192.168.1.20 或 192.168.1.0/24，多个用逗号隔开。",
    "serial_needed": "自动上传的考勤机要填序列号，系统靠它认机器。",
    "address_needed": "自动上传的考勤机要填允许的地址或网段，其他地址冒用序列号会被拒绝。",
    "host_needed": "由系统去取记录的考勤机要填它的 IP 地址。",
    "port_range": "端口应在 1 到 65535 之间，一般是 4370。",
    "pin_overlap": "这个编号在 {first} 至 {last} 已经对应别人，同一天不能是两个人。请先给原来的填上截止日期。",
    "punch_not_held": "这条记录已经有人处理过了。",
    "punch_unreadable": "看不出时间或编号的记录不能放行，只能标为不用。",
    "complete_before_last": "不能早于文件里最后一条打卡 {last}：文件里有的，当然已经收到了。",
    "complete_in_future": "不能晚于现在：还没有发生的打卡收不到。",
    "import_busy": "上一次导入还没有完成，请等它完成再导入。",
    "toml_broken": "不是合法的 TOML 文件：{reason}",
    "table_unknown": "没有名为“{name}”的表。可用：devices、rules、schedules、schedule_days、exemptions、noon_duty、pins。",
    "table_kind": "“{name}”应写成 [[{name}]]，每项一段。",
    "field_unknown": "没有名为“{name}”的项。",
    "field_kind": "“{name}”的写法不对，请对照 docs/operating.md 里的例子。",
    "entry_twice": "与前面的一项说的是同一件事，请只留一项。",
    "setup_unit_unknown": "没有代码为“{code}”的窗口（科室）。",
    "exempt_scope": "适用对象应是 centre、unit、post、staff 之一；免打卡还可以是 gender。",
    "exempt_half": "只能是 am 或 pm，不填为全天。",
    "exempt_gender": "按性别时 key 应是 f（女）或 m（男）。",
    "no_attendance_rules": "{day} 没有适用的考勤规则。",
    "unknown_figure": "考勤规则里没有“{name}”这一项。",
    "figure_kind": "“{name}”的类型不对：该是整数、是否，或 run、year、warn_run、warn_year、working 五项。",
    "figure_range": "“{name}”应在 {least} 到 {most} 之间。",
    "punches_range": "每天打卡次数只能是 2、3 或 4。",
    "missing_becomes": "逾期未说明的缺卡只能是 keep（仍为缺卡）、late（计迟到）或 absent（计旷工）。",
}
BAD_MOMENT = "请写成 2026-03-02 17:30 或 2026-03-02（当天结束）。"
DECODERS = {
    "attlog": "中控 attlog.dat", "glg": "GLG/AGL 文本", "access": "中控软件（Access）导出", "hikvision": "海康原始记录",
    "dingtalk": "钉钉原始记录",
    "wecom": "企业微信打卡详情", "deli": "得力员工刷卡记录表", "zk_self": "中控自助考勤记录表", "columns": "自定义表格",
    "push": "考勤机自动上传",
    "pull": "从考勤机读取",
}
COMMAND_COUNTS = "{form}：读到 {read} 条，新存 {stored} 条，已有 {duplicate} 条，隔离 {quarantined} 条，编号没有对应人员 {unknown_pin} 条。"
COMMAND_SPAN = "打卡时间从 {first} 到 {last}。"
COMMAND_ORDER = "有 {count} 处时间先后颠倒，不影响导入。"
COMMAND_DRY = "这是试算，没有写入。"
SETUP_PARTS = {
    "devices": "考勤机", "rules": "考勤规则", "schedules": "作息", "schedule_days": "单日调整", "exemptions": "免打卡",
    "noon_duty": "午间值班",
    "pins": "编号对应",
}
SETUP_COUNTS = "{part}：新增 {created} 项，更新 {updated} 项，未变 {unchanged} 项。"
SETUP_REFUSED = "文件有错，什么都没有写入："


def place_of(fault: Fault) -> str:
    """Where a fault of a setup file stands, as people find it: `[[pins]] 第 2 项 person`."""
    if not fault.table:
        return "文件"
    entry = f"[[{fault.table}]]" + (f" 第 {fault.number} 项" if fault.number else "")
    return f"{entry} {fault.problem.field}".strip()
