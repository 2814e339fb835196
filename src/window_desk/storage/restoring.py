"""Putting a backup in the place of a desk: proved first, and never half there."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.storage import log, schema, streams
from window_desk.storage.backups import (
    check_pages,
    dated_name,
    fill,
    put,
    remove,
    sidecars,
)
from window_desk.storage.desk import local_now
from window_desk.storage.driver import find_driver
from window_desk.storage.file_errors import require_file, usable, writable
from window_desk.storage.file_store import FilePool
from window_desk.storage.place import Address, Place


class Restored(msgspec.Struct, frozen=True):
    """A desk that a backup took the place of.

    `stream` is the epoch it writes to from now on, `aside` where the earlier file is kept, if
    there was one; on a server it is kept in the schema `earlier`.
    """

    ops: int
    stream: str
    aside: Path | None
    earlier: str = ""


def restore(place: Place, source: Path, now: datetime | None = None) -> Restored:
    """Put a backup in the place of a desk that nobody uses; the earlier one is kept aside.

    The backup is proved first: it is a desk of this version, its pages and its chains hold. The
    desk writes to a new epoch of its stream from then on, because other desks may hold ops that
    came after the backup under the numbers that would be given out again. Raises `Unusable`, with
    everything as it was, when the backup is not sound or another program has the desk open.
    """
    with _as_backup(source):
        require_file(source)
    if not isinstance(place, Path):
        return _restore_server(place, source, now or local_now())
    return _restore_file(place, source, now or local_now())


def _restore_server(place: Address, source: Path, now: datetime) -> Restored:
    from window_desk.storage.server import copying

    with copying.passing_file() as part:
        count = _take(source, part)
        stream, earlier = copying.restore(place, part, now)
    return Restored(count, stream, None, earlier)


def _restore_file(path: Path, source: Path, now: datetime) -> Restored:
    part = path.with_name(f"{path.name}.restoring")
    with writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        remove(part)
        part.touch(mode=0o600)
    try:
        count = _take(source, part)
        with alone(path) as (held, taken):
            stream = _open_epoch(part, taken)
            with writable(path):
                aside = _keep_aside(path, now)
                if aside:
                    shutil.copymode(aside, part)
                if held and os.name == "nt":
                    held.close()  # Windows replaces no file that is open.
                put(part, path)
    finally:
        remove(part)
    return Restored(count, stream, aside)


def _take(source: Path, part: Path) -> int:
    """Copy a backup and prove the copy; gives its ops."""
    with _as_backup(source):
        with writable(source), usable(source):
            _read_into(source, part)
        return _prove(part, source)


@contextmanager
def _as_backup(source: Path) -> Iterator[None]:
    """Say of the file that was given what would else be said of a desk, with another way out."""
    try:
        yield
    except Unusable as error:
        if error.code not in _of_backups:
            raise
        code, message, hint = _of_backups[error.code]
        raise Unusable(code, message, hint=hint, path=str(source)) from error


_no_backup = (
    "backup.none",
    "{path} is no backup of a window-desk database, or it is damaged; nothing was changed.",
    "Give a file that window-desk db backup wrote, or an earlier one.",
)

_of_backups = {
    "db.missing": (
        "backup.missing",
        "There is no backup {path}.",
        "Check the path; on a stick or a network drive: is it mounted?",
    ),
    "db.corrupt": _no_backup,
    "db.not_ours": _no_backup,
    "db.unreadable": _no_backup,
    "db.older": (
        "backup.older",
        "The backup {path} has the tables of an older window-desk.",
        "Bring it up first, which keeps a copy: window-desk --database {path} db upgrade.",
    ),
}
"""For each code of a desk that cannot be used what is said of a backup."""


def _read_into(source: Path, part: Path) -> None:
    raw = find_driver().connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
    try:
        fill(raw, part)
    finally:
        raw.close()


def _prove(part: Path, source: Path) -> int:
    """The number of ops in the copy of a backup; raises `Unusable` unless everything holds."""
    with closing(FilePool(part)) as pool, usable(source), pool.reading() as connection:
        schema.check_version(connection, source)
        check_pages(connection, source)
        count, _, broken = log.verify(connection)
    if broken:
        raise Unusable(
            "backup.broken",
            "The log in {path} does not hold at {stream}:{seq}: {why}.",
            hint="Take another backup.",
            path=str(source),
            stream=broken[0].stream,
            seq=broken[0].seq,
            why=log.why_label(broken[0].why),
        )
    return count


def _open_epoch(part: Path, taken: list[str]) -> str:
    """Begin the next epoch of a copy's own stream, `h1/desk1.2` after `h1/desk1`."""
    with closing(FilePool(part)) as pool, usable(part), pool.writing() as connection:
        return streams.open_epoch(connection, taken)


@contextmanager
def alone(path: Path) -> Iterator[tuple[sqlite3.Connection | None, list[str]]]:
    """Hold a desk's file for ourselves; gives the streams it knows, none when it cannot be read.

    Only the last connection may leave WAL mode, so that nobody else can be writing to the file
    that is about to move. A file that is no sound database protects nothing and is not held.
    """
    if not path.exists():
        yield None, []
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
        yield raw, streams
    finally:
        raw.close()


def _keep_aside(path: Path, now: datetime) -> Path | None:
    """A second name for the earlier file, dated; without it where links are not to be had, a copy.

    The path itself never goes empty: the restored file replaces it in one step.
    """
    if not path.exists():
        return None
    aside = dated_name(path, "before", now)
    for suffix in sidecars:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            # Pages of the earlier file must not be read into the restored one.
            beside.rename(aside.with_name(aside.name + suffix))
    try:
        os.link(path, aside)
    except OSError:
        shutil.copy2(path, aside)
    return aside
