"""Words of the list of complaints: its filters, saved views, and the history of a person or window."""

from views.wording.complaint import CHANNELS, KINDS, STATES, TRACKS

ANY = "全部"
SCOPES = (("", "没有办结的"), ("1", "全部"))
ORDERS = (("new", "最近登记的在前"), ("due", "快到期的在前"))
LIGHTS = (("red", "已超期"), ("yellow", "快到期"), ("green", "未到期"), ("grey", "不计时限"))
MINE = (("logged", "我登记的"), ("handled", "交给我办的"))
CHOICES = {"all": SCOPES, "order": ORDERS, "light": LIGHTS, "mine": MINE, "kind": KINDS, "track": TRACKS, "channel": CHANNELS,
           "state": tuple((code, word) for code, (_, word) in STATES.items())}
LABELS = {"all": "范围", "order": "排列", "light": "时限", "mine": "与我有关", "kind": "类别", "track": "按什么办", "channel": "来源",
          "state": "进展", "category": "反映的问题", "unit": "涉及窗口（科室）", "handler": "承办窗口（科室）",
          "since": "登记从", "until": "登记到", "due": "到期日"}
FIRST = ("all", "light", "order")
FURTHER = ("state", "kind", "category", "track", "channel", "unit", "handler", "mine", "since", "until", "due")
VIEW_LABELS = {"name": "名称", "save": "保存这样的筛选"}
PERSON = "涉及 {name} 的"
HISTORY = "近一年登记 {received} 件，其中投诉和举报 {complaints} 件，超期 {late} 件。"
NOTHING_OPEN, NOTHING_YET, NOTHING_SUCH = "没有待办的投诉。", "还没有登记过。", "没有符合条件的。可以少选几项，或者把范围改成“全部”。"
PROBLEMS = {"too_many_views": "最多保存 {most} 个，先删掉不用的。"}
