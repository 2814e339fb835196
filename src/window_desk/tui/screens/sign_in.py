"""Signing in at a window, and making the first account of a new desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from window_desk.domain.actor import Actor
from window_desk.domain.centre import Centre
from window_desk.domain.errors import DeskError
from window_desk.domain.law import Law
from window_desk.locale import _, say
from window_desk.locale.punctuation import listed, with_aside
from window_desk.tui.app import DeskApp
from window_desk.tui.widgets.bars import Notice
from window_desk.tui.widgets.prose import Prose, Words
from window_desk.tui.work import Answered, Refused

_fields = ("account", "pin", "window")
_first_fields = ("account", "name", "pin", "again")

_no_window = "-"
"""What is typed to sign in without a window."""

_about_window = ("window.unknown", "access.role")
"""The codes of the refusals that follow from the window, when account and PIN were right."""


class SignInScreen(Screen[None]):
    """Account, PIN and window; on a new desk the first account, which is an admin."""

    name_ = "sign_in"
    CSS = """
    SignInScreen { align: center middle; }
    SignInScreen .box { width: 56; }
    SignInScreen .box Static { height: auto; }
    SignInScreen Input { margin-bottom: 1; }
    SignInScreen Notice { max-height: 8; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.first = False
        self.is_entering = False

    @property
    def is_expecting(self) -> bool:
        """While somebody is let in, the next key is for the screen behind this one."""
        return self.is_entering

    @property
    def desk_app(self) -> DeskApp:
        """The application."""
        assert isinstance(self.app, DeskApp)
        return self.app

    def compose(self) -> ComposeResult:
        """One small form."""
        with Vertical(classes="box"):
            yield Words(id="title", classes="strong")
            yield Words(id="account-label", classes="label")
            yield Input(id="account", max_length=60)
            yield Words(id="name-label", classes="label")
            yield Input(id="name", max_length=60)
            yield Words(id="pin-label", classes="label")
            yield Input(id="pin", password=True, max_length=12)
            yield Words(id="again-label", classes="label")
            yield Input(id="again", password=True, max_length=12)
            yield Words(id="window-label", classes="label")
            yield Input(id="window", max_length=8)
            yield Words(id="state", classes="label")
            yield Prose(id="offered", classes="label")
            yield Notice()

    def on_mount(self) -> None:
        """The form is there before the database is."""
        self.retranslate()
        self.query_one("#account", Input).focus()
        if self.desk_app.is_open:
            self.desk_opened()

    def retranslate(self) -> None:
        """Show the form in the present language."""
        first = self.first
        words = {
            "title": _("The first account of this desk: an admin")
            if first
            else _("Window desk: sign in"),
            "account-label": _("Account"),
            "name-label": _("Name"),
            "pin-label": _("PIN (4 to 12 digits)"),
            "again-label": _("The same PIN again"),
            "window-label": _("Window"),
            "state": _("Enter goes on. ^q closes.")
            if self.desk_app.is_open
            else _("Opening the desk ..."),
            "offered": _offer(self.desk_app.offered),
        }
        for name, text in words.items():
            self.query_one(f"#{name}", Static).update(Text(text))
        self.query_one("#window", Input).placeholder = _("empty: your own; - for none")
        for name in ("name", "name-label", "again", "again-label"):
            self.query_one(f"#{name}").display = first
        for name in ("window", "window-label"):
            self.query_one(f"#{name}").display = not first
        self.query_one("#offered").display = bool(self.desk_app.offered)

    def desk_opened(self) -> None:
        """The database is open: see whether anybody has an account yet."""
        desk, signing = self.desk_app.desk, self.desk_app.first_sign_in

        def work() -> bool:
            from window_desk.storage import reads

            with desk.read() as connection:
                return reads.has_accounts(connection)

        self.desk_app.crew.read(work, self._known, self.post_message, "sign_in.accounts")
        if signing is not None:
            self._sign_in(*signing)

    def _known(self, has_accounts: bool) -> None:
        self.first = not has_accounts
        self.retranslate()

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and from the last one in."""
        order = _first_fields if self.first else _fields
        at = order.index(event.input.id or "")
        if at + 1 < len(order):
            self.query_one(f"#{order[at + 1]}", Input).focus()
            return
        values = {name: self.query_one(f"#{name}", Input).value for name in order}
        if not self.desk_app.is_open:
            self.query_one(Notice).refused(_("The desk is still being opened; press Enter again."))
        elif self.first:
            self._make_first(values["account"], values["name"], values["pin"], values["again"])
        else:
            self._sign_in(values["account"], values["pin"], values["window"])

    def _make_first(self, account: str, name: str, pin: str, again: str) -> None:
        desk = self.desk_app.desk
        if pin != again:
            # Nobody else could help an admin who mistyped the only PIN that there is.
            self._type_again(_("The two PINs differ; type both again."))
            return

        def work() -> tuple[Actor, Centre, Law]:
            from window_desk.services import access

            access.add_account(desk, None, account, name, "admin", pin)
            return _enter(self.desk_app, account, pin, "")

        self._enter_by(work)

    def _sign_in(self, account: str, pin: str, window: str) -> None:
        app = self.desk_app
        self._enter_by(lambda: _enter(app, account.strip(), pin, window.strip()))

    def _enter_by(self, work: Callable[[], tuple[Actor, Centre, Law]]) -> None:
        self.is_entering = True
        self.desk_app.crew.act(work, self._entered, self.post_message)

    def _entered(self, found: tuple[Actor, Centre, Law]) -> None:
        self.desk_app.signed_in(*found)

    @on(Answered)
    def _answered(self, message: Answered[object]) -> None:
        message.stop()
        if not self.desk_app.crew.is_late(message):
            message.then(message.result)

    @on(Refused)
    def _refused(self, message: Refused) -> None:
        message.stop()
        self.refused(message.error)

    def refused(self, error: DeskError) -> None:
        """Say why; the PIN is typed again, or the window where the PIN was right."""
        self.is_entering = False
        if getattr(error, "code", "") in _about_window:
            self.query_one(Notice).refused(say(error))
            window = self.query_one("#window", Input)
            window.focus()
            window.action_select_all()
            return
        self._type_again(say(error))

    def _type_again(self, why: str) -> None:
        self.query_one(Notice).refused(why)
        pin = self.query_one("#pin", Input)
        pin.value = self.query_one("#again", Input).value = ""
        if self.desk_app.is_open:
            pin.focus()


def _enter(app: DeskApp, account: str, pin: str, window: str) -> tuple[Actor, Centre, Law]:
    """Sign in, without a word at the account's own window, and read what every screen needs."""
    from window_desk.services import access, windows
    from window_desk.storage import reads

    if not window:
        with app.desk.look() as view:
            window = windows.usual_window(view, account)
    actor = access.sign_in(app.desk, account, pin, "" if window == _no_window else window)
    with app.desk.look() as view:
        return actor, view.centre, reads.law(view.connection)


def _offer(accounts: Sequence[tuple[str, str, str]]) -> str:
    """Whom somebody may be in a demo, in a sentence."""
    names = [
        with_aside(account, window and _("window {window}").format(window=window))
        for account, _pin, window in accounts
    ]
    pins = listed(dict.fromkeys(pin for _account, pin, _window in accounts))
    return _("Accounts of the demo, PIN {pin}: {accounts}").format(pin=pins, accounts=listed(names))


def make() -> SignInScreen:
    """This screen."""
    return SignInScreen()
