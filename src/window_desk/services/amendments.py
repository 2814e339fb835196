"""Putting an acceptance right: a clerk asks, a supervisor approves, the notice is issued again."""

from __future__ import annotations

from datetime import date

from window_desk.domain import amendment, checklist, ops
from window_desk.domain import case as cases
from window_desk.domain.actor import Actor
from window_desk.domain.bundle import child_of
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.domain.text import clean_text, require_text
from window_desk.services.intake import require_case, require_guide
from window_desk.services.sending import send_legs
from window_desk.storage import items
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk

_reason = ("理由", "reason")


def ask_amendment(
    desk: Desk,
    actor: Actor,
    case: str,
    *,
    item: str = "",
    accepted_on: date | None = None,
    reason: str,
) -> Case:
    """Ask a supervisor to change the item or the day of acceptance of a case under review.

    Raises `RuleBroken` for an item without a guide or once a department has answered, and for a
    day in the future or before the papers came in.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        amendment.check_ask(found, actor)
        code = clean_text(item)
        amendment.check_amendment(
            found, require_guide(tx, code) if code else None, accepted_on, tx.today
        )
        said = require_text(reason, _reason)
        asked = ops.CaseAmendmentAsked(reason=said, item=code, accepted_on=accepted_on)
        tx.record(asked, on=found.id)
        return tx.case(found.id)


def approve_amendment(desk: Desk, actor: Actor, case: str) -> Case:
    """Change the acceptance as asked; its notice has a new number and new legs go out at once.

    A supervisor does it, and not the account that asked. What stood before stays on record.
    """
    actor.require("supervise")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        asked = _require_asked(found)
        if amendment.asked_by(tx.history(found.id), tx.home) == actor.account:
            raise RuleBroken(
                "amendment.same_person",
                "Whoever asked for an amendment does not approve it.",
                hint="Another supervisor does.",
            )
        item = require_guide(tx, asked.item) if asked.item else None
        amendment.check_amendment(found, item, asked.accepted_on, tx.today)
        tx.record(_amended(tx, found, asked, item), on=found.id)
        send_legs(tx, found.id, cases.ready_legs(tx.case(found.id)) if item else ())
        return tx.case(found.id)


def _amended(
    tx: Change, case: Case, asked: ops.CaseAmendmentAsked, item: ServiceItem | None
) -> ops.CaseAmended:
    document = tx.next_number("acceptance")
    if item is None:
        return ops.CaseAmended(
            reason=asked.reason, document=document, accepted_on=asked.accepted_on
        )
    assert item.promised is not None, "an item with a guide has its promised limit"
    whole = items.whole_item(tx.connection, item.code, tx.today, case.answers) or item
    found = items.parts(tx.connection, item, case.answers, tx.today)
    return ops.CaseAmended(
        reason=asked.reason,
        document=document,
        accepted_on=asked.accepted_on,
        item=item.code,
        item_version=item.version,
        promised=item.promised,
        statutory=item.statutory,
        lead=item.department,
        instant=item.kind == "instant",
        steps=checklist.steps(whole, case.answers),
        joins=item.joins,
        missing_opinion=item.missing_opinion,
        children=tuple(child_of(each.item) for each in found if each.included),
        pinned=items.pins_of(tx.connection, item, tx.today),
        same=amendment.same_papers(items.item_of(tx.connection, case), whole),
    )


def refuse_amendment(desk: Desk, actor: Actor, case: str, reason: str) -> Case:
    """Leave the acceptance as it is, with a reason for whoever asked."""
    actor.require("supervise")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        _require_asked(found)
        tx.record(ops.CaseAmendmentRefused(reason=require_text(reason, _reason)), on=found.id)
        return tx.case(found.id)


def _require_asked(case: Case) -> ops.CaseAmendmentAsked:
    cases.check_act(case, "amend")
    if case.amendment is None:
        raise RuleBroken(
            "amendment.none",
            "No amendment of this case is asked for.",
            hint="window-desk supervise amendments lists those that are.",
        )
    return case.amendment
