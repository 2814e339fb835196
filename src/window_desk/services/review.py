"""The departments' verbs: send legs, answer them, decide."""

from __future__ import annotations

from window_desk.domain import competence, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.child_decision import check_not_bundle
from window_desk.domain.errors import RuleBroken
from window_desk.domain.place import check_leg_here
from window_desk.domain.saying_no import check_alternative
from window_desk.domain.text import clean_text
from window_desk.services.intake import pinned_item, require_case
from window_desk.services.powers import with_powers
from window_desk.services.sending import send_legs, send_ready
from window_desk.storage import due
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk


def dispatch(desk: Desk, actor: Actor, case: str) -> Case:
    """Send every leg that can go now, and again those that came back."""
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        ready = competence.check_dispatch(found, actor)
        send_legs(tx, found.id, ready)
        return tx.case(found.id)


def answer_leg(
    desk: Desk,
    actor: Actor,
    case: str,
    step: str,
    outcome: ops.LegOutcome,
    reason: str = "",
    *,
    ground: str = "",
) -> Case:
    """Answer a department's leg; legs that waited for it go out in the same act.

    A reviewer answers for the own department only. Not agreeing needs a reason: the own words, or
    a `ground` from the centre's list, whose words are the reason where no others are given.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        competence.check_answer(found, actor, step)
        check_leg_here(found, tx.place(found.id), actor, step)
        listed = _listed(tx, ground)
        said = clean_text(reason, 1000) or listed
        if outcome != "agreed" and not said:
            raise RuleBroken(
                "case.reason",
                "This answer needs a written reason.",
                hint="Say what stands against it or what is missing.",
                article="xkf.38",
            )
        op = ops.CaseLegAnswered(step=step, outcome=outcome, reason=said, ground=ground)
        tx.record(op, on=found.id)
        if outcome == "agreed":
            send_ready(tx, found)
        return tx.case(found.id)


def _listed(tx: Change, ground: str) -> str:
    """The Chinese words of a ground of the centre's list; raises `RuleBroken` for another code."""
    words = tx.centre.opinion_ground(ground)
    if ground and words is None:
        raise RuleBroken(
            "case.ground",
            "{ground} is no listed reason.",
            hint="The listed ones are: {known}. Or give the reason in your own words.",
            ground=ground,
            known=[each.code for each in tx.centre.opinion_grounds] or "-",
        )
    return words.zh if words else ""


def decide(
    desk: Desk,
    actor: Actor,
    case: str,
    outcome: ops.Outcome,
    reason: str = "",
    *,
    alternative: str = "",
) -> Case:
    """Grant or refuse a case; by a reviewer of the lead department or a supervisor.

    The clerk who accepted an instant item may decide it with the power for it. A refusal needs
    its reason and an `alternative`, what the applicant can do instead. Where the number of permits
    is limited, who was accepted first is decided first (行政许可法 art. 57).
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        said = clean_text(reason, 1000)
        check_not_bundle(found)
        competence.check_decision(found, with_powers(tx, actor), outcome, said)
        if outcome == "granted":
            _check_order(tx, found)
        tx.record(
            ops.CaseDecided(
                outcome=outcome,
                document=tx.next_number("decision"),
                reason=said,
                alternative=check_alternative(alternative) if outcome == "refused" else "",
            ),
            on=found.id,
        )
        return tx.case(found.id)


def _check_order(tx: Change, case: Case) -> None:
    item = pinned_item(tx, case)
    earlier = due.earlier_of_quota(tx.connection, case.id) if item.quota else None
    if earlier is not None:
        raise RuleBroken(
            "case.quota_order",
            "{number} was accepted earlier and is not decided yet.",
            hint="{name} is granted in the order of acceptance: decide the earlier case first.",
            article="xkf.57",
            number=earlier,
            name=(item.name.zh, item.name.text("en")),
        )
