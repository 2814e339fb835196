"""What desks that are followed publish: which of it came into force, and what it adds up to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from window_desk.domain import ops
from window_desk.domain.calendar import Notice
from window_desk.domain.sources import Source, catalogue_families
from window_desk.domain.streams import desk_of
from window_desk.storage import bodies, log
from window_desk.storage.connection import Connection

Span = tuple[str, int, int]
"""A stream, and two numbers of it: after the first, up to the second."""


class Publication(msgspec.Struct, frozen=True):
    """A catalogue that was published whole: by whom, its number, when, and what it adds up to."""

    desk: str
    number: int
    at: datetime
    digest: str


def new_spans(before: Sequence[Source], after: Sequence[Source]) -> list[Span]:
    """What of each stream is published whole after something arrived and was not before."""
    known = {stream: seq for each in before for stream, seq in each.through.items()}
    return [
        (stream, known.get(stream, 0), seq)
        for each in after
        for stream, seq in each.through.items()
        if seq > known.get(stream, 0)
    ]


def named_in(connection: Connection, spans: Iterable[Span], wanted: Iterable[str]) -> list[str]:
    """The entities of these families that the spans speak of."""
    found: dict[str, None] = {}
    for stream, first, last in spans:
        for family in wanted:
            rows = connection.execute(
                "SELECT DISTINCT entity FROM op WHERE stream = ? AND seq > ? AND seq <= ?"
                " AND entity >= ? AND entity < ? ORDER BY entity",
                (stream, first, last, f"{family}/", f"{family}0"),
            )
            found |= dict.fromkeys(rows.scalars())
    return list(found)


def notices_in(connection: Connection, spans: Iterable[Span]) -> list[tuple[str, Notice]]:
    """The working-day notices in the spans, each with the op that published it."""
    found = []
    for stream, first, last in spans:
        rows = connection.execute(
            "SELECT seq, kind, version, body FROM op WHERE stream = ? AND seq > ? AND seq <= ?"
            " AND kind = 'calendar.published' ORDER BY seq",
            (stream, first, last),
        )
        for seq, kind, version, body in rows:
            op = bodies.read_op(kind, bytes(body), version)
            assert isinstance(op, ops.CalendarPublished)
            found.append((f"{stream}:{seq}", op.notice))
    return found


def by_source(
    sources: Sequence[Source], spans: Sequence[Span]
) -> Iterator[tuple[Source, list[Span]]]:
    """The spans of each desk that is followed."""
    for source in sources:
        yield source, [each for each in spans if desk_of(each[0]) == source.desk]


def dated_cases(connection: Connection) -> list[str]:
    """The cases with dates that a notice may move."""
    found: list[str] = connection.execute(
        "SELECT id FROM service_case WHERE last_due >= ''"
    ).scalars()
    return found


def last_publication(connection: Connection, desk: str) -> Publication | None:
    """What a desk published whole last, as far as it is known here."""
    row = connection.execute(
        "SELECT op.at, op.kind, op.version, op.body FROM op"
        " JOIN stream ON stream.id = op.stream"
        " WHERE op.entity = ? AND stream.owner = ? ORDER BY op.hlc DESC LIMIT 1",
        (log.catalogue, desk),
    ).one_or_none()
    if row is None:
        return None
    op = bodies.read_op(row[1], bytes(row[3]), row[2])
    assert isinstance(op, ops.CataloguePublished)
    return Publication(desk, op.number, datetime.fromisoformat(row[0]), op.digest)


def whole_spans(connection: Connection, desk: str) -> list[Span]:
    """All that a desk wrote, as far as it is here."""
    rows = connection.execute(
        "SELECT id, have_seq FROM stream WHERE owner = ? ORDER BY id", (desk,)
    )
    return [(stream, 0, seq) for stream, seq in rows]


def digest(connection: Connection, spans: Sequence[Span]) -> str:
    """What the items, notices and laws that are published in the spans add up to at this desk.

    64 hexadecimal digits. It is made of the rows here, so that two desks that read the same ops
    differently have different ones.
    """
    return hashlib.sha256("\n".join(sorted(_lines(connection, spans))).encode()).hexdigest()


def _lines(connection: Connection, spans: Sequence[Span]) -> Iterator[str]:
    for code, version, body in _items(connection, spans):
        yield f"item/{code}@{version} {hashlib.sha256(bytes(body)).hexdigest()}"
    for entity in named_in(connection, spans, [x for x in catalogue_families if x != "item"]):
        body = connection.execute(
            "SELECT body FROM publication WHERE entity = ?", (entity,)
        ).scalar()
        yield f"{entity} {hashlib.sha256(bytes(body or b'')).hexdigest()}"


def _items(connection: Connection, spans: Sequence[Span]) -> Iterator[tuple[str, int, bytes]]:
    wanted = {entity.partition("/")[2] for entity in named_in(connection, spans, ["item"])}
    for code, version, body in connection.execute("SELECT code, version, body FROM item"):
        if code in wanted:
            yield code, version, body
