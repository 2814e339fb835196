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
    nothing of it is on file.
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


class Option(_Part, frozen=True):
    """One answer to a situation, with the papers (`adds`) and steps it brings.

    `outcome` ends the intake: `not_required` (no permit is needed) or `not_ours` (another body's
    power; `body` names it), after 行政许可法 art. 32(1)1-2.
    """

    code: str
    name: Bilingual
    adds: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    outcome: Literal["", "not_required", "not_ours"] = ""
    body: str = ""


class Situation(_Part, frozen=True):
    """A question that decides which papers are needed (情形); the first option is the usual one."""

    code: str
    question: Bilingual
    options: tuple[Option, ...]


class Step(_Part, frozen=True):
    """A step of the route (环节): its department, working `days`, and steps it `needs` first."""

    code: str
    name: Bilingual
    department: str
    days: Decimal
    needs: tuple[str, ...] = ()


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


class ServiceItem(_Part, frozen=True):
    """One service item, frozen in a `version`; cases keep the version they were opened under.

    `code` is opaque text: national, provincial and city codes differ in length. `children` are
    the items of a bundle (一件事). `visits` is the number of times the applicant must come.
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
    intermediary: bool = False
    sample: str = ""

    @property
    def guide(self) -> bool:
        """Whether the full service guide is here, so that a case can be opened."""
        return self.promised is not None and bool(self.materials)
