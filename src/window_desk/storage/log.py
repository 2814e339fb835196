"""The log: ops in one-writer streams, each chained to the one before by its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from window_desk.domain.errors import Label, RuleBroken, Unusable
from window_desk.domain.ops import Op, Recorded, kinds
from window_desk.storage.connection import Connection

no_hash = bytes(32)
"""What the first op of a stream is chained to."""

_encoder = msgspec.json.Encoder(order="sorted")
_decoders = {kind: msgspec.json.Decoder(struct) for kind, struct in kinds.items()}

_columns = 'stream, seq, hlc, at, "by", entity, kind, version, body, digest, prev, hash'
_insert = f"INSERT INTO op ({_columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
_read = (
    'SELECT stream, seq, at, "by", kind, body FROM op WHERE entity = ? ORDER BY hlc, stream, seq'
)

Entry = tuple[str, int, int, str, str, str, str, int, bytes | None, bytes, bytes, bytes]
"""A row of the op table, in the order of its columns."""


def write_body(op: Op) -> bytes:
    """The op as canonical JSON: sorted keys, no blanks."""
    return _encoder.encode(op)


def read_op(kind: str, body: bytes) -> Op:
    """The op that a body holds; raises `Unusable` when its kind or shape is not known here."""
    decoder = _decoders.get(kind)
    if decoder is None:
        raise Unusable(
            "log.kind",
            "This database holds acts of a kind ({kind}) that this program does not know.",
            hint="Update window-desk.",
            kind=kind,
        )
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unusable(
            "log.shape",
            "An act ({kind}) in this database has a form that this program cannot read.",
            hint="Run window-desk audit verify; if it finds nothing, update window-desk.",
            kind=kind,
        ) from error


def _as_read(op: Op) -> Op:
    """The op as reading it back gives it: what is folded now is what a rebuild folds.

    Encoding also leaves out fields that are their default object, not those that merely equal
    it, so that the bytes of an op that was read back are the same every time.
    """
    try:
        return _decoders[op.kind].decode(_encoder.encode(op))
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise RuleBroken(
            "op.form",
            "This cannot be recorded: {reason}.",
            hint="Check the words and values that were given.",
            reason=str(error),
        ) from error


def chain(entry: Iterable[Any], digest: bytes, prev: bytes) -> bytes:
    """The hash that links an op (its `stream` to `version` columns) to the one before."""
    stream, seq, hlc, at, by, entity, kind, version = entry
    header = _encoder.encode(
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


class Writer:
    """Appends to one stream inside one transaction; `finish` moves the stream's head."""

    def __init__(self, connection: Connection, stream: str) -> None:
        self._connection = connection
        self.stream = stream
        head = connection.execute(
            "SELECT have_seq, have_hash, hlc FROM stream WHERE id = ?", (stream,)
        ).one()
        self.seq, self.hash, self.hlc = int(head[0]), bytes(head[1]), int(head[2])
        self._pending: list[Entry] = []

    def append(self, op: Op, *, entity: str, at: datetime, by: str) -> Recorded:
        """Chain one op to the stream; an empty `entity` makes a new one, named after the op.

        Raises `RuleBroken` for an op that could not be read again.
        """
        op = _as_read(op)
        self.seq += 1
        self.hlc = max(self.hlc + 1, int(at.timestamp() * 1000) << 16)
        identity = f"{self.stream}:{self.seq}"
        stamp = at.isoformat(timespec="milliseconds")
        body = write_body(op)
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
        self._connection.execute_many(_insert, self._pending)
        self._connection.execute(
            "UPDATE stream SET have_seq = ?, have_hash = ?, hlc = ? WHERE id = ?",
            (self.seq, self.hash, self.hlc, self.stream),
        )
        self._pending = []


def history(connection: Connection, entity: str) -> list[Recorded]:
    """The ops of one entity in canonical order."""
    return [_recorded(row) for row in connection.execute(_read, (entity,))]


def _recorded(row: Sequence[Any]) -> Recorded:
    stream, seq, at, by, kind, body = row
    return Recorded(
        id=f"{stream}:{seq}", at=datetime.fromisoformat(at), by=by, op=read_op(kind, body)
    )


def histories(connection: Connection) -> Iterator[tuple[str, list[Recorded]]]:
    """Every entity with its ops in canonical order."""
    rows = connection.execute(
        'SELECT stream, seq, at, "by", kind, body, entity FROM op ORDER BY entity, hlc, stream, seq'
    )
    entity, run = "", list[Recorded]()
    for row in rows:
        if row[6] != entity and run:
            yield entity, run
            run = []
        entity = row[6]
        run.append(_recorded(row[:6]))
    if run:
        yield entity, run


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


def verify(connection: Connection) -> tuple[int, int, list[Broken]]:
    """Hash every body and every link again: ops read, streams, and where a chain is broken."""
    heads = {
        row[0]: (row[1], bytes(row[2]))
        for row in connection.execute("SELECT id, have_seq, have_hash FROM stream")
    }
    broken: list[Broken] = []
    last: dict[str, tuple[int, bytes]] = dict.fromkeys(heads, (0, no_hash))
    count = 0
    rows = connection.execute(f"SELECT {_columns} FROM op ORDER BY stream, seq")
    for row in rows:
        count += 1
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
