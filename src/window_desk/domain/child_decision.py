"""When an item of a bundle (一件事) may be decided, by whom, and what the whole then comes to."""

from __future__ import annotations

import msgspec

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case, ChildCase
from window_desk.domain.case.joining import blocked_steps
from window_desk.domain.errors import RuleBroken


def check_not_bundle(case: Case) -> None:
    """Raise `RuleBroken` for a bundle: it has no decision but those on its items."""
    if case.children:
        raise RuleBroken(
            "case.bundle",
            "This case is a bundle: each of its items is decided by its own department.",
            hint="Decide an item: window-desk case decide CASE OUTCOME --item CODE.",
        )


def find_child(case: Case, item: str) -> ChildCase:
    """The item of the bundle with that code, or whose code begins so; raises `RuleBroken`."""
    found = [each for each in case.children if each.part.item == item]
    found = found or [each for each in case.children if item and each.part.item.startswith(item)]
    if len(found) != 1:
        raise RuleBroken(
            "case.child",
            "This case has no item {item} of its own.",
            hint="Its items are: {items}.",
            item=item or "-",
            items=[each.part.item for each in case.children] or "-",
        )
    return found[0]


def check_child_decision(
    case: Case, actor: Actor, item: str, outcome: ops.Outcome, reason: str
) -> ChildCase:
    """The item that this account may decide this way; raises `RuleBroken` otherwise.

    A reviewer of the item's own department or a supervisor decides it, once every step of the
    item and of the bundle itself is answered, by the rules of any other case.
    """
    cases.check_act(case, "decide_child")
    child = find_child(case, item)
    if child.decided_at is not None:
        raise RuleBroken(
            "case.child_decided",
            "{name} is decided already.",
            hint="Each item of a bundle is decided once.",
            name=(child.part.name.zh, child.part.name.text("en")),
        )
    alone = _alone(case, child, outcome)
    if case.accepted_by != actor.account:
        actor.require("decide")
    if actor.role == "reviewer" and actor.department != child.part.department:
        raise RuleBroken(
            "case.other_department",
            "{name} is decided by {department}.",
            hint="A reviewer of that department decides.",
            name=(child.part.name.zh, child.part.name.text("en")),
            department=child.part.department,
        )
    cases.check_decision(alone, outcome, by=actor.account, reason=reason)
    return child


def _alone(case: Case, child: ChildCase, outcome: ops.Outcome) -> Case:
    """The case as if it were this item alone; what a no elsewhere blocks can only be refused."""
    blocked = blocked_steps(case)
    own = [each for each in case.legs if each.step.child == child.part.item]
    stuck = next((each for each in own if each.step.code in blocked), None)
    if stuck is not None and outcome == "granted":
        raise RuleBroken(
            "case.child_blocked",
            "{step} can never be sent: what it needs was answered with a no.",
            hint="Refuse this item, with that reason.",
            step=(stuck.step.name.zh, stuck.step.name.text("en")),
        )
    heard = (each for each in case.legs if each.step.child in ("", child.part.item))
    return msgspec.structs.replace(
        case,
        legs=tuple(each for each in heard if each.step.code not in blocked),
        joins=child.part.joins,
        lead=child.part.department,
        instant=False,
        children=(),
    )


def outcome_of_whole(case: Case) -> ops.Outcome | None:
    """What the decisions on all items come to: refused when every one is; None while one lacks."""
    outcomes = {each.outcome for each in case.children}
    if "" in outcomes or not outcomes:
        return None
    return "refused" if outcomes == {"refused"} else "granted"
