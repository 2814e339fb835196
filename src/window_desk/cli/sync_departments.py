"""Which departments have a desk of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.printing import Page

app = new_app("")


@app.command(
    "department",
    help=_("The desks of departments; with a name and --desk, say which desk one has."),
)
def department(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help=_("A department's name or code."))
    ] = "",
    at: Annotated[
        str | None,
        typer.Option(
            "--desk",
            metavar="DESK",
            help=_('Where its legs are sent from now on; "" where it works at this desk.'),
        ),
    ] = None,
    account: As = "",
    as_json: Json = False,
) -> None:
    """List them, or place one and list them then."""
    from window_desk.services import departments

    call = calling(ctx)
    if bool(name) != (at is not None):
        raise typer.BadParameter(_("A name and its desk go together."), param_hint="--desk")
    if at is not None:
        departments.place_department(call.desk, call.sign_in(account), name, at)
    with call.desk.look() as look:
        found = look.centre.departments
        home = look.home
    document = {
        "departments": [
            {"code": each.code, "name": each.name, "desk": each.desk or None} for each in found
        ]
    }

    def on_page(page: Page) -> None:
        heads = [_("Department"), _("Code"), _("Desk")]
        page.table(heads, [[each.name, each.code, each.desk or home] for each in found])

    call.answer(document, on_page)
