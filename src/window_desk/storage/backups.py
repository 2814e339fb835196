"""Copies of a desk: made while it is used, sound, and never half there."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from window_desk.domain.errors import Unusable
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.driver import find_driver
from window_desk.storage.file_errors import require_folder, sync_folder, usable, writable
from window_desk.storage.file_store import FilePool

sidecars = ("-wal", "-shm", "-journal")
"""What the database library keeps beside a file."""


def backup(desk: Desk, target: Path) -> int:
    """Copy a desk in use to one new file, durable and sound before this returns; gives its ops.

    Raises `Unusable` when the file is there already, or the copy is not sound.
    """
    if isinstance(desk.place, Path):
        with usable(desk.place), desk.pool.lend() as connection:
            return copy(connection.raw, desk.place, target)
    from window_desk.storage.server.copying import fill_file

    with desk.read() as connection:
        return grow(target, lambda part: fill_file(connection, part))


def copy(raw: sqlite3.Connection, path: Path, target: Path) -> int:
    """Copy what a connection to `path` sees to a new file, sound and durable; gives its ops."""
    return grow(target, lambda part: fill(raw, part), like=path)


def grow(target: Path, fill_it: Callable[[Path], None], like: Path | None = None) -> int:
    """Make a desk's new file whole, sound and durable, or not at all; gives its ops.

    It may be read by whom the file that it is `like` may, or else by this account alone.
    """
    with _part(target, like) as part:
        with writable(part), usable(part):
            fill_it(part)
        count = _check_sound(part)
        with writable(target):
            _refuse_existing(target)
            put(part, target)
    return count


@contextmanager
def _part(target: Path, like: Path | None) -> Iterator[Path]:
    """The name under which a file grows; nothing is left of it unless it was put in its place."""
    part = target.with_name(f"{target.name}.part")
    with writable(target):
        _refuse_existing(target)
        require_folder(target)
        remove(part)
        part.touch(mode=0o600)
        if like is not None and like.exists():
            shutil.copymode(like, part)
    try:
        yield part
    finally:
        remove(part)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise Unusable(
            "backup.exists",
            "There is a file {path} already.",
            hint="Give another name; a backup never takes the place of a file.",
            path=str(target),
        )


def fill(raw: sqlite3.Connection, part: Path) -> None:
    """Copy what a connection sees, as it is at one moment, into an empty file."""
    fresh = find_driver().connect(str(part), isolation_level=None)
    try:
        raw.backup(fresh)
        # One file, without a log beside it that could be forgotten when it is moved.
        fresh.execute("PRAGMA journal_mode = DELETE")
    finally:
        fresh.close()


def _check_sound(part: Path) -> int:
    """The number of ops in a copy; raises `Unusable` for a damaged one."""
    with closing(FilePool(part)) as pool, usable(part), pool.reading() as connection:
        check_pages(connection, part)
        return int(connection.execute("SELECT count(*) FROM op").scalar())


def check_pages(connection: Connection, path: Path) -> None:
    """Raise `Unusable` when the pages of a file are not in order."""
    said = connection.execute("PRAGMA integrity_check(1)").scalar()
    if said != "ok":
        raise Unusable(
            "db.corrupt",
            "{path} is not a sound window-desk database.",
            hint="Restore a backup: window-desk db restore FILE.",
            path=str(path),
        )


def put(part: Path, target: Path) -> None:
    """Give a finished file its name, durably: the whole file or no file."""
    handle = os.open(part, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(target)
    sync_folder(target.parent)


def remove(part: Path) -> None:
    """Take an unfinished file away, with what lies beside it."""
    for suffix in ("", *sidecars):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def dated_name(path: Path, word: str, now: datetime) -> Path:
    """A name beside a desk that no file has: `desk-before-20261123T091500.db`."""
    stem = f"{path.stem}-{word}-{now:%Y%m%dT%H%M%S}"
    names = (f"{stem}{more}{path.suffix}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(free for each in names if not (free := path.with_name(each)).exists())
