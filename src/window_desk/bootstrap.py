"""The one place that knows every layer: from settings to an open desk, from there to its faces."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from window_desk.domain.errors import Unusable

if TYPE_CHECKING:
    from datetime import datetime
    from types import FrameType

    from window_desk.locale import Lang
    from window_desk.storage.desk import Desk
    from window_desk.storage.place import Place

first_stream = "h1/desk1"
"""The name of a new desk's own log."""

_stale_seconds = 3600
_address = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)


class Settings(NamedTuple):
    """Which database this run works on, and in which language it speaks."""

    database: Place
    lang: Lang


def find_settings(
    database: str = "", lang: Lang | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings from options, then the environment, then what is usual on this machine.

    Raises `Unusable` for a database of a kind that this version cannot use.
    """
    from window_desk.locale import wished_language

    known = os.environ if environment is None else environment
    wished = database or known.get("WINDOW_DESK_DATABASE", "")
    place = _place_of(wished) if wished else data_home() / "desk.db"
    return Settings(place, lang or wished_language(known))


def data_home() -> Path:
    """The folder for this user's data of this program."""
    from window_desk.storage import place

    return place.data_home()


def _place_of(wished: str) -> Place:
    address = _address.fullmatch(wished)
    if address is None:
        return _expanded(Path(wished))
    kind = address[1].lower().partition("+")[0]
    if kind == "sqlite":
        return _expanded(Path(address[2].removeprefix("/")))
    if kind in ("postgres", "postgresql"):
        from window_desk.storage.place import read_address

        return read_address(wished)
    raise Unusable(
        "db.address",
        "{kind} is not a kind of database that a desk can use.",
        hint="Give the path of a file, or an address postgresql://..., with --database.",
        kind=kind,
    )


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        # Nobody has that name here, so the sign is part of the name of the file.
        return path


def is_there(place: Place) -> bool:
    """Whether there is a database, sound or not; raises `Unusable` for a server without answer."""
    if isinstance(place, Path):
        return os.path.lexists(place)
    from window_desk.storage.server import making

    return making.is_there(place)


def open_desk(place: Place, clock: Callable[[], datetime] | None = None) -> Desk:
    """The desk in that place; raises `Unusable` with the way out when it cannot be used."""
    from window_desk.storage.desk import Desk, local_now

    if isinstance(place, Path) and place.is_dir():
        raise Unusable(
            "db.folder",
            "{path} is a folder, not a database.",
            hint="Give the path of a file with --database.",
            path=str(place),
        )
    desk = Desk(place, clock or local_now)
    join_line(desk)
    return desk


def join_line(desk: Desk) -> None:
    """Let a desk that joined a hub work on the queue of its hall; nothing is connected yet."""
    from window_desk.storage.hall import here

    with desk.read() as connection:
        # By the log, not the file with the login: without it a window still has its own lane.
        if not here(connection).has_pool:
            return
    from window_desk.sync.hub.line import find_line

    desk.line = find_line(desk)


def open_or_make(
    place: Place, clock: Callable[[], datetime] | None = None, name: str = first_stream
) -> Desk:
    """The desk in that place, made and seeded first where there is none, under that name.

    It appears whole: it is made under another name and then given its own, durably. When
    several processes do so at once the first one wins and all of them open its desk.
    """
    if not is_there(place):
        if isinstance(place, Path):
            _make(place, clock, name)
        else:
            from window_desk.storage.server import making

            making.make(place, name, lambda fresh: _seed(open_desk(fresh, clock)))
    return open_desk(place, clock)


def _seed(desk: Desk) -> None:
    """Publish what every new desk has, and close it."""
    from window_desk.catalogue import data_folder
    from window_desk.services import setting_up

    try:
        with desk.change(by="setup") as tx:
            setting_up.seed(tx, data_folder())
    finally:
        desk.close()


def _make(path: Path, clock: Callable[[], datetime] | None, name: str) -> None:
    import tempfile

    from window_desk.storage.desk import local_now, make_desk
    from window_desk.storage.file_errors import sync_folder, writable

    with _named(path), writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(path)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.new-", dir=path.parent) as folder:
            fresh = Path(folder) / "desk.db"
            _seed(make_desk(fresh, name, clock or local_now))
            # It holds personal data: who else may read it is for an admin to say.
            fresh.chmod(0o600)
            _give_name(fresh, path)
        sync_folder(path.parent)


def _remove_stale(path: Path) -> None:
    """Take away what a process that was killed while making a desk left behind."""
    import glob
    import shutil
    import time

    for folder in path.parent.glob(f".{glob.escape(path.name)}.new-*"):
        if time.time() - folder.stat().st_mtime > _stale_seconds:
            shutil.rmtree(folder, ignore_errors=True)


def _give_name(fresh: Path, path: Path) -> None:
    """Give a finished file its name unless another process was faster."""
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        return
    except OSError:
        # No hard links on this file system: claim the name, then put the file in its place.
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            return
        fresh.replace(path)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Speak of the file that was asked for, not of the name under which it is made."""
    try:
        yield
    except Unusable as error:
        if "path" in error.facts:
            error.facts["path"] = str(path)
        raise


def has_terminal() -> bool:
    """Whether somebody sits at a terminal. Screens are drawn on stderr: stdout may go anywhere."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def run_screens(
    settings: Settings,
    opener: Callable[[], Desk] | None = None,
    sign_in: tuple[str, str, str] | None = None,
    offered: Sequence[tuple[str, str, str]] = (),
) -> int:
    """Open the desk on this terminal; gives the exit status.

    The database is opened, and at the first start made, by `opener` behind the first frame.
    `sign_in` is an account, a PIN and a window that are signed in at once; `offered` are those that
    the sign-in of a demo names.
    """
    from window_desk.tui.app import DeskApp

    opened: list[Desk] = []

    def open_it() -> Desk:
        desk = opener() if opener else open_or_make(settings.database)
        opened.append(desk)
        return desk

    app = DeskApp(open_it, lang=settings.lang, sign_in=sign_in, offered=offered)
    try:
        with ended_by_signals(app.exit):
            app.run()
    finally:
        for desk in opened:
            desk.close()
    return app.return_code or 0


@contextmanager
def ended_by_signals(leave: Callable[[None, int], object] | None = None) -> Iterator[None]:
    """End in order, cleaning up, when the process is asked to end or its terminal is closed.

    Screens that are open are left by `leave`, which takes a result and the exit status.
    """
    import asyncio
    import signal

    def end(number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGTERM:
            _let_go_of_terminal()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if leave is None or loop is None:
            raise SystemExit(128 + number)
        loop.call_soon_threadsafe(leave, None, 128 + number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _let_go_of_terminal() -> None:
    """Read from and draw on nothing: a terminal that is gone refuses both."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for each in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        if each is not None:
            os.dup2(nowhere, each.fileno())
    os.close(nowhere)
