"""Streams as the database keeps them: heads, ops by their place, and what is parked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from window_desk.domain.streams import desk_of, epoch_of, most_number
from window_desk.storage import log
from window_desk.storage.connection import Connection
from window_desk.storage.log import Entry

most_parked = 10_000
"""How many ops of one stream wait for those before them; later ones have to be sent again."""


class Head(msgspec.Struct, frozen=True):
    """How far a stream is known here: its last number, that op's hash, and its clock."""

    seq: int = 0
    hash: bytes = log.no_hash
    hlc: int = 0


def read_head(connection: Connection, stream: str) -> Head:
    """The head of a stream; one before the first op where nothing is known of it."""
    row = connection.execute(
        "SELECT have_seq, have_hash, hlc FROM stream WHERE id = ?", (stream,)
    ).one_or_none()
    return Head(int(row[0]), bytes(row[1]), int(row[2])) if row else Head()


def read_heads(connection: Connection) -> dict[str, Head]:
    """The head of every stream, by its name."""
    rows = connection.execute("SELECT id, have_seq, have_hash, hlc FROM stream ORDER BY id")
    return {row[0]: Head(int(row[1]), bytes(row[2]), int(row[3])) for row in rows}


def own_heads(connection: Connection) -> dict[str, Head]:
    """The heads of this desk's own streams, one for each epoch."""
    home = log.home_of(connection)
    return {
        stream: head for stream, head in read_heads(connection).items() if desk_of(stream) == home
    }


def read_entries(connection: Connection, stream: str, first: int, last: int) -> Iterator[Entry]:
    """The ops of a stream from one number to another."""
    rows = connection.execute(
        f"SELECT {log.columns} FROM op WHERE stream = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        (stream, first, last),
    )
    for row in rows:
        yield (*row[:8], row[8] and bytes(row[8]), bytes(row[9]), bytes(row[10]), bytes(row[11]))


def read_hashes(
    connection: Connection, stream: str, first: int, last: int
) -> dict[int, tuple[bytes, bool]]:
    """The hash of each op from one number to another, and whether its body is here."""
    rows = connection.execute(
        "SELECT seq, hash, body IS NOT NULL FROM op WHERE stream = ? AND seq BETWEEN ? AND ?",
        (stream, first, last),
    )
    return {row[0]: (bytes(row[1]), bool(row[2])) for row in rows}


def append(connection: Connection, stream: str, owner: str, entries: list[Entry]) -> None:
    """Write ops that follow the head, and move it; both are in the caller's transaction."""
    connection.execute_many(log.insert, entries)
    seq, hlc, own = entries[-1][1], entries[-1][2], entries[-1][11]
    connection.execute(
        "INSERT INTO stream (id, owner, have_seq, have_hash, hlc) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET have_seq = excluded.have_seq,"
        " have_hash = excluded.have_hash, hlc = excluded.hlc",
        (stream, owner, seq, own, hlc),
    )


def put_body(connection: Connection, entry: Entry) -> None:
    """Fill in the body of an op that was known without it."""
    connection.execute(
        "UPDATE op SET body = ? WHERE stream = ? AND seq = ? AND body IS NULL",
        (entry[8], entry[0], entry[1]),
    )


def advance_clock(connection: Connection, stream: str, hlc: int) -> None:
    """Let the clock of a stream not run behind what was seen elsewhere."""
    connection.execute("UPDATE stream SET hlc = max(hlc, ?) WHERE id = ?", (hlc, stream))


def park(connection: Connection, lines: Iterable[tuple[str, int, bytes, int]]) -> None:
    """Keep lines of ops (stream, number, line, now) until those before them come."""
    connection.execute_many(
        "INSERT INTO parked (stream, seq, line, since) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (stream, seq) DO UPDATE SET line = excluded.line",
        lines,
    )


def count_parked(connection: Connection, stream: str) -> int:
    """How many ops of a stream wait."""
    return int(
        connection.execute("SELECT count(*) FROM parked WHERE stream = ?", (stream,)).scalar()
    )


def read_parked(
    connection: Connection, stream: str, first: int, last: int = most_number
) -> list[tuple[int, bytes]]:
    """The parked lines of a stream from a number on, or up to another, in order."""
    rows = connection.execute(
        "SELECT seq, line FROM parked WHERE stream = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        (stream, first, last),
    )
    return [(row[0], bytes(row[1])) for row in rows]


def drop_parked(connection: Connection, stream: str, through: int) -> None:
    """Forget parked lines up to a number."""
    connection.execute("DELETE FROM parked WHERE stream = ? AND seq <= ?", (stream, through))


def is_stopped(connection: Connection, stream: str) -> bool:
    """Whether a fork of the stream waits for somebody to look at it."""
    found = connection.execute(
        "SELECT 1 FROM fork WHERE stream = ? AND settled_at IS NULL LIMIT 1", (stream,)
    ).scalar()
    return found is not None


def is_known_fork(connection: Connection, stream: str, seq: int) -> bool:
    """Whether a fork of the stream at or before a number was settled."""
    found = connection.execute(
        "SELECT 1 FROM fork WHERE stream = ? AND seq <= ? AND settled_at IS NOT NULL LIMIT 1",
        (stream, seq),
    ).scalar()
    return found is not None


def open_epoch(connection: Connection, taken: Iterable[str] = (), apart: int = 0) -> str:
    """Begin the next epoch of this desk, `h1/desk1.2` after `h1/desk1`; it is written to then.

    `taken` are streams that are known from elsewhere. Copies of one desk that both begin an epoch
    must not begin the same one: `apart` is added to its number, and differs between them.
    """
    home = log.home_of(connection)
    here = connection.execute("SELECT id FROM stream").scalars()
    epochs = (epoch for desk, epoch in map(epoch_of, [*here, *taken]) if desk == home)
    stream = f"{home}.{max(epochs) + 1 + apart}"
    clock = connection.execute("SELECT max(hlc) FROM stream").scalar()
    log.open_stream(connection, stream, owner=home, hlc=clock)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'stream'", (stream,))
    return stream


def first_since(connection: Connection, stream: str, hlc: int) -> int:
    """The number of the first op whose clock is not before `hlc`; one behind the head if none.

    Clocks grow with the numbers of a stream, so that few of them are looked at.
    """
    low, high = 1, read_head(connection, stream).seq + 1
    while low < high:
        middle = (low + high) // 2
        clock = connection.execute(
            "SELECT hlc FROM op WHERE stream = ? AND seq = ?", (stream, middle)
        ).scalar()
        if clock < hlc:
            low = middle + 1
        else:
            high = middle
    return low


def recorded_at(connection: Connection, stream: str, seq: int) -> datetime | None:
    """When an op was recorded, by the clock of its desk; None where it is not here."""
    at = connection.execute(
        "SELECT at FROM op WHERE stream = ? AND seq = ?", (stream, seq)
    ).scalar()
    return None if at is None else datetime.fromisoformat(at)


def written_to(connection: Connection) -> str:
    """The stream that this database writes to."""
    return str(connection.execute("SELECT value FROM meta WHERE key = 'stream'").scalar())


def read_unfolded(connection: Connection, limit: int = 100) -> tuple[tuple[str, str, str], ...]:
    """Entities that can only be read here: their id, the op at which reading ended, and why."""
    rows = connection.execute(
        "SELECT entity, op, why FROM unfolded ORDER BY entity LIMIT ?", (limit,)
    )
    return tuple((row[0], row[1], row[2]) for row in rows)


def count_conflicts(connection: Connection) -> int:
    """How many acts of desks that did not own a case wait for a decision."""
    return int(
        connection.execute(
            "SELECT count(*) FROM conflict INDEXED BY conflict_open WHERE outcome = ''"
        ).scalar()
    )
