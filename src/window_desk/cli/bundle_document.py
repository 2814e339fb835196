"""What the commands answer about the items of a bundle (一件事)."""

from __future__ import annotations

from collections.abc import Iterable

from window_desk.cli.clock_document import Document
from window_desk.domain import case_clocks
from window_desk.domain.bundle import Part
from window_desk.domain.case import Case, ChildCase
from window_desk.locale import _, word
from window_desk.storage import items
from window_desk.storage.change import Look

outcome_labels = {"granted": ("准予", "granted"), "refused": ("不予许可", "refused")}


def children_of(case: Case, look: Look) -> list[Document]:
    """Each item of a bundle: whether the answers include it, its limit by law, its decision.

    Once the case is accepted only those that it includes.
    """
    decided = {each.part.item: each for each in case.children}
    return [
        _child(each, decided.get(each.item.code), case, look)
        for each in items.parts_of(look.connection, case)
        if case.accepted_at is None or each.included
    ]


def _child(part: Part, child: ChildCase | None, case: Case, look: Look) -> Document:
    item = part.item
    limit = case_clocks.explain(case, item.statutory, look.calendar, look.today)
    return {
        "item": item.code,
        "version": item.version,
        "name": word(item.name),
        "department": item.department,
        "included": part.included,
        "because": part.because or None,
        "statutory_due": limit.due.date if limit else None,
        "outcome": (child.outcome if child else "") or None,
        "document": (child.document if child else "") or None,
        "reason": child.reason if child else "",
        "decided_at": child.decided_at if child else None,
        "decided_by": (child.decided_by if child else "") or None,
    }


def child_rows(children: Iterable[Document]) -> tuple[list[str], list[list[object]]]:
    """The items of a bundle as a table."""
    heads = [_("Item"), _("Department"), _("By law"), _("State"), _("Document")]
    return heads, [
        [each["name"], each["department"], each["statutory_due"], _state(each), each["document"]]
        for each in children
    ]


def _state(child: Document) -> object:
    if not child["included"]:
        return _("not needed by these answers")
    outcome = child["outcome"]
    return outcome_labels[outcome] if isinstance(outcome, str) else _("not decided")
