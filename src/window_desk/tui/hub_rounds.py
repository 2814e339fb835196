"""Exchanging with the hubs behind the screen, each at its own pace."""

from __future__ import annotations

import logging
import threading
from time import monotonic
from typing import TYPE_CHECKING, Literal

from window_desk.domain.errors import Unusable

if TYPE_CHECKING:
    from window_desk.storage.desk import Desk
    from window_desk.sync.hub.link import Link
    from window_desk.sync.hub.watching import Watch

Standing = Literal["", "joined", "alone"]
"""How a desk stands to its hub: it has none, works with it, or goes on alone for now."""

_look_seconds = 1.0
"""Between two looks for an address while there is none, or it cannot be read."""

_log = logging.getLogger(__name__)


class Rounds(threading.Thread):
    """The thread of a desk that joined a hub; it ends with the program."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(name="hub-rounds", daemon=True)
        self._desk = desk
        self._ends = threading.Event()
        self._watches: list[Watch] = []
        self._is_unreadable = False

    @property
    def standing(self) -> Standing:
        """How the desk stands to the hub of its hall's queue, or to all where none keeps one.

        Not known before the first round.
        """
        line = self._desk.line
        if self._is_unreadable or (line is not None and line.away_since is not None):
            return "alone"
        keeps = getattr(line, "hub", "")
        answers = [each.is_answered for each in self._watches if keeps in ("", each.hub)]
        if False in answers:
            return "alone"
        return "joined" if True in answers else ""

    def run(self) -> None:
        """Go on until the desk is closed."""
        links: list[Link] = []
        while not self._ends.is_set():
            if not links:
                links = self._open()
            for each in self._watches:
                if each.due <= monotonic() and not self._ends.is_set():
                    _go_round(each)
            self._ends.wait(self._pause())
        for link in links:
            link.close()

    def _open(self) -> list[Link]:
        from window_desk.sync.hub.address import open_links
        from window_desk.sync.hub.watching import Watch

        try:
            links = open_links(self._desk, at_window=True)
        except Exception as error:
            if not isinstance(error, Unusable):
                _log.exception("the hubs that this desk joined")
            self._is_unreadable = True
            return []
        self._is_unreadable = False
        self._watches = [Watch(self._desk, each) for each in links]
        return links

    def _pause(self) -> float:
        """Seconds until the next round with any of the hubs."""
        next_due = min((each.due for each in self._watches), default=monotonic() + _look_seconds)
        return max(next_due - monotonic(), 0)

    def end(self) -> None:
        """Begin no other round."""
        self._ends.set()


def _go_round(watch: Watch) -> None:
    """One round; whatever is wrong with one hub keeps no other waiting."""
    try:
        watch.round()
    except Exception:
        _log.exception("a round with the hub %s", watch.hub)
