"""What a desk gives to a hub: its own streams, batch by batch, each signed at its end."""

from __future__ import annotations

from window_desk.domain.streams import desk_of, is_pool, pool_of
from window_desk.storage import log, peers, streams
from window_desk.storage.desk import Desk
from window_desk.storage.hall import here
from window_desk.storage.log import Entry
from window_desk.storage.progress import Progress
from window_desk.storage.streams import Head
from window_desk.sync import bundle
from window_desk.sync.hub.link import Link
from window_desk.sync.keys import SigningKey, find_key
from window_desk.sync.parts import fitting

batch = 500
"""Ops of one statement."""

batch_bytes = 1 << 20

Heads = dict[str, tuple[int, bytes]]
"""The last number and hash of streams."""


def push(desk: Desk, link: Link, heads: Heads, progress: Progress) -> int:
    """Give the hub what it lacks of this desk's streams; gives how many ops that were.

    `heads` are the hub's, and are so afterwards.
    A stream that has another run at the hub is left alone: taking that in is what finds the fork.
    """
    with desk.read() as connection:
        home = log.home_of(connection)
        own = {
            stream: head
            for stream, head in streams.read_heads(connection).items()
            if desk_of(stream) == home and head.seq > heads.get(stream, (0, b""))[0]
        }
    if not own:
        return 0
    key = find_key(desk.place, home)
    total = sum(head.seq - heads.get(stream, (0, b""))[0] for stream, head in own.items())
    done = 0
    for stream, head in own.items():
        have, own_hash = heads.get(stream, (0, log.no_hash))
        if _hash_at(desk, stream, have) != own_hash:
            continue
        while have < head.seq:
            entries = _batch(desk, stream, have)
            state, reached = _ingest(link, key, entries)
            if state == "fork" or reached <= have:
                break
            done, have = done + reached - have, reached
            if have == entries[-1][1]:
                heads[stream] = have, entries[-1][11]
            progress(done, total)
    return done


def _hash_at(desk: Desk, stream: str, seq: int) -> bytes:
    if seq == 0:
        return log.no_hash
    with desk.read() as connection:
        found = streams.read_hashes(connection, stream, seq, seq)
    return found[seq][0]


def _batch(desk: Desk, stream: str, have: int) -> list[Entry]:
    with desk.read() as connection:
        entries = list(streams.read_entries(connection, stream, have + 1, have + batch))
    return entries[: fitting(entries, batch_bytes)]


def _ingest(link: Link, key: SigningKey, entries: list[Entry]) -> tuple[str, int]:
    """Give one batch; its answer is the acknowledgement."""
    stream, seq, *_rest, end = entries[-1]
    head = bundle.sign_head(key, stream, seq, end)
    return _give(link, "ingest", entries, head.key, head.signature)


def _give(link: Link, verb: str, entries: list[Entry], *signed: object) -> tuple[str, int]:
    """Hand a run to one of the hub's functions; its answer is how it went, and the number."""
    columns = [list(each) for each in zip(*entries, strict=True)]
    ((state, reached),) = link.query(
        f"SELECT state, seq FROM hub.{verb}(%s, %s, %s, %s::bigint[], %s::text[], %s::text[],"
        " %s::text[], %s::text[], %s::integer[], %s::bytea[], %s::bytea[], %s::bytea[]"
        f"{', %s' * len(signed)})",
        (
            entries[0][0], entries[0][1], entries[0][10], *columns[2:10], columns[11], *signed,
        ),
        seconds=30,
    )  # fmt: skip
    return state, reached


def known_queue(desk: Desk, link: Link) -> int:
    """How far this desk knows its hall's queue."""
    with desk.read() as connection:
        return streams.read_head(connection, pool_of(link.hall)).seq


def give_back(desk: Desk, link: Link, heads: Heads, known: int) -> None:
    """Give the hub what it lost of its hall's queue.

    `known` is what `known_queue` said before the hub was asked for its heads: an act that came in
    between is no loss. What differs from what this desk knows is a fork, and taking it in finds
    that.
    """
    pool = pool_of(link.hall)
    have, own = heads.get(pool, (0, log.no_hash))
    if not link.lane or known <= have or not _lacks(desk, link):
        return
    if _hash_at(desk, pool, have) != own:
        return
    while have < known:
        state, reached = _give(link, "give_back", _batch(desk, pool, have))
        if state == "fork" or reached <= have:
            break
        have = reached


def _lacks(desk: Desk, link: Link) -> bool:
    """Whether what is not at this hub of the hall's queue is lost to it.

    A hub that does not keep this desk's queue never had what the other one writes; to give it that
    would stop the queues that it does keep. One that waits already is told everything.
    """
    with desk.read() as connection:
        keeps = here(connection).hub == link.name
    return keeps or bool(link.query("SELECT hub.is_restored()")[0][0])


def witness(desk: Desk, link: Link, heads: Heads) -> None:
    """Sign how far this desk has seen its hall's queue, where nobody did: the hub has no key."""
    for stream in heads:
        if is_pool(desk_of(stream)) and stream.startswith(f"{link.hall}/"):
            with desk.read() as connection:
                head = streams.read_head(connection, stream)
                known = peers.read_signed_heads(connection, stream, head.seq - 1)
            if head.seq and not known:
                _witness(desk, link, stream, head)


def _witness(desk: Desk, link: Link, stream: str, head: Head) -> None:
    signed = bundle.sign_head(find_key(desk.place, link.desk), stream, head.seq, head.hash)
    is_signed = link.query(
        "SELECT 1 FROM hub.signed_head WHERE hall = %s AND stream = %s AND seq = %s LIMIT 1",
        (link.hall, stream, head.seq),
    )
    if not is_signed:
        link.query(
            "SELECT hub.witness(%s, %s, %s, %s, %s)",
            (stream, head.seq, head.hash, signed.key, signed.signature),
        )
    with desk.pool.writing() as connection:
        peers.put_signed_head(connection, signed)
