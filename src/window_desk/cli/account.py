"""`window-desk account`: who may do what."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Call, Json, ask_pin, calling
from window_desk.cli.command import new_app
from window_desk.domain.centre import Role
from window_desk.locale import _, word

if TYPE_CHECKING:
    from window_desk.domain.actor import Actor

app = new_app(_("Who may do what."))

Account = Annotated[str, typer.Argument(help=_("The account's name."))]
Items = Annotated[
    list[str] | None,
    typer.Option("--power", metavar="ITEM", help=_("An item it decides on the spot, or '*'.")),
]
Authority = Annotated[str, typer.Option(help=_("The paper that gives or takes the power."))]


@app.command(help=_("Add an account. The very first one, an admin, needs nobody to add it."))
def add(
    ctx: typer.Context,
    account: Account,
    role: Annotated[
        Role | None, typer.Option(help=_("What it may do; the first account is an admin."))
    ] = None,
    name: Annotated[str, typer.Option(help=_("The person's name."))] = "",
    window: Annotated[str, typer.Option(metavar="W", help=_("The window it usually has."))] = "",
    department: Annotated[
        str, typer.Option(help=_("The department that a reviewer answers for."))
    ] = "",
    power: Items = None,
    authority: Authority = "",
    by: As = "",
    as_json: Json = False,
) -> None:
    """Add it with a PIN that is typed, given in WINDOW_DESK_NEW_PIN, or made here and printed."""
    from window_desk.services import access
    from window_desk.storage import reads

    call = calling(ctx)
    with call.desk.read() as connection:
        is_first = not reads.has_accounts(connection)
    if role is None and not is_first:
        raise typer.BadParameter(_("Say what the account may do."), param_hint="--role")
    actor = None if is_first else call.sign_in(by)
    pin, is_made = _new_pin(account, is_first=is_first)
    access.add_account(
        call.desk,
        actor,
        account,
        name or account,
        role or "admin",
        pin,
        window=window,
        department=department,
        items=power or (),
        authority=authority,
    )
    _answer(call, account, pin if is_made else None)


def _new_pin(account: str, *, is_first: bool) -> tuple[str, bool]:
    """A new account's PIN, and whether it was made here and has to be told.

    The first account acts for itself, so that WINDOW_DESK_PIN is its own.
    """
    from window_desk.bootstrap import has_terminal

    given = os.environ.get("WINDOW_DESK_NEW_PIN") or (
        os.environ.get("WINDOW_DESK_PIN") if is_first else ""
    )
    if given:
        return given, False
    if not has_terminal():
        return f"{secrets.randbelow(10**6):06d}", True
    pin = ask_pin(_("New PIN of {account}, 4 to 12 digits: ").format(account=account))
    if pin != ask_pin(_("The same PIN again: ")):
        raise typer.BadParameter(_("The two PINs differ."), param_hint="PIN")
    return pin, False


def _answer(call: Call, account: str, pin: str | None) -> None:
    from window_desk.domain.text import clean_text

    document = _row(_found(call, clean_text(account)), enabled=True) | {"pin": pin}
    facts = [
        (_("Account"), document["account"]),
        (_("Role"), document["role_words"]),
        ("PIN", pin),
    ]
    call.answer({"accounts": [document]}, lambda page: page.facts(facts))


def _found(call: Call, account: str) -> Actor:
    from window_desk.storage import reads

    with call.desk.read() as connection:
        return next(each for each, _on in reads.accounts(connection) if each.account == account)


def _row(actor: Actor, *, enabled: bool) -> dict[str, object]:
    from window_desk.domain.actor import role_labels

    return {
        "account": actor.account,
        "name": actor.name,
        "role": actor.role,
        "role_words": word(role_labels[actor.role]),
        "window": actor.window,
        "department": actor.department,
        "enabled": enabled,
        "powers": actor.powers,
        # Known only in the moment in which it is made.
        "pin": None,
    }


@app.command("list", help=_("Every account."))
def list_(ctx: typer.Context, as_json: Json = False) -> None:
    """Every account with its role, its window and whether it may act."""
    from window_desk.storage import reads

    call = calling(ctx)
    with call.desk.read() as connection:
        found = [_row(each, enabled=on) for each, on in reads.accounts(connection)]
    keys = ["account", "name", "role_words", "window", "department", "enabled"]
    heads = [
        _("Account"), _("Name"), _("Role"), _("Window"), _("Department"), _("Enabled"),
        _("On the spot"),
    ]  # fmt: skip
    rows = [[*(each[key] for key in keys), _powers(each["powers"])] for each in found]
    call.answer(
        {"accounts": found},
        lambda page: page.table(heads, rows) if rows else page.line(_("There is no account yet.")),
    )


@app.command(help=_("Let an account act no more; what it did stays."))
def disable(ctx: typer.Context, account: Account, by: As = "", as_json: Json = False) -> None:
    """Disable it; the last admin stays."""
    from window_desk.services import access

    call = calling(ctx)
    access.disable_account(call.desk, call.sign_in(by), account)
    row = _row(_found(call, account), enabled=False)
    line = _("{account} may act no more.").format(account=account)
    call.answer({"accounts": [row]}, lambda page: page.line(line))


def _powers(items: object) -> str:
    assert isinstance(items, tuple)
    return _("every item") if items == ("*",) else ", ".join(items)


@app.command(help=_("Say which items an account decides on the spot; it replaces what it had."))
def power(
    ctx: typer.Context,
    account: Account,
    items: Annotated[
        list[str] | None, typer.Argument(metavar="[ITEM]...", help=_("The items' codes."))
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=_("Every item that can be."))] = False,
    none: Annotated[bool, typer.Option("--none", help=_("Take the power back."))] = False,
    authority: Authority = "",
    by: As = "",
    as_json: Json = False,
) -> None:
    """Put the power and the paper behind it on record."""
    from window_desk.services import powers

    if (bool(items), every, none).count(True) != 1:
        raise typer.BadParameter(_("Name items, or say --all or --none."), param_hint="ITEM")
    call = calling(ctx)
    given = powers.empower(
        call.desk, call.sign_in(by), account, ["*"] if every else items or [], authority
    )
    row = _row(_found(call, account), enabled=True)
    line = _("{account} decides on the spot: {items}").format(
        account=account, items=_powers(given) or "-"
    )
    call.answer({"accounts": [row]}, lambda page: page.line(line))


@app.command("reset-pin", help=_("Give an account a new PIN and forget its wrong tries."))
def reset_pin(ctx: typer.Context, account: Account, by: As = "", as_json: Json = False) -> None:
    """The new PIN is typed, given in WINDOW_DESK_NEW_PIN, or made here and printed."""
    from window_desk.services import access

    call = calling(ctx)
    actor = call.sign_in(by)
    pin, is_made = _new_pin(account, is_first=False)
    access.reset_pin(call.desk, actor, account, pin)
    _answer(call, account, pin if is_made else None)
