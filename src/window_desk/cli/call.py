"""One run of a command: its settings, the desk it opened, who acts, and how it answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import typer

from window_desk.locale import Lang, _

if TYPE_CHECKING:
    from window_desk.bootstrap import Settings
    from window_desk.cli.printing import Page
    from window_desk.domain.actor import Actor
    from window_desk.domain.law import Law
    from window_desk.storage.desk import Desk


class Call:
    """What the bodies of commands work with; `as_json` is set by their `--json`."""

    def __init__(self) -> None:
        self.database = ""
        self.lang: Lang | None = None
        self.as_json = False

    @cached_property
    def settings(self) -> Settings:
        """Which database and which language."""
        from window_desk.bootstrap import find_settings

        return find_settings(self.database, self.lang)

    @cached_property
    def desk(self) -> Desk:
        """The desk, opened on first use; raises `Unusable` when there is none."""
        from window_desk.bootstrap import open_desk

        return open_desk(self.settings.database)

    @property
    def has_desk(self) -> bool:
        """Whether there is a database, sound or not."""
        from window_desk.bootstrap import is_there

        return is_there(self.settings.database)

    @cached_property
    def law(self) -> Law:
        """The articles to cite: the desk's own, or the shipped ones where there is no desk."""
        from window_desk.catalogue import data_folder
        from window_desk.catalogue.settings import load_law

        if not self.has_desk:
            return load_law(data_folder() / "law")
        from window_desk.storage import reads

        with self.desk.read() as connection:
            return reads.law(connection)

    def answer(self, document: object, show: Callable[[Page], None]) -> None:
        """Print the answer: the document as JSON, or what `show` puts on the page."""
        from window_desk.cli.printing import Page, write_json

        if self.as_json:
            write_json(document)
        else:
            show(Page())

    def warn(self) -> None:
        """Say on stderr what the desk warns of today."""
        from window_desk.cli.printing import visible
        from window_desk.services import alarms

        with self.desk.look() as look:
            said = alarms.sentences(alarms.find_alarms(look))
        for each in said:
            sys.stderr.write(f"! {visible(each)}\n")

    def sign_in(self, account: str, opens: str = "") -> Actor:
        """Who acts, with the account's own window; the PIN is asked for where it can be.

        A window that nobody sits at is opened when it is named in `opens`. Raises `RuleBroken`
        for a wrong PIN, and a usage error where nobody can be asked.
        """
        import msgspec

        from window_desk.services import access
        from window_desk.storage import reads

        if not account:
            raise typer.BadParameter(
                _("Say who acts, or set WINDOW_DESK_ACCOUNT."), param_hint="--as"
            )
        pin = os.environ.get("WINDOW_DESK_PIN") or ask_pin(
            _("PIN of {account}: ").format(account=account)
        )
        with self.desk.read() as connection:
            known = reads.actor(connection, account)
            state = reads.window_state(connection, opens) if opens else None
        is_free = state is None or state.state == "closed"
        actor = access.sign_in(self.desk, account, pin, opens if is_free else "")
        return msgspec.structs.replace(actor, window=known.window) if known else actor

    def close(self) -> None:
        """Close the desk if it was opened."""
        opened = self.__dict__.get("desk")
        if opened is not None:
            opened.close()


def ask_pin(question: str) -> str:
    """A PIN typed at the terminal, not shown; a usage error where there is no terminal."""
    from getpass import getpass

    from window_desk.bootstrap import has_terminal
    from window_desk.cli.printing import visible

    if not has_terminal():
        raise typer.BadParameter(
            _("There is no terminal to ask for the PIN: set WINDOW_DESK_PIN."), param_hint="PIN"
        )
    try:
        return getpass(visible(question), stream=sys.stderr)
    except EOFError:
        raise KeyboardInterrupt from None


def calling(ctx: typer.Context) -> Call:
    """The run that a command belongs to."""
    call: Any = ctx.find_root().obj
    assert isinstance(call, Call)
    return call


def _set_json(ctx: typer.Context, value: bool) -> bool:
    if value:
        calling(ctx).as_json = True
    return value


Json = Annotated[
    bool,
    typer.Option(
        "--json",
        help=_("Print one JSON document."),
        callback=_set_json,
        is_eager=True,
    ),
]
"""The option of every command that can answer a program."""

As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="ACCOUNT",
        envvar="WINDOW_DESK_ACCOUNT",
        help=_("Who acts; the PIN is read from WINDOW_DESK_PIN or asked for."),
    ),
]
"""The option of every command that acts."""
