"""Publishing what the desk works by: settings, notices, laws and items, each as an op."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Notice
from window_desk.domain.centre import Centre
from window_desk.domain.item import ServiceItem
from window_desk.domain.law import Article
from window_desk.storage import derived, reads
from window_desk.storage.change import Change
from window_desk.storage.derived import Moved
from window_desk.storage.desk import Desk


class Published(msgspec.Struct, frozen=True):
    """How many items an import added, changed to a new version, or found as they were."""

    added: int
    changed: int
    unchanged: int


def publish_items(
    desk: Desk,
    actor: Actor,
    items: Iterable[ServiceItem],
    keys: Callable[[ServiceItem], str],
) -> Published:
    """Publish items all or nothing; a changed item becomes its next version."""
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        return put_items(tx, items, keys)


def preview_items(desk: Desk, items: Iterable[ServiceItem]) -> Published:
    """What publishing these items would add, change and leave, without saving anything."""
    with desk.read() as connection:
        kinds = [_compared(reads.item(connection, each.code), each) for each in items]
    return Published(kinds.count("added"), kinds.count("changed"), kinds.count("unchanged"))


def put_items(
    tx: Change, items: Iterable[ServiceItem], keys: Callable[[ServiceItem], str]
) -> Published:
    """Publish items inside a change; `keys` makes an item's search text."""
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for item in items:
        present = reads.item(tx.connection, item.code)
        kind = _compared(present, item)
        counts[kind] += 1
        if kind == "unchanged":
            continue
        version = max(item.version, present.version + 1) if present else item.version
        newest = msgspec.structs.replace(item, version=version)
        tx.record(ops.ItemPublished(item=newest, keys=keys(newest)), on=f"item/{item.code}")
    return Published(**counts)


def _compared(present: ServiceItem | None, item: ServiceItem) -> str:
    if present is None:
        return "added"
    same = msgspec.structs.replace(item, version=present.version) == present
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
        return derived.moved_by(view.connection, view.calendar, notice)


def import_notice(desk: Desk, actor: Actor, notice: Notice) -> list[Moved]:
    """Save a notice, derive again every date that it moves, and say which open cases moved.

    Each of these keeps on record that, and by which notice, its dates moved. Cases of other desks
    are theirs to tell about.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        moved = [
            each
            for each in derived.moved_by(tx.connection, tx.calendar, notice)
            if tx.closed(each.case) is None
        ]
        put_notice(tx, notice)
        because = tx.history(f"calendar/{notice.year}")[-1].id
        for each in moved:
            op = ops.CaseDatesMoved(
                because=because,
                promised_before=each.promised_before,
                promised_after=each.promised_after,
                statutory_before=each.statutory_before,
                statutory_after=each.statutory_after,
            )
            tx.record(op, on=each.case)
        return moved
