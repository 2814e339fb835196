"""The list of items that fit what is typed, and why one of them cannot be opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from window_desk.domain.item import Bilingual
from window_desk.locale import _, word
from window_desk.storage.rows import ItemLine
from window_desk.tui.widgets.lines import Column, Line, Lines

most_shown = 50
"""How many items are listed; more letters find the others."""


def item_name(line: ItemLine) -> str:
    """The item's name in the present language."""
    return word(Bilingual(line.name_zh, line.name_en))


def best_items(items: Iterable[tuple[ItemLine, str]], typed: str) -> tuple[ItemLine, ...]:
    """The items that fit, those with a service guide first, then the best; run in a thread."""
    from window_desk.catalogue import search

    query = search.normalise_query(typed)
    found = [
        (not line.guide, rank, line.code, line)
        for line, keys in items
        if (rank := search.matches(keys, query)) is not None
    ]
    found.sort(key=lambda each: each[:3])
    return tuple(each[3] for each in found[:most_shown])


def why_not_item(line: ItemLine) -> str:
    """Why no case of this item can be opened, or an empty text."""
    if line.guide:
        return ""
    return _(
        "{name} is in the directory, but its service guide is not here yet: an admin imports it"
        " with window-desk catalogue import FILE."
    ).format(name=item_name(line))


class ItemList(Lines):
    """The items that fit."""

    can_focus = False

    def __init__(self) -> None:
        super().__init__(self._columns(), id="matches")
        self.found: tuple[ItemLine, ...] = ()

    def _columns(self) -> list[Column]:
        return [
            Column(_("item"), 0),
            Column(_("kind"), 12),
            Column(_("code"), 18),
        ]

    def show_items(self, found: Sequence[ItemLine]) -> None:
        """Show the items; those without a guide are dim and say so."""
        self.found = tuple(found)
        self.show([self._line(each) for each in self.found])

    def _line(self, each: ItemLine) -> Line:
        if not each.guide:
            return Line(each.code, (item_name(each), _("no guide"), each.code), "dim")
        kind = _("on the spot") if each.kind == "instant" else _("in its time")
        return Line(each.code, (item_name(each), kind, each.code))

    @property
    def picked(self) -> ItemLine | None:
        """The item under the cursor."""
        line = self.chosen
        return next((each for each in self.found if line and each.code == line.key), None)

    def retranslate(self) -> None:
        """Name columns and items in the present language."""
        self.retitle([each.title for each in self._columns()])
        self.show_items(self.found)
