"""What can be recorded of a case at the window: from papers handed in to acceptance or a no."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

import msgspec

from window_desk.domain.item import (
    Child,
    JoinRule,
    Limit,
    MissingOpinion,
    Pinned,
    Step,
)
from window_desk.domain.ops.base import Op

PaperState = Literal["received", "missing", "defective", "promised", "on_file", "shared"]
NoForm = Literal["not_required", "not_ours"]


class CaseOpened(Op, frozen=True):
    """An application for an item was taken in at a window; `pinned` are a bundle's children."""

    kind: ClassVar[str] = "case.opened"
    item: str
    item_version: int
    applicant: str
    agent: str = ""
    authority: str = ""
    ticket: str = ""
    window: str = ""
    pinned: tuple[Pinned, ...] = ()


class CaseAnswered(Op, frozen=True):
    """Situations were answered: situation code to option code."""

    kind: ClassVar[str] = "case.answered"
    answers: dict[str, str]


class PaperCheck(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One paper looked at: its state, the reason if it is not in order, and copies counted."""

    material: str
    state: PaperState
    reason: str = ""
    copies: int | None = None
    source: str = ""


class CasePapersChecked(Op, frozen=True):
    """Papers were looked at in one act."""

    kind: ClassVar[str] = "case.papers_checked"
    checks: tuple[PaperCheck, ...]


class CaseAccepted(Op, frozen=True):
    """The case was accepted; limits and route are frozen as they were at that moment.

    `number` is the acceptance number, `document` the number of the acceptance notice. `promises`
    are the papers that follow by `supply_by` (容缺受理). `accepted_on` is day 0 where that is not
    the day of the act; `deemed` says that the law accepted it because nobody said anything in
    time (行政许可法 art. 32(1)4). `joins` says how the departments' answers become one,
    `missing_opinion` what their silence means, `children` are the items of a bundle.
    """

    kind: ClassVar[str] = "case.accepted"
    number: str
    document: str
    article: str
    promised: Limit
    lead: str
    statutory: Limit | None = None
    steps: tuple[Step, ...] = ()
    instant: bool = False
    promises: tuple[str, ...] = ()
    supply_by: date | None = None
    window: str = ""
    accepted_on: date | None = None
    deemed: bool = False
    joins: JoinRule = "lead_decides"
    missing_opinion: MissingOpinion = ""
    children: tuple[Child, ...] = ()


class Defect(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One thing to correct; `late_reason` says why it was not asked for in the first round."""

    material: str
    state: Literal["missing", "defective"]
    reason: str = ""
    late_reason: str = ""


class CaseCorrectionNotified(Op, frozen=True):
    """Everything that has to be corrected was told, once (行政许可法 art. 32(1)4)."""

    kind: ClassVar[str] = "case.correction_notified"
    document: str
    defects: tuple[Defect, ...]


class CaseTurnedAway(Op, frozen=True):
    """The application was not accepted; `body` is the competent one (art. 32(1)1-2).

    `alternative` says what the applicant can do instead.
    """

    kind: ClassVar[str] = "case.turned_away"
    form: NoForm
    document: str
    article: str
    reason: str
    body: str = ""
    alternative: str = ""


class CaseWithdrawn(Op, frozen=True):
    """The applicant took the application back.

    `deemed` says that a rule of the house or the item did, because papers did not come in time.
    """

    kind: ClassVar[str] = "case.withdrawn"
    reason: str = ""
    deemed: bool = False


class CaseLicenceNoted(Op, frozen=True):
    """The licence to renew ends on that day; undecided by then, it counts as renewed (art. 50)."""

    kind: ClassVar[str] = "case.licence_noted"
    until: date


class CaseCorrectedOnSpot(Op, frozen=True):
    """The applicant put a paper right at the window (art. 32(1)3); `what` was changed."""

    kind: ClassVar[str] = "case.corrected_on_spot"
    material: str
    what: str


class CaseCorrectionsReturned(Op, frozen=True):
    """The applicant came back with what a correction notice had asked for."""

    kind: ClassVar[str] = "case.corrections_returned"


class CaseReceiptGiven(Op, frozen=True):
    """A receipt was given for the papers handed in so far (收件凭证, art. 32(2))."""

    kind: ClassVar[str] = "case.receipt_given"
    document: str
    papers: tuple[str, ...]


class CaseCommitted(Op, frozen=True):
    """The applicant declared in writing to meet the conditions told (告知承诺); checked later."""

    kind: ClassVar[str] = "case.committed"
    document: str
    conditions: tuple[str, ...]
    check_by: date


class CaseHandedOver(Op, frozen=True):
    """Another account answers for the case from now on (首问负责 ends with the hand-over)."""

    kind: ClassVar[str] = "case.handed_over"
    to: str
    reason: str = ""
