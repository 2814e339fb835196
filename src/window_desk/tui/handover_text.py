"""The hand-over sheet in words, a paragraph for each kind of thing that is open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from window_desk.domain.item import Bilingual
from window_desk.domain.ticket import state_labels
from window_desk.locale import _, current, word
from window_desk.storage.rows import CaseLine
from window_desk.tui.cells import day_text, short_day

if TYPE_CHECKING:
    from window_desk.storage.handover import OpenCase, OpenTicket, Sheet


def sheet_text(sheet: Sheet) -> list[str]:
    """The paragraphs of a sheet; what has nothing in it is left out."""
    parts = [
        (_("Numbers at the window"), [_ticket(each) for each in sheet.tickets]),
        (_("Not answered yet"), [_unanswered(each) for each in sheet.unanswered]),
        (
            _("Being taken in or corrected: {count}").format(count=sheet.taking_in_total),
            [_taking_in(each) for each in sheet.taking_in],
        ),
        (
            _("Accepted and under review: {count}").format(count=sheet.accepted_total),
            [_accepted(each) for each in sheet.accepted],
        ),
        (_("Promised papers"), [_promised(each) for each in sheet.promised]),
        (
            _("Drafts"),
            [f"{each.at:%m-%d %H:%M}  {each.ticket or '-'}" for each in sheet.drafts],
        ),
    ]
    found = [
        "\n".join([title, *(f"  {line}" for line in lines)]) for title, lines in parts if lines
    ]
    return found or [_("Nothing is open here.")]


def _ticket(ticket: OpenTicket) -> str:
    state = word(next(label for code, label in state_labels.items() if code == ticket.state))
    return "  ".join(each for each in (ticket.number, state, word(ticket.item)) if each)


def _head(line: CaseLine) -> str:
    item = word(Bilingual(line.item_zh, line.item_en)) or line.item
    return "  ".join((line.number or line.id, item, line.shown_name or _("erased")))


def _unanswered(case: OpenCase) -> str:
    said = _("accepted as of {received} if nothing is said by {day}")
    assert case.answer_by is not None
    days = said.format(day=day_text(case.answer_by), received=day_text(case.received_on))
    return f"{_head(case.line)}  {days}"


def _taking_in(case: OpenCase) -> str:
    if not case.line.rounds:
        return _head(case.line)
    asked = _("round {round}, asked for: {papers}").format(
        round=case.line.rounds, papers=_listed(word(each) for each in case.papers)
    )
    return f"{_head(case.line)}  {asked}"


def _accepted(line: CaseLine) -> str:
    if line.promised_due is None:
        return _head(line)
    # The day first: a long line may be broken anywhere, and a day that is broken is misread.
    due = _("due {day}").format(day=short_day(line.promised_due))
    return f"{due}  {_head(line)}"


def _promised(case: OpenCase) -> str:
    papers = _listed(word(each) for each in case.papers)
    by = day_text(case.supply_by) if case.supply_by else "-"
    return f"{_head(case.line)}  {papers}  {_('by {day}').format(day=by)}"


def _listed(parts: Iterable[str]) -> str:
    return ("、" if current() == "zh" else ", ").join(parts)
