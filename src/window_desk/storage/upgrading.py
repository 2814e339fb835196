"""Bringing the tables to this program's version: on a copy, put in its place when it is whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec

from window_desk.storage import maintenance, schema
from window_desk.storage.backups import copy, dated_name, fill, put, remove
from window_desk.storage.desk import Desk, local_now
from window_desk.storage.file_errors import require_file, usable, writable
from window_desk.storage.file_store import FilePool
from window_desk.storage.place import Place
from window_desk.storage.restoring import alone


class Upgraded(msgspec.Struct, frozen=True):
    """The versions of the tables before and after, and the backup that was made in between."""

    before: str
    after: str
    backup: Path | None


def upgrade(place: Place, now: datetime | None = None) -> Upgraded:
    """Bring the tables to this program's version, after a backup; nobody else may have it open.

    Projections are made again from the ops, so that a new column is filled for what is old.
    Raises `Unusable`, with everything as it was, when another program has the desk open.
    """
    if isinstance(place, Path):
        return _upgrade_file(place, now or local_now())
    from window_desk.storage.server import copying

    before, backup = copying.upgrade(place, now or local_now())
    return Upgraded(before, schema.newest, backup)


def _upgrade_file(path: Path, now: datetime) -> Upgraded:
    require_file(path)
    with closing(FilePool(path)) as pool, usable(path), pool.reading() as connection:
        before = schema.read_version(connection)
        if before is None or before >= schema.newest:
            schema.check_version(connection, path)
            return Upgraded(schema.newest, schema.newest, None)
    part = path.with_name(f"{path.name}.upgrading")
    with writable(path):
        remove(part)
        part.touch(mode=0o600)
        shutil.copymode(path, part)
    try:
        with alone(path) as (held, _), usable(path):
            assert held is not None, "the file is there"
            # A file is not copied inside a transaction: keep the lock, and end the transaction.
            held.execute("PRAGMA locking_mode = EXCLUSIVE")
            held.execute("COMMIT")
            backup = dated_name(path, before, now)
            copy(held, path, backup)
            _bring_up(held, part)
            if os.name == "nt":
                held.close()  # Windows replaces no file that is open.
            with writable(path):
                put(part, path)
    finally:
        remove(part)
    return Upgraded(before, schema.newest, backup)


def _bring_up(held: sqlite3.Connection, part: Path) -> None:
    """Fill a copy and give it this program's tables, with every row made again from the ops."""
    fill(held, part)
    with closing(FilePool(part)) as pool, usable(part), pool.lend() as connection:
        schema.migrate(connection.raw)
    with closing(Desk(part)) as desk:
        maintenance.rebuild(desk)
