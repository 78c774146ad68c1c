"""Words of the patrol (巡查)."""

LABELS = {
    "person": "人员", "day": "日期", "kind": "情况", "time": "发现时间", "until": "到何时", "note": "现场情况", "save": "登记",
    "answer": "我的说明", "verdict": "结论", "opinion": "认定意见",
}
HELP = {"until": "不清楚的不填，以后由认定的人核实"}
VERDICTS = (("dismiss", "不予认定"), ("uphold", "予以认定"))
