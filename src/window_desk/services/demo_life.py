"""A case of the demo hall as a process: what becomes of it, and how it records what happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from window_desk.domain import ops
from window_desk.domain.ops import PaperCheck
from window_desk.services.demo_morning import Visit
from window_desk.services.demo_stage import Stage

Ending = Literal[
    "opened", "intake", "correction", "returned", "turned_away", "withdrawn",
    "review", "sent_back", "undecided", "taken_back", "decided", "served",
]  # fmt: skip

Clock = Literal["", "suspended", "resumed", "extended"]

Joint = Literal["", "asking", "told", "meeting", "reminded", "added"]

Papers = Literal["complete", "defective", "promised"]


class Plot(msgspec.Struct, frozen=True):
    """What becomes of a case: its papers, how the departments answer, and the last that happens.

    `clock` is what happens to its limits, `licence_in` in how many working days from now the
    licence to renew ends. `answers` is how many legs are answered before the case stands still
    or is taken back, `late` how many working days its first department takes too long. `joint` is
    what the departments do with a case that stands still, `unseen` a no that nobody looked at yet.
    """

    ending: Ending = "served"
    papers: Papers = "complete"
    turned_away: Literal["", "not_required", "not_ours"] = ""
    answers: int = 0
    late: int = 0
    sent_back: bool = False
    refused: bool = False
    awkward: bool = False
    clock: Clock = ""
    breaks_promise: bool = False
    licence_in: int | None = None
    declares: bool = False
    joint: Joint = ""
    unseen: bool = False


class Life:
    """A case on its way; `now` is the hall's time of what happens."""

    def __init__(self, stage: Stage, plot: Plot, visit: Visit, case: str = "") -> None:
        self.case = case
        self.stage, self.plot, self.visit = stage, plot, visit
        self.now = visit.start

    def wait(self, moment: datetime) -> datetime:
        """Go on at this moment."""
        self.now = moment
        return moment

    def act(self, by: str) -> None:
        """What is recorded next, `by` does now."""
        self.stage.act(self.now, by)

    def record(self, op: ops.Op) -> None:
        """Record a fact about the case."""
        self.stage.bulk.record(op, self.case)

    def look_at_no(self) -> Iterator[datetime]:
        """The supervisor looks at the no that was said, on the next working day."""
        if self.plot.unseen:
            return
        yield self.wait(self.stage.office.later(self.now, 1))
        self.act(self.stage.supervisor)
        self.record(ops.CaseNoReviewed(outcome="stands", note=no_note))

    def received(self, materials: tuple[str, ...]) -> tuple[PaperCheck, ...]:
        """These papers, in order and with as many copies as are asked for."""
        copies = {each.code: each.copies or None for each in self.visit.item.materials}
        return tuple(
            PaperCheck(material=each, state="received", copies=copies[each]) for each in materials
        )


withdrawal_reasons = ("申请人改变了经营计划", "材料需要重新准备", "改在其他地方办理", "")
turning_away_reasons: dict[ops.NoForm, str] = {
    "not_required": "该事项依法不需要取得许可。",
    "not_ours": "该事项不属于本机关职权范围。",
}
turning_away_alternatives: dict[ops.NoForm, str] = {
    "not_required": "无需办理许可，可以直接开展。",
    "not_ours": "向有权的机关提出申请，本窗口已告知地址和电话。",
}
no_note = "经核查，答复依据充分，已向申请人解释清楚。"
answer_reasons: dict[ops.LegOutcome, tuple[str, ...]] = {
    "returned": ("现场照片不清楚，请补充后再送。", "图纸缺少比例尺，请核对后再送。"),
    "disagreed": ("现场核查不符合条件：疏散通道宽度不足。", "选址与规划用途不符。"),
}
refusal_alternatives = (
    "整改疏散通道后可以重新申请，窗口提供帮办。",
    "可以另选符合规划的场所后重新申请。",
)
refusal_reasons = (
    "经现场核查，不符合法定条件，决定不予许可。",
    "选址不符合规划要求，决定不予许可。",
)
