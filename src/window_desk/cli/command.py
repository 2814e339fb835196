"""The command `window-desk`: its nouns and their words, known without loading any of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any, TypeAlias

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from window_desk import __version__
from window_desk.cli import ending
from window_desk.cli.call import Call, calling
from window_desk.cli.usage_words import told, translate_help
from window_desk.domain.errors import DeskError
from window_desk.locale import Lang, _, use, wished_language

program = "window-desk"

Unpublished: TypeAlias = Any
"""A context or a command of typer, which does not publish these types."""

nouns: dict[str, str] = {
    "init": _("Make and seed the database; twice is harmless."),
    "demo": _("Open a throw-away hall in mid-morning."),
    "calendar": _("Working days: due dates, counts, years and new notices."),
    "catalogue": _("Service items: search, show, compare, plan, import and export."),
    "centre": _("Settings: queues, windows, departments, house rules."),
    "queue": _("Numbers: give out, call, serve, and who waits."),
    "case": _("Cases: take in, check, accept, review, decide, hand out."),
    "reviews": _("What waits for a department's reviewers, the first due first."),
    "stuck": _("Who holds each open case, and what remains for the others."),
    "handover": _("Everything open at a window, for the colleague who takes over."),
    "supervise": _("What waits for a supervisor."),
    "report": _("Figures for supervisors."),
    "sync": _("Exchange with other desks by hub or file; how it stands."),
    "audit": _("Prove that the log was not changed."),
    "db": _("Check, rebuild, copy and upgrade the database."),
    "account": _("Who may do what."),
}
"""Every noun in the order of the help, with its help line."""


class Group(TyperGroup):
    """A command with others below it, and its help in the present language."""

    def get_help(self, ctx: Unpublished) -> str:
        """The page of its help."""
        return translate_help(super().get_help(ctx))


class Leaf(TyperCommand):
    """A command without others below it, and its help in the present language."""

    def get_help(self, ctx: Unpublished) -> str:
        """The page of its help."""
        return translate_help(super().get_help(ctx))


class Commands(typer.Typer):
    """The commands of one noun, each with its help in the present language."""

    def command(self, *words: Unpublished, **more: Unpublished) -> Unpublished:
        """Register one."""
        return super().command(*words, cls=Leaf, **more)


class Noun(Group):
    """A command with known words, whose own file is loaded when it is called."""

    def make_context(self, *words: Unpublished, **more: Unpublished) -> Unpublished:
        """Let the loaded command read the words."""
        return load(self.name or "").make_context(*words, **more)


@cache
def load(noun: str) -> Unpublished:
    """The command of a noun, with everything below it; making it costs more than most calls."""
    return get_command(import_module(f"{__package__}.{noun}").app)


def new_app(help: str) -> typer.Typer:
    """The commands of one noun: plain help, nothing installed, no decorated tracebacks."""
    return Commands(
        cls=Group,
        help=help,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
    )


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"{program} {__version__}")
        raise typer.Exit


def main(
    ctx: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="PATH_OR_URL",
            help=_("The database, else WINDOW_DESK_DATABASE, else a file in your data folder."),
        ),
    ] = None,
    lang: Annotated[
        Lang | None,
        typer.Option(help=_("The language, else WINDOW_DESK_LANG, else the system's.")),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help=_("The version.")),
    ] = False,
) -> None:
    """The root's options."""
    if database == "":
        raise typer.BadParameter(_("The path is empty."), param_hint="--database")
    call = calling(ctx)
    call.database, call.lang = database or "", lang
    use(lang or wished_language())


def make_root() -> TyperGroup:
    """The whole command, its nouns not loaded yet."""
    app = new_app(_("The desk of a government service centre. Without a command it opens."))
    app.callback()(main)
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    for name, help in nouns.items():
        root.add_command(Noun(name=name, help=help, rich_markup_mode=None))
    return root


def run(words: Sequence[str]) -> int:
    """Do what the words ask for; gives the exit status. Prints every error itself."""
    call = Call()
    try:
        try:
            _require_text(words)
            with make_root().make_context(program, list(words), obj=call) as ctx:
                ctx.command.invoke(ctx)
        except typer.Exit as end:
            return end.exit_code
        except typer.TyperException as error:
            call.as_json = call.as_json or "--json" in words
            return ending.tell_usage(told(error), call)
        except DeskError as error:
            return ending.tell(error, call)
        except BrokenPipeError:
            raise
        except Exception as error:
            return ending.tell_unexpected(error, call)
        return ending.done
    finally:
        call.close()


def _require_text(words: Sequence[str]) -> None:
    """Raise a usage error for bytes that are no text: nothing could store or show them."""
    for each in words:
        try:
            each.encode()
        except UnicodeEncodeError:
            raise typer.BadParameter(
                _("{text} is not written in UTF-8.").format(text=ascii(each))
            ) from None
