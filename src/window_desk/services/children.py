"""Deciding the items of a bundle (一件事) one by one; the last decision decides the case."""

from __future__ import annotations

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.child_decision import check_child_decision, outcome_of_whole
from window_desk.domain.place import check_child_here
from window_desk.domain.saying_no import check_alternative
from window_desk.domain.text import clean_text
from window_desk.services.intake import require_case
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk


def decide_child(
    desk: Desk,
    actor: Actor,
    case: str,
    item: str,
    outcome: ops.Outcome,
    reason: str = "",
    *,
    alternative: str = "",
) -> Case:
    """Grant or refuse one item of a bundle, by a reviewer of its department or a supervisor.

    With the last one the whole is decided, where a department's desk did it as soon as the owner
    hears of it: refused where every item is, otherwise granted as far as its items are. A refusal
    needs its reason and an `alternative`.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        said = clean_text(reason, 1000)
        child = check_child_decision(found, actor, item, outcome, said)
        check_child_here(found, tx.place(found.id), actor, child.part.item)
        tx.record(
            ops.CaseChildDecided(
                item=child.part.item,
                outcome=outcome,
                document=tx.next_number("decision"),
                reason=said,
                alternative=check_alternative(alternative) if outcome == "refused" else "",
            ),
            on=found.id,
        )
        if tx.place(found.id).is_ours:
            decide_whole(tx, found.id)
        return tx.case(found.id)


def decide_whole(tx: Change, identity: str) -> None:
    """Decide a bundle's case if every item in it is decided."""
    case = tx.case(identity)
    outcome = outcome_of_whole(case)
    if outcome is None:
        return
    refused = [each for each in case.children if each.outcome == "refused"]
    tx.record(
        ops.CaseDecided(
            outcome=outcome,
            document=tx.next_number("decision"),
            reason="；".join(f"{each.part.name.zh}：{each.reason}" for each in refused),
            alternative=_alternatives(tx, case),
        ),
        on=case.id,
    )


def _alternatives(tx: Change, case: Case) -> str:
    """What can be done instead, as it was said with the single items."""
    said = (each.op for each in tx.history(case.id))
    found = (each.alternative for each in said if isinstance(each, ops.CaseChildDecided))
    return "；".join(dict.fromkeys(each for each in found if each))
