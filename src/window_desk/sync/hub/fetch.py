"""Ops of a stream as a hub has them: in their one form, chained, and up to a signed place."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.domain.streams import desk_of, hall_of, is_stream, may_sign, most_number, pool_of
from window_desk.storage.log import Entry
from window_desk.storage.op_line import read_line, write_line
from window_desk.storage.peers import SignedHead
from window_desk.sync import bundle
from window_desk.sync.hub.link import Link
from window_desk.sync.hub.push import batch, batch_bytes

most_unsigned = 20_000
"""Ops that are looked at for a signature before a stream is left alone."""


class Run(msgspec.Struct, frozen=True):
    """Ops of one stream that follow each other, and the signature of their end, if there is one.

    Only the queue of the own hall needs none: its writer is the hub itself.
    """

    stream: str
    entries: list[Entry]
    head: SignedHead | None


def fetch(link: Link, find: bundle.Find, stream: str, after: int) -> Run | None:
    """The next ops behind a number; None where none is proven to be the writer's yet.

    Raises `Unusable` where the hub shows something that is no op, or a key is not trusted.
    """
    if not is_stream(stream):
        raise unsound(stream, after + 1)
    entries: list[Entry] = []
    while True:
        fresh = read_ops(link, stream, after + len(entries), seconds=30)
        entries += fresh
        if not entries:
            return None
        _check_links(stream, after, entries)
        if stream.partition(".")[0] == pool_of(link.hall):
            return Run(stream, entries, None)
        head, revoked = _signed_end(link, find, stream, entries)
        if head is not None:
            return Run(stream, entries[: head.seq - after], head)
        if not fresh or len(entries) > most_unsigned:
            if revoked is not None:
                raise revoked
            return None


def read_ops(
    link: Link, stream: str, after: int, through: int = most_number, seconds: float | None = None
) -> list[Entry]:
    """The next ops up to a number, as many as have room in a batch, held to their one form.

    Raises `Unusable` for one that does not hold.
    """
    rows = link.query(
        'SELECT stream, seq, hlc, at, "by", entity, kind, version, body, digest, prev, hash'
        " FROM (SELECT o.*, sum(coalesce(octet_length(o.body), 0)) OVER (ORDER BY o.seq) AS size"
        " FROM (SELECT * FROM hub.op WHERE hall = %s AND stream = %s AND seq > %s AND seq <= %s"
        " ORDER BY seq LIMIT %s) o) s WHERE size <= %s OR seq = %s ORDER BY seq",
        (hall_of(stream), stream, after, through, batch, batch_bytes, after + 1),
        seconds=seconds,
    )
    return [read_line(write_line(row)) for row in rows]


def _check_links(stream: str, after: int, entries: list[Entry]) -> None:
    before = None
    for number, each in enumerate(entries, after + 1):
        if each[:2] != (stream, number) or (before is not None and each[10] != before):
            raise unsound(stream, number)
        before = each[11]


def _signed_end(
    link: Link, find: bundle.Find, stream: str, entries: list[Entry]
) -> tuple[SignedHead | None, Unusable | None]:
    """The last place among these that a key signed which is trusted for the stream.

    Raises `Unusable` where none is and a key is not known, or a signature does not hold. A revoked
    key is given as a reason: what came after may be signed with another.
    """
    hashes = {each[1]: each[11] for each in entries}
    rows = link.query(
        "SELECT stream, seq, hash, key, signature FROM hub.signed_head"
        " WHERE hall = %s AND stream = %s AND seq BETWEEN %s AND %s ORDER BY seq DESC",
        (hall_of(stream), stream, entries[0][1], entries[-1][1]),
    )
    why: Unusable | None = None
    for row in rows:
        head = SignedHead(row[0], row[1], bytes(row[2]), row[3], bytes(row[4]))
        try:
            key = find(head.key)
        except Unusable as error:
            why = why or error
            continue
        message = bundle.head_message(stream, head.seq, head.hash)
        if (
            hashes.get(head.seq) == head.hash
            and may_sign(key.desk, stream)
            and key.verifies(head.signature, message)
        ):
            return head, None
        why = unsound(stream, head.seq)
    if why is None or why.code == "bundle.key_revoked":
        return None, why
    raise _unlisted(stream) if why.code == "bundle.key_unknown" else why


def first_difference(link: Link, stream: str, last: int, ours: Callable[[int], bytes]) -> int:
    """The number of the first op that differs at the hub; the one with number `last` does.

    Hashes are chained, so that all behind it differ, too.
    """
    low, high = 1, last
    while low < high:
        middle = (low + high) // 2
        rows = link.query(
            "SELECT hash FROM hub.op WHERE hall = %s AND stream = %s AND seq = %s",
            (hall_of(stream), stream, middle),
        )
        if rows and bytes(rows[0][0]) == ours(middle):
            low = middle + 1
        else:
            high = middle
    return low


def unsound(stream: str, seq: int) -> Unusable:
    """What is at the hub cannot be what the stream's writer gave it."""
    return Unusable(
        "stream.hub_unsound",
        "What the hub has of {stream} is not sound at number {seq}.",
        hint="Have that desk run window-desk audit verify; the hub may have been damaged.",
        stream=stream,
        seq=seq,
    )


def _unlisted(stream: str) -> Unusable:
    return Unusable(
        "stream.unlisted",
        "The acts of {desk} wait until the hub's keeper has listed its key.",
        hint="It is listed when the keeper's desk runs window-desk sync run the next time.",
        desk=desk_of(stream),
    )
