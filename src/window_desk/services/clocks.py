"""The acts on a case's clocks: stop them, let them run again, lengthen the limit, start it anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from window_desk.domain import clock_moves, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import clean_text, require_text
from window_desk.services.intake import pinned_item, require_case
from window_desk.storage.desk import Desk


def suspend(
    desk: Desk,
    actor: Actor,
    case: str,
    ground: str,
    days: int,
    *,
    start: date | None = None,
    body: str = "",
) -> Case:
    """Stop both clocks for a special procedure (行政许可法 art. 45), told in writing.

    `days` are the working days that it needs, `body` who carries it out; `start` is today where
    it is not given. How its first day counts is the house's policy on the day of the act.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        clock_moves.check_actor(found, actor, "suspend")
        first = start or tx.today
        item = pinned_item(tx, found)
        code = clock_moves.check_suspension(found, item, ground, first, days, tx.today)
        op = ops.CaseSuspended(
            ground=code,
            start=first,
            document=tx.next_number("suspension"),
            days=days,
            body=clean_text(body),
            counting=tx.centre.policies.suspension_days,
        )
        tx.record(op, on=found.id)
        return tx.case(found.id)


def resume(
    desk: Desk, actor: Actor, case: str, *, end: date | None = None, ground: str = ""
) -> Case:
    """Let the clocks run again: `end`, by default today, was the last day of the suspension.

    Of several that last, `ground` says which one ended.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        clock_moves.check_actor(found, actor, "resume")
        last = end or tx.today
        item = pinned_item(tx, found)
        ended = clock_moves.check_resume(found, item, last, tx.today, clean_text(ground))
        tx.record(ops.CaseResumed(suspension=ended.id, end=last), on=found.id)
        return tx.case(found.id)


def extend(
    desk: Desk,
    actor: Actor,
    case: str,
    days: Decimal,
    by: ops.Extender,
    *,
    approver: str,
    reason: str,
) -> Case:
    """Lengthen both limits once, before the old date ends, and tell why (行政许可法 art. 42)."""
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        clock_moves.check_actor(found, actor, "extend")
        if by not in clock_moves.most_days:
            raise RuleBroken(
                "clock.extender",
                "{by} does not extend a limit.",
                hint="Say agency or government.",
                article="xkf.42",
                by=by,
            )
        item = pinned_item(tx, found)
        clock_moves.check_extension(found, item, days, by, tx.calendar, tx.today)
        op = ops.CaseExtended(
            days=days,
            by=by,
            approver=require_text(approver, ("批准人", "approver")),
            reason=require_text(reason, ("理由", "reason")),
            document=tx.next_number("extension"),
        )
        tx.record(op, on=found.id)
        return tx.case(found.id)


def restart(
    desk: Desk, actor: Actor, case: str, *, reason: str, basis: str, on: date | None = None
) -> Case:
    """Start both limits again from zero: `on`, by default today, is day 0.

    `basis` is the rule that says so. Not the same as a suspension, after which the rest runs on.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        clock_moves.check_actor(found, actor, "restart")
        day = on or tx.today
        clock_moves.check_restart(found, day, tx.today)
        op = ops.CaseRestarted(
            on=day,
            reason=require_text(reason, ("理由", "reason")),
            basis=require_text(basis, ("依据", "basis")),
        )
        tx.record(op, on=found.id)
        return tx.case(found.id)
