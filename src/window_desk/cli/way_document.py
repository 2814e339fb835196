"""What the commands answer about the ways out of an intake (行政许可法 art. 32(1))."""

from __future__ import annotations

from window_desk.domain.acceptance import Way
from window_desk.domain.acceptance_words import way_labels, why_text
from window_desk.domain.item import ServiceItem
from window_desk.domain.law import Law
from window_desk.locale import _, current
from window_desk.services.intake import CaseView

Document = dict[str, object]


def ways_of(view: CaseView) -> Document:
    """Every way out, how often corrections were asked for, and what the last round asked."""
    return {
        "ways": [_way(view.item, each) for each in view.verdict.ways],
        "rounds": len(view.case.rounds),
        "asked": [each.material.code for each in view.asked],
    }


def _way(item: ServiceItem, way: Way) -> Document:
    names = {each.code: each.name for each in item.materials}
    return {
        "way": way.name,
        "allowed": way.allowed,
        "article": way.article,
        "why": way.why or None,
        "message": why_text(way, names, current()),
        "materials": list(way.codes),
        "source": way.source or None,
        "reasons_needed": [
            {"material": each.material, "why": each.why, "source": each.source or None}
            for each in way.asks
        ],
    }


def way_rows(law: Law, view: CaseView) -> tuple[list[str], list[list[object]]]:
    """Every way out: whether it is open, its article, and what stands against it."""
    names = {each.code: each.name for each in view.item.materials}
    heads = ["", _("Way"), _("Article"), _("What stands against it")]
    return heads, [
        [
            "+" if each.allowed else "-",
            way_labels[each.name],
            law.cite(each.article, current()),
            why_text(each, names, current()),
        ]
        for each in view.verdict.ways
    ]
