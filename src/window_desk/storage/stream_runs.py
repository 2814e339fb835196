"""Runs of ops of one stream: whether they hold together, and how they stand to what waits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from window_desk.domain.errors import Unusable
from window_desk.storage.log import Entry
from window_desk.storage.op_line import read_line


def right_behind(parked: list[tuple[int, bytes]], last: int) -> Iterator[Entry]:
    """The parked ops that come right behind a number."""
    for seq, line in parked:
        if seq == last + 1:
            last = seq
            yield read_line(line)


def apart_from(
    parked: list[tuple[int, bytes]], entries: list[Entry]
) -> tuple[int, bytes, bytes] | None:
    """The first number under which another op is parked: it, that op's hash, and this one's."""
    hashes = {each[1]: each[11] for each in entries}
    for seq, line in parked:
        if seq in hashes and (other := read_line(line)[11]) != hashes[seq]:
            return seq, other, hashes[seq]
    return None


def check_run(stream: str, entries: list[Entry]) -> None:
    """Raise `Unusable` unless each op follows the one before, in number, hash and clock."""
    for before, each in pairwise(entries):
        if each[0] != stream or each[1] != before[1] + 1 or each[10] != before[11]:
            raise unsound(stream, each[1])
        if each[2] <= before[2]:
            raise unsound(stream, each[1])
    if entries[0][0] != stream:
        raise unsound(stream, entries[0][1])


def unsound(stream: str, seq: int) -> Unusable:
    """Acts that cannot be what their desk wrote one after the other."""
    return Unusable(
        "stream.unsound",
        "The acts of {stream} do not follow each other at number {seq}.",
        hint="Have that desk run window-desk audit verify.",
        stream=stream,
        seq=seq,
    )
