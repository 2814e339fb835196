"""The desk's application: signs in, holds the homes, watches for changes, locks when left alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.command import CommandPalette, Provider
from textual.filter import LineFilter
from textual.screen import Screen

from window_desk.domain.errors import RuleBroken
from window_desk.locale import Lang, _, current, use, word
from window_desk.locale.punctuation import aside
from window_desk.tui.acting import ActingDesk
from window_desk.tui.bindings import bindings_of
from window_desk.tui.cells import HarmlessLines
from window_desk.tui.hub_rounds import Rounds, Standing
from window_desk.tui.hub_words import light_of
from window_desk.tui.leaving import Leaving
from window_desk.tui.palette import DeskActions
from window_desk.tui.theme import themes
from window_desk.tui.type_ahead import TypeAhead

if TYPE_CHECKING:
    from datetime import date

    from window_desk.domain.actor import Actor
    from window_desk.domain.centre import Centre
    from window_desk.domain.law import Law
    from window_desk.storage.desk import Desk

_patience = 0.5
"""Seconds for a round with the hub to end before the desk is closed."""

_of_supervisors = ("supervision", "stuck")
"""The screens of whoever supervises."""


def make_screen(name: str, *values: str) -> Screen[None]:
    """A screen by its name; its module loads on first use."""
    from importlib import import_module

    module = import_module(f"window_desk.tui.screens.{name}")
    screen: Screen[None] = module.make(*values)
    return screen


class DeskApp(Leaving, ActingDesk):
    """The desk on a terminal; `opener` opens the database, in a thread behind the first frame.

    `sign_in` is an account, a PIN and a window that are signed in at once; `offered` are those that
    the sign-in of a demo names. A demo is not locked when it is left alone.
    """

    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {DeskActions}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("desk")]
    CSS_PATH = "app.tcss"

    def __init__(
        self,
        opener: Callable[[], Desk],
        lang: Lang = "en",
        sign_in: tuple[str, str, str] | None = None,
        offered: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        super().__init__(opener)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
        use(lang)
        self.type_ahead = TypeAhead(self, super().on_event)
        self.first_sign_in = sign_in
        self.offered = offered
        self._actor: Actor | None = None
        self.is_signed_in = False
        self.centre: Centre | None = None
        self.law: Law | None = None
        self._touched = time.monotonic()
        self._day: date | None = None
        self._rounds: Rounds | None = None
        self._standing: Standing = ""
        self.said = ""
        self.chosen_case = ""
        self.chosen_item = ""
        self.intake_ticket = self.intake_beside = ""
        for each in themes:
            self.register_theme(each)
        self.theme = themes[0].name

    @property
    def actor(self) -> Actor:
        """Who is signed in."""
        assert self._actor is not None
        return self._actor

    @property
    def who(self) -> str:
        """Account and window for the top line."""
        if self._actor is None:
            return ""
        window = (
            _("window {window}").format(window=self._actor.window) if self._actor.window else ""
        )
        return " ".join(each for each in (window, self._actor.name) if each)

    def get_line_filters(self) -> list[LineFilter]:
        """The framework's filters and one that lets no control character through."""
        return [*super().get_line_filters(), HarmlessLines()]

    async def on_event(self, event: events.Event) -> None:
        """Keys come one after the other; the framework would give a burst to one field."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self.type_ahead.take(event)
        else:
            await super().on_event(event)

    async def on_mount(self) -> None:
        """Paint the sign-in first."""
        await self.push_screen(make_screen("sign_in"))
        self.set_interval(5, self._lock_when_idle)

    def _opened(self, desk: Desk) -> None:
        super()._opened(desk)
        if desk.line is not None or desk.beside("hub").exists():
            self._rounds = Rounds(desk)
            self._rounds.start()

    @property
    def standing(self) -> Standing:
        """How the desk stands to its hub."""
        return self._standing

    @property
    def state_text(self) -> str:
        """How the desk stands to its hub, for the top line."""
        return light_of(self._standing)

    def look_again(self) -> None:
        """Read again what changed; on another day its work comes first."""
        if self.is_open:
            self._begin_day(self.desk)
        standing = self._rounds.standing if self._rounds else ""
        if standing != self._standing:
            self._standing = standing
            self.tell_screen("show_head")
            self.tell_screen("refresh_rows")
        super().look_again()

    def wrote(self) -> None:
        """Go on where the answer of a department's own desk has arrived."""
        if not (self.is_open and self.is_signed_in):
            return
        desk = self.desk

        def work() -> int:
            from window_desk.services import due_acts

            return len(due_acts.run_answered(desk).done)

        self.crew.act(work, lambda _done: None, self.post_message)

    def _begin_day(self, desk: Desk) -> None:
        """Do once a day what the law or the house does by itself, after somebody signed in."""
        today = desk.clock().date()
        if not self.is_signed_in or self._day == today:
            return
        self._day = today

        def work() -> int:
            from window_desk.services import due_acts

            return len(due_acts.run_due(desk).done)

        self.crew.act(work, lambda _done: None, self.post_message)

    def signed_in(self, actor: Actor, centre: Centre, law: Law) -> None:
        """Somebody signed in: go to the first home."""
        self._actor, self.centre, self.law = actor, centre, law
        self.is_signed_in = True
        self.first_sign_in = None
        self._touched = time.monotonic()
        self.action_home("reviews" if actor.role == "reviewer" else "queue")
        self._begin_day(self.desk)

    def action_home(self, name: str) -> None:
        """Go to another home, or read the one that is there again."""
        if not self.is_signed_in or (name in _of_supervisors and not self._may_supervise()):
            return
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if getattr(self.screen, "name_", "") != name:
            self.switch_screen(make_screen(name))
        else:
            self.tell_screen("refresh_rows")

    def _may_supervise(self) -> bool:
        """Whether the account supervises; where it does not, the screen says why not."""
        try:
            self.actor.require("supervise")
        except RuleBroken as error:
            self.tell_screen("refused", error)
            return False
        return True

    def action_sign_out(self) -> None:
        """Leave the window and come back to the sign-in."""
        if not self.is_signed_in:
            return
        actor, desk = self.actor, self.desk

        def work() -> None:
            from window_desk.services import windows

            if not actor.window:
                return
            try:
                windows.close_window(desk, actor, actor.window)
            except RuleBroken as error:
                # Of an account that was disabled meanwhile the window is closed already.
                if error.code != "access.disabled":
                    raise

        self.crew.act(work, lambda _done: self._lock(), self.screen.post_message)

    def _lock(self) -> None:
        # Screens that are on their way out still read as who they were made for.
        self.is_signed_in = False
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(make_screen("sign_in"))

    def _lock_when_idle(self) -> None:
        if not self.is_signed_in or self.centre is None or self.offered:
            return
        minutes = self.centre.rules.idle_lock_minutes
        if minutes and time.monotonic() - self._touched > minutes * 60:
            self._lock()

    def on_key(self) -> None:
        """Somebody is here."""
        self._touched = time.monotonic()

    def action_undo(self) -> None:
        """Take back the own last act."""
        if not self.is_signed_in:
            return
        actor, desk = self.actor, self.desk

        def work() -> tuple[str, str]:
            from window_desk.services import acts

            return acts.undo(desk, actor)

        def after(words: tuple[str, str]) -> None:
            self.tell_screen("undone", _("Undone: {act}.").format(act=word(words)))
            self.look_again()

        self.crew.act(work, after, self.screen.post_message)

    def action_switch_language(self) -> None:
        """Chinese or English, at once."""
        use("en" if current() == "zh" else "zh")
        for screen in self.screen_stack:
            told = getattr(screen, "retranslate", None)
            if told is not None:
                told()

    def action_switch_theme(self) -> None:
        """The next theme."""
        names = [each.name for each in themes]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]

    def action_command_palette(self) -> None:
        """Every action that works here, found by typing."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("What do you want to do?")))

    def action_help(self) -> None:
        """Every key of this screen."""
        name = getattr(self.screen, "name_", "desk")
        if name != "help":
            self.push_screen(make_screen("help", name))

    def cite(self, article: str) -> str:
        """An article in the present language, in brackets, or nothing."""
        if not article or self.law is None:
            return ""
        return aside(self.law.cite(article, current()))

    def on_unmount(self) -> None:
        """Nothing is typed into a desk that is closed, nor exchanged."""
        self.type_ahead.stop()
        if self._rounds is not None:
            self._rounds.end()
            self._rounds.join(_patience)
