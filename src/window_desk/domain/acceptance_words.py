"""The words of the ways out of an intake, and of what stands against each."""

from __future__ import annotations

from collections.abc import Mapping

from window_desk.domain.acceptance import Name, Way, Why
from window_desk.domain.errors import Label, fill
from window_desk.domain.item import Bilingual

way_labels: dict[Name, Label] = {
    "not_required": ("不需许可，不受理", "no permit needed"),
    "not_ours": ("非本机关职权，不予受理", "not our power"),
    "correct_on_spot": ("当场更正", "correct on the spot"),
    "correct": ("一次告知补正", "correction notice"),
    "accept": ("受理", "accept"),
    "conditional": ("容缺受理", "accept, papers follow"),
    "commit": ("告知承诺", "decide on a declaration"),
}
"""Each way's words in Chinese and English."""

short_labels: dict[Name, Label] = {
    "not_required": ("不受理", "no permit"),
    "not_ours": ("不予受理", "not ours"),
    "correct_on_spot": ("当场更正", "on the spot"),
    "correct": ("补正", "correct"),
    "accept": ("受理", "accept"),
    "conditional": ("容缺", "follows"),
    "commit": ("承诺", "declare"),
}
"""The same where there is little room."""

why_labels: dict[Why, Label] = {
    "": ("", ""),
    "finding": (
        "情形中没有此结论；须由窗口另行认定并写明理由，材料不齐不是理由",
        "no situation says so: the window would have to find it itself and write down why;"
        " missing papers are not a reason",
    ),
    "ended": ("所选情形已另有结论", "the situations end the application in another way"),
    "unchecked": ("还有材料未核对：{papers}", "not looked at yet: {papers}"),
    "wrong": ("材料不齐或者不符合法定形式：{papers}", "missing or not in order: {papers}"),
    "promised": ("有材料承诺后补：{papers}", "papers follow later: {papers}"),
    "nothing_wrong": ("没有发现需要更正的材料", "nothing was found to be wrong"),
    "only_missing": (
        "缺少的材料不能当场更正：{papers}",
        "what is missing cannot be put right on the spot: {papers}",
    ),
    "nothing_promised": ("没有承诺后补的材料", "no paper was promised"),
    "licence": (
        "延续事项先登记原证照有效期届满日",
        "a renewal: note the last day of the licence first",
    ),
    "broken_promise": (
        "申请人在{source}中未按承诺补交材料",
        "the applicant did not keep the promise of {source}",
    ),
    "false_declaration": (
        "申请人在{source}中作过虚假承诺",
        "the applicant's declaration in {source} was false",
    ),
    "told": (
        "已由{source}一次性告知，申请人尚未补正",
        "told already with notice {source}; the applicant has not come back yet",
    ),
    "no_commitment": ("本事项不适用告知承诺", "the item has no declaration procedure"),
}
"""Why a way is closed, in Chinese and English; `papers` and `source` are filled in."""


def why_text(way: Way, names: Mapping[str, Bilingual], lang: str) -> str:
    """Why a way is closed, with its papers by name; empty for an open one. `lang`: `zh` or `en`."""
    between = "、" if lang == "zh" else ", "
    papers = between.join(names[each].text(lang) if each in names else each for each in way.codes)
    template = why_labels[way.why][0 if lang == "zh" else 1]
    return fill(template, {"papers": papers, "source": way.source}, lang)
