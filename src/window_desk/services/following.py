"""Following another desk: its catalogue, notices and laws count here once published whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.sources import Source, at_once, catalogue_families, stale_days
from window_desk.domain.streams import is_desk
from window_desk.domain.text import clean_text
from window_desk.storage import log, peers, published, reads
from window_desk.storage.change import Change, Look
from window_desk.storage.desk import Desk
from window_desk.storage.published import Publication


class Standing(msgspec.Struct, frozen=True):
    """How a desk that is followed stands here.

    `heard_at` is when word of it last came, `stale` whether that is more than a week ago. What is
    `published` `agrees` when it adds up to the same here as there.
    """

    desk: str
    families: tuple[str, ...]
    published: Publication | None
    heard_at: datetime | None
    stale: bool
    agrees: bool


def follow_desk(
    desk: Desk, actor: Actor, other: str, families: Sequence[str] = catalogue_families
) -> None:
    """Let what another desk publishes in these families count here, in force once it is whole.

    Raises `RuleBroken` for a name that is no other desk's, and where a third desk is followed.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        if not is_desk(other) or other == tx.home:
            raise RuleBroken(
                "source.desk",
                "{desk} is not another desk.",
                hint="A desk is called like h1/desk1; it shows its name with window-desk sync key.",
                desk=other,
            )
        put_source(tx, other, families)


def put_source(tx: Change, other: str, families: Sequence[str]) -> None:
    """Follow a desk inside a change; what is followed already stays as it is."""
    sources = log.read_sources(tx.connection)
    for each in sources:
        if each.desk != other and (each.families - at_once) & set(families):
            raise RuleBroken(
                "source.other",
                "The publications of {desk} count here already.",
                hint="Leave it first: window-desk sync unfollow.",
                desk=each.desk,
            )
    known = _families_of(sources, other)
    added = tuple(each for each in families if each not in known)
    if added:
        _turn(tx, other, ops.SourceFollowed(desk=other, families=added))


def leave_desk(desk: Desk, actor: Actor, other: str) -> None:
    """Let what another desk publishes count here no more; what rests on it stays as it was dated.

    The keys that it lists stay trusted: they are left with the hub. Raises `RuleBroken` where it
    is not followed.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        known = _families_of(log.read_sources(tx.connection), other) - at_once
        if not known:
            raise RuleBroken(
                "source.unknown",
                "The publications of {desk} do not count here.",
                hint="window-desk sync status names the desk whose publications do.",
                desk=other,
            )
        _turn(tx, other, ops.SourceLeft(desk=other, families=tuple(sorted(known))))


def drop_source(tx: Change, other: str, families: Sequence[str]) -> None:
    """Follow a desk in these families no more, inside a change, if it is followed."""
    known = _families_of(log.read_sources(tx.connection), other) & set(families)
    if known:
        _turn(tx, other, ops.SourceLeft(desk=other, families=tuple(sorted(known))))


def _families_of(sources: Sequence[Source], desk: str) -> frozenset[str]:
    return next((each.families for each in sources if each.desk == desk), frozenset())


def _turn(tx: Change, other: str, op: ops.SourceFollowed | ops.SourceLeft) -> None:
    spans = published.whole_spans(tx.connection, other)
    named = published.named_in(tx.connection, spans, op.families)
    tx.divide_again(named)
    tx.record(op, on=f"source/{other}")
    if "calendar" in op.families:
        for case in published.dated_cases(tx.connection):
            tx.project_again(case)


def publish_catalogue(desk: Desk, actor: Actor, note: str = "") -> Publication:
    """Say that all that this desk published is whole: from here on it counts at its followers.

    Raises `RuleBroken` where nothing was published since the last time.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        spans = published.whole_spans(tx.connection, tx.home)
        last = published.last_publication(tx.connection, tx.home)
        digest = published.digest(tx.connection, spans)
        if last is not None and last.digest == digest:
            raise RuleBroken(
                "catalogue.unchanged",
                "Nothing differs from what was published as number {number}.",
                hint="Import items or a notice first: window-desk catalogue import.",
                number=last.number,
            )
        number = 1 if last is None else last.number + 1
        op = ops.CataloguePublished(number=number, digest=digest, note=clean_text(note))
        tx.record(op, on=log.catalogue)
        return Publication(tx.home, number, tx.now, digest)


def read_standings(look: Look) -> tuple[Standing, ...]:
    """Every desk that is followed here for more than its keys, and how it stands."""
    found = []
    for source in log.read_sources(look.connection):
        families = source.families - at_once
        if families:
            found.append(_standing(look, source, tuple(sorted(families))))
    return tuple(found)


def _standing(look: Look, source: Source, families: tuple[str, ...]) -> Standing:
    last = published.last_publication(look.connection, source.desk)
    heard = peers.heard_at(look.connection, source.desk)
    spans = [(stream, 0, seq) for stream, seq in source.through.items()]
    return Standing(
        desk=source.desk,
        families=families,
        published=last,
        heard_at=heard,
        stale=heard is None or look.now - heard > timedelta(days=stale_days),
        agrees=last is None or published.digest(look.connection, spans) == last.digest,
    )


def stale_source(look: Look) -> tuple[str, date | None] | None:
    """The followed desk without word for more than a week, and the day of its last, if any."""
    for source in log.read_sources(look.connection):
        heard = peers.heard_at(look.connection, source.desk)
        late = heard is None or look.now - heard > timedelta(days=stale_days)
        if late and source.families - at_once:
            return source.desk, heard and reads.local_day(heard)
    return None
