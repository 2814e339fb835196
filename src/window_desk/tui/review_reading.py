"""Lists of reviews for a screen: what was read, its columns, rows and counts in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec
from rich.cells import cell_len

from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual
from window_desk.domain.leg_light import LegLight
from window_desk.locale import _, word
from window_desk.locale.punctuation import listed
from window_desk.tui.leg_words import leg_tones
from window_desk.tui.open_cases import light_text
from window_desk.tui.told import department_text
from window_desk.tui.widgets.lines import Column, Line

if TYPE_CHECKING:
    from window_desk.domain.actor import Actor
    from window_desk.storage.desk import Desk
    from window_desk.storage.review_lists import View
    from window_desk.storage.reviews import ReviewCounts, ReviewLine
    from window_desk.storage.stuck import Remaining

page_size = 200

view_labels: dict[str, Label] = {
    "mine": ("我领办的", "mine"),
    "department": ("本部门", "my department's"),
    "asking": ("待申请人补充", "asked of the applicant"),
    "all": ("全部部门", "all departments"),
}
"""What each list is called."""

Names = Mapping[str, Bilingual]


class Listed(msgspec.Struct, frozen=True):
    """The lines read so far of a list, the key of the next page, and the department's counts.

    `others` are by case what is left for every department.
    """

    view: View
    lines: tuple[ReviewLine, ...]
    next: str
    today: date
    counts: ReviewCounts | None = None
    others: Mapping[str, tuple[Remaining, ...]] = {}

    def joined(self, more: Listed) -> Listed:
        """This list with its next page behind it."""
        return msgspec.structs.replace(
            more, lines=self.lines + more.lines, others={**self.others, **more.others}
        )


def read_reviews(
    desk: Desk, actor: Actor, view: View, after: str = "", limit: int = page_size
) -> Listed:
    """Read a page of an account's list, in a thread."""
    from window_desk.storage import review_lists, reviews

    department = actor.department
    with desk.look() as look:
        found = review_lists.read_list(
            look, view, department, actor.account, after=after, limit=limit
        )
        counts = reviews.read_counts(look, department, actor.account) if department else None
        return Listed(view, found.lines, found.next, look.today, counts)


def read_stuck(desk: Desk, after: str = "", limit: int = page_size) -> Listed:
    """Read a page of who holds what, with what remains for the others, in a thread."""
    from window_desk.storage import stuck

    with desk.look() as look:
        found = stuck.read_stuck(look, after=after, limit=limit)
        others = {each.line.key: each.others for each in found.lines}
        lines = tuple(each.line for each in found.lines)
        return Listed("all", lines, found.next, look.today, others=others)


def state_cell(line: ReviewLine) -> str:
    """The light of a line with its word, or that it waits for the decision."""
    if line.state == "decide":
        return f"> {_('to decide')}"
    if line.is_suspended and line.state == "open":
        return f"= {_('suspended')}"
    return light_text(line.light)


def _state_width() -> int:
    texts = [*map(light_text, LegLight), f"> {_('to decide')}", f"= {_('suspended')}"]
    return max(map(cell_len, texts))


def review_columns(width: int) -> list[Column]:
    """The columns of a reviewer's list in so many cells."""
    return [
        Column(_("state"), _state_width()),
        Column(_("left"), 4, right=True),
        Column(_("step")),
        Column(_("item")),
        *([Column(_("for"), 6)] if width >= 72 else []),
        Column(_("officer"), 8),
    ]


def review_row(line: ReviewLine, width: int) -> Line:
    """A line of a reviewer's list."""
    cells = (
        state_cell(line),
        "" if line.left is None else str(line.left),
        word(line.step_name),
        word(line.item_name),
        *([line.applicant or _("erased")] if width >= 72 else []),
        line.officer_name or line.officer or "-",
    )
    return Line(line.key, cells, leg_tones[line.light])


def stuck_columns(width: int) -> list[Column]:
    """The columns of who holds what in so many cells."""
    wide = width >= 110
    return [
        Column(_("state"), _state_width()),
        Column(_("left"), 4, right=True),
        Column(_("held by"), 26 if wide else 12),
        Column(_("since"), 5),
        *([Column(_("number"), 20)] if wide else []),
        Column(_("item")),
        Column(_("remains for")),
        Column(_("reminded"), 8),
    ]


def stuck_row(line: ReviewLine, others: tuple[Remaining, ...], short: Names, width: int) -> Line:
    """Who holds a case, since when, what remains for the others, and the last reminder."""
    bodies = dict.fromkeys(department_text(each.department, short) for each in others)
    remaining = f"{len(others)} {listed(bodies)}" if others else "-"
    cells = (
        state_cell(line),
        "" if line.left is None else str(line.left),
        holder_cell(line, short, width),
        day_cell(line.since),
        *([line.number] if width >= 110 else []),
        word(line.item_name),
        remaining,
        day_cell(line.reminded_at),
    )
    return Line(line.key, cells, leg_tones[line.light])


def holder_cell(line: ReviewLine, short: Names, width: int) -> str:
    """The department, and where there is room its own desk, or the officer who has it here."""
    body = department_text(line.department, short)
    more = line.desk or line.officer_name
    return f"{body} {more}" if width >= 110 and more else body


def day_cell(at: datetime | None) -> str:
    """A moment's day at the centre, as month and day."""
    return f"{at.astimezone(CENTRE_TIME):%m-%d}" if at else "-"


def counts_text(listed_: Listed) -> str:
    """Which list this is, and how many legs the own department has."""
    said = [word(view_labels[listed_.view])]
    counts = listed_.counts
    if counts is not None:
        said += [
            _("open {count}").format(count=counts.open),
            f"{light_text(LegLight.LATE)} {counts.late}",
            f"{light_text(LegLight.APPLICANT)} {counts.asking}",
            _("mine {count}").format(count=counts.mine),
        ]
    return "  ".join(said)
