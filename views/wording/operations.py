"""Sentences of 运行状态, of the jobs, of backup and restore, and of starting with the machine."""

from collections.abc import Iterable, Mapping

JOBS = {
    "backup": "夜间备份", "integrity": "数据库检查", "clear_away": "清理过期记录", "watch": "运行状态巡查",
    "calendar": "节假日安排提醒", "audit_anchor": "审计留痕固化", "leave_course": "请销假状态与提醒",
    "nursing_end": "哺乳时间到期", "attendance_day": "开始新一天的考勤", "attendance_check": "考勤结果核对",
    "attendance_remind": "考勤提醒", "leave_expiry": "假期余额到期", "leave_grant": "年休假发放",
    "device_pull": "从考勤机收取", "device_coverage": "考勤机收齐到哪里", "device_silence": "考勤机有没有消息",
    "complaint_due": "补上投诉的到期日", "complaint_watch": "催办、督办、通报投诉", "complaint_archive": "投诉归档",
    "complaint_seal": "补封来电人", "complaint_late": "平台工单过期",
    "complaint_moves": "投诉期限变动提醒", "complaint_retention": "投诉到期隐名",
}
UNKNOWN_JOB = "没有名为 {name} 的作业；可用：{names}"
NOT_A_MOMENT = "{value} 不是时间，请写成 2026-03-02T09:00"
NEVER = "从未"
JOB_LINE = "{name:<14}{label}  上次成功：{last}  下次：{next:%Y-%m-%d %H:%M}"
SCHEDULER_RUNS = "定时作业已启动，按 Ctrl+C 停止。"

PROBLEMS = {
    "job_failed": "作业 {job} 没有成功：{reason}",
    "database_damaged": "数据库检查发现损坏：{faults}",
    "backup_engine": "市局的 PostgreSQL 数据库请用 pg_dump 备份、pg_restore 恢复。",
    "backup_disk_full": "备份没有完成：{folder} 所在磁盘空间不足。没有留下半成品，原有备份没有动。请清理磁盘后再试。",
    "backup_failed": "备份没有完成：不能写入 {folder}（{reason}）。没有留下半成品，原有备份没有动。",
    "backup_damaged": "这不是完整的备份，不能使用：{what}。现有数据没有动。",
    "backup_newer": "这份备份来自更新版本的程序（{steps}），请先升级程序。现有数据没有动。",
    "backup_of_another": "这是另一个中心（{theirs}）的备份，本机是 {ours}。现有数据没有动。",
    "restore_while_serving": "服务或其他程序正在使用这个数据文件夹，请先停止再恢复。现有数据没有动。",
}

BACKED_UP = "备份已完成并核对：{file}（{megabytes} MB，附件 {attachments} 个）"
RESTORE_ASK = "将用 {file} 替换 {data} 里的现有数据，现有数据另存。继续吗？"
RESTORED = "已恢复到 {made_at} 的状态（审计序号 {audit_seq}，附件 {attachments} 个）。原有文件另存为：{aside}"


def listed(names: Iterable[str]) -> str:
    """Names one after the other, as Chinese writes them."""
    return "、".join(names)


SERVICE_WRITTEN = "已写好：{files}\n怎样安装见 docs/operating.md 的“开机自启”。"
SERVICE_WHERE = "请写 --print 或 --write 文件夹。"
SERVICE_ABOUT = "亮窗（{centre}）"

HEALTHY = "正常"
UNREADABLE = "不能读取：{reason}"
STATUS_LINE = "[{level}] {name}：{text}"
TROUBLE = "需要处理：{what}"
LEVELS = {"ok": "正常", "warn": "注意", "bad": "需要处理", "grey": "暂无"}

# code of a status row -> its name; texts by code.state, filled with the row's values
ROWS = {
    "database": "数据库", "engine": "数据库引擎", "backup": "备份", "disk": "磁盘", "calendar": "节假日安排", "jobs": "定时作业",
    "attendance": "考勤", "devices": "考勤机", "seal": "来电人封存",
    "sessions": "在线登录", "version": "程序版本", "schema": "数据结构", "clock": "时钟", "change_log": "待上报",
}
TEXTS = {
    "database.ok": "{at} 检查完好",
    "database.unchecked": "还没有检查过",
    "database.damaged": "损坏：{reason}。请停止使用，按手册恢复最近的备份",
    "database.old": "上次检查是 {at}，已超过 {days} 天",
    "engine.ok": "{engine} {version}",
    "engine.serialised": "{engine} {version}（低于 3.51.3：已按一次一个写入的方式避开已知缺陷）",
    "backup.ok": "{file}，{hours} 小时前，已核对，共 {count} 份",
    "backup.none": "还没有备份",
    "backup.old": "最近的备份是 {hours} 小时前：{file}",
    "backup.damaged": "最近的备份 {file} 已损坏，请立即再做一次备份并检查磁盘",
    "backup.elsewhere": "由数据库管理员用 pg_dump 备份",
    "disk.ok": "剩余 {free_gb} GB，共 {total_gb} GB",
    "disk.low": "只剩 {free_mb} MB，请清理",
    "disk.full": "只剩 {free_mb} MB，即将不能保存",
    "calendar.ok": "{first} 至 {last} 年已录入",
    "calendar.next_missing": "{year} 年尚未录入，国务院办公厅通知公布后请导入",
    "calendar.missing": "{year} 年没有录入，请假、考勤和时限不能计算",
    "jobs.ok": "共 {count} 项，全部按时",
    "jobs.failed": "{names} 失败",
    "jobs.late": "{names} 没有按时运行，请确认定时作业在运行",
    "attendance.unchecked": "还没有核对过",
    "attendance.ok": "{at} 核对：{cells} 个半天的结果与依据一致，{closed} 个已结账月份的校验值相符",
    "attendance.differences": "{at} 核对：{differences} 个半天的结果与依据不一致，请按手册重算并查明原因",
    "attendance.broken": "{at} 核对：{broken} 个已结账月份的数字与校验值不符，可能被改动，请按手册处理",
    "attendance.failed": "核对没有成功：{reason}",
    "attendance.old": "上次核对是 {at}，已超过 {days} 天",
    "seal.none": "还没有市局的封存公钥，也没有要封存的来电人",
    "seal.no_key": "还没有市局的封存公钥，{owed} 件的来电人只留在本机、不上报；装好公钥后自动补封",
    "seal.no_library": "没有安装封存组件（pynacl），{owed} 件的来电人没有封存、不上报",
    "seal.owed": "{owed} 件的来电人待封存到公钥 {fingerprint}，每十分钟补封一次",
    "seal.ok": "公钥 {fingerprint}，{count} 件的来电人已封存",
    "sessions.ok": "{count} 个登录在线",
    "version.ok": "{version}",
    "schema.ok": "{step}",
    "schema.pending": "有未执行的升级步骤或数据采集触发器不符：{names}",
    "clock.ok": "与最近一条审计记录先后一致",
    "clock.behind": "现在是 {now}，早于最近一条审计记录 {newest}：服务器时钟不对，请立即校时",
    "change_log.ok": "{count} 条",
    "devices.ok": "{count} 台自动联系，都有消息",
    "devices.none": "没有自动联系的考勤机",
    "devices.silent": "{names} 在上班时间没有消息",
    "devices.no_library": "没有安装收取组件（pyzk），{names} 收不到记录",
    "devices.clock": "{names} 的钟不准",
    "devices.strangers": "有 {count} 台没有登记的考勤机来联系",
}

# what a job's result says: whole texts, and names of counts
RESULT_NUMBER = "{number} 条"
RESULTS = {"ok": "完好", "done": "完成", "pg_dump": "由数据库管理员用 pg_dump 备份"}
COUNTS = {
    "form_keys": "表单标识", "sessions": "登录", "notices": "通知", "runs": "作业记录", "sign_in_tries": "登录日志",
    "bad": "需要处理", "told": "新提醒", "silent": "没有消息", "devices": "考勤机", "cells": "半天", "differences": "不一致",
    "closed": "已结账月份", "broken": "校验值不符", "extended": "写到新时刻", "failed": "不成功", "stored": "新增打卡",
}
JOB_STATES = {"good": ("ok", "正常"), "failed": ("bad", "失败"), "running": ("warn", "运行中"), "due": ("grey", "待运行")}


def first_line(bad: Iterable[str]) -> str:
    """正常, or 需要处理 with the names of the lines that are bad."""
    names = [ROWS[code] for code in bad]
    return TROUBLE.format(what=listed(names)) if names else HEALTHY


def text_of(code: str, state: str, values: Mapping[str, object]) -> str:
    """The sentence of one line; names of jobs are told in Chinese."""
    told = {name: listed(JOBS.get(str(one), str(one)) for one in value) if isinstance(value, list) else value
            for name, value in values.items()}
    return (UNREADABLE if state == "unreadable" else TEXTS[f"{code}.{state}"]).format(**told)


def result_text(result: str) -> str:
    """The result of a job's run in Chinese as far as its words are known."""
    if result.isdecimal():
        return RESULT_NUMBER.format(number=result)
    pairs = [part.rsplit(" ", 1) for part in result.split(", ")]
    if all(len(pair) == 2 and pair[0] in COUNTS for pair in pairs):
        return "，".join(f"{COUNTS[name]} {number}" for name, number in pairs)
    return RESULTS.get(result, result)
