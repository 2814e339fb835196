"""Work beside the event loop: acts one after the other, reads at once, late answers dropped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from textual.message import Message

from window_desk.domain.errors import DeskError, Unusable

T = TypeVar("T")
_log = logging.getLogger(__name__)


def _unexpected(error: Exception) -> Unusable:
    return Unusable(
        "desk.unexpected",
        "Something inside the desk failed ({kind}: {what}); nothing was written.",
        hint="Do it again; if it stays, tell the admin.",
        kind=type(error).__name__,
        what=str(error)[:120],
    )


class Answered(Message, Generic[T]):
    """A piece of work is done: `then` takes its result, on the event loop."""

    def __init__(self, then: Callable[[T], None], result: T, group: str, turn: int) -> None:
        super().__init__()
        self.then = then
        self.result = result
        self.group = group
        self.turn = turn


class Refused(Message):
    """A piece of work was refused by a rule, or the database could not be used."""

    def __init__(self, error: DeskError) -> None:
        super().__init__()
        self.error = error


class Crew:
    """The threads of a desk: one for acts, so that they keep their order, and one for reads."""

    def __init__(self) -> None:
        self._acts = ThreadPoolExecutor(1, thread_name_prefix="acts")
        self._reads = ThreadPoolExecutor(2, thread_name_prefix="reads")
        self._turns: dict[str, int] = {}
        self._running: set[Future[None]] = set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._running

    def read(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        post: Callable[[Message], object],
        group: str,
    ) -> None:
        """Read in a thread; only the newest answer of a group is shown."""
        self._turns[group] = self._turns.get(group, 0) + 1
        self._start(self._reads, work, then, post, group, self._turns[group])

    def act(
        self, work: Callable[[], T], then: Callable[[T], None], post: Callable[[Message], object]
    ) -> None:
        """Write in a thread, after every act that was begun before."""
        self._start(self._acts, work, then, post, "", 0)

    def is_late(self, answer: Answered[T]) -> bool:
        """Whether a newer question of the same group has been asked since."""
        return bool(answer.group) and self._turns.get(answer.group) != answer.turn

    def _start(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], T],
        then: Callable[[T], None],
        post: Callable[[Message], object],
        group: str,
        turn: int,
    ) -> None:
        def body() -> None:
            try:
                result = work()
            except DeskError as error:
                post(Refused(error))
            except Exception as error:
                _log.exception("unexpected")
                post(Refused(_unexpected(error)))
            else:
                post(Answered(then, result, group, turn))

        future = pool.submit(body)
        self._running.add(future)
        future.add_done_callback(self._running.discard)

    def stop(self) -> None:
        """End when what was begun is done."""
        self._acts.shutdown(wait=True)
        self._reads.shutdown(wait=False, cancel_futures=True)
