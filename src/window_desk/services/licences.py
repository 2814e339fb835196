"""The licence that a renewal continues: its last day is a cliff (行政许可法 art. 50)."""

from __future__ import annotations

from datetime import date

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.services.intake import CaseView, pinned_item, require_case, view
from window_desk.storage.desk import Desk

longest_years = 100
"""A day further away than that is a slip of the hand."""


def note_licence(desk: Desk, actor: Actor, case: str, until: date) -> CaseView:
    """Note the last day of the licence that is to be renewed.

    Undecided by then, the renewal counts as granted. Raises `RuleBroken` for an item that renews
    nothing, and for a licence that has ended: that needs a new application.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "note_licence")
        item = pinned_item(tx, found)
        if not item.renewal:
            raise RuleBroken(
                "case.no_renewal",
                "{name} renews no licence.",
                hint="Only a renewal asks for the day on which the licence ends.",
                name=(item.name.zh, item.name.text("en")),
            )
        if not tx.today <= until or until.year > tx.today.year + longest_years:
            raise RuleBroken(
                "case.licence_day",
                "A licence to renew cannot end on {day}.",
                hint="Read the day on the licence; one that has ended needs a new application.",
                article="xkf.50",
                day=until,
            )
        tx.record(ops.CaseLicenceNoted(until=until), on=found.id)
        return view(tx, found.id)
