"""What the program says when it starts, or cannot."""

from collections.abc import Iterable, Mapping

SERVING = """亮窗已启动：{address}
数据文件夹：{data}
还没有管理员时，另开一个窗口执行：
  python3 run.py {option}flask admin create --role secadmin
停止服务：在本窗口按 Ctrl+C。"""
SETTINGS_FAULT = "设置有误，没有启动：\n{faults}"
NO_CERTIFICATE = """不能启用 https：没有证书，本机也没有可用的 openssl 命令来生成（{reason}）。
请安装 openssl，或在 settings.toml 里用 tls_certificate 和 tls_key 指定证书和私钥文件。"""
CANNOT_LISTEN = "不能在 {host}:{port} 上启动：{reason}。端口可能已被占用，可用 --port 换一个。"
ALREADY_SERVED = "数据文件夹 {data} 正由另一个亮窗服务使用（或正在恢复备份），不能再启动一个。请先停止它，或用 --data 换一个文件夹。"
DATABASE_UNREADABLE = """数据库不能打开：{reason}。
请停止使用并恢复最近的备份：python3 run.py flask restore 备份文件（备份在 {data} 下的 backups 文件夹）。"""

SETTINGS_PROBLEMS = {
    "data": "不能建立数据文件夹 {folder}：{reason}",
    "unreadable": "settings.toml 不能读取：{reason}",
    "unknown": "settings.toml：没有名为 {name} 的设置",
    "not_bool": "{name}：要写 true 或 false，现在是 {value}",
    "not_int": "{name}：要写整数，现在是 {value}",
    "not_str": "{name}：要写带引号的文字，现在是 {value}",
    "out_of_bounds": "{name}：要在 {low} 到 {high} 之间，现在是 {value}",
    "role": "role：要写 centre（中心）或 bureau（市局），现在是 {value}",
    "centre_code": "centre_code：只能用字母、数字、- 和 _，现在是 {value}",
    "database": "database：要以 sqlite:/// 或 postgresql:// 开头，现在是 {value}",
    "device_port": "device_port：不能与 port 相同（{value}），考勤机要用另外的端口",
    "tls_pair": "tls_certificate 和 tls_key 要么都写，要么都不写",
}


def settings_fault(faults: Iterable[tuple[str, Mapping[str, object]]]) -> str:
    """Every fault of the settings, one sentence a line."""
    return SETTINGS_FAULT.format(faults="\n".join("  " + SETTINGS_PROBLEMS[code].format(**values) for code, values in faults))
