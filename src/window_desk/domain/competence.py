"""Who may do what to a case under review: by role, by department, and by what was done before."""

from __future__ import annotations

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor, rights
from window_desk.domain.case import Case, Leg
from window_desk.domain.errors import RuleBroken

every_item = "*"
"""The power over every item that can be decided on the spot."""


def check_dispatch(case: Case, actor: Actor) -> tuple[str, ...]:
    """The steps that this account can send now; raises `RuleBroken` when there is none."""
    actor.require("intake")
    cases.check_act(case, "dispatch")
    ready = cases.ready_legs(case)
    if not ready:
        raise RuleBroken(
            "case.nothing_to_dispatch",
            "No leg can be sent now.",
            hint="Each is with its department, answered, or waits for another leg.",
        )
    return ready


def check_answer(case: Case, actor: Actor, step: str) -> Leg:
    """The open leg of that step, if this account may answer it; raises `RuleBroken` otherwise.

    A reviewer answers for the own department only.
    """
    actor.require("review")
    leg = cases.check_review(case, step)
    if actor.role == "reviewer" and actor.department != leg.step.department:
        raise RuleBroken(
            "case.other_department",
            "This leg belongs to {department}.",
            hint="A reviewer of that department answers it.",
            department=leg.step.department,
        )
    return leg


def check_decision(case: Case, actor: Actor, outcome: ops.Outcome, reason: str) -> None:
    """Raise `RuleBroken` if this account may not decide the case this way.

    A reviewer of the lead department or a supervisor decides; the clerk who accepted an instant
    item may with the power to decide it on the spot.
    """
    cases.check_act(case, "decide")
    if case.instant and actor.account == case.accepted_by:
        check_power(actor, case.item)
    else:
        if case.accepted_by == actor.account:
            # That they accepted it is the reason to give, whatever their role allows.
            cases.check_decision(case, outcome, by=actor.account, reason=reason)
        actor.require("decide")
    if actor.role == "reviewer" and actor.department != case.lead:
        raise RuleBroken(
            "case.other_department",
            "{department} leads this case and decides it.",
            hint="A reviewer of that department decides.",
            department=case.lead,
        )
    cases.check_decision(case, outcome, by=actor.account, reason=reason)


def check_power(actor: Actor, item: str) -> None:
    """Raise `RuleBroken` unless this account may decide that item on the spot.

    Reviewers and supervisors decide by their role; a clerk needs the power for the item.
    """
    if "decide" not in rights[actor.role] and not {every_item, item} & set(actor.powers):
        raise RuleBroken(
            "access.no_power",
            "{account} has no power to decide this on the spot.",
            hint="Accept it and let a reviewer decide, or ask an admin: window-desk account power.",
            article="xkf.34.2",
            account=actor.account,
        )


def check_serve(case: Case, actor: Actor) -> None:
    """Raise `RuleBroken` if this account may not hand out the result now."""
    actor.require("hand_out")
    cases.check_act(case, "serve")
