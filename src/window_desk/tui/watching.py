"""The application's database: opened behind the first frame, then watched for others' changes."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App

from window_desk.tui.work import Answered, Crew, Refused

if TYPE_CHECKING:
    from window_desk.storage.desk import Desk

watch_seconds = 0.5
"""How often the desk looks for changes of other processes."""


class WatchedDesk(App[int]):
    """An application on a database; `opener` opens it, in a thread, once something is painted.

    A screen that has them is told `desk_opened`, `refused` and, when anything was written,
    `refresh_rows`.
    """

    def __init__(self, opener: Callable[[], Desk]) -> None:
        super().__init__()
        self.opener = opener
        self.crew = Crew()
        self._desk: Desk | None = None
        self._is_looking = False
        self._is_cut = False
        self._head = (-1, 0)

    @property
    def desk(self) -> Desk:
        """The open desk; screens are shown only once it is open."""
        assert self._desk is not None
        return self._desk

    @property
    def is_open(self) -> bool:
        """Whether the database is open by now."""
        return self._desk is not None

    async def on_mount(self) -> None:
        """Open the desk behind the first frame."""
        self.call_after_refresh(self._open)
        self.set_interval(watch_seconds, self.look_in_turn)

    def _open(self) -> None:
        self.crew.act(self.opener, self._opened, self.post_message)

    def _opened(self, desk: Desk) -> None:
        # What is loaded by now stays to the end: no key waits while it is searched for waste.
        if not gc.get_freeze_count():
            gc.freeze()
        self._desk = desk
        self.look_again()
        self.tell_screen("desk_opened")

    def on_answered(self, message: Answered[object]) -> None:
        """An answer that the application itself asked for."""
        if not self.crew.is_late(message):
            message.then(message.result)

    def on_refused(self, message: Refused) -> None:
        """The desk could not be opened, or does not answer any more."""
        self._is_cut = self._desk is not None
        self.tell_screen("refused", message.error)

    def tell_screen(self, name: str, *values: object) -> None:
        """Tell the screen that is shown, where it wants to know."""
        told = getattr(self.screen, name, None)
        if told is not None:
            told(*values)

    def look_again(self) -> None:
        """Ask whether anything changed since the last look; screens refresh only when it did."""
        if self._desk is None:
            return
        desk = self._desk

        def work() -> tuple[int, int]:
            from window_desk.storage import claims, reads

            self._is_looking = True
            try:
                with desk.read() as connection:
                    return reads.head(connection), claims.count(connection)
            finally:
                self._is_looking = False

        self.crew.read(work, self._looked, self.post_message, "app.head")

    def look_in_turn(self) -> None:
        """Look again, unless the look before still waits for its answer.

        Where a server is away looks would pile up, and everything else would wait behind them.
        """
        if not self._is_looking:
            self.look_again()

    def _looked(self, head: tuple[int, int]) -> None:
        if self._is_cut:
            self._is_cut = False
            self.tell_screen("answered_again")
        if head != self._head:
            self._head = head
            self.tell_screen("refresh_rows")
            self.wrote()

    def wrote(self) -> None:
        """Something was written, here or by another process."""

    def on_unmount(self) -> None:
        """End the threads and close the file."""
        self.crew.stop()
        if self._desk is not None:
            self._desk.close()
