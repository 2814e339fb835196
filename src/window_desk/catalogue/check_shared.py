"""What must be true of what a bundle's steps belong to, and of findings that are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from window_desk.catalogue.source import Complain, shown

if TYPE_CHECKING:
    from window_desk.catalogue.check import Draft


def check_shared(draft: Draft, complain: Complain) -> None:
    """Complain of steps of items that are no children, and of waivers without a rule or reason."""
    for path, step in draft.located("steps", draft.item.steps):
        if step.child and draft.right("children") and step.child not in draft.item.children:
            message = f"{shown(step.child)} is no child of this item; add it or take it out here."
            complain((*path, "child"), message, "part.unknown")
    for path, waiver in draft.located("waivers", draft.item.waivers):
        if not waiver.rule:
            message = "A waiver names the rule whose finding it accepts; write it."
            complain((*path, "rule"), message, "waiver.without-reason")
        if not waiver.reason:
            message = "A finding is accepted for a written reason only; write it or mend the item."
            complain((*path, "reason"), message, "waiver.without-reason")
