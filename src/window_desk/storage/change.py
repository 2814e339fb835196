"""One transaction of a desk: record ops, fold their entities, project the rows that differ."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from window_desk.domain import case as cases
from window_desk.domain import numbering, ops
from window_desk.domain import ticket as tickets
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME, Centre
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ops import Op, Recorded
from window_desk.domain.ownership import Run, dividing_kinds, go_on, refusal
from window_desk.domain.place import Place
from window_desk.domain.streams import desk_of_op
from window_desk.domain.ticket import Ticket
from window_desk.storage import erasing, log, project, seal, streams
from window_desk.storage.connection import Connection
from window_desk.storage.known import ItemLines, Known
from window_desk.storage.project_case import case_rows
from window_desk.storage.project_run import project_run
from window_desk.storage.projected import Derive, Rows
from window_desk.storage.shapes import shape_of

if TYPE_CHECKING:
    from window_desk.domain.calendar import WorkingCalendar


dated_tables = ("service_case", "leg", "case_child")
"""The tables with dates that a working-day notice may move."""


class Look:
    """One consistent view of a desk at one moment: entities folded, settings and calendar."""

    def __init__(self, connection: Connection, now: datetime, known: Known) -> None:
        self.connection = connection
        self.now = now
        self._known = known
        self._histories: dict[str, list[Recorded]] = {}
        self._last_case: tuple[str, int, Case] | None = None
        self._runs: dict[str, Run] = {}
        self._with_others: set[str] = set()

    @cached_property
    def home(self) -> str:
        """The desk that this is."""
        return log.home_of(self.connection)

    @property
    def today(self) -> date:
        """The local business day."""
        return self.now.astimezone(CENTRE_TIME).date()

    @cached_property
    def centre(self) -> Centre:
        """The settings in force when the act began."""
        return self._known.centre(self.connection)

    @property
    def calendar(self) -> WorkingCalendar:
        """The working days in force."""
        return self._known.calendar(self.connection)

    @property
    def items(self) -> ItemLines:
        """The items in force today with their search keys, full guides first."""
        return self._known.items(self.connection, self.today)

    def history(self, entity: str) -> list[Recorded]:
        """The ops of an entity, with those of this change."""
        if entity not in self._histories:
            run = log.run_of(self.connection, entity)
            self._histories[entity] = run.applied if run else []
            if run is not None:
                self._runs[entity] = run
                if _has_others(run, self.home):
                    self._with_others.add(entity)
        return self._histories[entity]

    def closed(self, entity: str, op: Op | None = None) -> RuleBroken | None:
        """Why nothing, or not this op, may be recorded here about an entity; None where it may."""
        self.history(entity)
        run = self._runs.get(entity)
        return refusal(run, self.home, op) if run else None

    def place(self, entity: str) -> Place:
        """This desk, and the desk that an entity belongs to."""
        self.history(entity)
        run = self._runs.get(entity)
        return Place(self.home, run.owner if run else self.home)

    def ticket(self, identity: str) -> Ticket:
        """A ticket as it is now; raises `RuleBroken` when there is none."""
        return tickets.fold(self._found(identity, "ticket"))

    def case(self, identity: str) -> Case:
        """A case as it is now; raises `RuleBroken` when there is none."""
        run = self._found(identity, "case")
        # A verb asks for its case before and after what it records; nothing came in between twice.
        known = self._last_case
        if known is None or known[:2] != (identity, len(run)):
            known = self._last_case = (identity, len(run), cases.fold(run, self.home))
        return known[2]

    def _found(self, identity: str, kind: str) -> list[Recorded]:
        run = self.history(identity)
        if not run or not run[0].op.kind.startswith(f"{kind}."):
            raise RuleBroken(
                f"{kind}.unknown",
                "There is no {kind} {identity}.",
                hint="Check its number.",
                kind=kind_labels[kind],
                identity=identity,
            )
        return run


class Change(Look):
    """What a service verb works with; everything it records becomes durable together or not at all.

    `now` is the one moment of the act, `by` the account that acts.
    """

    def __init__(self, connection: Connection, now: datetime, by: str, known: Known) -> None:
        # The log keeps milliseconds: rows made now and rows made again from it must be the same.
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        super().__init__(connection, now, known)
        self.by = by
        self._require_enabled()
        self._log = log.Writer(connection)
        self._before: dict[str, Rows] = {}
        self._touched: dict[str, None] = {}
        self._dated_again: set[str] = set()

    def _require_enabled(self) -> None:
        """Whoever was signed in before the account was disabled acts no more."""
        disabled = self.connection.execute(
            "SELECT 1 FROM account WHERE account = ? AND enabled = 0", (self.by,)
        ).scalar()
        if disabled:
            raise RuleBroken(
                "access.disabled",
                "The account {account} was disabled: nothing more can be done with it.",
                hint="Sign in with another account, or ask an admin.",
                account=self.by,
            )

    def record(self, op: Op, on: str = "") -> str:
        """Record a fact about the entity `on`, or make a new one; gives the entity's id."""
        if on:
            run = self.history(on)
            if why := self.closed(on, op):
                raise why
            if op.kind in dividing_kinds:
                self._with_others.add(on)
            if on not in self._before:
                self._before[on] = self._rows(on, run) if run else {}
        recorded = self._log.append(op, entity=on, at=self.now, by=self.by)
        entity = on or recorded.id
        self._before.setdefault(entity, {})
        if entity in self._runs:
            go_on(self._runs[entity], recorded)
        else:
            self._histories.setdefault(entity, []).append(recorded)
        self._touched[entity] = None
        return entity

    @property
    def stream(self) -> str:
        """The stream that this change writes to."""
        return self._log.stream

    def open_epoch(self, apart: int) -> str:
        """Write to another epoch of this desk's stream from here on; see `streams.open_epoch`."""
        self._log.finish()
        stream = streams.open_epoch(self.connection, apart=apart)
        self._log = log.Writer(self.connection)
        return stream

    def advance_clock(self, hlc: int) -> None:
        """Let what is recorded from here on come after what was seen of other desks."""
        self._log.hlc = max(self._log.hlc, hlc)
        streams.advance_clock(self.connection, self.stream, hlc)

    def project_again(self, entity: str) -> None:
        """Derive a case's dates anew at the end of this change, with what is in force then."""
        self.history(entity)
        self._touched[entity] = None
        if entity not in self._with_others:
            self._dated_again.add(entity)
        elif entity not in self._before:
            self._before[entity] = self._rows(entity, self._histories[entity])

    def divide_again(self, entities: Iterable[str]) -> None:
        """Ask the log anew at the end of this change what counts of these entities."""
        for entity in entities:
            self._with_others.add(entity)
            self._before.setdefault(entity, self._rows(entity, self.history(entity)))
            self._touched[entity] = None

    def new_person(self, op: ops.PersonRecorded, key: bytes) -> str:
        """Record a new person, whose key is kept beside the log."""
        seal.keep_key(self.connection, f"{self._log.stream}:{self._log.seq + 1}", key)
        return self.record(op)

    def erase_person(self, op: ops.PersonErased, person: str) -> None:
        """Record that a person is erased, and destroy what was sealed."""
        self.record(op, on=person)
        erasing.erase(self.connection, person, self.now)

    def next_number(self, kind: numbering.NumberKind) -> str:
        """The next number of a kind in its run, without a gap."""
        run = numbering.run_of(kind, self.today)
        last = self.connection.execute(
            "SELECT max(serial) FROM document WHERE desk = ? AND kind = ? AND run = ?",
            (self.home, kind, run),
        ).scalar()
        taken = sum(
            1
            for entity in self._touched
            for recorded in self._histories[entity]
            if desk_of_op(recorded.id) == self.home
            for number in cases.numbers_in(recorded.op)
            if (one := numbering.read_number(number)).kind == kind
            and one.run == run
            and one.serial > (last or 0)
        )
        mark = numbering.mark_of(self.home)
        return numbering.make_number(kind, self.centre.code, run, (last or 0) + taken + 1, mark)

    @cached_property
    def _undated(self) -> Derive:
        return Derive(self.home, calendar=None, unseal=self._open)

    @property
    def derive(self) -> Derive:
        """What rows are derived with: the notices in force, and the people's keys."""
        calendar = self._known.calendar_or_none(self.connection)
        return Derive(self.home, calendar=calendar, unseal=self._open)

    def _open(self, subject: str, sealed: str) -> seal.Identity | None:
        return seal.unseal(seal.find_key(self.connection, subject), sealed)

    def _rows(self, entity: str, run: list[Recorded]) -> Rows:
        # Only a case has dates; everything else is spared the look at the notices in force.
        dated = run and run[0].op.kind.startswith("case.")
        derive = self.derive if dated else self._undated
        if entity in self._with_others:
            # The log itself says what counts; what this change recorded lies there by the end.
            whole = log.run_of(self.connection, entity)
            return project_run(entity, whole, self.home, derive) if whole else {}
        # A verb has looked at its case already: it is not folded again for its rows.
        return (
            case_rows(self.case(entity), derive) if dated else project.project(entity, run, derive)
        )

    def finish(self) -> None:
        """Write the ops and the rows that differ; the caller commits."""
        self._log.finish()
        dated: dict[str, list[dict[str, Any]]] = {name: [] for name in dated_tables}
        for entity in self._touched:
            after = self._rows(entity, self._histories[entity])
            if entity in self._dated_again and entity not in self._before:
                for (name, _), row in after.items():
                    if name in dated:
                        dated[name].append(row)
            else:
                self._write(self._before.get(entity, {}), after)
        for name, rows in dated.items():
            self.put(name, rows)

    def _write(self, before: Rows, after: Rows) -> None:
        for name, key in before.keys() - after.keys():
            self.connection.execute(shape_of(self.connection, name).delete, key)
        for (name, key), row in after.items():
            if before.get((name, key)) != row:
                self.put(name, [row])

    def put(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        """Insert or replace rows of one table."""
        shape = shape_of(self.connection, name)
        self.connection.execute_many(shape.upsert, map(itemgetter(*shape.columns), rows))


def _has_others(run: Run, home: str) -> bool:
    """Whether other desks have to do with an entity, so that the log itself says what counts."""
    if run.kept or run.unread is not None or run.legs is not None or run.owner != home:
        return True
    # What is named here may have the ops of a desk that is followed as well.
    return run.maker != home and any(desk_of_op(each.id) != home for each in run.applied)


kind_labels = {"ticket": ("号票", "ticket"), "case": ("办件", "case")}
