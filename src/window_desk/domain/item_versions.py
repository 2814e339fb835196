"""Which version of an item counts on which day.

In force on a day is the newest version whose `valid_from` is not after it; a version without one
counts from the beginning. A newer version that begins earlier calls off one that was planned.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from window_desk.domain.errors import Label
from window_desk.domain.item import ServiceItem

Standing = Literal["in_force", "planned", "past", "called_off"]

standing_labels: dict[Standing, Label] = {
    "in_force": ("现行", "in force now"),
    "planned": ("待生效", "planned"),
    "past": ("已被取代", "replaced"),
    "called_off": ("不再生效", "called off"),
}
"""How a version stands on a day."""


def first_day(item: ServiceItem) -> date:
    """The day from which a version may count."""
    return item.valid_from or date.min


def replaced_from(versions: Iterable[ServiceItem]) -> dict[int, date]:
    """By version the first day on which a newer one is in force; `date.max` for never."""
    days: dict[int, date] = {}
    newer = date.max
    for each in sorted(versions, key=lambda item: item.version, reverse=True):
        days[each.version] = newer
        newer = min(newer, first_day(each))
    return days


def standings(versions: Iterable[ServiceItem], day: date) -> dict[int, Standing]:
    """How each version stands on a day, by its number; one at most is in force."""
    known = list(versions)
    until = replaced_from(known)
    return {each.version: _standing(first_day(each), until[each.version], day) for each in known}


def _standing(begins: date, ends: date, day: date) -> Standing:
    if day < begins:
        return "planned" if begins < ends else "called_off"
    return "in_force" if day < ends else "past"
