"""Exchanging with the hub behind the screen: a round each second, seldomer while nobody answers."""

from __future__ import annotations

import logging
import random
import threading
from typing import TYPE_CHECKING, Literal

from window_desk.domain.errors import Unusable

if TYPE_CHECKING:
    from window_desk.storage.desk import Desk
    from window_desk.sync.hub.link import Link

round_seconds = 1.0
"""Between two rounds while the hub answers."""

most_seconds = 30.0
"""Between two tries while it does not, at most."""

Standing = Literal["", "joined", "alone"]
"""How a desk stands to its hub: it has none, works with it, or goes on alone for now."""

_log = logging.getLogger(__name__)


class Rounds(threading.Thread):
    """The thread of a desk that joined a hub; it ends with the program."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(name="hub-rounds", daemon=True)
        self._desk = desk
        self._ends = threading.Event()
        self._failures = 0
        self.is_answered: bool | None = None

    @property
    def standing(self) -> Standing:
        """How the desk stands to its hub; not known before the first round."""
        line = self._desk.line
        if line is not None and line.away_since is not None:
            return "alone"
        if self.is_answered is None:
            return ""
        return "joined" if self.is_answered else "alone"

    def run(self) -> None:
        """Go on until the desk is closed."""
        links: list[Link] = []
        while not self._ends.is_set():
            try:
                links = links or self._open()
                self._go_round(links)
                self._failures = 0
                self.is_answered = True
            except Exception as error:
                if not isinstance(error, Unusable):
                    _log.exception("a round with the hub")
                self._failures += 1
                # What is wrong with the own database says nothing of the hub.
                if not (isinstance(error, Unusable) and error.code.startswith("db.")):
                    self.is_answered = False
            self._ends.wait(self.pause())
        for each in links:
            each.close()

    def _open(self) -> list[Link]:
        from window_desk.sync.hub.address import open_links

        return open_links(self._desk)

    def _go_round(self, links: list[Link]) -> None:
        from window_desk.sync.hub.whole_round import go_round

        for each in links:
            go_round(self._desk, each)

    def pause(self) -> float:
        """Seconds until the next round; they grow with each failure, and differ between desks."""
        if not self._failures:
            return round_seconds
        longest = min(round_seconds * 2.0 ** min(self._failures - 1, 10), most_seconds)
        return longest * random.uniform(0.5, 1.0)

    def end(self) -> None:
        """Begin no other round."""
        self._ends.set()
