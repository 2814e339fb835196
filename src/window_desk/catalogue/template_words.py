"""What the workbook for offices says about itself, in both languages, and its worked example."""

from __future__ import annotations

from decimal import Decimal

from window_desk.domain.errors import Label
from window_desk.domain.item import (
    Basis,
    Bilingual,
    FeeLine,
    Limit,
    Material,
    Option,
    Result,
    ServiceItem,
    Situation,
    Step,
)

notes_title = "说明 Notes"
example_title = "示例 Example"
unread = ("说明", "示例")
"""How the titles of sheets begin that an import leaves aside."""

instructions: tuple[Label, ...] = (
    (
        "本工作簿用于填报政务服务事项办事指南。每张表一类内容，每行一条；第一行是表头，请勿改动其最后一行的英文列名。",
        "This workbook takes service guides. A sheet for each kind of content, a row for each "
        "entry. Leave the last line of each heading as it is: the import goes by it.",
    ),
    (
        "先填“事项”表，再填材料、情形、选项、环节、收费、设定依据；各表以“事项编码”对应所属事项。",
        "Fill in the items first, then papers, situations, answers, steps, fees and legal basis; "
        "in each of these the column item holds the code of the item it belongs to.",
    ),
    (
        "带 * 的列必填；其余可留空。"
        "仅填编码、名称、类型、部门的事项按目录条目导入，其余按完整指南导入。",
        "Columns with * must be filled in, the others may stay empty. An item with a code, name, "
        "type and department only is a directory entry, one with more is a full guide.",
    ),
    (
        "完整指南至少要有承诺办结时限和一份材料；行政许可还要有设定依据；有收费的要有收费依据。",
        "A full guide needs its promised limit and at least one paper; a permit its legal basis; "
        "a fee the rule that allows it.",
    ),
    (
        "材料、情形、选项、环节的编码只用小写字母、数字和下划线，在同一事项内不重复。",
        "Codes of papers, situations, answers and steps are of lower-case letters, digits and _, "
        "each once in its item.",
    ),
    (
        "一格填多项的（受理条件、服务对象、前置环节等），每项一行，用 Alt+Enter 换行；"
        "中英文两列逐行对应。",
        "Where a cell holds several entries (conditions, for whom, after), write each on a line "
        "of its own with Alt+Enter; the lines of the Chinese and the English column go together.",
    ),
    (
        "是否类填“是”或“否”；日期填 2027-01-01 的形式；金额以分为单位；天数可填半天（0.5）。",
        "Yes or no is 是 or 否 (yes and no will do); a date is written 2027-01-01; amounts are in "
        "fen; days may be halves (0.5).",
    ),
    (
        "“生效日期”在将来的，导入后到当日起生效，此前仍按现行版本办理；已受理的案件始终按受理时的版本办理。",
        "An item whose valid_from lies ahead is kept and in force from that day; until then the "
        "present version counts, and cases that are open keep theirs.",
    ),
    (
        "“示例”表只供参照，不会导入；可将其中的行复制到同名表中改写。本“说明”表也不会导入。",
        "The sheet with the example is there to look at and is not imported, nor is this one. Its "
        "rows can be copied into the sheets of the same names and rewritten.",
    ),
    (
        "填好后先核对：window-desk catalogue import 文件.xlsx --dry-run。"
        "有误时会列出表名、行号、列号和改法，一处有误则全部不导入。",
        "Check it first: window-desk catalogue import FILE.xlsx --dry-run. Every error comes with "
        "sheet, row and column and what to do; with one error nothing is imported.",
    ),
)

example = ServiceItem(
    code="EXAMPLE-0001",
    name=Bilingual("（示例）临时占用场地申请", "(Example) Temporary use of a site"),
    type="01",
    department="（示例）区某某局",
    kind="committed",
    audience=("person", "enterprise"),
    statutory=Limit(Decimal(20), "working_days", "（法律名称和条款）"),
    promised=Limit(Decimal(5)),
    conditions=(
        Bilingual("场地权属清楚", "It is clear whose site it is"),
        Bilingual("占用期限不超过六个月", "Used for six months at most"),
    ),
    basis=(Basis("（法律名称）", "（第某条）"),),
    materials=(
        Material(
            code="application",
            name=Bilingual("申请书", "Application"),
            issuer="applicant",
            originals=1,
            standard=Bilingual("写明地点、面积和期限", "States place, area and term"),
            defects=(
                Bilingual("未写明期限", "no term"),
                Bilingual("未签名或者盖章", "neither signed nor sealed"),
            ),
        ),
        Material(
            code="site_plan",
            name=Bilingual("场地平面图", "Plan of the site"),
            issuer="applicant",
            copies=2,
            electronic=True,
            deferrable=True,
        ),
        Material(
            code="mandate",
            name=Bilingual("授权委托书", "Mandate of the agent"),
            issuer="applicant",
            originals=1,
        ),
    ),
    situations=(
        Situation(
            code="who",
            question=Bilingual("由谁来办理？", "Who is applying?"),
            options=(
                Option("self", Bilingual("本人", "The applicant")),
                Option("agent", Bilingual("代理人", "An agent"), adds=("mandate",)),
            ),
        ),
    ),
    steps=(
        Step("review", Bilingual("材料审查", "Review"), "（示例）区某某局", Decimal(1)),
        Step(
            "visit",
            Bilingual("现场核查", "Visit to the site"),
            "（示例）区另一局",
            Decimal(2),
            needs=("review",),
        ),
        Step(
            "decision",
            Bilingual("决定", "Decision"),
            "（示例）区某某局",
            Decimal("0.5"),
            needs=("review", "visit"),
        ),
    ),
    fees=(
        FeeLine(
            Bilingual("占用费", "Fee for the use"), 12050, Bilingual("平方米", "square metre"),
            "（收费依据）",
        ),
    ),
    result=Result(
        Bilingual("临时占用批准书", "Approval"), "decision", Bilingual("六个月", "Six months")
    ),
    complaint="0000-00000000",
    place=Bilingual("一楼综合窗口", "Ground floor, general windows"),
    hours=Bilingual("工作日 9:00-17:00", "Working days 9:00-17:00"),
    sample="示例，不是任何单位的办事指南。",
)  # fmt: skip
"""Every kind of row at work, on an item that does not exist."""
