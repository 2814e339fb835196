"""What must be true of an item's terms: kind, fees, and what stops its clock, renews or ages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from window_desk.catalogue.source import Complain, shown

if TYPE_CHECKING:
    from window_desk.catalogue.check import Draft

permit = "01"
"""The item type for which 行政许可法 holds."""

rules_of_form = {"special": "permit.special"}
"""The rule that a field breaks when its value cannot be what it must be: one of a list of law."""


def check_terms(draft: Draft, complain: Complain) -> None:
    """Complain of routes, fees, procedures and declarations that the law does not know."""
    _check_instant(draft, complain)
    _check_fees(draft, complain)
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
            "permit.special",
        )
    if item.own_suspensions and item.type == permit:
        complain(
            draft.at("own_suspensions"),
            "A permit's limit is stopped by the eight procedures of the permit law (art. 45) "
            'and nothing else; name those that apply in "special".',
            "permit.special",
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
                "permit.only",
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


def _check_instant(draft: Draft, complain: Complain) -> None:
    item = draft.item
    if item.kind != "instant" or not draft.right("kind"):
        return
    if item.promised and item.promised.value != 0:
        complain(
            draft.at("promised", "value"),
            "An instant item is decided while the applicant waits; "
            'promise 0 days or make its kind "committed".',
            "instant.route",
        )
    if len(item.steps) > 1:
        complain(
            draft.at("steps", 1),
            'An instant item has one step at most; take this one out or make its kind "committed".',
            "instant.route",
        )
    for path, step in draft.located("steps", item.steps):
        if draft.right("department") and step.department != item.department:
            complain(
                (*path, "department"),
                "An instant item is decided by its own department; "
                f'write {shown(item.department)} here or make its kind "committed".',
                "instant.route",
            )


def _check_fees(draft: Draft, complain: Complain) -> None:
    for path, fee in draft.located("fees", draft.item.fees):
        if not fee.basis:
            message = "A fee needs its legal basis; write it here or remove the fee."
            complain((*path, "basis"), message, "fee.without-basis")
        if fee.amount < 0:
            complain((*path, "amount"), "The fee is negative; write the amount in fen, 0 or more.")
