"""Words of the desk: calls that are alike, and what is said of them."""

from rules.complaint_desk import Pick

LABELS = {
    "alike": "这个来电", "other": "编号", "alike_reason": "理由", "say": "确定", "split": "拆回",
    "papers": "材料、录音", "add": "添加", "spoken": "来电时间", "confirm": "按这个时间", "arrival": "按收到的时间",
}
HELP = {
    "papers": "照片、pdf 或录音，一共不超过 5 MB；更大的登记后在投诉页面添加",
    "alike_reason": "仍是新件、重复来电要写；重复来电写怎样答复来电人的", "other": "选“这个编号”时写，如 TS-2026-0012",
    "more_papers": "照片、pdf 或录音，一共不超过 {megabytes} MB。只有能看来电人的人打得开，谁打开都会记下来",
    "alike_key": "按 F8 到这里；不选也能登记，以后在投诉页面确定",
}
PICKS = {
    Pick.NEW: "仍是新件", Pick.LINK: "关联 {number}", Pick.JOIN: "并入 {number}",
    Pick.REPEAT: "{number} 的重复来电（已有结果，不另计时限）",
}
FILE_NAME = "材料-{id}"
OF_NUMBER, UNDECIDED = "这个编号", "（还没有定）"
PROBLEMS = {
    "too_many_files": "一次最多 {count} 个文件。", "not_plausible": "来电时间要早于收到的时间，最多早一天。",
    "no_such_complaint": "没有这个编号的投诉。", "join_self": "不能并入或关联自己。", "linked_already": "这两件已经关联过了。",
    "join_chain": "{number} 已经并入别的投诉，或者本件已有并入的投诉，不能再并。请直接选最先的那一件。",
    "join_over": "{number} 已经办结，不能并案。同一件事再来电的，请选“重复来电”。",
    "join_state": "本件已经交办，不能并案，可以关联。", "join_wall": "两件涉及的人员不同，并案会让不该知道的人知道。不能并案，可以关联。",
    "repeat_open": "{number} 还没有办结，不是重复来电。请并案或关联。", "repeat_late": "本件已经受理，不能再作为重复来电。可以关联。",
    "no_desk_rule": "{day} 还没有来电登记的数值。",
}
