"""How the departments' answers become one decision: all agree, the lead decides, or each does."""

from __future__ import annotations

from typing import Literal

import msgspec

from window_desk.domain.case.state import Case, Leg
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.item import JoinRule
from window_desk.domain.ops import Outcome

join_labels: dict[JoinRule, Label] = {
    "all_agree": ("统一办理（各部门均同意方可准予）", "every department must agree"),
    "lead_decides": ("联合办理（牵头部门决定）", "the lead department decides"),
    "each_decides": ("并联审批（各部门分别决定）", "each department decides its own part"),
}
"""Each rule's words in Chinese and English."""

Standing = Literal["granted", "refused", "open"]


class Part(msgspec.Struct, frozen=True):
    """A department's part of a case: its legs, and how it stands."""

    department: str
    legs: tuple[Leg, ...]
    standing: Standing


def blocked_steps(case: Case) -> frozenset[str]:
    """The steps that can never be sent, because one that they need was answered with a no."""
    blocked: set[str] = set()
    no = {each.step.code for each in case.legs if each.state == "disagreed"}
    while True:
        more = {
            each.step.code
            for each in case.legs
            if each.state == "waiting" and not (no | blocked).isdisjoint(each.step.needs)
        }
        if more <= blocked:
            return frozenset(blocked)
        blocked |= more


def parts_of(case: Case) -> tuple[Part, ...]:
    """Every department's part, in the order of the route.

    A part is refused when one of its legs is, or can never be sent; granted when all are agreed.
    """
    blocked = blocked_steps(case)
    by_department: dict[str, list[Leg]] = {}
    for each in case.legs:
        by_department.setdefault(each.step.department, []).append(each)
    return tuple(
        Part(department, tuple(legs), _standing(legs, blocked))
        for department, legs in by_department.items()
    )


def _standing(legs: list[Leg], blocked: frozenset[str]) -> Standing:
    if any(each.state == "disagreed" or each.step.code in blocked for each in legs):
        return "refused"
    return "granted" if all(each.state == "agreed" for each in legs) else "open"


def unanswered(case: Case, outcome: Outcome) -> tuple[Leg, ...]:
    """The legs that have to be answered before this decision.

    What a no keeps from ever being sent holds up neither a refusal nor, where each department
    decides for itself, anything; a leg that came back holds up no refusal after a no.
    """
    said_no = any(each.state == "disagreed" for each in case.legs)
    done = {"agreed", "disagreed"}
    if outcome == "refused" and said_no:
        done |= {"waiting", "returned"}
    passed = blocked_steps(case) if case.joins == "each_decides" else frozenset()
    return tuple(
        each for each in case.legs if each.state not in done and each.step.code not in passed
    )


def check_joined(case: Case, outcome: Outcome) -> None:
    """Raise `RuleBroken` where the answers do not add up to this decision (行政许可法 art. 26).

    Under `all_agree` a no of any department stands against granting; under `each_decides` the
    case is granted as far as its parts go, and refused only when every part is.
    """
    if case.joins == "all_agree" and outcome == "granted":
        _check_no_against(case)
    if case.joins == "each_decides" and case.legs:
        _check_parts(case, outcome)


def _check_no_against(case: Case) -> None:
    against = next((each for each in case.legs if each.state == "disagreed"), None)
    if against is not None:
        raise RuleBroken(
            "case.joined_no",
            "{department} said no to {step}: this case needs the consent of every department.",
            hint="Refuse it, with the reason that the department gave.",
            article="xkf.26.2",
            department=against.step.department,
            step=(against.step.name.zh, against.step.name.text("en")),
        )


def _check_parts(case: Case, outcome: Outcome) -> None:
    standing = {each.standing for each in parts_of(case)}
    if outcome == "granted" and standing == {"refused"}:
        raise RuleBroken(
            "case.parts_refused",
            "Every department refused its part: nothing is left to grant.",
            hint="Refuse the case with the departments' reasons.",
            article="xkf.26.2",
        )
    if outcome == "refused" and "granted" in standing:
        granted = [each.department for each in parts_of(case) if each.standing == "granted"]
        raise RuleBroken(
            "case.parts_granted",
            "{departments} granted their part: each department decides for itself here.",
            hint="Grant the case as far as its parts go; the notice says which were refused.",
            article="xkf.26.2",
            departments=("、".join(granted), ", ".join(granted)),
        )
