"""What the fields of an item are called, in the terms of the implementation list (实施清单)."""

from __future__ import annotations

from collections.abc import Mapping

from window_desk.domain.errors import Label

part_labels: Mapping[str, Label] = {
    "departments": ("部门", "Departments"),
    "items": ("事项", "Items"),
    "basis": ("设定依据", "Legal basis"),
    "materials": ("材料", "Papers"),
    "situations": ("情形", "Situations"),
    "options": ("情形选项", "Answers"),
    "steps": ("环节", "Steps"),
    "fees": ("收费", "Fees"),
    "waivers": ("核验豁免", "Findings accepted"),
}
"""The kinds of rows that a catalogue has in a spreadsheet."""

item_labels: Mapping[str, Label] = {
    "code": ("事项编码", "code"),
    "name": ("事项名称", "name"),
    "type": ("事项类型", "type"),
    "department": ("实施主体", "department"),
    "kind": ("办件类型", "kind"),
    "version": ("事项版本", "version"),
    "valid_from": ("生效日期", "in force from"),
    "audience": ("服务对象", "for whom"),
    "level": ("行使层级", "level of exercise"),
    "joint": ("是否联办", "joint handling"),
    "visits": ("到办事现场次数", "visits"),
    "statutory": ("法定办结时限", "limit by law"),
    "promised": ("承诺办结时限", "promised limit"),
    "conditions": ("受理条件", "condition"),
    "basis": ("设定依据", "legal basis"),
    "materials": ("材料", "paper"),
    "situations": ("情形", "situation"),
    "steps": ("环节", "step"),
    "special": ("特别程序", "special procedure"),
    "own_suspensions": ("中止计时事由", "ground that stops the clock"),
    "renewal": ("是否延续许可", "renewal"),
    "quota": ("是否有数量限制", "quota"),
    "commitment": ("告知承诺", "notification and commitment"),
    "late_promise": ("容缺材料逾期", "promised papers late"),
    "fees": ("收费", "fee"),
    "result": ("审批结果", "result"),
    "complaint": ("监督投诉方式", "complaints"),
    "place": ("办理地点", "place"),
    "hours": ("办理时间", "hours"),
    "children": ("一件事包含事项", "item of the bundle"),
    "settles": ("一件事已确定的情形", "answer settled by the bundle"),
    "joins": ("意见汇总方式", "how opinions join"),
    "missing_opinion": ("逾期未答复", "opinion missing at its limit"),
    "waivers": ("核验豁免", "finding accepted"),
    "intermediary": ("是否涉及中介服务", "intermediary service"),
    "sample": ("说明", "note"),
}
"""The fields of an item, in their order."""

part_field_labels: Mapping[str, Mapping[str, Label]] = {
    "departments": {"code": ("部门编码", "code"), "name": ("部门名称", "name")},
    "basis": {
        "law": ("法律法规名称", "law"),
        "article": ("条款", "article"),
        "key": ("条文索引", "key of its text"),
    },
    "materials": {
        "code": ("材料编码", "code"),
        "name": ("材料名称", "name"),
        "issuer": ("出具机构", "issuer"),
        "originals": ("原件份数", "originals"),
        "copies": ("复印件份数", "copies"),
        "electronic": ("可用电子件", "electronic will do"),
        "deferrable": ("可容缺", "may follow later"),
        "shared": ("共享免提交", "read from another office"),
        "issued_by_item": ("由何事项核发", "issued by item"),
        "returned": ("核验后退还", "shown and given back"),
        "valid_days": ("留存有效天数", "valid days on file"),
        "standard": ("受理标准", "standard"),
        "defects": ("常见问题", "usual defects"),
        "basis": ("要求提供的依据", "basis"),
        "replaces": ("代替的子事项材料", "replaces"),
    },
    "situations": {
        "code": ("情形编码", "code"),
        "question": ("情形问题", "question"),
        "options": ("选项", "answers"),
    },
    "options": {
        "code": ("选项编码", "code"),
        "name": ("选项", "answer"),
        "adds": ("增加的材料", "adds papers"),
        "steps": ("增加的环节", "adds steps"),
        "items": ("带入的事项", "brings items of the bundle"),
        "outcome": ("即时结论", "ends the intake"),
        "body": ("有权机关", "competent body"),
    },
    "steps": {
        "code": ("环节编码", "code"),
        "name": ("环节名称", "name"),
        "department": ("办理部门", "department"),
        "days": ("办理工作日", "working days"),
        "needs": ("前置环节", "after"),
        "papers": ("所看材料", "papers looked at"),
        "answers": ("所看情形", "answers looked at"),
        "result": ("环节结果", "result"),
        "child": ("所属子事项", "item of the bundle"),
    },
    "fees": {
        "name": ("收费项目", "name"),
        "amount": ("收费标准（分）", "amount in fen"),
        "per": ("计费单位", "per"),
        "basis": ("收费依据", "basis"),
    },
    "waivers": {
        "rule": ("规则", "rule"),
        "reason": ("理由", "reason"),
        "place": ("位置", "place"),
    },
}
"""The fields of what belongs to an item, by the kind of part."""

inner_labels: Mapping[str, Label] = {
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
    "value": ("时限", "value"),
    "unit": ("单位", "unit"),
    "basis": ("依据", "basis"),
    "conditions": ("承诺条件", "conditions told"),
    "check_days": ("核查期限（工作日）", "checked within working days"),
    "name": ("名称", "name"),
    "kind": ("类型", "kind"),
    "validity": ("有效期", "validity"),
}
"""What stands inside a field of an item."""

kind_labels: Mapping[str, Label] = {
    "instant": ("即办件", "settled on the spot"),
    "committed": ("承诺件", "within a promised limit"),
}
audience_labels: Mapping[str, Label] = {
    "person": ("自然人", "persons"),
    "enterprise": ("企业法人", "enterprises"),
    "institution": ("事业法人", "public institutions"),
    "society": ("社会组织法人", "social organisations"),
    "government": ("行政机关", "government bodies"),
    "other": ("其他组织", "other organisations"),
}
special_labels: Mapping[str, Label] = {
    "hearing": ("听证", "hearing"),
    "tender": ("招标", "tender"),
    "auction": ("拍卖", "auction"),
    "inspection": ("检验", "inspection"),
    "testing": ("检测", "testing"),
    "quarantine": ("检疫", "quarantine"),
    "appraisal": ("鉴定", "appraisal"),
    "expert_review": ("专家评审", "expert review"),
}
unit_labels: Mapping[str, Label] = {
    "working_days": ("工作日", "working days"),
    "calendar_days": ("自然日", "calendar days"),
}
level_labels: Mapping[str, Label] = {
    "1": ("国家级", "national"),
    "2": ("省级", "province"),
    "3": ("市级", "city"),
    "4": ("县级", "county"),
    "5": ("镇（乡、街道）级", "township"),
    "6": ("村（社区）级", "village"),
    "7": ("分级管理", "several levels"),
}
"""GB/T 39046-2020 A.2."""

value_labels: Mapping[str, Mapping[str, Label]] = {
    "kind": kind_labels,
    "audience": audience_labels,
    "special": special_labels,
    "unit": unit_labels,
    "level": level_labels,
    "late_promise": {
        "stays": ("案件继续", "the case stays"),
        "withdrawn": ("视为撤回", "counts as withdrawn"),
    },
    "joins": {
        "all_agree": ("统一办理：全部同意", "all must agree"),
        "lead_decides": ("联合办理：牵头部门决定", "the lead department decides"),
        "each_decides": ("并联办理：各自决定", "each decides for itself"),
    },
    "missing_opinion": {
        "": ("按中心规定", "as the centre says"),
        "waits": ("等待答复", "the case waits"),
        "deemed_consent": ("视为同意", "counts as consent"),
    },
    "outcome": {
        "": ("继续办理", "goes on"),
        "not_required": ("不需许可", "no permit is needed"),
        "not_ours": ("非本机关职权", "not for us"),
    },
    "result.kind": {
        "licence": ("证照", "licence"),
        "certificate": ("证明", "certificate"),
        "decision": ("决定", "decision"),
        "registration": ("登记", "registration"),
        "reply": ("批复", "reply"),
        "payment": ("给付", "payment"),
        "none": ("无", "none"),
    },
}
"""What the codes of a field mean."""
