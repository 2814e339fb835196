"""What goes into each part of an export: ops up to signed places, and the keys of their people."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator

import msgspec

from window_desk.domain.streams import desk_of
from window_desk.storage import log, peers, receivers, seal, streams
from window_desk.storage.bodies import people_of
from window_desk.storage.connection import Connection
from window_desk.storage.log import Entry
from window_desk.storage.op_line import write_line
from window_desk.storage.peers import SignedHead
from window_desk.sync import bundle
from window_desk.sync.bundle import PersonKey
from window_desk.sync.keys import SigningKey

_lot = 500
_most_ranges = 2_000
_most_keys = 20_000


class Unit(msgspec.Struct):
    """Ops of one stream that end at a signed place, with keys of their people: for one part."""

    entries: list[Entry]
    lines: list[bytes]
    head: SignedHead
    people: list[PersonKey] = []

    @property
    def size(self) -> int:
        return sum(len(each) + 1 for each in self.lines)


class Part(msgspec.Struct):
    """What goes into one file, and whether another one follows."""

    units: list[Unit]
    more: bool = False
    people: list[PersonKey] = []

    @property
    def size(self) -> int:
        return sum(each.size for each in self.units)


def units_of(
    connection: Connection, key: SigningKey, home: str, first: dict[str, int], room: int
) -> Iterator[Unit]:
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
) -> Iterator[Unit]:
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


def _unit(entries: list[Entry], head: SignedHead) -> Unit:
    return Unit(entries, [write_line(each) for each in entries], head)


def with_keys(
    units: Iterator[Unit], keys_of: Callable[[list[Unit]], Iterable[PersonKey]]
) -> Iterator[Unit]:
    """The units, each with the keys of its people."""
    for each in units:
        each.people = list(keys_of([each]))
        yield each


def packed(units: Iterator[Unit], room: int) -> Iterator[Part]:
    """The parts that the units take, each with the keys of its people.

    Where one unit fills a part, the keys that have no room beside it go into the next ones.
    """
    waiting: list[PersonKey] = []
    for made in _full(units, room):
        keys = {key.person: key for key in waiting}
        keys |= {key.person: key for unit in made.units for key in unit.people}
        made.people, waiting = _divided(list(keys.values()), room - made.size)
        made.more = made.more or bool(waiting)
        yield made
    while waiting:
        people, waiting = _divided(waiting, max(room, bundle.person_size(waiting[0])))
        yield Part([], more=bool(waiting), people=people)


def _full(units: Iterator[Unit], room: int) -> Iterator[Part]:
    part: list[Unit] = []
    size = 0
    for each in units:
        takes = each.size + sum(map(bundle.person_size, each.people))
        if part and (size + takes > room or len(part) >= _most_ranges):
            yield Part(part, more=True)
            part, size = [], 0
        part.append(each)
        size += takes
    if part:
        yield Part(part)


def _divided(keys: list[PersonKey], room: int) -> tuple[list[PersonKey], list[PersonKey]]:
    """The keys that have room together, in bytes, and the others."""
    for count, each in enumerate(keys):
        room -= bundle.person_size(each)
        if room < 0 or count >= _most_keys:
            return keys[:count], keys[count:]
    return keys, []


def people_in(connection: Connection, units: list[Unit], to: str) -> Iterator[PersonKey]:
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
