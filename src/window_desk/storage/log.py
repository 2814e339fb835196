"""The log: ops in one-writer streams, each chained to the one before by its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from window_desk.domain.errors import Label
from window_desk.domain.ops import Op, Recorded
from window_desk.domain.ownership import Run, Written, divide
from window_desk.domain.sources import Source, families, fold_sources
from window_desk.domain.streams import desk_of, epoch_of
from window_desk.storage import bodies
from window_desk.storage.bodies import read_op as read_op
from window_desk.storage.bodies import write_body as write_body
from window_desk.storage.connection import Connection
from window_desk.storage.progress import Progress, untold

no_hash = bytes(32)
"""What the first op of a stream is chained to."""

columns = 'stream, seq, hlc, at, "by", entity, kind, version, body, digest, prev, hash'
insert = f"INSERT INTO op ({columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
_written = 'stream, seq, at, "by", kind, version, body'
in_order = "hlc, stream, seq"

catalogue = "catalogue/main"
"""The entity on which a desk records that what it published is whole."""

Entry = tuple[str, int, int, str, str, str, str, int, bytes | None, bytes, bytes, bytes]
"""A row of the op table, in the order of its columns."""


def chain(entry: Iterable[Any], digest: bytes, prev: bytes) -> bytes:
    """The hash that links an op (its `stream` to `version` columns) to the one before."""
    stream, seq, hlc, at, by, entity, kind, version = entry
    header = bodies.encoder.encode(
        {"at": at, "by": by, "d": digest.hex(), "e": entity, "k": kind, "q": seq,
         "s": stream, "t": hlc, "v": version}
    )  # fmt: skip
    return hashlib.sha256(b"wd1\0" + prev + header + digest).digest()


def open_stream(connection: Connection, stream: str, *, owner: str, hlc: int = 0) -> None:
    """Begin a stream that is not there yet, its clock not before `hlc`."""
    connection.execute(
        "INSERT INTO stream (id, owner, have_seq, have_hash, hlc) VALUES (?, ?, 0, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        (stream, owner, no_hash, hlc),
    )


def begin(connection: Connection, stream: str) -> None:
    """Make a database write to a stream, unless it writes to one already."""
    open_stream(connection, stream, owner=stream)
    connection.execute(
        "INSERT INTO meta (key, value) VALUES ('stream', ?) ON CONFLICT (key) DO NOTHING",
        (stream,),
    )


class Writer:
    """Appends to one stream inside one transaction; `finish` moves the stream's head.

    Without a name it is the stream that this database writes to.
    """

    def __init__(self, connection: Connection, stream: str = "") -> None:
        self._connection = connection
        head = connection.execute(
            "SELECT id, have_seq, have_hash, hlc FROM stream"
            " WHERE id = coalesce(nullif(?, ''), (SELECT value FROM meta WHERE key = 'stream'))",
            (stream,),
        ).one()
        self.stream: str = head[0]
        self.seq, self.hash, self.hlc = int(head[1]), bytes(head[2]), int(head[3])
        self._pending: list[Entry] = []

    def append(self, op: Op, *, entity: str, at: datetime, by: str) -> Recorded:
        """Chain one op to the stream; an empty `entity` makes a new one, named after the op.

        Raises `RuleBroken` for an op that could not be read again.
        """
        op = bodies.as_read(op)
        self.seq += 1
        self.hlc = max(self.hlc + 1, int(at.timestamp() * 1000) << 16)
        identity = f"{self.stream}:{self.seq}"
        stamp = at.isoformat(timespec="milliseconds")
        body = bodies.write_body(op)
        digest = hashlib.sha256(body).digest()
        header = (
            self.stream,
            self.seq,
            self.hlc,
            stamp,
            by,
            entity or identity,
            op.kind,
            op.version,
        )
        prev, self.hash = self.hash, chain(header, digest, self.hash)
        self._pending.append((*header, body, digest, prev, self.hash))
        return Recorded(id=identity, at=at, by=by, op=op)

    def finish(self) -> None:
        """Write what was appended and the stream's new head."""
        if not self._pending:
            return
        self._connection.execute_many(insert, self._pending)
        self._connection.execute(
            "UPDATE stream SET have_seq = ?, have_hash = ?, hlc = ? WHERE id = ?",
            (self.seq, self.hash, self.hlc, self.stream),
        )
        self._pending = []


def home_of(connection: Connection) -> str:
    """The desk that this database is."""
    stream = connection.execute("SELECT value FROM meta WHERE key = 'stream'").scalar()
    return desk_of(stream)


def run_of(connection: Connection, entity: str) -> Run | None:
    """The ops of one entity in canonical order, with whose it is; None where there are none."""
    rows = connection.execute(
        f"SELECT {_written} FROM op WHERE entity = ? ORDER BY {in_order}", (entity,)
    ).all()
    if not rows:
        return None
    written = [Written(*row) for row in rows]
    sources = read_sources(connection) if entity.partition("/")[0] in families else ()
    return divide(entity, home_of(connection), written, bodies.read_written, sources)


def read_sources(connection: Connection) -> tuple[Source, ...]:
    """The desks whose publications count here, and up to where each published whole."""
    rows = connection.execute(
        f"SELECT {_written} FROM op INDEXED BY op_entity"
        " WHERE entity >= 'source/' AND entity < 'source0'"
        f" ORDER BY {in_order}"
    )
    home = home_of(connection)
    mine = (Written(*row) for row in rows if desk_of(row[0]) == home)
    read = (bodies.read_written(each) for each in mine)
    followed = fold_sources(each for each in read if isinstance(each, Recorded))
    if not followed:
        return ()
    return tuple(
        Source(desk, families_of_desk, _through(connection, desk))
        for desk, families_of_desk in sorted(followed.items())
    )


def _through(connection: Connection, desk: str) -> dict[str, int]:
    """For each stream of a desk the number up to which it is published whole."""
    rows = connection.execute(
        "SELECT stream.id, stream.have_seq, max(op.seq) FROM stream"
        " LEFT JOIN op ON op.stream = stream.id AND op.entity = ?"
        " WHERE stream.owner = ? GROUP BY stream.id, stream.have_seq",
        (catalogue, desk),
    )
    found: dict[str, int] = {}
    for stream, have, whole in sorted(rows, key=lambda row: epoch_of(row[0])[1], reverse=True):
        if found:
            # What is published in a later epoch stands on the whole of the earlier ones.
            found[stream] = have
        elif whole is not None:
            found[stream] = whole
    return found


def history(connection: Connection, entity: str) -> list[Recorded]:
    """The ops of one entity that count, in canonical order."""
    run = run_of(connection, entity)
    return run.applied if run else []


def written(
    connection: Connection, entities: Sequence[str] | None = None
) -> Iterator[tuple[str, list[Written]]]:
    """Every entity, or each of some, with all its ops in canonical order."""
    chosen, values = "", list[str]()
    if entities is not None:
        chosen = "WHERE entity IN (SELECT value FROM json_each(?))"
        values = [msgspec.json.encode(entities).decode()]
    rows = connection.stream(
        f"SELECT entity, {_written} FROM op {chosen} ORDER BY entity, {in_order}", values
    )
    for entity, group in groupby(rows, itemgetter(0)):
        yield entity, [Written(*row[1:]) for row in group]


def runs(connection: Connection) -> Iterator[tuple[str, Run]]:
    """Every entity with its ops in canonical order, and whose it is."""
    home, sources = home_of(connection), read_sources(connection)
    for entity, rows in written(connection):
        yield entity, divide(entity, home, rows, bodies.read_written, sources)


_told_each = 1_000


class Broken(msgspec.Struct, frozen=True):
    """A place where a chain does not hold, and why, in English."""

    stream: str
    seq: int
    why: str


_why_zh = {
    "a gap in the numbers": "序号不连续",
    "not linked to the op before": "与前一条记录不相连",
    "the body was changed": "正文被改动",
    "the envelope was changed": "记录头被改动",
    "the log does not end at its head": "日志末尾与链头不符",
    "a stream without a head": "日志流没有链头",
}


def why_label(why: str) -> Label:
    """Why a chain does not hold, in Chinese and English."""
    return _why_zh[why], why


def verify(connection: Connection, progress: Progress = untold) -> tuple[int, int, list[Broken]]:
    """Hash every body and every link again: ops read, streams, and where a chain is broken."""
    heads = {
        row[0]: (row[1], bytes(row[2]))
        for row in connection.execute("SELECT id, have_seq, have_hash FROM stream")
    }
    broken: list[Broken] = []
    last: dict[str, tuple[int, bytes]] = dict.fromkeys(heads, (0, no_hash))
    count, total = 0, sum(seq for seq, _hash in heads.values())
    rows = connection.stream(f"SELECT {columns} FROM op ORDER BY stream, seq")
    for row in rows:
        count += 1
        if count % _told_each == 0:
            progress(count, total)
        stream, seq, body, digest, prev, own = row[0], row[1], row[8], row[9], row[10], row[11]
        before = last.get(stream, (0, no_hash))
        for why, wrong in (
            ("a gap in the numbers", seq != before[0] + 1),
            ("not linked to the op before", prev != before[1]),
            ("the body was changed", body is not None and hashlib.sha256(body).digest() != digest),
            ("the envelope was changed", chain(row[:8], digest, prev) != own),
        ):
            if wrong:
                broken.append(Broken(stream, seq, why))
                break
        last[stream] = (seq, own)
    for stream, head in heads.items():
        if last[stream] != head:
            broken.append(Broken(stream, head[0], "the log does not end at its head"))
    broken += [
        Broken(each, last[each][0], "a stream without a head") for each in last if each not in heads
    ]
    return count, len(last), broken
