"""What is said when the file of a desk cannot be used, and what makes its name durable."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from window_desk.domain.errors import Unusable
from window_desk.storage.driver import find_driver


def require_file(path: Path) -> None:
    """Raise `Unusable` where there is no file; opening one would make it."""
    if not path.is_file():
        raise Unusable(
            "db.missing",
            "There is no database at {path}.",
            hint="Check the path, or make a new one: window-desk init.",
            path=str(path),
        )


def require_folder(target: Path) -> None:
    """Raise `Unusable` where a file that somebody named would lie in no folder.

    A folder made there would be on this machine's own disk, where a stick belongs.
    """
    folder = target.absolute().parent
    with writable(folder):
        is_there = folder.is_dir()
    if not is_there:
        raise Unusable(
            "file.no_folder",
            "There is no folder {folder}, and nothing was written.",
            hint="On a stick or a network drive: is it mounted? Otherwise make the folder first.",
            folder=str(folder),
        )


def sync_folder(folder: Path) -> None:
    """Make a new file's name durable; Windows has no handle for it and keeps it itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Turn the driver's errors into one sentence each, with the way out."""
    try:
        yield
    except find_driver().Error as error:
        raise _sentence(path, str(error).lower()) or error from error


def _sentence(path: Path, said: str) -> Unusable | None:
    for needles, code, message, hint in _sentences:
        if any(needle in said for needle in needles):
            if code == "db.io" and _is_full(path):
                # Opening needs a little room too, and SQLite calls its lack an error of the disk.
                message, hint = _no_room
                return Unusable("db.full", message, hint=hint, path=str(path))
            return Unusable(code, message, hint=hint, path=str(path))
    return None


def _is_full(path: Path) -> bool:
    """Whether there is no room for what SQLite keeps beside an open database."""
    try:
        return shutil.disk_usage(path.parent).free < least_room
    except OSError:
        return False


least_room = 1 << 20
"""Bytes; the index beside the write-ahead log alone takes 32 KiB at once."""

_no_room = (
    "The disk is full: there is no room left to write {path}.",
    "Make room on the disk, then look whether your last act is there before you repeat it.",
)


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """Turn the file system's errors into one sentence each, with the way out."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _sentence(path, "is full") or error from error
        raise Unusable(
            "db.file",
            "{path} could not be used: {reason}.",
            hint="Check the path and the right to write there.",
            path=str(error.filename or path),
            reason=error.strerror or str(error),
        ) from error


_sentences = (
    (
        ("is full",),
        "db.full",
        "The disk is full: {path} could not be written and nothing was changed.",
        "Make room on the disk, then do it again.",
    ),
    (
        ("locked", "busy"),
        "db.locked",
        "{path} is in use by another program and did not become free.",
        "Close the other program (a backup or a database tool), then do it again.",
    ),
    (
        ("not a database", "malformed", "encrypted", "disk image"),
        "db.corrupt",
        "{path} is not a sound window-desk database.",
        "Restore a backup: window-desk db restore FILE.",
    ),
    (
        ("readonly", "read-only", "attempt to write"),
        "db.read_only",
        "{path} may not be written.",
        "Ask for the right to write this file and its folder.",
    ),
    (
        ("disk i/o", "i/o error"),
        "db.io",
        "The disk reports an error: {path} could not be read or written.",
        "Check the disk, then look whether your last act is there before you repeat it.",
    ),
    (
        ("unable to open", "no such table"),
        "db.unreadable",
        "{path} could not be opened as a window-desk database.",
        "Check the path, or make a new one: window-desk init.",
    ),
)
