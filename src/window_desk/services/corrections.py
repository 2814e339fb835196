"""Papers put right: at once at the window, or brought back after a correction notice."""

from __future__ import annotations

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import require_text
from window_desk.services.intake import CaseView, pinned_item, require_case, view
from window_desk.services.judging import judge, material_name
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk


def correct_on_spot(desk: Desk, actor: Actor, case: str, material: str, what: str) -> CaseView:
    """Let the applicant put a paper right at the window (行政许可法 art. 32(1)3).

    Who, when and `what` was changed are on record, and the paper is in order. Raises `RuleBroken`
    for a paper that is not marked as wrong: what is missing cannot be put right on the spot.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "correct_on_spot")
        item = pinned_item(tx, found)
        way = judge(tx, found, item).way("correct_on_spot")
        if all(each.code != material for each in item.materials):
            raise RuleBroken(
                "case.material",
                "{paper} is not on this checklist.",
                hint="The papers are: {known}. Nothing else may be asked for.",
                article="xkf.31",
                paper=material,
                known=[each.code for each in item.materials] or "-",
            )
        if not way.allowed or material not in way.codes:
            raise RuleBroken(
                "case.not_on_spot",
                "{name} has no error that can be put right on the spot.",
                hint="Mark it as not in order first; what is missing is told in the notice.",
                article=way.article,
                name=material_name(item, material),
            )
        said = require_text(what, ("更正内容", "what was put right"))
        tx.record(ops.CaseCorrectedOnSpot(material=material, what=said), on=found.id)
        return view(tx, found.id)


def return_corrections(desk: Desk, actor: Actor, case: str) -> CaseView:
    """Note that the applicant came back with what a correction notice had asked for.

    From this day an acceptance counts (行政许可法 art. 32(1)5). Coming again is noted only while
    something that was asked for is still open; then the later day counts.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "return_corrections")
        if found.returned_at is not None and _all_in_order(tx, found.id):
            raise RuleBroken(
                "case.returned",
                "The corrected papers are in already.",
                hint="Accept the case: it counts from the day on which they came.",
                article="xkf.32.1.5",
            )
        tx.record(ops.CaseCorrectionsReturned(), on=found.id)
        return view(tx, found.id)


def _all_in_order(tx: Change, case: str) -> bool:
    return all(each.in_order for each in view(tx, case).asked)
