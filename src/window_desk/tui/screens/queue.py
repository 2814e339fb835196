"""The queue: who waits and why in this order, my ticket, and every act at the window."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from window_desk.domain.actor import rights
from window_desk.domain.errors import DeskError, Unusable
from window_desk.domain.item import Bilingual
from window_desk.locale import _, word
from window_desk.locale.punctuation import listed
from window_desk.storage.rows import QueueBoard, TicketLine
from window_desk.tui.bindings import bindings_of
from window_desk.tui.cells import clock, minutes
from window_desk.tui.handover_acts import HandoverActs
from window_desk.tui.hub_words import banner_of
from window_desk.tui.queue_acts import QueueActs
from window_desk.tui.widgets.banner import Banner
from window_desk.tui.widgets.lines import Column, Line, Lines
from window_desk.tui.widgets.prose import Words
from window_desk.tui.widgets.ticket_panel import (
    TicketPanel,
    priority_name,
    rule_text,
    short_rule,
)


class QueueScreen(QueueActs, HandoverActs):
    """The first home of a clerk."""

    name_ = "queue"
    _is_unconfirmed = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("queue")]
    CSS = """
    QueueScreen #head, QueueScreen #today { height: 1; padding: 0 1; }
    QueueScreen Lines { padding: 0 1; }
    QueueScreen #empty { height: 1fr; padding: 1 2; display: none; }
    QueueScreen.-empty #empty { display: block; }
    QueueScreen.-empty Lines { display: none; }
    """

    def body(self) -> ComposeResult:
        """My ticket, who waits, the day so far."""
        yield Banner()
        yield TicketPanel()
        yield Words(id="head", classes="label")
        yield Lines(self._columns())
        yield Words(id="empty")
        yield Words(id="today", classes="label")

    @property
    def is_wide(self) -> bool:
        """Whether names have room to stand in full."""
        return self.size.width >= 110

    def _columns(self) -> list[Column]:
        return [
            Column(_("number"), 6),
            Column(_("queue"), 18 if self.is_wide else 12),
            Column(_("waited"), 6, right=True),
            Column(_("class, state"), 26 if self.is_wide else 13),
            Column(_("why here"), 26 if self.is_wide else 18),
            Column(_("item"), 0),
        ]

    def on_mount(self) -> None:
        """Read, and let the times run."""
        super().on_mount()
        self.set_interval(1, self._tick)
        self.query_one(Lines).focus()

    def refresh_rows(self) -> None:
        """Read the board in a thread."""
        desk, window = self.desk, self.actor.window

        def work() -> QueueBoard:
            from window_desk.storage import boards

            with desk.look() as view:
                return boards.queue_board(view.connection, view.centre, window, view.now)

        self.read(work, self._show)

    def on_resize(self) -> None:
        """A wide terminal has room for more words."""
        super().on_resize()
        if self.board is not None:
            self._show_lines(self.board)

    def _show(self, board: QueueBoard) -> None:
        self._tell_confirmed(board)
        self.board = board
        self.query_one(Banner).say(banner_of(self.desk, board.lane))
        self._show_lines(board)
        self._show_expected(board)
        self._show_today(board)
        self._tick()

    def _tell_confirmed(self, board: QueueBoard) -> None:
        """Say what became of a call that was refused because its answer was not known."""
        if not self._is_unconfirmed or board.asked_at is not None:
            return
        self._is_unconfirmed = False
        if board.mine is not None and board.mine.state == "called":
            text = _("Confirmed: {number} is called to your window.")
            self.notice.done(text.format(number=board.mine.number))
        else:
            self.notice.clear()

    def _show_lines(self, board: QueueBoard) -> None:
        names = {each.code: word(each.name) for each in self.centre.queues}
        # Alone, those who can be called stand first.
        waiting = sorted(board.waiting, key=lambda each: self.is_alone and not each.own)
        everyone = (*board.moving, *waiting, *board.held, *board.missed)
        lines = self.query_one(Lines)
        lines.columns = tuple(self._columns())
        lines.show([self._line(each, names) for each in everyone])
        self._show_nothing(
            ""
            if everyone
            else _("Nobody waits here. a gives out a number; new ones appear by themselves.")
        )

    def _show_nothing(self, why: str) -> None:
        """Say in the place of the list why there is none."""
        self.set_class(bool(why), "-empty")
        self.query_one("#empty", Static).update(Text(why))

    def refused(self, error: DeskError) -> None:
        """Where the queue cannot be read, say so in its place."""
        super().refused(error)
        self._is_unconfirmed = error.code == "claim.pending"
        if isinstance(error, Unusable) and self.board is None:
            self._show_nothing(_("The queue could not be read. 1 reads it again."))

    def _show_expected(self, board: QueueBoard) -> None:
        names = {each.code: word(each.name) for each in self.centre.queues}
        waits = [
            _("{queue} {minutes} min").format(queue=names[code], minutes=minutes(seconds))
            for code, seconds in board.expected.items()
        ]
        text = _("{count} waiting.").format(count=board.waiting_total)
        if waits:
            text = _("{count} waiting. Who comes now waits: {expected}").format(
                count=board.waiting_total, expected=listed(waits)
            )
        self.query_one("#head", Static).update(Text(text, no_wrap=True, overflow="ellipsis"))

    def _show_today(self, board: QueueBoard) -> None:
        figures = board.figures
        text = _(
            "Today: {issued} numbers, {served} served, {missed} missed, {left} left;"
            " mean wait {wait}, service {service}"
        ).format(
            issued=figures.issued,
            served=figures.served,
            missed=figures.missed,
            left=figures.left,
            wait=clock(figures.mean_wait),
            service=clock(figures.mean_service),
        )
        self.query_one("#today", Static).update(Text(text, no_wrap=True, overflow="ellipsis"))

    def _line(self, each: TicketLine, names: dict[str, str]) -> Line:
        now = self.desk.clock()
        waited = int((now - each.issued_at).total_seconds())
        state = priority_name(each, self.centre)
        why = short_rule(each, self.centre)
        tone = "plain"
        if each.moving:
            state, why = f"? {_('being moved')}", _("the hub has not confirmed it")
        elif each.state == "on_hold":
            state, tone = f"= {_('on hold')}", "blue"
            why = word(self.centre.reason(each.hold_reason)) or _("no reason")
        elif each.state == "missed":
            state, tone = f"x {_('missed')}", "dim"
            why = _("b queues it again")
        elif each.eligible_from > now:
            tone = "dim"
        elif self.is_alone and not each.own:
            why, tone = _("waits for the hub"), "dim"
        cells = (
            each.number,
            names.get(each.queue, each.queue),
            clock(waited),
            state,
            why,
            word(Bilingual(each.item_zh, each.item_en)),
        )
        return Line(each.id, cells, tone)

    def _tick(self) -> None:
        panel = self.query_one(TicketPanel)
        panel.set_class(bool(self.board and self.board.lane), "-lane")
        if self.mine is not None:
            panel.show(self.mine, self.centre, self.desk.clock())
            return
        state, callable_ = self.window_state, self.callable_now
        if self.board is not None and self.board.asked_at is not None:
            panel.show_none(*self._asked())
        elif not self.actor.window:
            panel.show_none(_("You are signed in without a window."), self._way_to_window())
        elif state == "paused":
            panel.show_none(_("This window is paused."), _("p opens it again."))
        elif callable_:
            following = callable_[0]
            reason = rule_text(following.rule, following, self.centre)
            panel.show_none(
                _("Your window is free. n calls {number}.").format(number=following.number), reason
            )
        else:
            panel.show_none(_("Your window is free."), self.why_not("call_next"))

    def _way_to_window(self) -> str:
        if "serve" in rights[self.actor.role]:
            return _("O signs out; name a window when you sign in again.")
        return _("Your role calls no numbers.")

    def _asked(self) -> tuple[str, str]:
        """That the hub was asked to call somebody, and has not said whom."""
        if self.is_alone:
            return (
                _("The number is being confirmed: this window works alone."),
                _("n calls from this window's own lane meanwhile."),
            )
        return _("The number is being confirmed."), _("n asks the hub again.")

    @property
    def chosen(self) -> TicketLine | None:
        """The ticket under the cursor."""
        line = self.query_one(Lines).chosen
        if line is None or self.board is None:
            return None
        everyone = (*self.board.waiting, *self.board.held, *self.board.missed)
        # One that is being moved is nobody's to act on.
        return next((each for each in everyone if each.id == line.key), None)

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        return self.why_not_handover() if action == "handover" else super().why_not(action)

    @on(Lines.Pressed)
    def row_pressed(self, message: Lines.Pressed) -> None:
        """A click on the chosen row is Enter."""
        message.stop()
        self.action_call_chosen()


def make() -> QueueScreen:
    """This screen."""
    return QueueScreen()
