"""The legs of a joint case: add a body, take a leg up or hand it on, remind."""

from __future__ import annotations

from typing import Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.case_department import answer_legs
from window_desk.cli.case_intake import CaseName
from window_desk.cli.command import new_app
from window_desk.cli.words import read_number
from window_desk.locale import _

app = new_app("")

StepName = Annotated[str, typer.Argument(help=_("The step's code."))]


@app.command("add-body", help=_("Hear a department that the route does not have."))
def add_body(
    ctx: typer.Context,
    case: CaseName,
    department: Annotated[str, typer.Argument(help=_("The department's name."))],
    reason: Annotated[str, typer.Option(help=_("Why it has to be heard."))],
    days: Annotated[str, typer.Option(help=_("The working days that it has."))] = "3",
    name: Annotated[str, typer.Option(help=_("What it is asked."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Add its leg to the route and send it at once."""
    from window_desk.services import joint

    call = calling(ctx)
    limit = read_number(days, "--days")
    actor = call.sign_in(account)
    done = joint.add_body(call.desk, actor, case, department, reason, days=limit, name=name)
    answer_legs(call, done.id)


@app.command(help=_("Take a leg up, or hand it on inside its department."))
def assign(
    ctx: typer.Context,
    case: CaseName,
    step: StepName,
    to: Annotated[
        str, typer.Option("--to", metavar="ACCOUNT", help=_("Who has it now; else who acts."))
    ] = "",
    note: Annotated[str, typer.Option(help=_("What the colleague should know."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Note who has it in the department."""
    from window_desk.services import joint

    call = calling(ctx)
    actor = call.sign_in(account)
    answer_legs(call, joint.assign_leg(call.desk, actor, case, step, to, note).id)


@app.command(help=_("Remind the department of an open leg; once a working day."))
def remind(
    ctx: typer.Context,
    case: CaseName,
    step: StepName,
    note: Annotated[str, typer.Option(help=_("Why again, on the same day."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Put the reminder on record."""
    from window_desk.services import joint

    call = calling(ctx)
    answer_legs(call, joint.remind(call.desk, call.sign_in(account), case, step, note).id)
