"""Writing bundles: what another desk lacks, in parts, each signed and durable under its name."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.domain.streams import desk_of, is_desk
from window_desk.storage import log, peers, streams
from window_desk.storage.backups import put, remove
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.file_errors import require_folder, writable
from window_desk.storage.progress import Progress, untold
from window_desk.sync import bundle, sealing
from window_desk.sync.bundle import Header, RangeHead
from window_desk.sync.keys import SigningKey, find_key
from window_desk.sync.parts import Part, packed, people_in, units_of, with_keys

window_days = 14
"""How far back a bundle reaches for a desk that never answered."""

_room = bundle.most_bytes - bundle.most_header - 4096
"""Bytes of ops and keys in one part; the header has room of its own."""


class Wish(msgspec.Struct, frozen=True):
    """What is to be exported: for whom, all of it or what is new, people's keys or none.

    `window` is in days; `room` is how many bytes of ops and keys go into one part; `encrypt_to` is
    who alone can open the files.
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


def export_bundle(
    desk: Desk, actor: Actor, target: Path, wish: Wish, progress: Progress = untold
) -> Sent:
    """Write what another desk lacks to one file, and to `-2`, `-3`, ... where it takes more parts.

    For a desk that has everything it is an acknowledgement without acts. Raises `RuleBroken` when
    there is nothing to write, `Unusable` where a file is in the way or the folder is missing.
    """
    actor.require("administer")
    require_folder(target)
    if wish.to and not is_desk(wish.to):
        raise _no_desk(wish.to)
    with desk.read() as connection:
        home = log.home_of(connection)
        key = find_key(desk.place, home)
        now = desk.clock()
        first = _beginnings(connection, wish, now)
        total = sum(streams.read_head(connection, x).seq - n + 1 for x, n in first.items())
        units = units_of(connection, key, home, first, wish.room)
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
        if wish.with_people:
            units = with_keys(units, lambda x: people_in(connection, x, wish.to))
        for number, each in enumerate(packed(units, wish.room), 1):
            part = msgspec.structs.replace(header, part=number, more=each.more)
            files.append(_write(target, number, key, part, each, wish.encrypt_to))
            ops += sum(len(unit.entries) for unit in each.units)
            people += len(each.people)
            progress(ops, total)
    if not files and wish.to:
        files.append(_write(target, 1, key, header, Part([]), wish.encrypt_to))
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


def _write(
    target: Path,
    number: int,
    key: SigningKey,
    header: Header,
    made: Part,
    encrypt_to: str,
) -> Path:
    """One part, under its name only when it is whole and durable."""
    ranges: list[RangeHead] = []
    for each in made.units:
        found = bundle.range_head(each.entries[0], each.head)
        if ranges and ranges[-1].stream == found.stream:
            before = ranges.pop()
            found = msgspec.structs.replace(found, first=before.first, prev=before.prev)
        ranges.append(found)
    lines = [line for each in made.units for line in each.lines]
    whole = msgspec.structs.replace(
        header, n=len(lines), ranges=tuple(ranges), people=len(made.people)
    )
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
        content = bundle.write(key, whole, lines, made.people)
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
