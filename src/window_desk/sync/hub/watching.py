"""Rounds one after the other for as long as wanted, more seldom while a hub is not to be had."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event
from time import monotonic

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.storage.desk import Desk
from window_desk.sync.hub.exchange import Round
from window_desk.sync.hub.link import Link
from window_desk.sync.hub.standing import most_apart
from window_desk.sync.hub.whole_round import go_round

pause = 1.0
"""Seconds between two rounds while the hub answers."""

longest_pause = 30.0

_doublings = 10


class Told(msgspec.Struct, frozen=True):
    """What is worth a line: acts went either way, or it stands otherwise than before.

    Without `error` the hub answers; `apart` is set while the clocks differ too much.
    """

    hub: str
    pushed: int = 0
    pulled: int = 0
    refused: tuple[tuple[str, Unusable], ...] = ()
    error: Unusable | None = None
    apart: timedelta | None = None
    epoch: str = ""


class Watch:
    """The rounds of a desk with one hub: when the next is due, and what was told last.

    `is_answered` is whether the hub was to be had in the last round; None before the first.
    """

    def __init__(self, desk: Desk, link: Link) -> None:
        self._desk, self._link = desk, link
        self.is_answered: bool | None = None
        self._told: tuple[object, ...] | None = None
        self._failures = 0
        self.due = 0.0

    @property
    def hub(self) -> str:
        """The hub's name."""
        return self._link.name

    def round(self) -> Told | None:
        """One round; what is to be told of it, None where it is as it was."""
        try:
            done = go_round(self._desk, self._link)
        except Exception as error:
            self._failed(error)
            if not isinstance(error, Unusable):
                raise
            return self._if_news(Told(self._link.name, error=error), error.code)
        self._failures = 0
        self.is_answered = True
        self._wait()
        return self._if_news(_told(done), *(why.code for _stream, why in done.refused))

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        # What is wrong with the own database says nothing of the hub.
        if not (isinstance(error, Unusable) and error.code.startswith("db.")):
            self.is_answered = False
        self._wait()

    def _wait(self) -> None:
        self.due = monotonic() + self.pause()

    def pause(self) -> float:
        """Seconds until the next round: doubled with every failure.

        Desks that lose a hub together come back apart.
        """
        if not self._failures:
            return pause
        # It is long at the longest by then, and no float holds the powers of a night.
        longest = min(pause * 2.0 ** min(self._failures, _doublings), longest_pause)
        # No secret hangs on it.
        return longest * random.uniform(0.5, 1)

    def _if_news(self, told: Told, *codes: str) -> Told | None:
        stands = (*codes, told.apart is not None)
        is_news = stands != self._told or told.pushed or told.pulled or told.epoch
        self._told = stands
        return told if is_news else None


def _told(done: Round) -> Told:
    return Told(
        done.hub, done.pushed, done.pulled, done.refused,
        apart=done.clock_difference if abs(done.clock_difference) > most_apart else None,
        epoch=done.epoch,
    )  # fmt: skip


def watch(
    desk: Desk,
    links: Sequence[Link],
    tell: Callable[[Told], None],
    stop: Event,
    rounds: int = 0,
) -> None:
    """Exchange with every hub until `stop` is set, or `rounds` times where that is not 0."""
    watches = [Watch(desk, each) for each in links]
    left = rounds * len(watches)
    while not stop.is_set():
        for each in watches:
            if each.due <= monotonic() and not stop.is_set():
                if (told := each.round()) is not None:
                    tell(told)
                left -= 1
                if left == 0:
                    return
        stop.wait(max(min(each.due for each in watches) - monotonic(), 0))
