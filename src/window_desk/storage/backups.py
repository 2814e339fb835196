"""Copies of a desk: made while it is used, proved before they take its place, never half there."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine

from window_desk.domain.errors import Unusable
from window_desk.storage import log, schema
from window_desk.storage.desk import Desk, local_now, require_file, sync_folder, usable, writable
from window_desk.storage.driver import find_driver, make_engine, raw_connection

_sidecars = ("-wal", "-shm", "-journal")
_epoch = re.compile(r"^(?P<desk>.+?)(?:\.(?P<epoch>[1-9][0-9]*))?$")


class Restored(msgspec.Struct, frozen=True):
    """A desk that a backup took the place of.

    `stream` is the epoch it writes to from now on, `aside` where the earlier file is kept, if
    there was one.
    """

    ops: int
    stream: str
    aside: Path | None


class Upgraded(msgspec.Struct, frozen=True):
    """The versions of the tables before and after, and the backup that was made in between."""

    before: str
    after: str
    backup: Path | None


def backup(desk: Desk, target: Path) -> int:
    """Copy a desk in use to one new file, durable and sound before this returns; gives its ops.

    Raises `Unusable` when the file is there already, or the copy is not sound.
    """
    with usable(desk.path), raw_connection(desk.engine) as raw:
        return _copy(raw, desk.path, target)


def _copy(raw: Any, path: Path, target: Path) -> int:
    with _part(target, like=path) as part:
        with writable(part), usable(part):
            _fill(raw, part)
        count = _check_sound(part)
        with writable(target):
            _refuse_existing(target)
            _put(part, target)
    return count


@contextmanager
def _part(target: Path, like: Path) -> Iterator[Path]:
    """The name under which a file grows; nothing is left of it unless it was put in its place."""
    part = target.with_name(f"{target.name}.part")
    with writable(target):
        _refuse_existing(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(part)
        part.touch(mode=0o600)
        if like.exists():
            shutil.copymode(like, part)
    try:
        yield part
    finally:
        _remove(part)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise Unusable(
            "backup.exists",
            "There is a file {path} already.",
            hint="Give another name; a backup never takes the place of a file.",
            path=str(target),
        )


def _fill(raw: Any, part: Path) -> None:
    copy = find_driver().connect(str(part), isolation_level=None)
    try:
        raw.backup(copy)
        # One file, without a log beside it that could be forgotten when it is moved.
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def _check_sound(part: Path) -> int:
    """The number of ops in a copy; raises `Unusable` for a damaged one."""
    engine = make_engine(part)
    try:
        with usable(part), _reading(engine) as connection:
            _check_pages(connection, part)
            count = connection.exec_driver_sql("SELECT count(*) FROM op").scalar_one()
            return int(count)
    finally:
        engine.dispose()


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(desk_reads=True) as connection:
        yield connection


def _check_pages(connection: Connection, path: Path) -> None:
    said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if said != "ok":
        raise Unusable(
            "db.corrupt",
            "{path} is not a sound window-desk database.",
            hint="Restore a backup: window-desk db restore FILE.",
            path=str(path),
        )


def _put(part: Path, target: Path) -> None:
    """Give a finished file its name, durably: the whole file or no file."""
    handle = os.open(part, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(target)
    sync_folder(target.parent)


def _remove(part: Path) -> None:
    for suffix in ("", *_sidecars):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def restore(path: Path, source: Path, now: datetime | None = None) -> Restored:
    """Put a backup in the place of a desk that nobody uses; the earlier file is kept aside.

    The backup is proved first: it is a desk of this version, its pages and its chains hold. The
    desk writes to a new epoch of its stream from then on, because other desks may hold ops that
    came after the backup under the numbers that would be given out again. Raises `Unusable`, with
    everything as it was, when the backup is not sound or another program has the desk open.
    """
    require_file(source)
    part = path.with_name(f"{path.name}.restoring")
    with writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove(part)
        part.touch(mode=0o600)
    try:
        with writable(source), usable(source):
            _read_into(source, part)
        with _alone(path) as streams:
            count, stream = _prove(part, source, streams)
            with writable(path):
                aside = _keep_aside(path, now or local_now())
                if aside:
                    shutil.copymode(aside, part)
                _put(part, path)
    finally:
        _remove(part)
    return Restored(count, stream, aside)


def _read_into(source: Path, part: Path) -> None:
    raw = find_driver().connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
    try:
        _fill(raw, part)
    finally:
        raw.close()


def _prove(part: Path, source: Path, taken: list[str]) -> tuple[int, str]:
    """Check the copy of a backup and open its next epoch; gives its ops and the new stream."""
    engine = make_engine(part)
    try:
        with usable(source), engine.begin() as connection:
            old = schema.read_stream(connection, source)
            _check_pages(connection, source)
            count, _, broken = log.verify(connection)
            if broken:
                raise Unusable(
                    "backup.broken",
                    "The log in {path} does not hold at {stream}:{seq}: {why}.",
                    hint="Take another backup.",
                    path=str(source),
                    stream=broken[0].stream,
                    seq=broken[0].seq,
                    why=broken[0].why,
                )
            stream = _open_epoch(connection, old, taken)
            return count, stream
    finally:
        engine.dispose()


def _open_epoch(connection: Connection, old: str, taken: list[str]) -> str:
    """Begin the next epoch of this desk's stream, `h1/desk1.2` after `h1/desk1`."""
    here = connection.exec_driver_sql("SELECT id FROM stream").scalars().all()
    desk = _named(old)[0]
    last = max(epoch for name, epoch in map(_named, [*here, *taken]) if name == desk)
    stream = f"{desk}.{last + 1}"
    clock = connection.exec_driver_sql("SELECT max(hlc) FROM stream").scalar_one()
    log.open_stream(connection, stream, owner=desk, hlc=clock)
    connection.exec_driver_sql("UPDATE meta SET value = ? WHERE key = 'stream'", (stream,))
    return stream


def _named(stream: str) -> tuple[str, int]:
    """A stream's desk and epoch."""
    found = _epoch.match(stream)
    assert found is not None
    return found["desk"], int(found["epoch"] or 1)


@contextmanager
def _alone(path: Path) -> Iterator[list[str]]:
    """Hold a desk's file for ourselves; gives the streams it knows, none when it cannot be read.

    Only the last connection may leave WAL mode, so that nobody else can be writing to the file
    that is about to move. A file that is no sound database protects nothing and is not held.
    """
    if not path.exists():
        yield []
        return
    raw = find_driver().connect(str(path), isolation_level=None, timeout=1)
    try:
        with usable(path):
            try:
                raw.execute("PRAGMA journal_mode = DELETE")
                raw.execute("BEGIN EXCLUSIVE")
                streams = [row[0] for row in raw.execute("SELECT id FROM stream")]
            except find_driver().DatabaseError as error:
                if "locked" in str(error):
                    raise
                streams = []
        yield streams
    finally:
        raw.close()


def _keep_aside(path: Path, now: datetime) -> Path | None:
    """A second name for the earlier file, dated; without it where links are not to be had, a copy.

    The path itself never goes empty: the restored file replaces it in one step.
    """
    if not path.exists():
        return None
    aside = path.with_name(f"{path.stem}-before-{now:%Y%m%dT%H%M%S}{path.suffix}")
    _refuse_existing(aside)
    for suffix in _sidecars:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            # Pages of the earlier file must not be read into the restored one.
            beside.rename(aside.with_name(aside.name + suffix))
    try:
        os.link(path, aside)
    except OSError:
        shutil.copy2(path, aside)
    return aside


def upgrade(path: Path, now: datetime | None = None) -> Upgraded:
    """Bring the tables of a desk to this program's version, after a backup beside it."""
    require_file(path)
    engine = make_engine(path)
    try:
        with usable(path):
            with _reading(engine) as connection:
                before = schema.read_version(connection)
            if before is None or before >= schema.newest:
                with _reading(engine) as connection:
                    schema.check_version(connection, path)
                return Upgraded(schema.newest, schema.newest, None)
            stamp = f"{now or local_now():%Y%m%dT%H%M%S}"
            target = path.with_name(f"{path.stem}-{before}-{stamp}{path.suffix}")
            with raw_connection(engine) as raw:
                _copy(raw, path, target)
            schema.migrate(engine)
    finally:
        engine.dispose()
    return Upgraded(before, schema.newest, target)
