"""Proving a desk sound: every op hashed again, every projection made again and compared."""

from __future__ import annotations

from itertools import islice
from operator import itemgetter
from typing import Any, Literal

import msgspec

from window_desk.domain import ops
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.errors import Label, Unusable
from window_desk.storage import log, seal
from window_desk.storage.backups import backup as backup
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.log import Broken, why_label
from window_desk.storage.progress import Progress, untold
from window_desk.storage.project_run import project_run
from window_desk.storage.projected import Derive
from window_desk.storage.restoring import restore as restore
from window_desk.storage.shapes import Shape, projections, quoted, shape_of

most_listed = 1000
"""How many differences are listed; all of them are counted."""

_batch = 2000
_told_each = 500

Kind = Literal["missing", "extra", "changed", "damaged", "unlinked", "broken"]


kind_labels: dict[Kind, Label] = {
    "missing": ("缺少", "missing"),
    "extra": ("多出", "extra"),
    "changed": ("不一致", "changed"),
    "damaged": ("文件损坏", "damaged"),
    "unlinked": ("引用缺失", "unlinked"),
    "broken": ("链不成立", "broken"),
}
"""Each kind of difference in Chinese and English."""


class Verified(msgspec.Struct, frozen=True):
    """How many ops in how many streams were hashed again, and where a chain is broken."""

    ops: int
    streams: int
    broken: tuple[Broken, ...]


class Difference(msgspec.Struct, frozen=True):
    """One thing that is not as it should be.

    A row of a projection is `missing`, `extra` or `changed` against the ops; a file is `damaged`;
    a row is `unlinked` from what it refers to; a chain is `broken`, and `why` says how.
    """

    table: str
    key: str
    kind: Kind
    why: str = ""

    @property
    def words(self) -> Label:
        """What is wrong, in Chinese and English."""
        zh, en = kind_labels[self.kind]
        if not self.why:
            return zh, en
        why = why_label(self.why)
        return f"{zh}：{why[0]}", f"{en}: {why[1]}"


class Checked(msgspec.Struct, frozen=True):
    """The projections with their rows as made from the ops, and what differed from that.

    `different` counts every difference, `differences` lists the first ones.
    """

    tables: dict[str, int]
    differences: tuple[Difference, ...]
    different: int

    @property
    def sound(self) -> bool:
        """Whether nothing differed."""
        return self.different == 0


def verify(desk: Desk, progress: Progress = untold) -> Verified:
    """Hash every body and every link of every stream again."""
    with desk.read() as connection:
        count, streams, broken = log.verify(connection, progress)
    return Verified(count, streams, tuple(broken))


def check(desk: Desk, progress: Progress = untold) -> Checked:
    """Compare the file, its chains and its projections with what they should be; changes nothing.

    Projections are compared only when the ops they come from are in order.
    """
    with desk.pool.usable(), desk.pool.scratching(reading=True) as connection:
        found = _damage(connection)
        found += [_broken(each) for each in log.verify(connection, progress)[2]]
        if found:
            return Checked({}, tuple(found[:most_listed]), len(found))
        tables = _make_again(connection, progress)
        differences, different = _compare(connection)
    return Checked(tables, tuple(differences), different)


def rebuild(desk: Desk, progress: Progress = untold) -> Checked:
    """Make every projection again from the ops, in one transaction; gives what had differed.

    Raises `Unusable` when a chain is broken: projections from wrong ops would hide it.
    """
    with desk.pool.usable(), desk.pool.scratching(reading=False) as connection:
        return rebuild_in(connection, progress)


def rebuild_in(connection: Connection, progress: Progress = untold) -> Checked:
    """Make every projection again in a transaction that has scratch tables; see `rebuild`."""
    broken = log.verify(connection, progress)[2]
    if broken:
        raise Unusable(
            "db.log_broken",
            "The log does not hold at {stream}:{seq}: {why}.",
            hint="Restore a backup: window-desk db restore FILE.",
            stream=broken[0].stream,
            seq=broken[0].seq,
            why=why_label(broken[0].why),
        )
    tables = _make_again(connection, progress)
    differences, different = _compare(connection)
    if different:
        for name in projections:
            _replace(connection, name)
    return Checked(tables, tuple(differences), different)


def _damage(connection: Connection) -> list[Difference]:
    return [
        Difference(table, word, "unlinked" if table else "damaged")
        for table, word in connection.damage()
    ]


def _broken(each: Broken) -> Difference:
    return Difference("op", f"{each.stream}:{each.seq}", "broken", each.why)


def _make_again(connection: Connection, progress: Progress) -> dict[str, int]:
    """Make every projection in the scratch tables; gives its rows by table."""
    for name in projections:
        connection.execute(_scratch_table(connection, shape_of(connection, name)))
    counts = dict.fromkeys(projections, 0)
    pending: dict[str, list[tuple[Any, ...]]] = {name: [] for name in projections}
    values = {name: itemgetter(*shape_of(connection, name).columns) for name in projections}
    derive = _derive(connection)
    home = log.home_of(connection)
    total = connection.execute("SELECT count(DISTINCT entity) FROM op").scalar()
    for done, (entity, run) in enumerate(log.runs(connection)):
        if done % _told_each == 0:
            progress(done, total)
        for (name, _), row in project_run(entity, run, home, derive).items():
            pending[name].append(values[name](row))
            counts[name] += 1
            if len(pending[name]) >= _batch:
                _insert(connection, name, pending[name])
    for name, rows in pending.items():
        _insert(connection, name, rows)
    return counts


def _derive(connection: Connection) -> Derive:
    """The calendar as the ops have it, for its projection is under suspicion too."""
    entities = connection.execute(
        "SELECT DISTINCT entity FROM op WHERE entity >= 'calendar/' AND entity < 'calendar0'"
        " ORDER BY entity"
    ).scalars()
    # Of a notice that only desks publish which are not followed nothing counts here.
    last = [each.op for entity in entities for each in log.history(connection, entity)[-1:]]
    notices = [each.notice for each in last if isinstance(each, ops.CalendarPublished)]

    def unseal(subject: str, sealed: str) -> seal.Identity | None:
        return seal.unseal(seal.find_key(connection, subject), sealed)

    calendar = WorkingCalendar(notices) if notices else None
    return Derive(log.home_of(connection), calendar=calendar, unseal=unseal)


def _scratch_table(connection: Connection, shape: Shape) -> str:
    columns = ", ".join(
        f'"{name}" {kind}' for name, kind in zip(shape.columns, shape.types, strict=True)
    )
    return (
        f"CREATE TABLE {connection.scratch}.{shape.name}"
        f" ({columns}, PRIMARY KEY ({quoted(shape.keys)})) WITHOUT ROWID, STRICT"
    )


def _insert(connection: Connection, name: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.execute_many(f"INSERT INTO {connection.scratch}.{name} VALUES ({marks})", rows)
        rows.clear()


def _unequal(connection: Connection, shape: Shape) -> dict[Kind, str]:
    """For each kind of difference, where its keys are found."""
    own, again = (f"{each}.{shape.name}" for each in (connection.main, connection.scratch))
    same_key = " AND ".join(f'now."{each}" = made."{each}"' for each in shape.keys)
    live, fresh = (quoted(shape.columns, side) for side in ("now", "made"))
    no_live = f"NOT EXISTS (SELECT 1 FROM {own} now WHERE {same_key})"
    no_fresh = f"NOT EXISTS (SELECT 1 FROM {again} made WHERE {same_key})"
    both = f"{again} made JOIN {own} now ON {same_key}"
    return {
        "missing": f"FROM {again} made WHERE {no_live}",
        "extra": f"FROM {own} now WHERE {no_fresh}",
        "changed": f"FROM {both} WHERE ({fresh}) IS NOT ({live})",
    }


def _compare(connection: Connection) -> tuple[list[Difference], int]:
    """What differs between the projections and those made again; the first ones, and how many."""
    found: list[Difference] = []
    total = 0
    for name in projections:
        shape = shape_of(connection, name)
        for kind, where in _unequal(connection, shape).items():
            keys = quoted(shape.keys, "now" if kind == "extra" else "made")
            rows = iter(connection.execute(f"SELECT {keys} {where}"))
            listed = [
                Difference(name, " ".join(map(str, row)), kind)
                for row in islice(rows, most_listed - len(found))
            ]
            found += listed
            total += len(listed) + sum(1 for _ in rows)
    return found, total


def _replace(connection: Connection, name: str) -> None:
    """Put the rows made again in the place of those that differ; nothing else is written."""
    shape = shape_of(connection, name)
    columns, keys, now = quoted(shape.columns), quoted(shape.keys), quoted(shape.keys, "now")
    unequal = _unequal(connection, shape)
    own, again = (f"{each}.{name}" for each in (connection.main, connection.scratch))
    connection.execute(
        f"DELETE FROM {own} WHERE ({keys}) IN (SELECT {now} {unequal['extra']}"
        f" UNION ALL SELECT {now} {unequal['changed']})"
    )
    connection.execute(
        f"INSERT INTO {own} ({columns}) SELECT {columns} FROM {again}"
        f" WHERE ({keys}) NOT IN (SELECT {keys} FROM {own})"
    )
