"""Words of people, units, checklists and the import of people."""

PROBLEMS = {
    "number_signs": "工号只能用字母、数字、- 和 _。",
    "number_taken": "这个工号已是 {name} 的。",
    "number_twice_in_file": "工号与第 {line} 行重复。",
    "gender_unknown": "性别请填“男”或“女”，现在是“{text}”。",
    "employment_unknown": "用工性质请填“公务员”“事业”或“合同”，现在是“{text}”。",
    "unit_unknown": "没有名为“{text}”的窗口或科室，请先在“窗口与科室”里建好。",
    "unit_ambiguous": "有不止一个窗口或科室叫“{text}”，请改填编码。",
    "unit_same": "本来就在这个窗口（科室）。",
    "unit_code_signs": "编码用字母、数字、- 和 _，1 到 20 位。",
    "unit_code_taken": "这个编码已被使用。",
    "unit_not_empty": "还有在岗人员，不能停用。请先把人调走。",
    "min_present_range": "请填 0 到 99 的整数。",
    "partner_unknown": "没有工号为“{text}”的人，或那一行有误。",
    "partner_self": "B岗不能是本人。",
    "phone_signs": "电话只能是 5 到 20 位数字，可带区号和短横线。",
    "date_out_of_range": "日期应在 1940 年到 2100 年之间。",
    "joined_before_first_work": "到岗日期早于参加工作日期。",
    "active_to_before_from": "最后在岗日早于在岗起始日（到岗日期）。",
    "transfer_future": "调动日期还没到，请到当天再办。",
    "column_twice": "有两列都表示“{column}”，请只留一列。",
    "column_missing": "没有“{column}”这一列。",
    "heading_twice": "表头“{column}”出现了两次。",
    "sheet_empty": "文件是空的。",
    "sheet_too_large": "文件太大（展开后最多 {megabytes} MB）。",
    "sheet_too_many_rows": "最多 {rows} 行，请分成几个文件。",
    "sheet_old_or_locked": "这是旧版 .xls 文件或加了密码的文件，请用 Excel 或 WPS 打开后另存为不加密的 .xlsx 再上传。",
    "sheet_unreadable": "读不懂这个文件。请上传 .xlsx，或编码为 UTF-8、GB18030（GBK）的 .csv。",
    "sheet_no_headings": "前 10 行里没有找到表头（至少两列）。",
    "sheet_no_lines": "只有表头，没有人员。",
    "upload_gone": "上传的文件已被后来的上传替换或已导入，请重新上传。",
    "lines_bad": "有 {count} 行有误，没有导入。请改正文件后重新上传，或勾选“只导入没有错误的行”。",
}

LABELS = {
    "number": "工号", "name": "姓名", "gender": "性别", "post": "岗位", "unit": "窗口/科室", "home_unit": "派驻单位",
    "employment": "用工性质", "first_work": "参加工作日期", "joined": "到岗日期", "b_partner": "B岗", "phone": "联系电话",
    "active_from": "在岗起", "active_to": "在岗止",
}
HELP = {
    "home_unit": "由哪个单位派来；中心自己的人不填。", "first_work": "用来计算年休假。", "b_partner": "请假时接手工作的人。",
    "phone_kept": "现为 {phone}。不改就留空，填 - 表示删除。", "active_from": "不填就按到岗日期。",
    "unit_code": "导入文件里可以填编码，也可以填名称。", "min_present": "请假会使在岗人数少于它时，需负责人特批；0 表示不限。",
    "transfer_day": "从这一天起算新窗口（科室）的人；不能是将来的日期。", "last_day": "最后在岗的一天；留空表示取消离岗。",
    "file": ".xlsx 或 .csv，最多 5000 行。", "skip_bad": "有误的行留下不管，改正后可以再导入一次。",
}
GENDER = {"": "未填", "f": "女", "m": "男"}
EMPLOYMENT = {"civil_servant": "公务员", "institution": "事业", "contract": "合同"}
UNIT_KINDS = {"window": "窗口", "section": "科室", "leadership": "领导"}
STATES = {"active": "在岗", "left": "不在岗", "all": "全部"}
OCCASIONS = {"joining": "到岗手续", "transfer": "调动交接", "leaving": "离岗交接"}
ITEMS = {
    "joining": {"fingerprint": "录入考勤指纹，登记编号", "card": "发放门禁卡、胸牌"},
    "transfer": {"fingerprint": "核对考勤指纹编号", "card": "换发门禁卡、胸牌", "open_matters": "移交在办事项",
                 "rectifications": "移交未销号整改", "leave": "未销假的销假"},
    "leaving": {"fingerprint": "删除考勤指纹，注销编号", "card": "收回门禁卡、胸牌", "open_matters": "移交在办事项",
                "rectifications": "移交未销号整改", "leave": "未销假的销假"},
}
OUTCOMES = {"created": ("ok", "新增"), "updated": ("warn", "更新"), "unchanged": ("grey", "不变"), "bad": ("bad", "有误")}
BUTTONS = {"save": "保存", "preview": "上传并预览", "confirm": "确认导入", "transfer": "办理调动", "leave": "登记离岗"}
UNIT_LABELS = {"code": "编码", "name": "名称", "kind": "类别", "min_present": "最少在岗人数", "active": "在用"}
MOVE_LABELS = {"unit": "调往", "transfer_day": "从哪天起", "last_day": "最后在岗日"}
ANY_UNIT = "全部窗口和科室"
CHOOSE = "请选择"
NOBODY = "没有"
FILE = "人员文件"
SEARCH = "工号、姓名或拼音首字母"
UNIT = "窗口/科室"
STATE = "状态"
SKIP_BAD = "只导入没有错误的行"
EXPORT_NAME = "人员名单.xlsx"
TEMPLATE_NAME = "人员导入模板.xlsx"
SHEET_TITLE = "人员"

COMMAND_COUNTS = "读到 {read} 行：新增 {created}，更新 {updated}，不变 {unchanged}，有误 {bad}。"
COMMAND_DRY = "（预演，没有写入。）"
COMMAND_REFUSED = "有误的行没有改正，什么都没有写入。加 --skip-bad 可以只导入其余的行。"
COMMAND_UNIT_HINT = "也可以执行：flask staff unit 编码 名称"
COMMAND_LINE = "第 {line} 行，{label}：{message}"
COMMAND_UNKNOWN = "不认识的列，没有读：{columns}"
COMMAND_UNIT = "窗口（科室）已就绪：{code} {name}"
