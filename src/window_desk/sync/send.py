"""Writing bundles: what another desk lacks, in parts, each signed and durable under its name."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.domain.streams import desk_of, is_desk
from window_desk.storage import log, peers, receivers, seal, streams
from window_desk.storage.backups import put, remove
from window_desk.storage.bodies import people_of
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.file_errors import writable
from window_desk.storage.log import Entry
from window_desk.storage.op_line import write_line
from window_desk.storage.peers import SignedHead
from window_desk.sync import bundle, sealing
from window_desk.sync.bundle import Header, PersonKey, RangeHead
from window_desk.sync.keys import SigningKey, find_key

window_days = 14
"""How far back a bundle reaches for a desk that never answered."""

_lot = 500
_room = bundle.most_bytes - bundle.most_header - 4096
"""Bytes of ops in one part; the header has room of its own."""

_most_ranges = 2_000


class Wish(msgspec.Struct, frozen=True):
    """What is to be exported: for whom, all of it or what is new, people's keys or none.

    `window` is in days; `room` is how many bytes of ops go into one part; `encrypt_to` is who
    alone can open the files.
    """

    to: str = ""
    from_start: bool = False
    with_people: bool = False
    window: int = window_days
    room: int = _room
    encrypt_to: str = ""


class Sent(msgspec.Struct, frozen=True):
    """The files that were written, how many ops they hold, and what has to be there before them.

    `needs` are streams and the numbers up to which the reader must have them already.
    """

    files: tuple[Path, ...]
    ops: int
    people: int
    needs: dict[str, int]


class _Unit(msgspec.Struct):
    """Ops of one stream that end at a signed place: they go into one part."""

    entries: list[Entry]
    lines: list[bytes]
    head: SignedHead

    @property
    def size(self) -> int:
        return sum(len(each) + 1 for each in self.lines)


def export_bundle(desk: Desk, actor: Actor, target: Path, wish: Wish) -> Sent:
    """Write what another desk lacks to one file, and to `-2`, `-3`, ... where it takes more parts.

    For a desk that has everything it is an acknowledgement without acts. Raises `RuleBroken` when
    there is nothing to write, `Unusable` where a file is in the way.
    """
    actor.require("administer")
    if wish.to and not is_desk(wish.to):
        raise _no_desk(wish.to)
    with desk.read() as connection:
        home = log.home_of(connection)
        key = find_key(desk.place, home)
        now = desk.clock()
        first = _beginnings(connection, wish, now)
        units = _units(connection, key, home, first, wish.room)
        heads = {
            stream: (head.seq, head.hash.hex())
            for stream, head in streams.read_heads(connection).items()
            if head.seq
        }
        header = Header(
            wdb=bundle.version, from_=home, key=key.public.fingerprint, n=0, ranges=(),
            to=wish.to, at=now.isoformat(timespec="seconds"), heads=heads,
        )  # fmt: skip
        files: list[Path] = []
        ops = people = 0
        needs = {stream: seq - 1 for stream, seq in first.items() if seq > 1}
        for number, (parts, more) in enumerate(_packed(units, wish.room), 1):
            keys = tuple(_people(connection, parts, wish.to)) if wish.with_people else ()
            part = msgspec.structs.replace(header, part=number, more=more)
            files.append(_write(target, number, key, part, parts, keys, wish.encrypt_to))
            ops += sum(len(each.entries) for each in parts)
            people += len(keys)
    if not files and wish.to:
        files.append(_write(target, 1, key, header, [], (), wish.encrypt_to))
    if not files:
        raise RuleBroken(
            "sync.nothing",
            "Nothing was recorded in the last {days} days.",
            hint="--from-start writes everything.",
            days=wish.window,
        )
    return Sent(tuple(files), ops, people, needs)


def _no_desk(name: str) -> RuleBroken:
    return RuleBroken(
        "sync.desk",
        "{desk} is not the name of a desk.",
        hint="A desk is called like h1/desk1; it shows its name with window-desk sync key.",
        desk=name,
    )


def _beginnings(connection: Connection, wish: Wish, now: datetime) -> dict[str, int]:
    """For each stream the number of the first op to send; streams with nothing new are left out."""
    known = peers.read_acknowledged(connection, wish.to) if wish.to else {}
    since = int((now - timedelta(days=wish.window)).timestamp() * 1000) << 16
    found: dict[str, int] = {}
    for stream, head in streams.read_heads(connection).items():
        if desk_of(stream) == wish.to and not (wish.from_start or stream in known):
            continue
        first = 1
        if not wish.from_start:
            first = (
                min(known[stream], head.seq) + 1
                if stream in known
                else streams.first_since(connection, stream, since)
            )
        if first <= head.seq:
            found[stream] = first
    return found


def _units(
    connection: Connection, key: SigningKey, home: str, first: dict[str, int], room: int
) -> Iterator[_Unit]:
    """What is sent, stream by stream, cut only where its writer's signature stands."""
    for stream, start in first.items():
        if desk_of(stream) == home:
            yield from _own_units(connection, key, stream, start, room)
            continue
        for head in peers.read_signed_heads(connection, stream, start - 1):
            yield _unit(list(streams.read_entries(connection, stream, start, head.seq)), head)
            start = head.seq + 1


def _own_units(
    connection: Connection, key: SigningKey, stream: str, start: int, room: int
) -> Iterator[_Unit]:
    last = streams.read_head(connection, stream).seq
    for begin in range(start, last + 1, _lot):
        entries = list(streams.read_entries(connection, stream, begin, begin + _lot - 1))
        while entries:
            count = fitting(entries, room // 2)
            end = entries[count - 1]
            yield _unit(entries[:count], bundle.sign_head(key, stream, end[1], end[11]))
            entries = entries[count:]


def fitting(entries: list[Entry], room: int) -> int:
    """How many of the ops, at least one, have room together, in bytes."""
    size = 0
    for count, each in enumerate(entries):
        size += len(each[8] or b"") + 1024
        if size > room:
            return max(count, 1)
    return len(entries)


def _unit(entries: list[Entry], head: SignedHead) -> _Unit:
    return _Unit(entries, [write_line(each) for each in entries], head)


def _packed(units: Iterator[_Unit], room: int) -> Iterator[tuple[list[_Unit], bool]]:
    """The units of each part, and whether another part follows."""
    part: list[_Unit] = []
    size = 0
    for each in units:
        if part and (size + each.size > room or len(part) >= _most_ranges):
            yield part, True
            part, size = [], 0
        part.append(each)
        size += each.size
    if part:
        yield part, False


def _people(connection: Connection, units: list[_Unit], to: str) -> Iterator[PersonKey]:
    """The keys of the people whom these ops record or whose cases they open.

    For one desk also those of every case that they are about, and only of people whom that desk is
    to be able to read.
    """
    entries = [entry for unit in units for entry in unit.entries]
    people = dict.fromkeys(
        each for entry in entries for each in people_of(entry[5], entry[6], entry[8])
    )
    if to:
        about = list(dict.fromkeys(entry[5] for entry in entries))
        people |= dict.fromkeys(receivers.people_of_cases(connection, about))
        people |= dict.fromkeys(each[5] for each in entries if each[6].startswith("person."))
        home = log.home_of(connection)
        people = dict.fromkeys(receivers.readable_at(connection, home, to, people))
    for person in people:
        key = seal.find_key(connection, person)
        if key is not None:
            yield PersonKey(base64.b64encode(key).decode(), person)


def _write(
    target: Path,
    number: int,
    key: SigningKey,
    header: Header,
    units: list[_Unit],
    people: tuple[PersonKey, ...],
    encrypt_to: str,
) -> Path:
    """One part, under its name only when it is whole and durable."""
    ranges: list[RangeHead] = []
    for each in units:
        found = bundle.range_head(each.entries[0], each.head)
        if ranges and ranges[-1].stream == found.stream:
            before = ranges.pop()
            found = msgspec.structs.replace(found, first=before.first, prev=before.prev)
        ranges.append(found)
    lines = [line for each in units for line in each.lines]
    whole = msgspec.structs.replace(header, n=len(lines), ranges=tuple(ranges), people=len(people))
    path = target if number == 1 else target.with_name(f"{target.stem}-{number}{target.suffix}")
    part = path.with_name(f"{path.name}.part")
    with writable(path):
        if path.exists():
            raise Unusable(
                "bundle.exists",
                "There is a file {path} already.",
                hint="Give another name; an export never takes the place of a file.",
                path=str(path),
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        content = bundle.write(key, whole, lines, people)
        if encrypt_to:
            content = sealing.encrypt(content, encrypt_to)
        remove(part)
        part.touch(mode=0o600)
        try:
            part.write_bytes(content)
            put(part, path)
        finally:
            remove(part)
    return path
