"""Words of the hotline's monthly report."""

TITLE = "{centre}{span}热线投诉月报"
FILE_NAME = "{span}热线投诉月报"
SECTIONS = ("一、总体情况说明", "二、数据", "三、各窗口（科室）办理情况", "四、更正说明")
SIGNED = "填报：{filled}　　　审核：{checked}　　　签发：{issued}"
NOT_FILLED = "还没有填报，下面是现在的数。"
CHANGED = "{word}：原为 {old}，更正为 {new}。"
EDITION, FROZEN, NOT_FROZEN = "第 {edition} 版", "已签发，数据不再变化", "没有签发，填报时的数据"
LABELS = {"narrative": "情况说明", "correction": "更正说明", "save": "填报（按现在的数据）"}
FILL, FILL_AGAIN, FILL_ANEW = "填报", "重新填报", "更正（另出一版）"
FILL_HELP = "填报时取当时的数据；审核、签发后不再变化。审核和签发不能是填报的人。"
PROBLEMS = {"month_runs": "这个月还没有过完，下个月再填报。"}
