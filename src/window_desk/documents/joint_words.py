"""The words of joint handling on paper, in Chinese and English."""

from __future__ import annotations

from window_desk.domain.item import Bilingual
from window_desk.domain.ops import LegOutcome

outcomes: dict[LegOutcome, Bilingual] = {
    "agreed": Bilingual(zh="同意", en="agrees"),
    "disagreed": Bilingual(zh="不同意", en="does not agree"),
    "returned": Bilingual(zh="退回", en="sends it back"),
}

lines: dict[str, Bilingual] = {
    "ask": Bilingual(
        zh="各部门审查中需要您补充下列材料，请一次交齐：",
        en="The departments need the following of you. Please bring all of it at one time:",
    ),
    "asked": Bilingual(zh="{n}. {name}：{wanted}", en="{n}. {name}: {wanted}"),
    "wanted": Bilingual(zh="{reason}（{department}）", en="{reason} ({department})"),
    "and": Bilingual(zh="；", en="; "),
    "where": Bilingual(zh="请交至{place}，收到后由提出要求的部门继续办理。",
                       en="Hand it in at {place}; the departments that asked go on with it then."),
    "runs": Bilingual(zh="补充材料期间，办理期限不中止。",
                      en="The limits run on meanwhile."),
    "again": Bilingual(zh="再次告知的理由：{text}", en="Why this was not asked for before: {text}"),
    "opinions": Bilingual(zh="各部门意见：", en="The opinion of each department:"),
    "opinion": Bilingual(zh="{n}. {body}（{step}）：{outcome}{reason}（{who}，{day}）",
                         en="{n}. {body} ({step}) {outcome}{reason} ({who}, {day})"),
    "reason": Bilingual(zh="。{text}", en=": {text}"),
    "by_rule": Bilingual(zh="逾期未答复", en="did not answer in time"),
    "refused_parts": Bilingual(zh="不予办理的部分：{departments}。其余部分准予。",
                               en="Refused for the part of: {departments}. The rest is granted."),
    "blocked": Bilingual(zh="（因前置环节不同意，不再派发）",
                         en=" (not sent, because a step it needs was refused)"),
    "attended": Bilingual(zh="参会人员：", en="There were:"),
    "attendee": Bilingual(zh="{person}（{body}）", en="{person} ({body})"),
    "minutes": Bilingual(zh="会议纪要：", en="Minutes:"),
    "replaced": Bilingual(
        zh="上述意见代替各部门的书面答复；未到会部门另行答复：{departments}。",
        en="These opinions take the place of written answers. Still to answer: {departments}.",
    ),
    "all_replaced": Bilingual(zh="上述意见代替各部门的书面答复。",
                              en="These opinions take the place of written answers."),
}  # fmt: skip
