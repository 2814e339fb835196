"""What every screen of the desk has: top line, notice, key bar, work in threads, refresh."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from window_desk.domain.errors import DeskError, Unusable
from window_desk.locale import _, say
from window_desk.tui.bindings import keys_of
from window_desk.tui.widgets.bars import KeyBar, Notice, TopLine
from window_desk.tui.work import Answered, Refused

if TYPE_CHECKING:
    from window_desk.domain.actor import Actor
    from window_desk.storage.desk import Desk
    from window_desk.tui.app import DeskApp

T = TypeVar("T")


class DeskScreen(Screen[None]):
    """A screen of the desk; `name_` is its name in the table of keys.

    A subclass yields its parts in `body`, reads in `refresh_rows`, and says in `why_not` why an
    action is not possible now: the key is then dimmed, and pressing it shows the reason.
    """

    name_: ClassVar[str]
    AUTO_FOCUS = ""

    @property
    def desk_app(self) -> DeskApp:
        """The application, with its desk and its account."""
        from window_desk.tui.app import DeskApp

        assert isinstance(self.app, DeskApp)
        return self.app

    @property
    def desk(self) -> Desk:
        """The open desk."""
        return self.desk_app.desk

    @property
    def actor(self) -> Actor:
        """Who acts here."""
        return self.desk_app.actor

    def compose(self) -> ComposeResult:
        """Top line, body, notice, keys."""
        yield TopLine()
        yield from self.body()
        yield Notice()
        yield KeyBar([each for each in keys_of(self.name_) if each.foot])

    def body(self) -> ComposeResult:
        """The screen's own parts."""
        yield Widget()

    def on_mount(self) -> None:
        """Show who is here, what was done on the way here, and read for the first time."""
        self.show_head()
        if self.desk_app.said:
            self.notice.done(self.desk_app.said)
            self.desk_app.said = ""
        self.refresh_rows()

    def on_screen_resume(self) -> None:
        """Another screen was closed, or another home was left."""
        self.show_head()
        if self.is_mounted:
            self.refresh_rows()

    def on_resize(self) -> None:
        """The top line is as wide as the terminal."""
        self.show_head()

    def show_head(self) -> None:
        """Fill the top line."""
        who = self.desk_app.who
        self.query_one(TopLine).show(self.name_, who, self.desk_app.state_text)

    def refresh_rows(self) -> None:
        """Read again what is shown; called when anything in the database changed."""

    def retranslate(self) -> None:
        """Show everything in the language that was just chosen."""
        self.show_head()
        self.query_one(KeyBar).refresh()
        self.refresh_rows()

    def why_not(self, action: str) -> str:
        """Why an action is not possible now, or an empty text."""
        return ""

    def refuse(self, action: str) -> bool:
        """Show why an action is not possible now; False when it is possible."""
        reason = self.why_not(action)
        if reason:
            self.notice.refused(reason)
        return bool(reason)

    @property
    def notice(self) -> Notice:
        """The line where what happened is said."""
        return self.query_one(Notice)

    def read(self, work: Callable[[], T], then: Callable[[T], None], group: str = "rows") -> None:
        """Read in a thread; a late answer never overwrites a newer one."""
        self.desk_app.crew.read(work, then, self.post_message, f"{self.name_}.{group}")

    def act(self, work: Callable[[], T], then: Callable[[T], None], done: str = "") -> None:
        """Write in a thread; `then` runs once it is durable, and `done` says so."""

        def after(result: T) -> None:
            if done:
                self.notice.done(done)
            then(result)
            self.desk_app.look_again()

        self.desk_app.crew.act(work, after, self.post_message)

    @on(Answered)
    def _answered(self, message: Answered[object]) -> None:
        message.stop()
        if not self.desk_app.crew.is_late(message) and self.is_mounted:
            message.then(message.result)
            self.query_one(KeyBar).look_again()

    @on(Refused)
    def _refused(self, message: Refused) -> None:
        message.stop()
        self.refused(message.error)

    def refused(self, error: DeskError) -> None:
        """Say why, with the article and the way out; then show what is really there."""
        article = getattr(error, "article", "")
        cited = self.desk_app.cite(article)
        self.notice.refused(f"{say(error)} {cited}".strip())
        # A database that cannot be used would refuse the next read as well, without end.
        if not isinstance(error, Unusable):
            self.refresh_rows()

    def answered_again(self) -> None:
        """The database answers after a time in which it did not: show what is there now."""
        self.notice.done(_("The database answers again."))
        self.refresh_rows()

    def undone(self, text: str) -> None:
        """Say what was undone."""
        self.notice.done(text)
