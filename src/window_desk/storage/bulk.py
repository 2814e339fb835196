"""Filling a desk with many acts: each at its own time, entities folded once, rows by the lot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from window_desk.domain import numbering, ops
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.centre import Centre
from window_desk.domain.ops import Op, Recorded
from window_desk.storage import log, seal
from window_desk.storage.change import Change
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.known import Known
from window_desk.storage.projected import Derive
from window_desk.storage.shapes import shape_of

lot = 4_000
"""How many ops or rows are written in one statement."""


class Bulk(Change):
    """A change that grows large: `act` sets who acts and when, `commit` makes all so far durable.

    An entity is folded when it is settled, or at the next commit. Ops keep the time they are
    given; their place in the log follows the order of recording, as everywhere.
    """

    def __init__(self, connection: Connection, now: datetime, known: Known) -> None:
        super().__init__(connection, now, "", known)
        self._read_settings()
        self._serials: dict[tuple[numbering.NumberKind, int], int] = {}
        self._keys: dict[str, bytes] = {}
        self._new_keys: list[tuple[str, bytes]] = []
        self._rows_to_put: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._unwritten = 0
        self.recorded = 0
        """The ops since the last commit."""

    def _read_settings(self) -> None:
        # What this change publishes is in force from its end on, so that once is enough.
        self._centre = self._known.centre(self.connection)
        self._calendar = self._known.calendar(self.connection)
        self._derived = Derive(self.home, calendar=self._calendar, unseal=self._open)

    @property
    def centre(self) -> Centre:
        """The settings in force."""
        return self._centre

    @property
    def calendar(self) -> WorkingCalendar:
        """The working days in force."""
        return self._calendar

    def act(self, at: datetime, by: str) -> None:
        """From here on, `by` acts at `at`."""
        rest = at.microsecond % 1000
        self.now = at.replace(microsecond=at.microsecond - rest) if rest else at
        self.by = by

    def record_about(self, op: Op, on: str) -> str:
        """Record a fact about an entity of this change; gives the id of the op itself."""
        self.record(op, on)
        return self._histories[on][-1].id

    def record(self, op: Op, on: str = "") -> str:
        """Record a fact about the entity `on`, or make a new one; gives the entity's id."""
        if on in self._touched:
            recorded = self._log.append(op, entity=on, at=self.now, by=self.by)
            self._histories[on].append(recorded)
            entity = on
        else:
            entity = super().record(op, on)
        self.recorded += 1
        self._unwritten += 1
        if self._unwritten >= lot:
            self._write_log()
        return entity

    def history(self, entity: str) -> list[Recorded]:
        """The ops of an entity, with those of this change."""
        if entity not in self._histories:
            self._write_log()
        return super().history(entity)

    def new_person(self, op: ops.PersonRecorded, key: bytes) -> str:
        """Record a new person, whose key is kept beside the log."""
        person = self.record(op)
        self._keys[person] = key
        self._new_keys.append((person, key))
        self.settle(person)
        del self._keys[person]
        return person

    def next_number(self, kind: numbering.NumberKind) -> str:
        """The next number of a kind in its run, without a gap."""
        run = numbering.run_of(kind, self.today)
        if (kind, run) not in self._serials:
            last = self.connection.execute(
                "SELECT max(serial) FROM document WHERE desk = ? AND kind = ? AND run = ?",
                (self.home, kind, run),
            ).scalar()
            self._serials[kind, run] = last or 0
        self._serials[kind, run] += 1
        mark = numbering.mark_of(self.home)
        return numbering.make_number(kind, self.centre.code, run, self._serials[kind, run], mark)

    def settle(self, entity: str) -> None:
        """Fold an entity now and forget its ops; a later one would read them again."""
        if entity in self._touched:
            self._project(entity)
            del self._touched[entity], self._histories[entity]
            self._before.pop(entity, None)

    def finish(self) -> None:
        """Write the ops and the rows that differ; the caller commits."""
        for entity in self._touched:
            self._project(entity)
        self._write_log()
        for name in self._rows_to_put:
            self._put_rows(name)
        self._touched.clear()
        self._before.clear()

    def commit(self) -> None:
        """Make everything so far durable, and begin the next transaction."""
        self.finish()
        self.connection.commit()
        self.connection.begin()
        self.recorded = 0
        # Another process may have recorded acts between the two transactions.
        self._serials.clear()
        self._read_settings()
        self._log = log.Writer(self.connection)

    @property
    def derive(self) -> Derive:
        """What rows are derived with, as it was when the part began."""
        return self._derived

    def _open(self, subject: str, sealed: str) -> seal.Identity | None:
        key = self._keys.get(subject) or seal.find_key(self.connection, subject)
        return seal.unseal(key, sealed)

    def _project(self, entity: str) -> None:
        before = self._before.get(entity, {})
        after = self._rows(entity, self._histories[entity])
        for name, key in before.keys() - after.keys():
            self._put_rows(name)
            self.connection.execute(shape_of(self.connection, name).delete, key)
        for (name, key), row in after.items():
            if not before or before.get((name, key)) != row:
                rows = self._rows_to_put[name]
                rows.append(row)
                if len(rows) >= lot:
                    self._put_rows(name)

    def _put_rows(self, name: str) -> None:
        self.put(name, self._rows_to_put[name])
        self._rows_to_put[name].clear()

    def _write_log(self) -> None:
        self._log.finish()
        self._unwritten = 0
        if self._new_keys:
            self.connection.execute_many(
                "INSERT INTO subject_key (subject, key) VALUES (?, ?)", self._new_keys
            )
            self._new_keys = []


@contextmanager
def filling(desk: Desk) -> Iterator[Bulk]:
    """A bulk change of a desk: its last part is committed when the block ends without an error."""
    with desk.pool.usable(), desk.pool.lend() as connection:
        connection.expect_many(expected=True)
        try:
            connection.begin()
            bulk = Bulk(connection, desk.clock(), desk.known)
            yield bulk
            bulk.finish()
            connection.commit()
        finally:
            connection.rollback()
            connection.expect_many(expected=False)
