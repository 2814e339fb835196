"""What the catalogue screen reads: the items that a filter lets through, and one with its past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from window_desk.domain.item import Bilingual, ServiceItem
from window_desk.domain.item_versions import first_day, standings
from window_desk.storage.rows import ItemLine

if TYPE_CHECKING:
    from window_desk.storage.desk import Desk


class Shelf(msgspec.Struct, frozen=True):
    """What the filter lets through, of how many."""

    items: tuple[ItemLine, ...]
    total: int
    guides: int


class Opened(msgspec.Struct, frozen=True):
    """The chosen item as it is in force on a day, the names of the items that it bundles.

    A bundle is shown with the papers and steps that the usual answers bring.

    `versions` are all of its versions, the newest first.
    """

    item: ServiceItem
    children: tuple[Bilingual, ...]
    versions: tuple[ServiceItem, ...]
    today: date

    @property
    def planned(self) -> ServiceItem | None:
        """The next version that is not in force yet."""
        stands = standings(self.versions, self.today)
        later = [each for each in self.versions if stands[each.version] == "planned"]
        return min(later, key=first_day, default=None)


def read_shelf(
    desk: Desk, text: str, guides_only: bool, departments: Mapping[str, Bilingual]
) -> Shelf:
    """Filter the items in force today, the best first, in a thread.

    They are found by their search keys, and by the names of their departments.
    """
    from window_desk.catalogue import search

    query = search.normalise_query(text)
    with desk.look() as look:
        everything = look.items
    ranked = []
    for at, (each, keys) in enumerate(everything):
        if guides_only and not each.guide:
            continue
        rank = search.matches(keys, query)
        if rank is not None:
            ranked.append((int(rank), at, each))
            continue
        name = departments.get(each.department, Bilingual(each.department))
        office = search.normalise_query(f"{name.zh} {name.en}")
        if all(term in keys or term in office for term in query.split()):
            ranked.append((len(search.Rank), at, each))
    ranked.sort(key=lambda one: one[:2])
    return Shelf(
        tuple(each for _rank, _at, each in ranked),
        len(everything),
        sum(each.guide for each, _keys in everything),
    )


def read_item(desk: Desk, code: str) -> Opened | None:
    """One item with its versions, in a thread; None when nothing is chosen."""
    from window_desk.storage import items, reads

    with desk.look() as look:
        item = reads.item_on(look.connection, code, look.today) if code else None
        if item is None:
            return None
        children = items.children_on(look.connection, item, look.today)
        versions = reads.item_versions(look.connection, code)
        whole = items.as_asked(look.connection, item, look.today)
        return Opened(whole, tuple(each.name for each in children), versions, look.today)
