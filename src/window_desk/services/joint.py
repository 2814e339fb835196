"""The legs of a joint case: a body added by hand, an officer who has one, a reminder (催办)."""

from __future__ import annotations

from decimal import Decimal

from window_desk.domain import case as cases
from window_desk.domain import joint_moves, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.place import check_leg_here
from window_desk.domain.text import clean_text, require_text
from window_desk.services.intake import require_case
from window_desk.services.sending import send_legs
from window_desk.storage import reads
from window_desk.storage.desk import Desk


def add_body(
    desk: Desk,
    actor: Actor,
    case: str,
    department: str,
    reason: str,
    *,
    days: Decimal = Decimal(3),
    name: str = "",
) -> Case:
    """Hear a department that the route does not have; its leg goes out in the same act.

    By a reviewer of the lead department or a supervisor, with the reason. `days` are the working
    days it has, `name` what it is asked. Raises `RuleBroken` for a department that has the case.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        joint_moves.check_leads(found, actor, "add_leg")
        body = clean_text(department)
        known = tuple(each.name.zh for each in tx.centre.departments)
        joint_moves.check_new_body(found, body, days, known)
        step = joint_moves.new_step(found, body, clean_text(name), days)
        said = require_text(reason, ("理由", "reason"), 1000)
        tx.record(ops.CaseLegAdded(step=step, reason=said), on=found.id)
        send_legs(tx, found.id, (step.code,))
        return tx.case(found.id)


def assign_leg(
    desk: Desk, actor: Actor, case: str, step: str, to: str = "", note: str = ""
) -> Case:
    """Take a leg up, or hand it on to another reviewer of the same department with a note.

    `to` is an account, the actor's own where it is empty. The department keeps the leg.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        leg = joint_moves.check_own_leg(found, actor, "assign", step)
        check_leg_here(found, tx.place(found.id), actor, step)
        name = clean_text(to) or actor.account
        joint_moves.check_officer(leg, reads.actor(tx.connection, name), name)
        op = ops.CaseLegAssigned(step=step, to=name, note=clean_text(note))
        tx.record(op, on=found.id)
        return tx.case(found.id)


def remind(desk: Desk, actor: Actor, case: str, step: str, note: str = "") -> Case:
    """Remind the department of an open leg, by the window, the lead department or a supervisor.

    Once a working day; another one on the same day says why in its `note`.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        joint_moves.check_steers(found, actor, "remind")
        leg = cases.require_leg(found, step)
        said = clean_text(note)
        joint_moves.check_reminder(leg, tx.calendar, tx.now, said)
        tx.record(ops.CaseReminded(step=step, note=said), on=found.id)
        return tx.case(found.id)
