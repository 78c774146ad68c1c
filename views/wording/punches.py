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
    "pin_overlap": "这个编号从 {first} 起{last:until}已经对应别人，同一天不能是两个人。请先给原来的填上截止日期。",
    "punch_not_held": "这条记录已经有人处理过了。",
    "punch_unreadable": "看不出时间或编号的记录不能放行，只能标为不用。",
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
SETUP_FAULT = "{place}：{message}"
SETUP_REFUSED = "文件有错，什么都没有写入："


TABLE_NAMES = {"device": "考勤机", "import_batch": "导入批次", "raw_punch": "打卡记录", "pin_map": "编号对应", "coverage": "记录收齐的时段"}
ACTS = {
    "device.add": "登记考勤机", "device.change": "修改考勤机", "device.mapping": "指定考勤文件各列", "pin.add": "对应考勤编号",
    "pin.change": "修改编号对应", "pin.remove": "撤销编号对应", "punches.import": "导入打卡记录", "punches.rows": "存入打卡记录",
    "punches.coverage": "登记记录收齐的时段", "punch.released": "放行隔离的打卡", "punch.dismissed": "隔离的打卡标为不用",
    "punch.dismiss_all": "隔离的打卡整类标为不用", "schedule.day_change": "修改单日作息", "attendance_rules.add": "新增考勤规则",
    "attendance_rules.change": "修改考勤规则", "exemption.add": "新增免打卡", "exemption.change": "修改免打卡",
}
COLUMN_NAMES = {
    "addresses": "允许的地址", "host": "考勤机地址", "port": "端口", "serial": "序列号", "installed": "启用日期", "mapping": "各列的对应",
    "decoder": "文件形式", "device_id": "考勤机", "duplicate": "已有条数", "file_hash": "文件校验值", "first": "最早", "last": "最近",
    "out_of_order": "先后颠倒", "quarantined": "隔离条数", "read": "读到条数", "stored": "新存条数", "unknown_pin": "未对应条数",
    "batch_id": "导入批次", "line": "行号", "pin": "考勤编号", "problem": "隔离原因", "raw_hex": "原始内容", "second": "打卡时刻（秒）",
    "status": "进出状态", "verify": "验证方式", "work_code": "工作代码", "since": "从", "until": "至",
}
TABS = (
    ("devices.machines", "考勤机"), ("punches_import.upload", "导入打卡记录"), ("punches.batches", "导入批次"),
    ("punches.held", "隔离记录"),
    ("pins.numbers", "编号对应"),
)
KINDS = {"file": "导出文件，人工导入", "push": "考勤机自动上传", "pull": "系统定时去取"}
KIND_WORDS = {"file": "文件", "push": "自动上传", "pull": "定时去取"}
DEVICE_LABELS = {
    "code": "编号", "name": "名称", "kind": "怎样取得记录", "installed": "启用日期", "serial": "序列号", "addresses": "允许的地址",
    "host": "考勤机地址", "port": "端口", "active": "在用", "add": "登记考勤机", "save": "保存",
}
DEVICE_HELP = {
    "code": "自己定，如 hall，命令行导入时用它指机器。", "installed": "早于这一天的打卡会被隔离。", "serial": "自动上传必填，见机身标签。",
    "addresses": "自动上传必填，如 192.168.1.20 或 192.168.1.0/24，多个用逗号隔开。", "host": "定时去取必填，如 192.168.1.201。",
}
PIN_LABELS = {
    "device": "考勤机", "pin": "考勤机上的编号", "number": "人员工号", "valid_from": "从哪天起", "valid_to": "到哪天止（不填为长期）",
    "add": "对应到此人", "save": "保存",
}
PIN_HELP = "从这一天起的打卡都算他的，包括已经导入、等着对应的。"
NOT_HELD = {"reason": "理由"}
REASONS = {
    "bad_line": "读不懂的行", "bad_date": "日期不存在", "bad_pin": "编号读不出", "filler": "空白填充", "no_punch": "文件写明未打卡",
    "before_installed": "早于启用日期", "in_future": "晚于接收时间",
}
REASON_HELP = {
    "bad_line": "格式不对或含有控制符，多为考勤机存储损坏。", "bad_date": "写着不存在的日期或时间。", "bad_pin": "看不出是谁的编号。",
    "filler": "考勤机空白存储读出来的 2047-02-30，不是打卡。", "no_punch": "导出软件写明这一次没有打卡。",
    "before_installed": "早于这台考勤机的启用日期，多为断电后时钟回到出厂日期。", "in_future": "比导入时间还晚十分钟以上，多为时钟错误。",
}
IMPORT_LABELS = {
    "device": "哪台考勤机", "file": "文件", "look": "读取并预览", "complete_until": "记录截至", "take_in": "确认导入", "bind": "按这样读",
}
COMPLETE_HELP = "文件里的记录收到哪一刻为止，之后的半天显示“待采集”，不会算缺卡。"
COLUMN_LABELS = {
    "pin": "考勤号（编号）", "datetime": "打卡时间（日期和时间在一列）", "date": "日期", "time": "时间", "status": "进出状态",
    "verify": "验证方式", "work_code": "工作代码", "name": "姓名", "format": "日期格式",
}
NO_COLUMN = "（没有）"
NO_FORMAT = "（自动识别）"
SOURCES = {"file": "文件", "push": "自动上传", "pull": "定时去取"}


def place_of(fault: Fault) -> str:
    """Where a fault of a setup file stands, as people find it: `[[pins]] 第 2 项 person`."""
    if not fault.table:
        return "文件"
    entry = f"[[{fault.table}]]" + (f" 第 {fault.number} 项" if fault.number else "")
    return f"{entry} {fault.problem.field}".strip()
