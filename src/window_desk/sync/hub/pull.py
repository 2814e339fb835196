"""What a desk takes from a hub: every stream that it may see, through the same intake as files."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.domain.streams import desk_of
from window_desk.storage import log, peers, streams
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.foreign import Intake, Taken
from window_desk.storage.progress import Progress
from window_desk.storage.streams import Head
from window_desk.sync import bundle, receive
from window_desk.sync.hub.fetch import Run, fetch, first_difference, unsound
from window_desk.sync.hub.link import Link
from window_desk.sync.hub.push import Heads, batch
from window_desk.sync.keys import find_key

Refused = list[tuple[str, Unusable]]
"""Streams that were left out, and why."""


class Pulled(msgspec.Struct):
    """What came of pulling: ops that were new, and streams that were left out.

    `epoch` is the stream that this desk writes to from now on, if another wrote to its own.
    """

    appended: int = 0
    refused: Refused = []
    epoch: str = ""


class Puller:
    """Takes in streams of one hub, one after the other."""

    def __init__(self, desk: Desk, link: Link, heads: Heads, progress: Progress) -> None:
        self._desk, self._link, self._heads = desk, link, heads
        self._progress = progress
        self._waiting: list[Run] = []
        self.pulled = Pulled(refused=[])
        with desk.read() as connection:
            self._home = log.home_of(connection)
            self._here = streams.read_heads(connection)
            self._left_alone = {
                each for each in heads if _is_left_alone(connection, each, heads[each][0])
            }
        self._find = self._read_keys()
        self._total = sum(self._lacking(each) for each in heads)

    def _read_keys(self) -> bundle.Find:
        own = find_key(self._desk.place, self._home).public
        with self._desk.read() as connection:
            return receive.finder(peers.read_keys(connection), own)

    def _lacking(self, stream: str) -> int:
        if stream in self._left_alone:
            return 0
        return max(self._heads[stream][0] - self._here.get(stream, Head()).seq, 0)

    def take(self, wanted: Iterable[str]) -> None:
        """Take in what is lacking of these streams, and find where they differ."""
        for stream in wanted:
            if stream in self._left_alone:
                continue
            try:
                self._take_one(stream)
            except Unusable as error:
                if error.code.partition(".")[0] not in receive.refusals:
                    raise
                self.pulled.refused.append((stream, error))
        self._put()
        self._find = self._read_keys()

    def _take_one(self, stream: str) -> None:
        seq, theirs = self._heads[stream]
        head = self._here.get(stream, Head())
        if seq <= head.seq:
            if self._hash_at(stream, seq) != theirs:
                self._find_fork(stream, seq)
            return
        after, before = head.seq, head.hash
        while after < seq:
            run = fetch(self._link, self._find, stream, after)
            if run is None:
                return
            if run.entries[0][10] != before:
                self._find_fork(stream, after)
                return
            self._wait(run)
            after, before = run.entries[-1][1], run.entries[-1][11]

    def _find_fork(self, stream: str, last: int) -> None:
        """Let the intake see the first op that differs."""
        place = first_difference(self._link, stream, last, lambda x: self._hash_at(stream, x))
        run = fetch(self._link, self._find, stream, place - 1)
        if run is None:
            raise unsound(stream, place)
        self._wait(run)

    def _hash_at(self, stream: str, seq: int) -> bytes:
        head = self._here.get(stream, Head())
        if seq == head.seq:
            return head.hash
        with self._desk.read() as connection:
            return streams.read_hashes(connection, stream, seq, seq)[seq][0]

    def _wait(self, run: Run | None) -> None:
        """Let a run wait for others, so that many small ones are one transaction."""
        if run is not None:
            self._waiting.append(run)
        if sum(len(each.entries) for each in self._waiting) >= batch:
            self._put()

    def _put(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            self._note(self._take_in(waiting))
        except Unusable as error:
            if error.code.partition(".")[0] not in receive.refusals:
                raise
            # One of them does not hold: the others do not wait for it.
            for each in waiting:
                try:
                    self._note(self._take_in([each]))
                except Unusable as alone:
                    if alone.code.partition(".")[0] not in receive.refusals:
                        raise
                    self.pulled.refused.append((each.stream, alone))

    def _take_in(self, runs: list[Run]) -> Taken:
        with self._desk.change(by="hub") as tx:
            intake = Intake(tx, f"hub/{self._link.name}")
            for each in runs:
                intake.take(each.stream, each.entries)
                if each.head is not None:
                    peers.put_signed_head(tx.connection, each.head)
            return receive.put_in_force(tx, intake)

    def _note(self, taken: Taken) -> None:
        self.pulled.appended += taken.appended
        self.pulled.refused += taken.refused
        self.pulled.refused += [(stream, _forked(stream, seq)) for stream, seq in taken.forks]
        self.pulled.epoch = taken.epoch or self.pulled.epoch
        self._progress(self.pulled.appended, max(self._total, self.pulled.appended))


def pull(desk: Desk, link: Link, heads: Heads, progress: Progress) -> Pulled:
    """Take in what this desk lacks of the streams at a hub, and find where they differ.

    What somebody wrote under this desk's own name comes first, for it decides where this desk
    writes; then the keeper's list, for it says whose signatures are believed.
    """
    puller = Puller(desk, link, heads, progress)
    with desk.read() as connection:
        home = log.home_of(connection)
        followed = {each.desk for each in log.read_sources(connection)}
    own = [each for each in heads if desk_of(each) == home]
    first = [each for each in heads if desk_of(each) in followed]
    puller.take(own)
    puller.take(first)
    puller.take(each for each in sorted(heads) if each not in {*own, *first})
    return puller.pulled


def _is_left_alone(connection: Connection, stream: str, seq: int) -> bool:
    """Whether a fork of the stream waits for a person, or was settled: the other run stays out."""
    return streams.is_stopped(connection, stream) or streams.is_known_fork(connection, stream, seq)


def _forked(stream: str, seq: int) -> Unusable:
    return Unusable(
        "stream.forked",
        "{stream} has two different acts under number {seq}: it is stopped.",
        hint="A supervisor looks at it first: window-desk supervise forks.",
        stream=stream,
        seq=seq,
    )
