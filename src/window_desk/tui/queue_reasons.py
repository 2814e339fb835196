"""What an act at the window is about, and why one is not possible now."""

from __future__ import annotations

from abc import abstractmethod

from window_desk.domain.centre import Centre
from window_desk.locale import _
from window_desk.storage.rows import QueueBoard, TicketLine
from window_desk.tui.base import DeskScreen


class QueueReasons(DeskScreen):
    """A screen with the queue's board and one chosen ticket."""

    board: QueueBoard | None = None

    @property
    @abstractmethod
    def chosen(self) -> TicketLine | None:
        """The ticket that an act is about where none is at my window."""

    @property
    def centre(self) -> Centre:
        """The settings in force."""
        assert self.desk_app.centre is not None
        return self.desk_app.centre

    @property
    def mine(self) -> TicketLine | None:
        """The ticket at my window."""
        return self.board.mine if self.board else None

    @property
    def window_state(self) -> str:
        """Whether my window is open, paused or closed."""
        windows = self.board.windows if self.board else ()
        return next((each.state for each in windows if each.window == self.actor.window), "closed")

    @property
    def is_alone(self) -> bool:
        """Whether the hall's queue is not to be reached now."""
        return self.desk.line is not None and self.desk.line.away_since is not None

    @property
    def callable_now(self) -> tuple[TicketLine, ...]:
        """Who waits and can be called: alone, only this desk's own numbers."""
        waiting = self.board.waiting if self.board else ()
        return tuple(each for each in waiting if each.own) if self.is_alone else waiting

    @property
    def leaving(self) -> tuple[TicketLine, ...]:
        """Who may have left: the number that was called to my window, and the chosen one."""
        called = (self.mine,) if self.mine and self.mine.state == "called" else ()
        chosen = self.chosen
        if chosen is None or self._why_not_alone("leave", chosen):
            return called
        return (*called, chosen)

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        if self.board is None:
            return _("The queue is still being read.")
        if action == "intake_without":
            return ""
        if action == "leave":
            return self._why_not_leave()
        if action in ("issue", "why", "transfer", "requeue"):
            return self._why_not_chosen(action)
        if not self.actor.window:
            return _("You are signed in without a window: O signs out, then name one.")
        if action in ("call_next", "call_chosen", "resume"):
            return self._why_not_free(action, self.board)
        return self._why_not_mine(action, self.board)

    def _why_not_free(self, action: str, board: QueueBoard) -> str:
        if board.mine is not None:
            text = _("{number} is still at your window: finish, hold or transfer it first.")
            return text.format(number=board.mine.number)
        if self.window_state == "paused":
            return _("This window is paused: p opens it again.")
        if action == "call_next" and not self.callable_now and board.asked_at is None:
            if self.is_alone:
                return _("Nobody waits in this window's own lane: a gives out a number.")
            return _("Nobody waits in your queues.")
        if action == "call_chosen" and self.chosen is not None:
            return self._why_not_alone(action, self.chosen)
        if action == "resume" and not board.held:
            return _("Nobody is on hold at your window.")
        return ""

    def _why_not_mine(self, action: str, board: QueueBoard) -> str:
        mine = board.mine
        if action == "intake":
            return "" if mine else _("Call a number first, or open intake without one: I.")
        if action not in ("start", "recall", "miss", "finish", "hold"):
            return ""
        if mine is None:
            return self._why_nobody(board)
        if action in ("finish", "hold") and mine.state != "serving":
            return _("{number} is called: s starts when the citizen is here.").format(
                number=mine.number
            )
        if action not in ("finish", "hold") and mine.state != "called":
            text = _("{number} is being served: f finishes, h puts it on hold.")
            return text.format(number=mine.number)
        return ""

    def _why_nobody(self, board: QueueBoard) -> str:
        """That nobody is at my window, with a key that brings somebody there."""
        blocked = self._why_not_free("call_next", board)
        if not blocked:
            return _("Nobody is at your window: n calls a number.")
        if board.held and self.window_state != "paused":
            text = _("Nobody is at your window: e takes back {number}, which is on hold.")
            return text.format(number=board.held[0].number)
        return blocked

    def _why_not_leave(self) -> str:
        if self.leaving:
            return ""
        if self.chosen is None and self.mine is not None:
            text = _("{number} is being served: f finishes, h puts it on hold.")
            return text.format(number=self.mine.number)
        return self._why_not_chosen("leave")

    def _why_not_chosen(self, action: str) -> str:
        chosen = self.mine if action == "transfer" and self.mine else self.chosen
        if action != "issue" and chosen is None:
            return _("No number is chosen: the arrow keys choose one.")
        if action == "requeue" and chosen is not None and chosen.state != "missed":
            return _("{number} is not missed.").format(number=chosen.number)
        return self._why_not_alone(action, chosen) if chosen is not None else ""

    def _why_not_alone(self, action: str, line: TicketLine) -> str:
        """Numbers of the hall's queue wait for the hub; what this desk has goes on to its end."""
        is_here = action in ("why", "issue") or (action == "leave" and line.state != "waiting")
        is_here = is_here or (action == "call_chosen" and line.state == "on_hold")
        if is_here or line.own or not self.is_alone:
            return ""
        return _("{number} is of the hall's queue and waits for the hub.").format(
            number=line.number
        )
