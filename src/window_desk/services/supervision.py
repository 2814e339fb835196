"""What a supervisor looks at: every no that was said (办不成事), every late request to correct."""

from __future__ import annotations

from typing import Literal

from window_desk.domain import case as cases
from window_desk.domain import case_terms, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.streams import author
from window_desk.domain.text import require_text
from window_desk.services.intake import require_case
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk

Finding = Literal["stands", "called_back"]


def review_no(desk: Desk, actor: Actor, case: str, outcome: Finding, note: str) -> Case:
    """Note what a supervisor made of a no; it leaves the list of those not looked at.

    Raises `RuleBroken` where nothing was refused, where it was looked at already, and for the
    account that said the no.
    """
    actor.require("supervise")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        _check_no(found, actor)
        said = require_text(note, ("核查意见", "note"))
        tx.record(ops.CaseNoReviewed(outcome=outcome, note=said), on=found.id)
        return tx.case(found.id)


def _check_no(case: Case, actor: Actor) -> None:
    cases.check_act(case, "review_no")
    if case.no is None:
        raise RuleBroken(
            "no.none",
            "Nothing was refused in this case.",
            hint="window-desk supervise noes lists what was.",
        )
    if case.no.reviewed:
        raise RuleBroken(
            "no.reviewed",
            "This no was looked at already: {note}",
            hint="Its timeline says by whom and when.",
            note=case.no.note,
        )
    if case.no.by == actor.account:
        raise RuleBroken(
            "no.same_person",
            "Whoever said no does not look at it.",
            hint="Another supervisor or the admin does.",
        )


def see_late_request(desk: Desk, actor: Actor, case: str, note: str) -> Case:
    """Note that a supervisor looked at the first late request to correct that nobody looked at.

    Raises `RuleBroken` where nothing was asked for late, and for the account that did.
    """
    actor.require("supervise")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "see_late_request")
        late = case_terms.late_request(found)
        if late is None:
            raise RuleBroken(
                "late.none",
                "In this case no late request to correct waits to be looked at.",
                hint="window-desk supervise late lists those that do.",
                article="xkf.32.1.4",
            )
        if _asked_by(tx, found, late.document) == actor.account:
            raise RuleBroken(
                "late.same_person",
                "Whoever asked late does not look at it.",
                hint="Another supervisor or the admin does.",
            )
        said = require_text(note, ("核查意见", "note"))
        tx.record(ops.CaseLateRequestSeen(document=late.document, note=said), on=found.id)
        return tx.case(found.id)


def _asked_by(tx: Change, case: Case, document: str) -> str:
    return next(
        author(each.by, each.id, tx.home)
        for each in tx.history(case.id)
        if isinstance(each.op, ops.CaseCorrectionNotified | ops.CaseMoreNotified)
        and each.op.document == document
    )
