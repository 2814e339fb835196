"""The acts at the window: every verb of the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from types import ModuleType
from typing import TypeVar

from window_desk.domain.centre import Priority, Queue, Reason
from window_desk.domain.ticket import Ticket, state_labels
from window_desk.locale import _, word
from window_desk.locale.punctuation import named
from window_desk.tui.cells import minutes
from window_desk.tui.finishing import FinishesTicket
from window_desk.tui.queue_reasons import QueueReasons
from window_desk.tui.widgets.choice import ChoiceScreen
from window_desk.tui.widgets.ticket_panel import rule_text, why_text

T = TypeVar("T")

_soon = 0.5
"""Seconds after which a clerk is told that the hub is still being asked."""


class QueueActs(QueueReasons, FinishesTicket):
    """A screen with the queue's board and one chosen ticket; the subclass shows them."""

    def _do(self, verb: Callable[[ModuleType], Ticket], done: str, **facts: str) -> None:
        """Do one of the queue's verbs in the thread of acts; `done` may name it and `facts`."""

        def work() -> Ticket:
            from window_desk.services import tickets

            return verb(tickets)

        def after(ticket: Ticket) -> None:
            self.notice.done(done.format(number=ticket.number, **facts))
            if ticket.state == "serving":
                # Another citizen: what was looked at before is not theirs.
                self._turn_to(ticket.id)

        self._ask_for(work, after)

    def _ask_for(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Act, and say so where the hub takes its time to answer."""
        answered = Event()

        def watched() -> T:
            try:
                return work()
            finally:
                answered.set()

        def still_asking() -> None:
            if not answered.is_set():
                self.notice.waits(_("The hub is being asked ..."))

        self.act(watched, then)
        if self.desk.line is not None and not self.is_alone:
            self.set_timer(_soon, still_asking)

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

    def action_recall(self) -> None:
        """Call the same number again."""
        self._with_mine("recall", "recall", _("Called {number} again."))

    def action_start(self) -> None:
        """The citizen is here."""
        self._with_mine("start", "start", _("{number} is being served."))

    def action_finish(self) -> None:
        """Service is over."""
        if not self.refuse("finish") and self.mine is not None:
            self.finish_ticket(self.mine.id, self.mine.number, self._finished)

    def _finished(self, number: str) -> None:
        self._turn_to("")
        self.notice.done(self.finished_text(number))

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
        """A citizen has left; with one at my window and one chosen it is asked who."""
        if self.refuse("leave"):
            return
        mine, leaving = self.mine, self.leaving
        if mine is None or leaving == (mine,):
            self._leave(leaving[0].number)
            return
        title = _("Who has left?")
        if mine.state == "serving":
            title = _("Who has left? {number} is being served: f finishes it.").format(
                number=mine.number
            )

        def named(number: str | None) -> None:
            if number is not None:
                self._leave(number)

        rows = [
            (each.number, f"{each.number}  {word(state_labels[each.state])}") for each in leaving
        ]
        self.app.push_screen(ChoiceScreen(title, rows), named)

    def _leave(self, number: str) -> None:
        desk, actor = self.desk, self.actor
        self._do(lambda t: t.leave(desk, actor, number, actor.window), _("{number} has left."))

    def action_transfer(self) -> None:
        """Send my ticket, or the chosen one, to another queue."""
        moving = self.mine or self.chosen
        if self.refuse("transfer") or moving is None:
            return
        desk, actor, number = self.desk, self.actor, moving.number
        others = [each for each in self.centre.queues if each.code != moving.queue]

        def move(queue: str) -> None:
            name = next(word(each.name) for each in others if each.code == queue)
            done = _("{number} waits in {queue}, with its number.")
            self._do(lambda t: t.transfer(desk, actor, number, queue), done, queue=name)

        self._ask(_("Transfer {number} to").format(number=number), others, move)

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
            self.notice.done(text.format(number=number, ahead=ahead, minutes=minutes(seconds)))

        self._ask_for(work, after)

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

        if self.window_state == "paused":
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
            said = rule_text(line.rule, line, self.centre)
        self.notice.done(named(line.number, said))

    def _turn_to(self, ticket: str, beside: str = "") -> None:
        app = self.desk_app
        app.intake_ticket, app.intake_beside, app.chosen_case = ticket, beside, ""

    def action_intake_without(self) -> None:
        """Open an intake that belongs to no number, whoever is at the window."""
        if not self.refuse("intake_without"):
            mine = self.mine
            self._turn_to("", beside=mine.id if mine and mine.state == "serving" else "")
            self.desk_app.action_home("intake")

    def action_intake(self) -> None:
        """Open intake for my ticket; a called one starts with it."""
        if self.refuse("intake") or self.mine is None:
            return
        self._turn_to(self.mine.id)
        if self.mine.state != "called":
            self.desk_app.action_home("intake")
            return
        desk, actor, number = self.desk, self.actor, self.mine.number

        def work() -> Ticket:
            from window_desk.services import tickets

            return tickets.start(desk, actor, number, actor.window)

        self.act(work, lambda _ticket: self.desk_app.action_home("intake"))
