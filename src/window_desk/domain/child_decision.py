"""When an item of a bundle (一件事) may be decided, by whom, and what the whole then comes to."""

from __future__ import annotations

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case, ChildCase
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
            items=", ".join(each.part.item for each in case.children) or "-",
        )
    return found[0]


def check_child_decision(
    case: Case, actor: Actor, item: str, outcome: ops.Outcome, reason: str
) -> ChildCase:
    """The item that this account may decide this way; raises `RuleBroken` otherwise.

    A reviewer of the item's own department or a supervisor decides it, not who accepted the case
    (批管分离), once every step of the item and of the bundle itself is answered. A refusal, and a
    yes against an opinion, need reasons (行政许可法 art. 38).
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
    _check_person(case, child, actor)
    said_no = _check_legs(case, child, outcome)
    if not reason and (outcome == "refused" or said_no):
        raise RuleBroken(
            "case.reason",
            "This decision needs a written reason.",
            hint="Give the reason, and the right to review and suit is told with it.",
            article="xkf.38",
        )
    return child


def _check_person(case: Case, child: ChildCase, actor: Actor) -> None:
    if case.accepted_by == actor.account:
        raise RuleBroken(
            "case.same_person",
            "Whoever accepted a case does not decide it.",
            hint="Hand it to a reviewer of {lead}.",
            lead=child.part.department,
        )
    actor.require("decide")
    if actor.role == "reviewer" and actor.department != child.part.department:
        raise RuleBroken(
            "case.other_department",
            "{department} leads this case and decides it.",
            hint="A reviewer of that department decides.",
            department=child.part.department,
        )


def _check_legs(case: Case, child: ChildCase, outcome: ops.Outcome) -> bool:
    """Whether a department said no; raises `RuleBroken` while a step is not answered."""
    legs = [each for each in case.legs if each.step.child in ("", child.part.item)]
    said_no = any(each.state == "disagreed" for each in legs)
    stopped = outcome == "refused" and said_no
    done = ("agreed", "disagreed", "waiting", "returned") if stopped else ("agreed", "disagreed")
    pending = next((each for each in legs if each.state not in done), None)
    if pending is not None:
        raise RuleBroken(
            "case.legs_open",
            "{step} at {department} is not answered yet.",
            hint="Decide when every department has answered.",
            step=(pending.step.name.zh, pending.step.name.text("en")),
            department=pending.step.department,
        )
    if outcome == "granted" and case.promises:
        raise RuleBroken(
            "case.promised_papers",
            "{count} promised papers have not come yet.",
            hint="Mark them as received first.",
            article="国发〔2022〕5号",
            count=len(case.promises),
        )
    return said_no


def outcome_of_whole(case: Case) -> ops.Outcome | None:
    """What the decisions on all items come to: refused when every one is; None while one lacks."""
    outcomes = {each.outcome for each in case.children}
    if "" in outcomes or not outcomes:
        return None
    return "refused" if outcomes == {"refused"} else "granted"
