"""Why an act of the intake is not possible now, from the ways out of its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from window_desk.domain.acceptance import Way
from window_desk.domain.acceptance_words import why_text
from window_desk.domain.told_once import notice_out
from window_desk.locale import _, current
from window_desk.tui.leg_words import moment_text

if TYPE_CHECKING:
    from window_desk.services.intake import CaseView


def why_not(verb: str, view: CaseView) -> str:
    """Why this action does nothing now, or an empty text."""
    match verb:
        case "accept":
            return _why_not_accept(view)
        case "settle":
            if view.item.kind != "instant" and not _why_not_accept(view):
                return _("This is not decided on the spot: a accepts it.")
            return _why_not(view, view.verdict.way("accept"))
        case "correct" | "correct_on_spot" | "commit":
            return _why_not(view, view.verdict.way(verb))
        case "licence":
            return "" if view.item.renewal else _("This item renews no licence.")
        case "receipt":
            states = {each.state for each in view.case.checks.values()}
            if not states & {"received", "defective"}:
                return _("Nothing was handed in yet: r or d marks what was.")
    return ""


def _why_not_accept(view: CaseView) -> str:
    is_conditional = view.verdict.outcome == "conditional"
    return _why_not(view, view.verdict.way("conditional" if is_conditional else "accept"))


def _why_not(view: CaseView, way: Way) -> str:
    match way.why:
        case "":
            return ""
        case "unchecked":
            return _("Papers not looked at yet: {count}. r, m or d; A for all the rest.").format(
                count=len(way.codes)
            )
        case "ended":
            return _("This is not for us in this situation: x turns away and names the way.")
        case "wrong":
            return _("Papers are missing or not in order: c tells the applicant once.")
        case "told" if (out := notice_out(view.case)) is not None:
            return _(
                "All of this was told on {at} with notice {document}: b when the applicant is back."
            ).format(at=moment_text(out.at), document=out.document)
        case "licence":
            return _("A renewal: l notes the last day of the licence first.")
        case "nothing_wrong" if way.name == "correct":
            return _("Nothing has to be corrected: a accepts.")
    names = {each.code: each.name for each in view.item.materials}
    return why_text(way, names, current())
