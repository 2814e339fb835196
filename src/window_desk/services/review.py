"""The departments' verbs: send legs, answer them, decide."""

from __future__ import annotations

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import clean_text
from window_desk.services.intake import require_case
from window_desk.storage.desk import Desk


def dispatch(desk: Desk, actor: Actor, case: str) -> Case:
    """Send every leg that can go now, and again those that came back."""
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "dispatch")
        ready = cases.ready_legs(found)
        if not ready:
            raise RuleBroken(
                "case.nothing_to_dispatch",
                "No leg can be sent now.",
                hint="Each is with its department, answered, or waits for another leg.",
            )
        tx.record(ops.CaseDispatched(steps=ready), on=found.id)
        return tx.case(found.id)


def answer_leg(
    desk: Desk, actor: Actor, case: str, step: str, outcome: ops.LegOutcome, reason: str = ""
) -> Case:
    """Answer a department's leg; legs that waited for it go out in the same act.

    A reviewer answers for the own department only. Not agreeing needs a reason.
    """
    actor.require("review")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        leg = cases.check_review(found, step)
        if actor.role == "reviewer" and actor.department != leg.step.department:
            raise RuleBroken(
                "case.other_department",
                "This leg belongs to {department}.",
                hint="A reviewer of that department answers it.",
                department=leg.step.department,
            )
        said = clean_text(reason, 1000)
        if outcome != "agreed" and not said:
            raise RuleBroken(
                "case.reason",
                "This answer needs a written reason.",
                hint="Say what stands against it or what is missing.",
                article="xkf.38",
            )
        tx.record(ops.CaseLegAnswered(step=step, outcome=outcome, reason=said), on=found.id)
        if outcome == "agreed":
            ready = cases.newly_ready(found, tx.case(found.id))
            if ready:
                tx.record(ops.CaseDispatched(steps=ready), on=found.id)
        return tx.case(found.id)


def decide(desk: Desk, actor: Actor, case: str, outcome: ops.Outcome, reason: str = "") -> Case:
    """Grant or refuse a case; by a reviewer of the lead department or a supervisor.

    The clerk who accepted an instant item may decide it, as the item delegates.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "decide")
        if not (found.instant and actor.account == found.accepted_by):
            actor.require("decide")
        if actor.role == "reviewer" and actor.department != found.lead:
            raise RuleBroken(
                "case.other_department",
                "{department} leads this case and decides it.",
                hint="A reviewer of that department decides.",
                department=found.lead,
            )
        said = clean_text(reason, 1000)
        cases.check_decision(found, outcome, by=actor.account, reason=said)
        tx.record(
            ops.CaseDecided(outcome=outcome, document=tx.next_number("decision"), reason=said),
            on=found.id,
        )
        return tx.case(found.id)
