"""The rules that the import holds: what breaks one of them gets into no desk.

The checks themselves stand in `catalogue/check.py` and the modules beside it, because the import
has to refuse while it reads a file. They name their rule, so that `catalogue lint` tells the same
errors as findings and nothing is written twice.
"""

from __future__ import annotations

from window_desk.catalogue.lint.finding import Rule

rules = (
    Rule(
        "permit.without-basis",
        "error",
        ("许可没有设定依据", "a permit without legal basis"),
        ("写明设定依据（[[item.basis]]）。", "Add [[item.basis]]."),
        "xkf.14",
    ),
    Rule(
        "fee.without-basis",
        "error",
        ("收费没有依据", "a fee without basis"),
        ("写明依据，或者取消收费。", "Write the basis, or take the fee out."),
        "yshj.25",
    ),
    Rule(
        "permit.special",
        "error",
        ("八种特别程序之外的中止", "special procedures outside the eight"),
        (
            "许可只能因法定的八种程序不计时限，用 special 写明；其他事项用 own_suspensions。",
            'Only the eight procedures stop a permit\'s limit: name them in "special". Other items '
            'have "own_suspensions".',
        ),
        "xkf.45",
    ),
    Rule(
        "permit.only",
        "error",
        ("非许可事项的延续或者数量限制", "a renewal or quota that is no permit"),
        ("去掉 renewal、quota，或者更正事项类型。", 'Take "renewal" or "quota" out.'),
        "xkf.50",
    ),
    Rule(
        "limit.promise",
        "error",
        ("承诺时限长于法定时限", "a promise longer than the law"),
        ("缩短承诺时限。", "Promise no more than the law allows."),
        "xkf.42",
    ),
    Rule(
        "route.over-promise",
        "error",
        ("环节合计超过承诺时限", "steps that sum past the promise"),
        (
            "缩短关键路径上的环节，改为并联，或者延长承诺。",
            "Shorten the steps on the critical path, run them at the same time, or promise more.",
        ),
        "yshj.36",
    ),
    Rule(
        "route.circle",
        "error",
        ("环节互相等待", "steps that wait for each other"),
        ("去掉其中一个等待（needs）。", "Take one of the needs out."),
    ),
    Rule(
        "instant.route",
        "error",
        ("即办件却有流程", "an instant item with a route"),
        ("改为承诺件，或者只留本部门当场办理的一个环节。", 'Make its kind "committed".'),
        "xkf.34.2",
    ),
    Rule(
        "answers.nowhere",
        "error",
        ("不属本部门却未写明向谁申请", "an applicant sent away to nobody"),
        ("写明有权办理的机关（body）。", 'Name the competent body in "body".'),
        "xkf.32.1.2",
    ),
    Rule(
        "bundle.nested",
        "error",
        ("一件事中又有一件事", "a bundle inside a bundle"),
        ("直接写出其中的事项。", "Name the items that it holds."),
    ),
    Rule(
        "bundle.part",
        "error",
        ("一件事引用的内容不存在", "a bundle that names what its items do not have"),
        (
            "写成“子项/材料”或者“子项/情形=选项”，子项须在 children 之中。",
            'Write "item/material" or "item/situation=option" with the codes of a child.',
        ),
    ),
    Rule(
        "department.unknown",
        "error",
        ("部门不存在", "a department that is not there"),
        ("改为目录中的部门名称。", "Write the name as the directory has it."),
    ),
    Rule(
        "item.unknown",
        "error",
        ("引用的事项不存在", "an item that is not there"),
        ("更正编码，或者一并导入该事项。", "Correct the code, or import that item too."),
    ),
    Rule(
        "part.unknown",
        "error",
        ("引用的材料、环节或者情形不存在", "a paper, step or situation that is not there"),
        ("更正编码。", "Correct the code."),
    ),
    Rule(
        "waiver.without-reason",
        "error",
        ("豁免没有理由", "a waiver without its reason"),
        ("写明规则和理由。", "Write the rule and the reason."),
    ),
)
