"""The queue: who waits and why in this order, my ticket, and every act at the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from window_desk.domain.centre import Centre, Priority, Queue, Reason
from window_desk.domain.item import Bilingual
from window_desk.domain.ticket import Ticket
from window_desk.locale import _, word
from window_desk.storage.rows import QueueBoard, TicketLine
from window_desk.tui.bindings import bindings_of
from window_desk.tui.cells import clock
from window_desk.tui.handover_acts import HandoverActs
from window_desk.tui.widgets.choice import ChoiceScreen
from window_desk.tui.widgets.lines import Column, Line, Lines
from window_desk.tui.widgets.ticket_panel import (
    TicketPanel,
    priority_name,
    rule_text,
    short_rule,
    why_text,
)


class QueueScreen(HandoverActs):
    """The first home of a clerk."""

    name_ = "queue"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("queue")]
    CSS = """
    QueueScreen #head, QueueScreen #today { height: 1; padding: 0 1; }
    QueueScreen Lines { padding: 0 1; }
    QueueScreen #empty { height: 1fr; padding: 1 2; display: none; }
    QueueScreen.-empty #empty { display: block; }
    QueueScreen.-empty Lines { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.board: QueueBoard | None = None

    def body(self) -> ComposeResult:
        """My ticket, who waits, the day so far."""
        yield TicketPanel()
        yield Static(id="head", classes="label")
        yield Lines(self._columns())
        yield Static(id="empty")
        yield Static(id="today", classes="label")

    def _columns(self) -> list[Column]:
        return [
            Column(_("number"), 6),
            Column(_("queue"), 12),
            Column(_("waited"), 6, right=True),
            Column(_("class"), 13),
            Column(_("why here"), 18),
            Column(_("item"), 0),
        ]

    def on_mount(self) -> None:
        """Read, and let the times run."""
        super().on_mount()
        self.set_interval(1, self._tick)
        self.query_one(Lines).focus()

    @property
    def centre(self) -> Centre:
        """The settings in force."""
        assert self.desk_app.centre is not None
        return self.desk_app.centre

    @property
    def mine(self) -> TicketLine | None:
        """The ticket at my window."""
        return self.board.mine if self.board else None

    def refresh_rows(self) -> None:
        """Read the board in a thread."""
        desk, window = self.desk, self.actor.window

        def work() -> QueueBoard:
            from window_desk.storage import boards

            with desk.look() as view:
                return boards.queue_board(view.connection, view.centre, window, view.now)

        self.read(work, self._show)

    def retranslate(self) -> None:
        """Name the columns anew, too."""
        self.query_one(Lines).retitle([each.title for each in self._columns()])
        super().retranslate()

    def _show(self, board: QueueBoard) -> None:
        self.board = board
        names = {each.code: word(each.name) for each in self.centre.queues}
        aside = (*board.held, *board.missed)
        self.query_one(Lines).show([self._line(each, names) for each in (*board.waiting, *aside)])
        self.set_class(not board.waiting and not aside, "-empty")
        self.query_one("#empty", Static).update(
            Text(_("Nobody waits here. a gives out a number; new ones appear by themselves."))
        )
        expected = "  ".join(
            f"{names[code]} {-(-seconds // 60)} min" for code, seconds in board.expected.items()
        )
        self.query_one("#head", Static).update(
            Text(
                _("{count} waiting. Who comes now waits: {expected}").format(
                    count=board.waiting_total, expected=expected
                ),
                no_wrap=True,
                overflow="ellipsis",
            )
        )
        self._show_today(board)
        self._tick()

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
        why = short_rule(each)

        tone = "plain"
        if each.state == "on_hold":
            reason = word(self.centre.reason(each.hold_reason)) or _("no reason")
            why, tone = f"= {_('on hold')}: {reason}", "blue"
        elif each.state == "missed":
            why, tone = f"x {_('missed')}: {_('b queues it again')}", "dim"
        elif each.eligible_from > now:
            tone = "dim"
        cells = (
            each.number,
            names.get(each.queue, each.queue),
            clock(waited),
            priority_name(each, self.centre),
            why,
            word(Bilingual(each.item_zh, each.item_en)),
        )
        return Line(each.id, cells, tone)

    def _tick(self) -> None:
        panel = self.query_one(TicketPanel)
        if self.mine is not None:
            panel.show(self.mine, self.centre, self.desk.clock())
            return
        state = self._window_state()
        if state == "paused":
            panel.show_none(_("This window is paused."), _("p opens it again."))
        elif self.board is not None and self.board.waiting:
            following = self.board.waiting[0]
            reason = rule_text(following.rule, following, priority_name(following, self.centre))
            panel.show_none(
                _("Your window is free. n calls {number}.").format(number=following.number), reason
            )
        else:
            panel.show_none(_("Your window is free."), _("Nobody waits in your queues."))

    def _window_state(self) -> str:
        windows = self.board.windows if self.board else ()
        return next((each.state for each in windows if each.window == self.actor.window), "closed")

    @property
    def chosen(self) -> TicketLine | None:
        """The ticket under the cursor."""
        line = self.query_one(Lines).chosen
        if line is None or self.board is None:
            return None
        everyone = (*self.board.waiting, *self.board.held, *self.board.missed)
        return next((each for each in everyone if each.id == line.key), None)

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        if action == "handover":
            return self.why_not_handover()
        if self.board is None:
            return _("The queue is still being read.")
        if action in ("issue", "why", "transfer", "leave", "requeue"):
            return self._why_not_chosen(action)
        if not self.actor.window:
            return _("You are signed in without a window: O signs out, then name one.")
        if action in ("call_next", "call_chosen", "resume"):
            return self._why_not_free(action, self.board)
        return self._why_not_mine(action)

    def _why_not_free(self, action: str, board: QueueBoard) -> str:
        if board.mine is not None:
            text = _("{number} is still at your window: finish, hold or transfer it first.")
            return text.format(number=board.mine.number)
        if action == "call_next" and not board.waiting:
            return _("Nobody waits in your queues.")
        if action == "resume" and not board.held:
            return _("Nobody is on hold at your window.")
        return ""

    def _why_not_mine(self, action: str) -> str:
        state = self.mine.state if self.mine else ""
        if action in ("start", "recall", "miss") and state != "called":
            return _("No called number is at your window.")
        if action in ("finish", "hold") and state != "serving":
            return _("Nobody is being served at your window: s starts.")
        if action == "intake" and not state:
            return _("Call a number first, or open intake without one: 2.")
        return ""

    def _why_not_chosen(self, action: str) -> str:
        chosen = self.mine if action == "transfer" and self.mine else self.chosen
        if action != "issue" and chosen is None:
            return _("No number is chosen: the arrow keys choose one.")
        if action == "requeue" and chosen is not None and chosen.state != "missed":
            return _("{number} is not missed.").format(number=chosen.number)
        return ""

    def _do(self, verb: Callable[[ModuleType], Ticket], done: str) -> None:
        """Do one of the queue's verbs in the thread of acts; `done` may name the ticket."""

        def work() -> Ticket:
            from window_desk.services import tickets

            return verb(tickets)

        self.act(work, lambda ticket: self.notice.done(done.format(number=ticket.number)))

    def _with_mine(self, action: str, verb: str, done: str, *more: str) -> None:
        """Do a verb with the ticket at my window."""
        if self.refuse(action) or self.mine is None:
            return
        desk, actor, number = self.desk, self.actor, self.mine.number
        self._do(lambda t: getattr(t, verb)(desk, actor, number, actor.window, *more), done)

    def _ask(
        self,
        title: str,
        choices: Sequence[Reason | Queue | Priority],
        then: Callable[[str], None],
        *,
        free: bool = False,
    ) -> None:
        """Let a code be chosen from a list, or with `free` own words be given."""
        rows = [(each.code, word(each.name)) for each in choices]

        def chosen(code: str | None) -> None:
            if code is not None:
                then(code)

        words = _("own words") if free else ""
        self.app.push_screen(ChoiceScreen(title, rows, free=words), chosen)

    def action_call_next(self) -> None:
        """Call who is next."""
        desk, actor = self.desk, self.actor
        if not self.refuse("call_next"):
            self._do(lambda t: t.call_next(desk, actor, actor.window), _("Called {number}."))

    def action_call_chosen(self) -> None:
        """Call the chosen one; a held one resumes, a missed one is queued again."""
        chosen = self.chosen
        if chosen is None or chosen.state == "missed":
            self.action_requeue()
        elif not self.refuse("call_chosen") and chosen.state == "on_hold":
            self.action_resume()
        elif not self.refuse("call_chosen"):
            desk, actor, number = self.desk, self.actor, chosen.number
            done = _("Called {number} out of turn.")
            self._do(lambda t: t.call_chosen(desk, actor, actor.window, number), done)

    @on(Lines.Pressed)
    def row_pressed(self, message: Lines.Pressed) -> None:
        """A click on the chosen row is Enter."""
        message.stop()
        self.action_call_chosen()

    def action_recall(self) -> None:
        """Call the same number again."""
        self._with_mine("recall", "recall", _("Called {number} again."))

    def action_start(self) -> None:
        """The citizen is here."""
        self._with_mine("start", "start", _("{number} is being served."))

    def action_finish(self) -> None:
        """Service is over."""
        self._with_mine("finish", "finish", _("{number} is finished."))

    def action_miss(self) -> None:
        """Nobody came."""
        self._with_mine("miss", "miss", _("{number} is marked as missed."))

    def action_hold(self) -> None:
        """The citizen comes back in a while."""
        if not self.refuse("hold"):
            self._ask(
                _("Why on hold?"),
                self.centre.hold_reasons,
                lambda reason: self._with_mine("hold", "hold", _("{number} is on hold."), reason),
                free=True,
            )

    def action_resume(self) -> None:
        """Go on with somebody who was on hold."""
        if self.refuse("resume") or self.board is None:
            return
        chosen = self.chosen if self.chosen in self.board.held else self.board.held[0]
        assert chosen is not None
        desk, actor, number = self.desk, self.actor, chosen.number
        self._do(lambda t: t.resume(desk, actor, number, actor.window), _("{number} is back."))

    def action_requeue(self) -> None:
        """A missed citizen came after all."""
        if self.refuse("requeue") or self.chosen is None:
            return
        desk, actor, number = self.desk, self.actor, self.chosen.number
        self._do(lambda t: t.requeue(desk, actor, number), _("{number} waits again."))

    def action_leave(self) -> None:
        """The chosen citizen has left."""
        if self.refuse("leave") or self.chosen is None:
            return
        desk, actor, number = self.desk, self.actor, self.chosen.number
        self._do(lambda t: t.leave(desk, actor, number, actor.window), _("{number} has left."))

    def action_transfer(self) -> None:
        """Send my ticket, or the chosen one, to another queue."""
        moving = self.mine or self.chosen
        if self.refuse("transfer") or moving is None:
            return
        desk, actor, number = self.desk, self.actor, moving.number
        done = _("{number} waits in another queue, with its number.")
        self._ask(
            _("Transfer {number} to").format(number=number),
            [each for each in self.centre.queues if each.code != moving.queue],
            lambda queue: self._do(lambda t: t.transfer(desk, actor, number, queue), done),
        )

    def action_issue(self) -> None:
        """Give out a number: the queue, then the class."""
        self._ask(
            _("A number for which queue?"),
            self.centre.queues,
            lambda queue: self._ask(
                _("Priority class"),
                self.centre.priorities,
                lambda priority: self._issue(queue, priority),
            ),
        )

    def _issue(self, queue: str, priority: str) -> None:
        desk, actor = self.desk, self.actor

        def work() -> tuple[str, int, int]:
            from window_desk.services import tickets

            issued = tickets.issue(desk, actor, queue, priority=priority)
            return issued.ticket.number, issued.ahead, issued.expected_wait

        def after(given: tuple[str, int, int]) -> None:
            number, ahead, seconds = given
            text = _("Number {number}: {ahead} before it, about {minutes} min.")
            self.notice.done(text.format(number=number, ahead=ahead, minutes=-(-seconds // 60)))

        self.act(work, after)

    def action_pause(self) -> None:
        """Pause the window with a reason, or open it again."""
        if self.refuse("pause"):
            return
        desk, actor = self.desk, self.actor

        def turn(reason: str) -> None:
            def work() -> None:
                from window_desk.services import windows

                if reason:
                    windows.pause_window(desk, actor, actor.window, reason)
                else:
                    windows.resume_window(desk, actor, actor.window)

            done = _("The window is paused.") if reason else _("The window calls again.")
            self.act(work, lambda _done: None, done)

        if self._window_state() == "paused":
            turn("")
        else:
            self._ask(_("Why a pause?"), self.centre.pause_reasons, turn, free=True)

    def action_why(self) -> None:
        """Say in full why the chosen one stands where it stands."""
        line = self.chosen
        if self.refuse("why") or line is None:
            return
        if line.why is not None:
            said = why_text(line.why, line, self.centre)
        else:
            said = rule_text(line.rule, line, priority_name(line, self.centre))
        self.notice.done(f"{line.number}: {said}")

    def action_intake(self) -> None:
        """Open intake for my ticket; a called one starts with it."""
        if self.refuse("intake") or self.mine is None:
            return
        self.desk_app.intake_ticket = self.mine.id
        self.desk_app.chosen_case = ""
        if self.mine.state != "called":
            self.desk_app.action_home("intake")
            return
        desk, actor, number = self.desk, self.actor, self.mine.number

        def work() -> Ticket:
            from window_desk.services import tickets

            return tickets.start(desk, actor, number, actor.window)

        self.act(work, lambda _ticket: self.desk_app.action_home("intake"))


def make() -> QueueScreen:
    """This screen."""
    return QueueScreen()
