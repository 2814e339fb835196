"""Who has which part of a case: the desks that its legs were sent to, and what each may write.

A leg that the owner dispatched to a department's own desk is that desk's to answer, once, until
the owner sends it again. Everything else of the case stays the owner's. All of it follows from the
ops that count, so that every desk comes to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from window_desk.domain import ops
from window_desk.domain.item import Child, Step
from window_desk.domain.ops import Op, Recorded
from window_desk.domain.streams import desk_of_op

Concern = Literal["case", "leg", "child", "act"]
"""Whom an op is about: the case as a whole, a leg, an item of a bundle, or an earlier act."""

_of_a_part: dict[str, tuple[Concern, str]] = {
    "case.leg_answered": ("leg", "step"),
    "case.leg_assigned": ("leg", "step"),
    "case.more_asked": ("leg", "step"),
    "case.child_decided": ("child", "item"),
    "case.undone": ("act", "undoes"),
}
_of_the_case = (
    "case.opened", "case.answered", "case.papers_checked", "case.accepted",
    "case.correction_notified", "case.corrected_on_spot", "case.corrections_returned",
    "case.turned_away", "case.withdrawn", "case.licence_noted", "case.receipt_given",
    "case.committed", "case.commitment_checked", "case.handed_over", "case.dispatched",
    "case.decided", "case.served", "case.suspended", "case.resumed", "case.extended",
    "case.restarted", "case.promise_broken", "case.dates_moved", "case.amendment_asked",
    "case.amendment_refused", "case.amended", "case.late_request_seen", "case.no_reviewed",
    "case.handed", "case.conflict_decided",
    # Whoever steers the joint handling speaks with everybody: adds a body, reminds one, tells
    # the applicant what all of them ask for, and calls them together.
    "case.leg_added", "case.reminded", "case.more_notified", "case.more_returned",
    "case.meeting_called", "case.meeting_cancelled", "case.meeting_held",
)  # fmt: skip

concerns: dict[str, tuple[Concern, str]] = {
    **_of_a_part,
    **dict.fromkeys(_of_the_case, ("case", "")),
}
"""For every kind of op of a case whom it concerns, and the field that says which leg, item or act.

The desk that holds a leg may write what concerns it, the owner everything.
"""


class Legs(msgspec.Struct):
    """What is known of a case's legs at one place of its ops.

    `desks` are by step where a leg was sent, empty for the owner's own desk; `out` the steps that
    are sent and not answered; `decided` the items of a bundle that have their decision.
    """

    desks: dict[str, str] = {}
    out: list[str] = []
    steps: dict[str, Step] = {}
    children: dict[str, Child] = {}
    decided: list[str] = []
    is_open: bool = False

    def held_by(self, desk: str) -> tuple[str, ...]:
        """The steps that were sent to a desk last, answered or not."""
        return tuple(step for step, each in self.desks.items() if each == desk)

    def follow(self, op: Op) -> None:
        """Go on with an op that counts."""
        match op:
            case ops.CaseAccepted():
                self._begin(op.steps, op.children)
            case ops.CaseAmended() if op.item:
                self._begin(op.steps, op.children)
            case ops.CaseLegAdded():
                self.steps[op.step.code] = op.step
            case ops.CaseDispatched():
                self._send(op)
            case _:
                self._end_parts(op)

    def _send(self, op: ops.CaseDispatched) -> None:
        for step in op.steps:
            self.desks[step] = op.desks.get(step, "")
            self._end(step)
            self.out.append(step)

    def _end_parts(self, op: Op) -> None:
        match op:
            case ops.CaseLegAnswered():
                self._end(op.step)
            case ops.CaseMeetingHeld():
                for each in op.opinions:
                    self._end(each.step)
            case ops.CaseChildDecided():
                self.decided.append(op.item)
            case ops.CaseDecided() | ops.CaseWithdrawn() | ops.CaseTurnedAway():
                self.is_open = False

    def _begin(self, steps: Iterable[Step], children: Iterable[Child]) -> None:
        self.desks, self.out, self.decided = {}, [], []
        self.steps = {each.code: each for each in steps}
        self.children = {each.item: each for each in children}
        self.is_open = True

    def _end(self, step: str) -> None:
        if step in self.out:
            self.out.remove(step)


def legs_of(applied: Iterable[Recorded]) -> Legs:
    """The legs as the ops that count leave them; what was undone left nothing."""
    legs = Legs()
    for each in ops.standing(applied):
        legs.follow(each.op)
    return legs


def may_write(legs: Legs, applied: list[Recorded], owner: str, desk: str, op: Op) -> bool:
    """Whether an op counts that a desk writes of a case at this place of its ops.

    The first final answer of a leg in a round counts, and no later one of another desk. Nobody
    undoes an act on which another desk went on.
    """
    concern, field = concerns.get(op.kind, ("case", ""))
    about = str(getattr(op, field)) if field else ""
    if concern == "act":
        return _may_undo(applied, owner, desk, about)
    if desk == owner:
        return concern != "leg" or not _is_second(legs, op, about)
    if concern == "leg":
        return legs.is_open and about in legs.out and legs.desks.get(about) == desk
    if concern == "child":
        return legs.is_open and about not in legs.decided and _decides(legs, desk, about)
    return False


def _is_second(legs: Legs, op: Op, step: str) -> bool:
    """Whether the owner answers a leg that another desk had and that is answered already."""
    return (
        isinstance(op, ops.CaseLegAnswered) and bool(legs.desks.get(step)) and step not in legs.out
    )


def _decides(legs: Legs, desk: str, item: str) -> bool:
    """Whether a desk has a leg of the department that decides this item of a bundle."""
    child = legs.children.get(item)
    held = (legs.steps[code] for code in legs.held_by(desk) if code in legs.steps)
    return child is not None and any(
        each.child == item and each.department == child.department for each in held
    )


def _may_undo(applied: list[Recorded], owner: str, desk: str, undone: str) -> bool:
    """Whether nobody else went on since; who does not own the case undoes only the own acts."""
    place = next((n for n, each in enumerate(applied) if each.id == undone), None)
    if place is None:
        return desk == owner
    if desk != owner:
        act = applied[place]
        is_own = desk_of_op(act.id) == desk and concerns[act.op.kind][0] in ("leg", "child")
        return is_own and _went_on(applied[place:], desk)
    return _went_on(applied[place + 1 :], desk)


def _went_on(since: list[Recorded], desk: str) -> bool:
    return all(desk_of_op(each.id) == desk for each in since)
