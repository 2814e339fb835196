"""The words of the notices in Chinese and English."""

from __future__ import annotations

from window_desk.domain.item import Bilingual

titles: dict[str, Bilingual] = {
    "receipt": Bilingual(zh="收件凭证", en="Receipt of papers"),
    "acceptance": Bilingual(zh="受理通知书", en="Notice of acceptance"),
    "correction": Bilingual(zh="补正材料一次性告知书", en="Notice of everything to correct"),
    "not_required": Bilingual(zh="不受理告知书", en="Notice that no permit is needed"),
    "not_ours": Bilingual(zh="不予受理决定书", en="Decision not to accept"),
    "commitment": Bilingual(zh="告知承诺书", en="Declaration on notified conditions"),
    "suspension": Bilingual(zh="特别程序告知书", en="Notice of a special procedure"),
    "extension": Bilingual(zh="延长办理期限告知书", en="Notice of an extended limit"),
    "moved": Bilingual(zh="办理期限变动告知书", en="Notice of dates that moved"),
    "granted": Bilingual(zh="准予决定书", en="Decision to grant"),
    "refused": Bilingual(zh="不予许可决定书", en="Decision to refuse"),
    "refused_other": Bilingual(zh="不予办理决定书", en="Decision to refuse"),
    "bundle": Bilingual(zh="一件事办理结果告知书", en="Result of a bundle"),
    "service": Bilingual(zh="送达回证", en="Proof of service"),
    "request": Bilingual(zh="补充材料一次性告知书", en="Request for everything that is needed"),
    "minutes": Bilingual(zh="联合会审纪要", en="Minutes of the joint review"),
}

facts: dict[str, Bilingual] = {
    "case": Bilingual(zh="受理编号", en="Case number"),
    "applicant": Bilingual(zh="申请人", en="Applicant"),
    "item": Bilingual(zh="事项", en="Service"),
    "authority": Bilingual(zh="办理机关", en="Authority"),
    "applied": Bilingual(zh="申请日期", en="Applied on"),
    "accepted": Bilingual(zh="受理日期", en="Accepted on"),
    "promised": Bilingual(zh="承诺办结日期", en="Promised by"),
    "statutory": Bilingual(zh="法定办结日期", en="Due by law"),
    "supply_by": Bilingual(zh="补交材料截止日期", en="Missing papers by"),
    "ground": Bilingual(zh="依据", en="Ground"),
    "body": Bilingual(zh="有权办理的机关", en="Competent body"),
    "procedure": Bilingual(zh="特别程序", en="Procedure"),
    "carried_out": Bilingual(zh="实施机构", en="Carried out by"),
    "starts": Bilingual(zh="开始日期", en="Starts on"),
    "needs": Bilingual(zh="所需时间", en="Time it needs"),
    "before": Bilingual(zh="原承诺/法定日期", en="Dates before"),
    "after": Bilingual(zh="延期后承诺/法定日期", en="Dates now"),
    "moved": Bilingual(zh="变动后承诺/法定日期", en="Dates now"),
    "notice": Bilingual(zh="变动原因", en="Because of"),
    "paper": Bilingual(zh="通知原文", en="Published at"),
    "approver": Bilingual(zh="批准人", en="Approved by"),
    "received": Bilingual(zh="收件时间", en="Received at"),
    "reason": Bilingual(zh="理由", en="Reason"),
    "part": Bilingual(zh="决定事项", en="Decided"),
    "decides": Bilingual(zh="决定机关", en="Decided by"),
    "check_by": Bilingual(zh="核查截止日期", en="Checked by"),
    "meets": Bilingual(zh="会审时间", en="Met on"),
    "place": Bilingual(zh="会审地点", en="Met at"),
    "manner": Bilingual(zh="送达方式", en="Manner"),
    "served": Bilingual(zh="送达文书", en="Documents served"),
    "officer": Bilingual(zh="经办人", en="Officer"),
    "window": Bilingual(zh="窗口", en="Window"),
    "complaint": Bilingual(zh="监督投诉", en="Complaints"),
    "date": Bilingual(zh="日期", en="Date"),
}

texts: dict[str, Bilingual] = {
    "paper": Bilingual(zh="{n}. {name}{state}", en="{n}. {name}{state}"),
    "wrong": Bilingual(zh="：{text}", en=": {text}"),
    "missing": Bilingual(zh="未提交", en="missing"),
    "defective": Bilingual(zh="不合要求", en="not in order"),
    "copies_short": Bilingual(zh="缺{n}份复印件", en="{n} copies short"),
    "returned": Bilingual(zh="核验后当场退还", en="shown and given back at once"),
    "originals": Bilingual(zh="原件{n}份", en="originals: {n}"),
    "copies": Bilingual(zh="复印件{n}份", en="copies: {n}"),
    "comma": Bilingual(zh="，", en=", "),
    "pieces": Bilingual(zh="（{text}）", en=" ({text})"),
    "papers": Bilingual(zh="已收材料：", en="Papers handed in:"),
    "promises": Bilingual(zh="承诺后补的材料：", en="Papers to follow:"),
    "promised_why": Bilingual(zh="承诺办结日期的计算：", en="How the promised date comes about:"),
    "statutory_why": Bilingual(zh="法定办结日期的计算：", en="How the date by law comes about:"),
    "deemed": Bilingual(
        zh="收件后五个工作日内未告知补正，自收到申请材料之日起即为受理。",
        en="No corrections were asked for within five working days: it counts as accepted from "
        "the day on which the papers came in.",
    ),
    "correct": Bilingual(
        zh="请一次补正下列全部内容：", en="Please correct all of this, at one time:"
    ),
    "standard": Bilingual(zh="（标准：{text}）", en=" (standard: {text})"),
    "where": Bilingual(
        zh="请将补正材料交至{place}{hours}；补正齐全之日受理。",
        en="Hand the corrected papers in at {place}{hours}; the application is accepted on the day "
        "on which all of them are in.",
    ),
    "silence": Bilingual(
        zh="{days}个工作日内未补正的，视为撤回申请（本中心规定）。",
        en="Without them within {days} working days the application counts as withdrawn (rule of "
        "this centre).",
    ),
    "alternative": Bilingual(zh="您可以：{text}", en="What you can do instead: {text}"),
    "remedy": Bilingual(
        zh="不服本决定的，可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。",
        en="Against this decision administrative review may be sought within sixty days, or suit "
        "brought within six months, of receiving it.",
    ),
    "made_of": Bilingual(
        zh="本件包含下列事项，由各部门分别作出决定：",
        en="It is made of these items; each is decided by its own department:",
    ),
    "decisions": Bilingual(
        zh="各事项的决定如下，理由详见各决定书：",
        en="The items were decided as follows; each decision has a document of its own:",
    ),
    "item_granted": Bilingual(zh="准予（{number}）", en="granted ({number})"),
    "item_refused": Bilingual(zh="不予办理（{number}）", en="refused ({number})"),
    "why": Bilingual(zh="，{text}", en=", {text}"),
    "remedy_each": Bilingual(
        zh="对其中不予办理的决定不服的，可以自收到该决定书之日起六十日内申请行政复议，"
        "或者六个月内提起行政诉讼。",
        en="Against each refusal administrative review may be sought within sixty days, or suit "
        "brought within six months, of receiving its document.",
    ),
    "excluded": Bilingual(
        zh="上述期间不计入办理期限。", en="This time does not count towards the limits."
    ),
    "conditions": Bilingual(
        zh="申请人已知晓并承诺符合下列条件：",
        en="The applicant was told of, and declares to meet, these conditions:",
    ),
    "false": Bilingual(
        zh="承诺不实的，依法撤销决定并承担相应责任，今后不再适用告知承诺。",
        en="A false declaration means that the decision is revoked, with the liability that the "
        "law provides, and that none will be taken again.",
    ),
    "amended": Bilingual(zh="本通知书更正并取代此前的受理通知书。理由：{text}",
                         en="This notice corrects and replaces the earlier one. Reason: {text}"),
    "notice": Bilingual(
        zh="{year}年节假日和调休安排公布", en="the working-day notice for {year}"
    ),
    "moved": Bilingual(
        zh="本办件的办理期限已按公布的{year}年节假日和调休安排重新计算，工作日总数不变。",
        en="The dates were worked out again by the holidays and make-up days of {year}; the number "
        "of working days is the same.",
    ),
    "signed_receipt": Bilingual(
        zh="交件人（签名）：____________  收件人（签名）：____________",
        en="Handed in by (signature): ____________  Received by (signature): ____________",
    ),
    "signed_correction": Bilingual(
        zh="签收人（签名）：____________  签收时间：____________",
        en="Received by (signature): ____________  Time: ____________",
    ),
    "signed_commitment": Bilingual(
        zh="承诺人（签名或者盖章）：____________", en="Declared by (signature): ____________"
    ),
    "signed_service": Bilingual(
        zh="受送达人（签名）：____________  签收时间：____________",
        en="Served on (signature): ____________  Time: ____________",
    ),
    "seal": Bilingual(
        zh="（加盖本行政机关专用印章）  {day}", en="(special seal of the agency)  {day}"
    ),
    "days": Bilingual(zh="{n}个工作日", en="{n} working days"),
    "provisional": Bilingual(zh="{day}（暂定）", en="{day} (provisional)"),
}  # fmt: skip

manners: dict[str, Bilingual] = {
    "in_person": Bilingual(zh="直接送达", en="in person"),
    "post": Bilingual(zh="邮寄送达", en="by post"),
    "electronic": Bilingual(zh="电子送达", en="electronically"),
}

meeting_states: dict[str, Bilingual] = {
    "called": Bilingual(zh="已召集", en="called"),
    "held": Bilingual(zh="已召开", en="held"),
    "cancelled": Bilingual(zh="已取消", en="cancelled"),
}
