"""Asking the applicant for more: departments ask, one request tells it, one act takes it in."""

from __future__ import annotations

from typing import Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.case_department import answer_legs
from window_desk.cli.case_intake import CaseName, answer_act, read_checks
from window_desk.cli.case_joint import StepName
from window_desk.cli.command import new_app
from window_desk.cli.words import read_pairs
from window_desk.locale import _

app = new_app("")


@app.command("ask-more", help=_("A department asks the applicant for more; it is not told yet."))
def ask_more(
    ctx: typer.Context,
    case: CaseName,
    step: StepName,
    papers: Annotated[
        list[str],
        typer.Argument(metavar="MATERIAL=WHAT...", help=_("A paper, and what is wanted of it.")),
    ],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Note what the department needs."""
    from window_desk.services import asking_more

    call = calling(ctx)
    asked = read_pairs(papers, "MATERIAL=WHAT")
    actor = call.sign_in(account)
    answer_legs(call, asking_more.ask_more(call.desk, actor, case, step, asked).id)


@app.command("notify-more", help=_("Tell the applicant, once, what all departments ask for."))
def notify_more(
    ctx: typer.Context,
    case: CaseName,
    reason: Annotated[
        str, typer.Option(help=_("In a later round: why it was not asked for in the first."))
    ] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Give the one request, under its number."""
    from window_desk.services import asking_more

    call = calling(ctx)
    answer_act(call, asking_more.notify_more(call.desk, call.sign_in(account), case, reason).id)


@app.command("return-more", help=_("Take in what was asked for; each leg goes on."))
def return_more(
    ctx: typer.Context,
    case: CaseName,
    papers: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MATERIAL=STATE[:REASON]]...",
            help=_("What did not come as it should: missing, or defective:reason."),
        ),
    ] = None,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Every paper that was asked for is here, unless it is said otherwise."""
    from window_desk.services import asking_more

    call = calling(ctx)
    checks = read_checks(papers or [], [])
    actor = call.sign_in(account)
    answer_legs(call, asking_more.return_more(call.desk, actor, case, checks).id)
