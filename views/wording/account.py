"""Words of signing in, one's password and one's open sign-ins."""

LABELS = {
    "number": "工号", "password": "密码", "sign_in": "登录", "old": "原密码", "new": "新密码", "again": "再输入一次新密码",
    "save_password": "保存新密码",
}

UNKNOWN_BROWSER = "其他浏览器"
ON_SYSTEM = "{browser}（{system}）"

# first mark found in the browser's own description wins
BROWSERS = (
    ("360se", "360 安全浏览器"), ("qihu", "360 浏览器"), ("qaxbrowser", "奇安信可信浏览器"), ("edg/", "微软 Edge"), ("firefox/", "火狐"),
    ("micromessenger", "微信"), ("qqbrowser", "QQ 浏览器"), ("chrome/", "谷歌 Chrome 内核浏览器"), ("safari/", "苹果 Safari"),
    ("curl/", "命令行程序"), ("python", "程序"),
)
SYSTEMS = (
    ("windows nt 10", "Windows 10 或更新"), ("windows nt 6.1", "Windows 7"), ("windows", "Windows"), ("android", "安卓"),
    ("iphone", "苹果手机"), ("ipad", "苹果平板"), ("mac os", "苹果电脑"), ("uos", "统信 UOS"), ("kylin", "银河麒麟"), ("linux", "Linux"),
)
