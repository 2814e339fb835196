"""A service item: its papers, situations, route, limits, fee and legal basis.

The element names follow the national implementation list (GB/T 39554.2) and the code sets of
GB/T 39046-2020, Annex A. A directory entry has a code, a name, a type and a department only; a
full service guide has everything else as well.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

type_labels = {
    "00": ("行政权力", "administrative power"),
    "01": ("行政许可", "permit"),
    "02": ("行政处罚", "penalty"),
    "03": ("行政强制", "compulsion"),
    "04": ("行政征收", "levy"),
    "05": ("行政给付", "benefit"),
    "06": ("行政检查", "inspection"),
    "07": ("行政确认", "confirmation"),
    "08": ("行政奖励", "award"),
    "09": ("行政裁决", "adjudication"),
    "10": ("其他行政权力", "other power"),
    "20": ("公共服务", "public service"),
}
"""GB/T 39046-2020 A.1, item types; codes from 11 and 21 on are local."""

Kind = Literal["instant", "committed"]
"""A.6: `instant` (即办件) is decided on the spot, `committed` (承诺件) within its limit."""

Unit = Literal["working_days", "calendar_days"]
Audience = Literal["person", "enterprise", "institution", "society", "government", "other"]
"""A.4, in its order from 1."""

SpecialProcedure = Literal[
    "hearing",
    "tender",
    "auction",
    "inspection",
    "testing",
    "quarantine",
    "appraisal",
    "expert_review",
]
"""The closed list of 行政许可法 art. 45: time that does not count towards the limit."""


JoinRule = Literal["all_agree", "lead_decides", "each_decides"]
"""How the departments' answers become one: every one must agree (统一办理), the lead department
decides after hearing them (联合办理), or each decides for itself (并联办理); 行政许可法 art. 26."""

MissingOpinion = Literal["", "waits", "deemed_consent"]
"""What a department's silence at its limit means; nothing: what the centre's policy says."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A piece of an item: immutable, and strict about names it does not know."""


class Bilingual(_Part, frozen=True):
    """One text in Chinese and English; either may stand in for the other."""

    zh: str
    en: str = ""

    def text(self, lang: str) -> str:
        """The text in `lang` (`zh` or `en`), or in the other language where it is missing."""
        return (self.en or self.zh) if lang == "en" else (self.zh or self.en)


class Limit(_Part, frozen=True):
    """A time limit: `value` in `unit`, halves allowed, and the rule that sets it."""

    value: Decimal
    unit: Unit = "working_days"
    basis: str = ""


class Basis(_Part, frozen=True):
    """A legal basis (设定依据): the law, its article, and the key of its text if quoted."""

    law: str
    article: str
    key: str = ""


class FeeLine(_Part, frozen=True):
    """One published charge: `amount` in fen per `per`, with the rule that allows it."""

    name: Bilingual
    amount: int
    per: Bilingual
    basis: str


class Material(_Part, frozen=True):
    """A paper the applicant hands in (MaterialRequirement).

    `originals` and `copies` are counts of pieces. `issuer` is the body that issues the paper, or
    `applicant`. `issued_by_item` is the code of an item here whose result it is, `shared` says
    that the centre reads it itself from another office and the applicant need not bring it.
    `deferrable` papers may follow later (容缺受理). `defects` are the usual reasons for which the
    paper is sent back. A paper on file serves again for `valid_days` days after it was handed in,
    without end for 0; a `returned` one is shown, checked and given back at the window, so that
    nothing of it is on file. In a bundle a paper `replaces` those of its children, each named as
    `item/material`, as one form replaces the forms of all.
    """

    code: str
    name: Bilingual
    issuer: str
    originals: int = 0
    copies: int = 0
    electronic: bool = False
    deferrable: bool = False
    shared: bool = False
    returned: bool = False
    issued_by_item: str = ""
    valid_days: int = 0
    standard: Bilingual = Bilingual(zh="")
    defects: tuple[Bilingual, ...] = ()
    basis: str = ""
    replaces: tuple[str, ...] = ()


class Option(_Part, frozen=True):
    """One answer to a situation, with the papers (`adds`) and steps it brings.

    `outcome` ends the intake: `not_required` (no permit is needed) or `not_ours` (another body's
    power; `body` names it), after 行政许可法 art. 32(1)1-2. In a bundle `items` are the children
    that this answer brings.
    """

    code: str
    name: Bilingual
    adds: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    outcome: Literal["", "not_required", "not_ours"] = ""
    body: str = ""
    items: tuple[str, ...] = ()


class Situation(_Part, frozen=True):
    """A question that decides which papers are needed (情形); the first option is the usual one."""

    code: str
    question: Bilingual
    options: tuple[Option, ...]


class Step(_Part, frozen=True):
    """A step of the route (环节): its department, working `days`, and what it cannot do without.

    `needs` are the steps whose `result` it works with, `papers` and `answers` the materials and
    situations it looks at (none named: all of them). `result` is what it hands on. In a bundle
    `child` is the item that the step belongs to.
    """

    code: str
    name: Bilingual
    department: str
    days: Decimal
    needs: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    result: Bilingual = Bilingual(zh="")
    child: str = ""


class Result(_Part, frozen=True):
    """What the applicant receives: its name, kind and how long it is valid."""

    name: Bilingual
    kind: Literal["licence", "certificate", "decision", "registration", "reply", "payment", "none"]
    validity: Bilingual = Bilingual(zh="")


class CommitmentTerms(_Part, frozen=True):
    """What an applicant may declare instead of proving it (告知承诺): the conditions told.

    What was declared is checked within `check_days` working days after the decision.
    """

    conditions: tuple[Bilingual, ...]
    check_days: int = 60


class Pinned(_Part, frozen=True):
    """An item in the version that a case was opened under."""

    item: str
    version: int


class Child(_Part, frozen=True):
    """An item inside a bundle (一件事) as it was when the bundle's case was accepted.

    `department` decides it, within `statutory`, after what its departments say as `joins` has it;
    `result` is what it ends in.
    """

    item: str
    version: int
    name: Bilingual
    department: str
    statutory: Limit | None = None
    result: Bilingual = Bilingual(zh="")
    joins: JoinRule = "lead_decides"


class Waiver(_Part, frozen=True):
    """A finding of the catalogue's rules that is accepted for this item, with the `reason`.

    `rule` is the finding's rule; `place` narrows it to one paper, step or situation by its code.
    """

    rule: str
    reason: str
    place: str = ""


class ServiceItem(_Part, frozen=True):
    """One service item, frozen in a `version`; cases keep the version they were opened under.

    `code` is opaque text: national, provincial and city codes differ in length. `children` are
    the items of a bundle (一件事), `settles` the questions of theirs that the bundle answers
    itself, each as `item/situation=option`. `joins` says how the departments' answers become one,
    `missing_opinion` what their silence means where that differs from the centre's rule. `waivers`
    are findings accepted. `visits` is the number of times the applicant must come.
    `special` are the procedures that stop a permit's clock (行政许可法 art. 45), `own_suspensions`
    the grounds that stop it where the item is no permit. A `renewal` undecided when the licence
    ends counts as granted (art. 50); a `quota` item is granted in the order of acceptance
    (art. 57). `late_promise` says what becomes of a case whose promised papers did not come.
    """

    code: str
    name: Bilingual
    type: str
    department: str
    kind: Kind = "committed"
    version: int = 1
    valid_from: date | None = None
    audience: tuple[Audience, ...] = ()
    level: str = "4"
    joint: bool = False
    visits: int = 1
    statutory: Limit | None = None
    promised: Limit | None = None
    conditions: tuple[Bilingual, ...] = ()
    basis: tuple[Basis, ...] = ()
    materials: tuple[Material, ...] = ()
    situations: tuple[Situation, ...] = ()
    steps: tuple[Step, ...] = ()
    special: tuple[SpecialProcedure, ...] = ()
    own_suspensions: tuple[Bilingual, ...] = ()
    renewal: bool = False
    quota: bool = False
    commitment: CommitmentTerms | None = None
    late_promise: Literal["stays", "withdrawn"] = "stays"
    fees: tuple[FeeLine, ...] = ()
    result: Result | None = None
    complaint: str = ""
    place: Bilingual = Bilingual(zh="")
    hours: Bilingual = Bilingual(zh="")
    children: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    joins: JoinRule = "lead_decides"
    missing_opinion: MissingOpinion = ""
    waivers: tuple[Waiver, ...] = ()
    intermediary: bool = False
    sample: str = ""

    @property
    def guide(self) -> bool:
        """Whether the full service guide is here, so that a case can be opened."""
        return self.promised is not None and bool(self.materials)
