"""Taking in what other desks wrote: ops and heads in one transaction, then the rows they touch.

An op is appended where it follows the head, skipped where it is known with the same hash, parked
where those before it are missing. Under a number that holds another op it is a fork: the stream
stops, the fork is recorded as an op of this desk, and nothing is overwritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from window_desk.domain import ops
from window_desk.domain.calendar import Notice
from window_desk.domain.errors import Unusable
from window_desk.domain.ownership import Written, divide
from window_desk.domain.sources import at_once
from window_desk.domain.streams import desk_of, maker_of, most_number
from window_desk.storage import bodies, erasing, log, published, seal, streams
from window_desk.storage.change import Change
from window_desk.storage.log import Entry
from window_desk.storage.op_line import read_line, write_line
from window_desk.storage.project_run import project_run
from window_desk.storage.projected import Derive, Rows
from window_desk.storage.shapes import shape_of
from window_desk.storage.stream_runs import apart_from, check_run, right_behind, unsound
from window_desk.storage.streams import Head

_lot = 1_000
"""How many entities are folded at once."""

_latest_clock = 4_102_444_800_000 << 16
"""The year 2100: a clock beyond it is recorded, but does not move ours."""


class Taken(msgspec.Struct):
    """What became of the ops: how many were appended, known already, and parked.

    `forks` are streams and numbers with two ops, `refused` the streams that were left out and why,
    `epoch` the stream that this desk writes to from now on, if another wrote to its own.
    """

    appended: int = 0
    known: int = 0
    parked: int = 0
    forks: list[tuple[str, int]] = []
    refused: list[tuple[str, Unusable]] = []
    epoch: str = ""


class Intake:
    """Takes in ops inside a change; `finish` folds what they touched."""

    def __init__(self, tx: Change, source: str) -> None:
        self._tx = tx
        self._connection = tx.connection
        self._source = source
        self._own = tx.stream
        self._before: dict[str, int] = {}
        self._touched: dict[str, None] = {}
        self._clock = 0
        self._sources = log.read_sources(tx.connection)
        self._forked: set[str] = set()
        self.taken = Taken(forks=[], refused=[])

    def take(self, stream: str, entries: list[Entry]) -> None:
        """Take in a run of ops of one stream, one number after the other, whose writer is proven.

        Raises `Unusable`, for the caller to undo everything, when the run itself does not hold.
        """
        check_run(stream, entries)
        if stream in self._forked or streams.is_stopped(self._connection, stream):
            self.taken.refused.append((stream, stopped(stream)))
            return
        head = streams.read_head(self._connection, stream)
        known = [each for each in entries if each[1] <= head.seq]
        if self._compare(stream, known) and entries[-1][1] > head.seq:
            if stream == self._own:
                self._reopen(head)
            self._follow(stream, head, entries[len(known) :])

    def take_key(self, person: str, key: bytes) -> None:
        """Keep the key of a person whose ops are here or wait, if it opens them and none does."""
        run = log.run_of(self._connection, person)
        found = [each.op for each in run.applied] if run else self._parked_op(person)
        sealed = [each.sealed for each in found if isinstance(each, ops.PersonRecorded)]
        mine = seal.find_key(self._connection, person)
        if sealed and seal.opens(key, sealed[-1]) and not (mine and seal.opens(mine, sealed[-1])):
            seal.take_key(self._connection, person, key)
            self._touched[person] = None

    def _parked_op(self, person: str) -> list[ops.Op]:
        """The op by which a person was recorded, where it waits for those before it."""
        stream, _, number = person.rpartition(":")
        if not maker_of(person) or (seq := int(number)) >= most_number:
            return []
        parked = streams.read_parked(self._connection, stream, seq, seq)
        waiting = [read_line(line) for _seq, line in parked]
        try:
            return [bodies.read_op(each[6], each[8], each[7]) for each in waiting if each[8]]
        except Unusable:
            return []

    def notices(self) -> list[tuple[str, Notice]]:
        """The working-day notices that `finish` will put in force, each with its op."""
        return [
            notice
            for source, spans in published.by_source(self._sources, self._new_spans())
            if "calendar" in source.families
            for notice in published.notices_in(self._connection, spans)
        ]

    def _new_spans(self) -> list[published.Span]:
        return published.new_spans(self._sources, log.read_sources(self._connection))

    def finish(self) -> Taken:
        """Fold what was touched and write its rows; the caller commits."""
        self._tx.advance_clock(min(self._clock, _latest_clock))
        for source, spans in published.by_source(self._sources, self._new_spans()):
            named = published.named_in(self._connection, spans, source.families - at_once)
            self._touched |= dict.fromkeys(named)
        self._sources = log.read_sources(self._connection)
        named = [each for each in self._touched if not maker_of(each)]
        self._fold(named)
        if any(each.startswith("calendar/") for each in named):
            self._touched |= dict.fromkeys(published.dated_cases(self._connection))
        made = [each for each in self._touched if maker_of(each)]
        erasing.enforce(self._connection, made)
        self._fold(made)
        return self.taken

    def _compare(self, stream: str, known: list[Entry]) -> bool:
        """Hold ops against those that are here under the same numbers; False at a fork."""
        if not known:
            return True
        here = streams.read_hashes(self._connection, stream, known[0][1], known[-1][1])
        for each in known:
            own, has_body = here[each[1]]
            if own != each[11]:
                self._fork(stream, each[1], own, each[11])
                return False
            if not has_body and each[8] is not None:
                streams.put_body(self._connection, each)
                self._note(each)
        self.taken.known += len(known)
        return True

    def _follow(self, stream: str, head: Head, fresh: list[Entry]) -> None:
        """Append what follows the head, with what was parked behind it; park what does not."""
        if fresh[0][1] != head.seq + 1:
            self._park(stream, fresh)
            return
        parked = streams.read_parked(self._connection, stream, fresh[0][1])
        run = [*fresh, *right_behind(parked, fresh[-1][1])]
        if run[0][10] != head.hash:
            self._fork(stream, head.seq, head.hash, run[0][10])
            return
        if run[0][2] <= head.hlc:
            raise unsound(stream, run[0][1])
        whole = next(
            (place for place in range(1, len(run)) if run[place][10] != run[place - 1][11]),
            len(run),
        )
        self._before.setdefault(stream, head.seq)
        streams.append(self._connection, stream, desk_of(stream), run[:whole])
        streams.drop_parked(self._connection, stream, run[whole - 1][1])
        for each in run[:whole]:
            self._note(each)
        self.taken.appended += whole
        if apart := apart_from(parked, fresh):
            seq, theirs, ours = apart
            self._fork(stream, seq, ours, theirs)
        elif whole < len(run):
            self._fork(stream, run[whole - 1][1], run[whole - 1][11], run[whole][10])

    def _park(self, stream: str, entries: list[Entry]) -> None:
        first, last = entries[0][1], entries[-1][1]
        parked = streams.read_parked(self._connection, stream, first, last)
        if apart := apart_from(parked, entries):
            self._fork(stream, *apart)
            return
        room = streams.most_parked - streams.count_parked(self._connection, stream)
        if room < len(entries):
            self.taken.refused.append((stream, _full(stream, entries[0][1])))
        now = round(self._tx.now.timestamp() * 1000)
        kept = entries[: max(room, 0)]
        streams.park(self._connection, ((stream, x[1], write_line(x), now) for x in kept))
        self.taken.parked += len(kept)

    def _note(self, entry: Entry) -> None:
        entity = entry[5]
        self._clock = max(self._clock, entry[2])
        desk = desk_of(entry[0])
        if maker_of(entity) or desk == self._tx.home or self._counts_at_once(entity, desk):
            self._touched[entity] = None

    def _counts_at_once(self, entity: str, desk: str) -> bool:
        family = entity.partition("/")[0]
        return family in at_once and any(
            each.desk == desk and family in each.families for each in self._sources
        )

    def _reopen(self, head: Head) -> None:
        """Write elsewhere: somebody with this desk's name wrote what it does not know."""
        apart = int.from_bytes(head.hash[:2]) if head.seq else 0
        self._own = self.taken.epoch = self._tx.open_epoch(apart)

    def _fork(self, stream: str, seq: int, ours: bytes, theirs: bytes) -> None:
        """Record that there are two ops under one number; the stream stops until it is settled."""
        if streams.is_known_fork(self._connection, stream, seq):
            self.taken.refused.append((stream, _other_run(stream, seq)))
            return
        if stream == self._own:
            self._reopen(streams.read_head(self._connection, stream))
        op = ops.StreamForked(seq=seq, ours=ours.hex(), theirs=theirs.hex(), source=self._source)
        self._tx.record(op, on=f"stream/{stream}")
        self._forked.add(stream)
        self.taken.forks.append((stream, seq))

    def _is_new(self, row: Written) -> bool:
        return row.seq > self._before.get(row.stream, row.seq)

    def _fold(self, entities: Iterable[str]) -> None:
        """Make the rows of entities again, and take away those that are no longer theirs."""
        whole, derive = list(entities), self._tx.derive
        for start in range(0, len(whole), _lot):
            rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
            lot = log.written(self._connection, whole[start : start + _lot])
            for entity, written in lot:
                after = self._project(entity, written, derive)
                self._delete_others(entity, written, after, derive)
                for (name, _), row in after.items():
                    rows[name].append(row)
            for name, found in rows.items():
                self._tx.put(name, found)

    def _project(self, entity: str, written: list[Written], derive: Derive) -> Rows:
        run = divide(entity, self._tx.home, written, bodies.read_written, self._sources)
        return project_run(entity, run, self._tx.home, derive)

    def _delete_others(
        self, entity: str, written: list[Written], after: Rows, derive: Derive
    ) -> None:
        """Delete the rows that the ops from before made and that are not made any more."""
        before = [each for each in written if not self._is_new(each)]
        if before:
            for name, key in self._project(entity, before, derive).keys() - after.keys():
                self._connection.execute(shape_of(self._connection, name).delete, key)


def stopped(stream: str) -> Unusable:
    """Why nothing of a stream is taken in."""
    return Unusable(
        "stream.stopped",
        "Nothing of {stream} is taken in: two different acts were met under one of its numbers.",
        hint="A supervisor looks at it first: window-desk supervise forks.",
        stream=stream,
    )


def _other_run(stream: str, seq: int) -> Unusable:
    return Unusable(
        "stream.other_run",
        "This is the other run of {stream} from number {seq} on; it stays out.",
        hint="Nothing is to be done; that copy of the desk must not be used.",
        stream=stream,
        seq=seq,
    )


def _full(stream: str, seq: int) -> Unusable:
    return Unusable(
        "stream.gap",
        "Too many acts of {stream} wait for those before number {seq}.",
        hint="Import the earlier files first, then this one again.",
        stream=stream,
        seq=seq,
    )
