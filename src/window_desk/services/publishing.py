"""Publishing what the desk works by: settings, notices, laws and items, each as an op."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import count

import msgspec

from window_desk.domain import numbering, ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Notice
from window_desk.domain.centre import Centre
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.domain.item_versions import standings
from window_desk.domain.law import Article
from window_desk.storage import derived, log, reads
from window_desk.storage.change import Change, Look
from window_desk.storage.derived import Moved
from window_desk.storage.desk import Desk


class Published(msgspec.Struct, frozen=True):
    """How many items an import added, changed to a new version, or found as they were.

    `called_off` are codes and versions that were still to come and now never do.
    """

    added: int
    changed: int
    unchanged: int
    called_off: tuple[tuple[str, int], ...] = ()


def publish_items(
    desk: Desk,
    actor: Actor,
    items: Iterable[ServiceItem],
    keys: Callable[[ServiceItem], str],
) -> Published:
    """Publish items all or nothing; a changed item becomes its next version.

    A version that has been published never changes. One whose `valid_from` is still to come is
    kept, and in force from that day on.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        require_own(tx, "item")
        return put_items(tx, items, keys)


def preview_items(desk: Desk, items: Iterable[ServiceItem]) -> Published:
    """What publishing these items would add, change and leave, without saving anything."""
    with desk.look() as look:
        tally = _Tally(look)
        for each in items:
            tally.count(each)
    return tally.published


def put_items(
    tx: Change, items: Iterable[ServiceItem], keys: Callable[[ServiceItem], str]
) -> Published:
    """Publish items inside a change; `keys` makes an item's search text."""
    tally = _Tally(tx)
    for item in items:
        newest = tally.count(item)
        if newest is not None:
            tx.record(ops.ItemPublished(item=newest, keys=keys(newest)), on=f"item/{item.code}")
    return tally.published


class _Tally:
    """What publishing items one after the other comes to."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._counts = {"added": 0, "changed": 0, "unchanged": 0}
        self._called_off: list[tuple[str, int]] = []

    @property
    def published(self) -> Published:
        """The counts so far."""
        return Published(**self._counts, called_off=tuple(self._called_off))

    def count(self, item: ServiceItem) -> ServiceItem | None:
        """The version that an item would be published as, or None where it holds nothing new."""
        versions = reads.item_versions(self._look.connection, item.code)
        kind = _compared(_standing(versions, self._look.today), item)
        self._counts[kind] += 1
        if kind == "unchanged":
            return None
        number = max([item.version, *(each.version + 1 for each in versions[:1])])
        newest = msgspec.structs.replace(item, version=number)
        self._note_called_off(versions, newest)
        return newest

    def _note_called_off(self, versions: tuple[ServiceItem, ...], newest: ServiceItem) -> None:
        before = standings(versions, self._look.today)
        after = standings((*versions, newest), self._look.today)
        self._called_off += [
            (newest.code, each.version)
            for each in versions
            if before[each.version] == "planned" and after[each.version] == "called_off"
        ]


def _standing(versions: tuple[ServiceItem, ...], today: date) -> tuple[ServiceItem, ...]:
    """The newest version of an item, and the one in force while the newest is still to come.

    A file with either of them holds nothing new: importing the catalogue of today again does not
    call off what is planned.
    """
    stands = standings(versions, today)
    return tuple(
        each for at, each in enumerate(versions) if not at or stands[each.version] == "in_force"
    )


def _compared(standing: tuple[ServiceItem, ...], item: ServiceItem) -> str:
    if not standing:
        return "added"
    same = any(msgspec.structs.replace(item, version=each.version) == each for each in standing)
    return "unchanged" if same else "changed"


def put_centre(tx: Change, centre: Centre) -> None:
    """Put the centre's settings in force."""
    tx.record(ops.CentrePublished(centre=centre), on="centre/main")


def put_notice(tx: Change, notice: Notice) -> None:
    """Put a working-day notice in force and derive again every date that it may move."""
    affected = derived.affected_by(tx, notice)
    tx.record(ops.CalendarPublished(notice=notice), on=f"calendar/{notice.year}")
    for case in affected:
        tx.project_again(case)


def put_law(tx: Change, articles: Iterable[Article]) -> None:
    """Keep the articles that the desk quotes, by their law."""
    by_law: dict[str, list[Article]] = {}
    for each in articles:
        by_law.setdefault(each.key.partition(".")[0], []).append(each)
    for key, found in by_law.items():
        tx.record(ops.LawPublished(articles=tuple(found)), on=f"law/{key}")


def preview_notice(desk: Desk, notice: Notice) -> list[Moved]:
    """The open cases whose dates a notice would move, without saving anything."""
    with desk.look() as view:
        return derived.moved_by(view, notice)


def import_notice(desk: Desk, actor: Actor, notice: Notice) -> list[Moved]:
    """Save a notice, derive again every date that it moves, and say which open cases moved.

    Each of these keeps on record that, and by which notice, its dates moved, and has the number of
    the paper that tells its applicant. Cases of other desks are theirs to tell about.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        require_own(tx, "calendar")
        moved = derived.moved_by(tx, notice)
        put_notice(tx, notice)
        return note_moved(tx, moved, tx.history(f"calendar/{notice.year}")[-1].id)


def note_moved(tx: Change, moved: Iterable[Moved], because: str) -> list[Moved]:
    """Record for each case of this desk that its dates moved, and by which op; gives these."""
    own = [each for each in moved if tx.closed(each.case) is None]
    for each, document in zip(own, _documents(tx), strict=False):
        op = ops.CaseDatesMoved(
            because=because,
            document=document,
            promised_before=each.promised_before,
            promised_after=each.promised_after,
            statutory_before=each.statutory_before,
            statutory_after=each.statutory_after,
        )
        tx.record(op, on=each.case)
    return own


def require_own(tx: Change, family: str) -> None:
    """Raise `RuleBroken` where another desk publishes these, and this desk follows it."""
    for source in log.read_sources(tx.connection):
        if family in source.families:
            raise RuleBroken(
                "source.elsewhere",
                "This is published by {desk}, whose publications count here.",
                hint="Have it published there, or leave that desk: window-desk sync unfollow.",
                desk=source.desk,
            )


def _documents(tx: Change) -> Iterator[str]:
    """The numbers of papers about moved dates, from the next one on."""
    first = numbering.read_number(tx.next_number("moved"))
    mark = numbering.mark_of(tx.home)
    for serial in count(first.serial):
        yield numbering.make_number("moved", tx.centre.code, first.run, serial, mark)
