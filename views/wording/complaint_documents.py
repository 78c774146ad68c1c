"""Words of the documents of a complaint (文书): titles, numbers, rows of tables, sentences of letters."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A form. head: of its number; rows: (what a row is called, which fact it shows); letter: sentences filled with the facts, to: whom it
    is addressed to; signs: places for signatures.
    """

    title: str
    head: str
    rows: tuple[tuple[str, str], ...] = ()
    to: str = ""
    letter: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


_TOLD = (("投诉编号", "number"), ("收到时间", "received"), ("来源", "channel"), ("反映的问题", "category"), ("涉及窗口", "unit"))
_WHAT = (("反映内容", "content"), ("诉求", "demand"))
_CALLER = (("来电人", "called"), ("号码", "phone"))
_ABOUT = "您于{received}反映的事项（编号 {number}）"
_THAT = "特此告知。"
CALLER = "来电人"
SHAPES: Mapping[str, Shape] = {
    "register": Shape(
        "投诉登记表", "登记",
        (("投诉编号", "number"), ("收到时间", "received"), ("来源", "channel"), ("按什么办", "track"), *_CALLER, ("反映的问题", "category"),
         ("涉及窗口", "unit"), ("涉及人员", "named"), ("发生时间", "happened"), ("地点", "place"), *_WHAT, ("要求", "wishes"),
         ("答复期限", "due")),
        signs=("登记人", "负责人")),
    "assign": Shape(
        "投诉交办单", "交办",
        (*_TOLD, *_WHAT, ("承办窗口", "to_unit"), ("办理要求", "note"), ("答复期限", "due"), ("交办", "done")),
        signs=("签收人", "承办窗口负责人", "督查部门")),
    "hand_over": Shape(
        "投诉转办单", "转办",
        (*_TOLD, *_WHAT, ("转往窗口", "to_unit"), ("转办理由", "note"), ("答复期限", "due"), ("转办", "done")),
        signs=("转出窗口", "签收人", "督查部门")),
    "return": Shape(
        "投诉退单说明", "退单", (*_TOLD, ("退回理由", "note"), ("建议承办", "to_unit"), ("退回", "done")),
        signs=("窗口负责人", "督查部门")),
    "transfer": Shape(
        "投诉移送函", "移送", to="{sent_to}",
        letter=("我中心于{received}收到群众反映的事项（编号 {number}），反映：{content}", "{note}",
                "该事项不由我中心办理，现移送贵单位，请依法处理，并将结果告知来电人。")),
    "refusal": Shape(
        "不予受理告知书", "不受理", to="{called}",
        letter=(_ABOUT + "收悉。", "经审查，理由为：{ground}。{reason}按规定不予受理。", "您可以向{sent_to}反映。", _THAT)),
    "pause": Shape(
        "暂停计时告知书", "暂停", to="{called}",
        letter=(_ABOUT + "正在办理。", "因{ground}（{reason}），自{at}起暂停计算办理时限，原因消除后继续计算，并及时答复您。", _THAT)),
    "extension": Shape(
        "延期答复告知书", "延期", to="{called}",
        letter=(_ABOUT + "正在办理，原定{due_before}前答复。", "因{reason}，经批准延长至{due}前答复。", _THAT)),
    "reply": Shape(
        "答复函", "答复", to="{called}",
        letter=(_ABOUT + "已经办理，现答复如下：", "{outcome}", "感谢您对我们工作的监督。对答复不满意的，可以在回访时提出。")),
    "call_back": Shape(
        "回访记录", "回访",
        (("投诉编号", "number"), *_CALLER, ("答复内容", "outcome"), ("回访时间", "at"), ("回访结果", "result"), ("来电人的话", "note"),
         ("回访人", "by")),
        signs=("回访人", "负责人")),
    "statement": Shape(
        "情况说明通知", "说明", to="{person}", letter=("请您就下列事项作出书面说明：", "{subject}", "请于{due}前提交。说明只供核查使用。")),
    "finding": Shape(
        "处理结果告知书", "告知", to="{person}",
        letter=("关于“{subject}”，经核查，处理结果如下：", "{finding}", "扣分：{points}。", "{appeal}")),
    "order": Shape(
        "督办单", "督办", to="{to_unit}",
        letter=("关于投诉 {number}（反映：{content}），现督办如下：", "{demand_made}", "请于{order_due}前书面反馈办理情况。"),
        signs=("签收人", "督查部门")),
}
NUMBER = "{head}〔{year}〕{serial}号"
AGAIN = "补打（第 {prints} 次打印）"
DONE = "{by}　{at}"
ADDRESS, AND, FILE_NAME = "{to}：", "、", "{title}{number}.docx"
FLAGS = (("confidential", "要求保密"), ("anonymous", "匿名"), ("urgent", "紧急"), ("wants_reply", "要求答复"))
SIGN_SPACE = "　　　　年　　月　　日"
NO_DAY = "（未定）"
DAY = "{d.year}年{d.month}月{d.day}日"
MOMENT = "{d.year}年{d.month}月{d.day}日 {d:%H:%M}"
STAMP_SPACE = "（盖章）"
PROBLEMS = {"no_document": "还没有可以印发的内容。"}
