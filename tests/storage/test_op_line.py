"""One op, one line: whatever is not exactly that line is no op."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from window_desk.domain.errors import Unusable
from window_desk.storage import log, op_line
from window_desk.storage.log import Entry
from window_desk.storage.op_line import read_line, write_line

golden = [
    json.loads(line)
    for line in (Path(__file__).parent / "golden" / "ops-0001.jsonl")
    .read_text("utf-8")
    .splitlines()
]


LINE = "4f96feb5fa54cbaf0b17bb032c03724ded096f4fd103b32409ed44754ffbc070"
"""The digest of the line of `entry()`."""


def entry(body: bytes | None = b'{"reason":"meal"}', **changes: object) -> Entry:
    """An op of a stream, its digest and hash right for whatever it says."""
    facts = {
        "stream": "h1/desk1", "seq": 7, "hlc": 7 << 16, "at": "2026-11-23T09:30:00.000+08:00",
        "by": "clerk1", "entity": "window/1", "kind": "window.paused", "version": 1,
    } | changes  # fmt: skip
    header = tuple(facts.values())
    digest = hashlib.sha256(body or b"").digest()
    prev = log.no_hash
    return (*header, body, digest, prev, log.chain(header, digest, prev))  # type: ignore[return-value]  # the columns in order


@pytest.mark.parametrize("line", golden, ids=lambda line: str(line["kind"]))
def test_every_op_that_was_ever_written_travels_byte_for_byte(line: dict[str, Any]) -> None:
    op = entry(line["body"].encode(), kind=line["kind"], version=line["version"])
    written = write_line(op)
    assert b"\n" not in written
    assert line["body"].encode() in written
    assert read_line(written) == op


def test_the_line_is_the_one_it_always_was() -> None:
    line = write_line(entry())
    assert hashlib.sha256(line).hexdigest() == LINE
    assert list(json.loads(line)) == ["at", "b", "by", "d", "e", "h", "k", "p", "q", "s", "t", "v"]


def test_an_erased_body_travels_as_nothing() -> None:
    op = entry(b'{"certificate_type":"111","sealed":"x"}', kind="person.recorded")
    gone: Entry = (*op[:8], None, *op[9:])
    assert read_line(write_line(gone)) == gone
    # What can be erased is people's: no forwarder strips anything else.
    op = entry()
    with pytest.raises(Unusable):
        read_line(write_line((*op[:8], None, *op[9:])))


WRONG = {
    "another body": lambda line: line.replace(b"meal", b"tea"),
    "another account": lambda line: line.replace(b"clerk1", b"clerk2"),
    "another number": lambda line: line.replace(b'"q":7', b'"q":8'),
    "a blank": lambda line: line.replace(b'"q":7', b'"q": 7'),
    "large digits": lambda line: line.replace(b'"d":"', b'"d":"').upper(),
    "twice a key": lambda line: line.replace(b'"q":7', b'"q":7,"q":7'),
    "a key more": lambda line: line[:-1] + b',"x":1}',
    "a key less": lambda line: line.replace(b',"v":1', b""),
    "another order": lambda line: b'{"v":1,' + line[1:].replace(b',"v":1', b""),
    "a body that is null": lambda line: line.replace(b'{"reason":"meal"}', b"null"),
    "no JSON": lambda line: line[:-1],
    "no text": lambda line: line.replace(b"clerk1", b"\xff\xfe"),
    "nothing": lambda line: b"",
    "a list": lambda line: b"[" + line + b"]",
    "too deep": lambda line: line.replace(b'{"reason":"meal"}', b"[" * 100_000),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_changed_line_is_no_op(change: Callable[[bytes], bytes]) -> None:
    line = change(write_line(entry()))
    assert line != write_line(entry())
    with pytest.raises(Unusable) as caught:
        read_line(line)
    assert caught.value.code == "line.form"
    assert caught.value.hint


@pytest.mark.parametrize(
    "changes",
    [
        {"stream": ""}, {"stream": "../etc/passwd"}, {"stream": "window/3"}, {"seq": 0},
        {"seq": 1 << 62}, {"seq": 10**30}, {"hlc": -1}, {"hlc": 1 << 62}, {"version": 0},
        {"version": 1 << 31}, {"kind": "person"}, {"kind": "a.b\n"}, {"kind": "x" * 99 + ".y"},
        {"entity": ""}, {"entity": "x" * 201}, {"by": "x" * 201}, {"at": "soon"},
        {"at": "2026-11-23T09:30:00"}, {"at": "0001-01-01T00:00:00+00:00"},
        {"at": "2026-11-23T09:30:00+08:00" + " " * 40}, {"entity": "a\0"}, {"by": "a\0"},
    ],
    ids=str,
)  # fmt: skip
def test_what_no_table_or_clock_holds_is_no_op(changes: dict[str, Any]) -> None:
    # The hash is right: whoever made this has a key.
    with pytest.raises(Unusable) as caught:
        read_line(write_line(entry(**changes)))
    assert caught.value.code == "line.form"


def test_a_line_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(op_line, "most_bytes", 100)
    with pytest.raises(Unusable) as caught:
        read_line(write_line(entry()))
    assert caught.value.facts["reason"] == ("过长", "it is too long")


@given(st.binary(max_size=400))
@example(b"{}")
@example(b"\xf0\x9f")
def test_any_bytes_are_an_op_or_one_sentence(line: bytes) -> None:
    with suppress(Unusable):
        assert write_line(read_line(line)) == line
