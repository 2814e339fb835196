"""What must be true of the terms of an item: what stops its clock, ages, renews or is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from window_desk.catalogue.source import Complain

if TYPE_CHECKING:
    from window_desk.catalogue.check import Draft

permit = "01"
"""The item type for which 行政许可法 holds."""


def check_terms(draft: Draft, complain: Complain) -> None:
    """Complain of procedures, renewals, quotas and declarations that the law does not know."""
    _check_suspensions(draft, complain)
    _check_permits_only(draft, complain)
    _check_commitment(draft, complain)
    _check_late_promise(draft, complain)
    for path, each in draft.located("materials", draft.item.materials):
        if each.valid_days < 0:
            complain((*path, "valid_days"), "A paper cannot age backwards; write 0 or more days.")
        if each.returned and (each.copies or each.valid_days or not each.originals):
            complain(
                (*path, "returned"),
                "Only an original that is shown can be given back, and nothing of it is kept: "
                "give originals, and neither copies nor valid_days.",
            )


def _check_suspensions(draft: Draft, complain: Complain) -> None:
    item = draft.item
    if not draft.right("type"):
        return
    if item.special and item.type != permit:
        complain(
            draft.at("special"),
            "Only a permit's limit is stopped by the procedures of the permit law (art. 45); "
            'write this item\'s own grounds as "own_suspensions".',
        )
    if item.own_suspensions and item.type == permit:
        complain(
            draft.at("own_suspensions"),
            "A permit's limit is stopped by the eight procedures of the permit law (art. 45) "
            'and nothing else; name those that apply in "special".',
        )


def _check_permits_only(draft: Draft, complain: Complain) -> None:
    """Renewal by silence (行政许可法 art. 50) and quotas (art. 57) are matters of permits."""
    item = draft.item
    if item.type == permit or not draft.right("type"):
        return
    for field, is_set, article in (("renewal", item.renewal, 50), ("quota", item.quota, 57)):
        if is_set:
            complain(
                draft.at(field),
                f'Only a permit can be a "{field}" (permit law, art. {article}); '
                f'take it out or write type = "{permit}".',
            )


def _check_commitment(draft: Draft, complain: Complain) -> None:
    terms = draft.item.commitment
    if terms is None or not draft.right("commitment"):
        return
    if not terms.conditions:
        complain(
            draft.at("commitment", "conditions"),
            "Nothing is declared without conditions that were told; write at least one.",
        )
    if terms.check_days < 1:
        complain(
            draft.at("commitment", "check_days"),
            "What was declared is checked afterwards; write 1 or more working days.",
        )


def _check_late_promise(draft: Draft, complain: Complain) -> None:
    item = draft.item
    promised = any(each.deferrable for each in item.materials)
    if item.late_promise != "stays" and not promised and draft.right("materials", "late_promise"):
        complain(
            draft.at("late_promise"),
            "No paper of this item may follow later; mark one as deferrable or take this out.",
        )
