"""The ways out of an intake as the verdict panel shows them: a line each, or one for all."""

from __future__ import annotations

from collections.abc import Iterator

from window_desk.domain.acceptance import Name, Way
from window_desk.domain.acceptance_words import short_labels, why_text
from window_desk.domain.case import Case
from window_desk.domain.checklist import Verdict
from window_desk.domain.item import ServiceItem
from window_desk.locale import current, word
from window_desk.locale.punctuation import named

_told_first: tuple[Name, ...] = (
    "accept", "conditional", "commit", "correct", "correct_on_spot", "not_required", "not_ours",
)  # fmt: skip


def is_at_window(case: Case | None) -> bool:
    """Whether a way out is still to be chosen for an open case."""
    return case is not None and case.state in ("intake", "correction")


def _sign(way: Way) -> str:
    return f"{'+' if way.allowed else '-'}{word(short_labels[way.name])}"


def _shown(verdict: Verdict) -> Iterator[Way]:
    """The five of the law, and the local forms where the item or the papers have them."""
    for each in verdict.ways:
        if each.why not in ("no_commitment", "nothing_promised"):
            yield each


def ways_line(verdict: Verdict) -> str:
    """All ways in one line, each with its sign."""
    return "  ".join(_sign(each) for each in _shown(verdict))


def closed_ways(verdict: Verdict, item: ServiceItem) -> list[str]:
    """Why the others are closed, one sentence for those with the same reason."""
    names = {each.code: each.name for each in item.materials}
    shown = {each.name: each for each in _shown(verdict)}
    said: dict[str, list[str]] = {}
    for name in _told_first:
        way = shown.get(name)
        if way is not None and not way.allowed:
            label = word(short_labels[name])
            said.setdefault(why_text(way, names, current()), []).append(label)
    between = "、" if current() == "zh" else ", "
    return [named(between.join(labels), why) for why, labels in said.items()]


def ways_column(verdict: Verdict, item: ServiceItem) -> list[str]:
    """A line for each way, with what stands against it."""
    names = {each.code: each.name for each in item.materials}
    return [
        _sign(each) if each.allowed else named(_sign(each), why_text(each, names, current()))
        for each in _shown(verdict)
    ]
