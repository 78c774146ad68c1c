"""What the program says when it starts, or cannot."""

SERVING = """亮窗已启动：{address}
数据文件夹：{data}
还没有管理员时，另开一个窗口执行：
  python3 run.py flask admin create --role sysadmin
停止服务：在本窗口按 Ctrl+C。"""
SETTINGS_FAULT = "设置有误，没有启动：\n{faults}"
NO_CERTIFICATE = """不能启用 https：没有证书，本机也没有可用的 openssl 命令来生成（{reason}）。
请安装 openssl，或在 settings.toml 里用 tls_certificate 和 tls_key 指定证书和私钥文件。"""
CANNOT_LISTEN = "不能在 {host}:{port} 上启动：{reason}。端口可能已被占用，可用 --port 换一个。"
