"""Items as cases have them: a bundle with the papers, questions and steps of its children."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from window_desk.domain import bundle
from window_desk.domain.case import Case
from window_desk.domain.item import Pinned, ServiceItem
from window_desk.domain.unknown_item import item_known_from
from window_desk.storage import reads
from window_desk.storage.connection import Connection


def whole_item(
    connection: Connection, code: str, day: date, answers: Mapping[str, str] | None = None
) -> ServiceItem | None:
    """The item in force on a day as it would be asked for; None when there is no such item."""
    item = reads.item_on(connection, code, day)
    return None if item is None else as_asked(connection, item, day, answers)


def as_asked(
    connection: Connection, item: ServiceItem, day: date, answers: Mapping[str, str] | None = None
) -> ServiceItem:
    """An item as these answers, or the usual ones, make it on a day."""
    return bundle.compose(item, children_on(connection, item, day), answers or {})


def item_of(connection: Connection, case: Case) -> ServiceItem:
    """The item of a case in the versions it was opened under, as its answers make it.

    Of a case of another desk whose item has not arrived here, what the case itself says.
    """
    item = _pinned(connection, case)
    return bundle.compose(item, _children(connection, item, case.pinned), case.answers)


def every_part_of(connection: Connection, case: Case) -> ServiceItem:
    """The item of a case with all parts it could have: what is told of it finds its name here."""
    found = every_part(connection, case.item, case.item_version, case.pinned)
    return item_known_from(case) if found is None else found


def every_part(
    connection: Connection, code: str, version: int, pinned: Iterable[Pinned] = ()
) -> ServiceItem | None:
    """An item with all parts it could have, its children pinned or newest; None when unknown."""
    item = reads.item(connection, code, version)
    if item is None or not item.children:
        return item
    return bundle.compose_all(item, _children(connection, item, pinned))


def parts(
    connection: Connection, item: ServiceItem, answers: Mapping[str, str], day: date
) -> tuple[bundle.Part, ...]:
    """The items of a bundle in force on a day, each with whether the answers include it."""
    return bundle.parts(item, children_on(connection, item, day), answers)


def parts_of(connection: Connection, case: Case) -> tuple[bundle.Part, ...]:
    """The items of a bundle's case, each with whether the answers include it."""
    item = _pinned(connection, case)
    return bundle.parts(item, _children(connection, item, case.pinned), case.answers)


def children_on(connection: Connection, item: ServiceItem, day: date) -> tuple[ServiceItem, ...]:
    """The children of a bundle that are in force on a day."""
    found = (reads.item_on(connection, code, day) for code in item.children)
    return tuple(each for each in found if each is not None)


def pins_of(connection: Connection, item: ServiceItem, day: date) -> tuple[Pinned, ...]:
    """The versions of a bundle's children that are in force, for a case that is opened then."""
    return tuple(Pinned(each.code, each.version) for each in children_on(connection, item, day))


def _children(
    connection: Connection, item: ServiceItem, pinned: Iterable[Pinned]
) -> tuple[ServiceItem, ...]:
    """The children in the pinned versions, in their newest where none is pinned."""
    versions = {each.item: each.version for each in pinned}
    found = []
    for code in item.children:
        if code in versions:
            found.append(reads.item(connection, code, versions[code]))
        else:
            found += reads.item_versions(connection, code)[:1]
    return tuple(each for each in found if each is not None)


def _pinned(connection: Connection, case: Case) -> ServiceItem:
    item = reads.item(connection, case.item, case.item_version)
    return item_known_from(case) if item is None else item
