"""The one wire form of an op: a line of JSON, the same bytes by whatever way it travels.

The body is stored and passed on byte for byte. A line that is not exactly the one that its op has
is no op: there is one form, so that nothing can be said twice in two ways.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.domain.ops import kinds
from window_desk.domain.streams import is_stream, most_number
from window_desk.storage import log
from window_desk.storage.bodies import unreadable
from window_desk.storage.log import Entry

most_bytes = 4 << 20
"""The longest line, in bytes."""

_kind = re.compile(r"[a-z][a-z0-9_]{0,29}\.[a-z][a-z0-9_]{0,39}")
_null = b"null"


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An op's line; the fields stand in the order in which they are written."""

    at: str
    b: msgspec.Raw
    by: str
    d: str
    e: str
    h: str
    k: str
    p: str
    q: int
    s: str
    t: int
    v: int


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Line)


def write_line(entry: Entry) -> bytes:
    """The line of an op, without its end."""
    stream, seq, hlc, at, by, entity, kind, version, body, digest, prev, own = entry
    return _encoder.encode(
        _Line(
            at, msgspec.Raw(_null if body is None else body), by, digest.hex(), entity, own.hex(),
            kind, prev.hex(), seq, stream, hlc, version,
        )
    )  # fmt: skip


def read_line(line: bytes) -> Entry:
    """The op of a line: its form, its body's digest and its hash hold.

    Raises `Unusable` for anything else. Whether it follows the op before is for the stream to say.
    """
    if len(line) > most_bytes:
        raise _malformed("it is too long")
    try:
        found = _decoder.decode(line)
        digest, prev, own = (bytes.fromhex(each) for each in (found.d, found.p, found.h))
    except unreadable as error:
        raise _malformed("it is no op") from error
    body: bytes | None = bytes(found.b)
    _check_form(found)
    if body == _null and found.k.startswith("person."):
        body = None
    elif hashlib.sha256(body or b"").digest() != digest:
        raise _malformed("its body is another one")
    header = (found.s, found.q, found.t, found.at, found.by, found.e, found.k, found.v)
    if log.chain(header, digest, prev) != own:
        raise _malformed("its hash does not hold")
    entry: Entry = (*header, body, digest, prev, own)
    if write_line(entry) != line:
        raise _malformed("it is written in another form")
    return entry


def _check_form(line: _Line) -> None:
    sound = (
        is_stream(line.s)
        and 0 < line.q < most_number
        and 0 <= line.t < most_number
        and 0 < line.v < 1 << 31
        and (line.k in kinds or _kind.fullmatch(line.k))
        and 0 < len(line.e) <= 200
        and len(line.by) <= 200
        # No text of PostgreSQL has this character.
        and "\0" not in line.e + line.by
        and len(line.d) == len(line.p) == len(line.h) == 64
    )
    if not sound or not _is_moment(line.at):
        raise _malformed("a part of it has a wrong form")


def _is_moment(text: str) -> bool:
    """Whether it is a time with its zone that can be reckoned with."""
    try:
        at = datetime.fromisoformat(text)
        return len(text) <= 40 and at.tzinfo is not None and at.timestamp() >= 0
    except (ValueError, OverflowError):
        return False


_reasons_zh: dict[str, str] = {
    "it is too long": "过长",
    "it is no op": "不是操作记录",
    "its body is another one": "正文与摘要不符",
    "its hash does not hold": "哈希值不符",
    "it is written in another form": "写法不合规定",
    "a part of it has a wrong form": "某一部分格式有误",
}


def _malformed(reason: str) -> Unusable:
    return Unusable(
        "line.form",
        "A line is not an op as window-desk writes it: {reason}.",
        hint="Have the file exported and brought here again.",
        reason=(_reasons_zh[reason], reason),
    )
