"""`window-desk init`: make and seed the database, with a demo hall on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import Call, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from window_desk.cli.printing import Page
    from window_desk.storage.desk import Desk

app = new_app(_("Make and seed the database."))


@app.command(help=_("Make and seed the database; twice is harmless."))
def init(
    ctx: typer.Context,
    demo: Annotated[
        bool, typer.Option("--demo", help=_("Fill it with a hall in mid-morning."))
    ] = False,
    seed: Annotated[
        int, typer.Option(help=_("Which hall: the same number makes the same one."))
    ] = 1,
    cases: Annotated[
        int | None, typer.Option(min=0, help=_("How many cases the demo hall has."))
    ] = None,
    desk: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help=_("The name of this desk, like h2/desk3; it cannot be changed later."),
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Make the file where there is none; leave what is there as it is."""
    from window_desk.bootstrap import first_stream, open_or_make
    from window_desk.cli.printing import narrate

    call = calling(ctx)
    if not demo and cases is not None:
        raise typer.BadParameter(_("It goes with --demo."), param_hint="--cases")
    _check_name(desk, is_new=not call.has_desk)
    if not call.has_desk:
        narrate(_("Making and seeding the database ..."))
    call.desk = open_or_make(call.settings.database, name=desk or first_stream)
    accounts = _fill(call.desk, seed, cases) if demo else _present(call.desk)
    document = _facts(call) | {"accounts": accounts}
    call.answer(document, lambda page: _show(page, document, accounts))


def _check_name(name: str, *, is_new: bool) -> None:
    """Raise a usage error for a name that no desk has, or one that comes too late."""
    from window_desk.domain.streams import is_desk, is_pool

    if not name:
        return
    if not is_new:
        raise typer.BadParameter(_("It goes with a new database."), param_hint="--desk")
    if not is_desk(name):
        raise typer.BadParameter(
            _("Name it like h2/desk3: two to four short parts of small letters, digits, - and _."),
            param_hint="--desk",
        )
    if is_pool(name):
        raise typer.BadParameter(
            _("{name} is the queue that the desks of a hall share.").format(name=name),
            param_hint="--desk",
        )


def _fill(desk: Desk, seed: int, cases: int | None) -> list[dict[str, object]]:
    from window_desk.cli.printing import narrate
    from window_desk.services import demo_hall

    narrate(_("Filling the demo hall ..."))
    made = demo_hall.fill(desk, seed=seed, cases=cases, progress=narrate)
    return [
        {"account": each.account, "role": each.role, "pin": each.pin, "window": each.window}
        for each in made
    ]


def _present(desk: Desk) -> list[dict[str, object]]:
    """The accounts that are there; nobody can read their PINs."""
    from window_desk.storage import reads

    with desk.read() as connection:
        found = reads.accounts(connection)
    return [
        {"account": each.account, "role": each.role, "pin": None, "window": each.window}
        for each, _enabled in found
    ]


def _facts(call: Call) -> dict[str, object]:

    with call.desk.look() as look:
        return {
            "database": str(call.settings.database),
            "items": len(look.items),
            "calendar_through": look.calendar.announced_through,
        }


def _show(page: Page, document: dict[str, object], accounts: Sequence[dict[str, object]]) -> None:
    from window_desk.domain.actor import role_labels

    page.facts(
        [
            (_("Database"), document["database"]),
            (_("Items"), document["items"]),
            (_("Working days announced through"), document["calendar_through"]),
        ]
    )
    page.line()
    if not accounts:
        page.line(_("Nobody can sign in yet. Make the first account, an admin:"))
        page.line("  window-desk account add admin --role admin")
        return
    heads = [_("Account"), _("Role"), _("Window")]
    with_pins = any(each["pin"] for each in accounts)
    labels = {str(role): label for role, label in role_labels.items()}
    page.table(
        [*heads, "PIN"] if with_pins else heads,
        [
            [
                each["account"],
                labels[str(each["role"])],
                each["window"],
                *([each["pin"]] * with_pins),
            ]
            for each in accounts
        ],
    )
