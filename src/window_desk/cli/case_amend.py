"""What is put right afterwards: a wrong acceptance, and what a supervisor looks at."""

from __future__ import annotations

from typing import Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.case_intake import CaseName, answer_act
from window_desk.cli.command import new_app
from window_desk.cli.words import read_choice, read_day
from window_desk.locale import _

app = new_app("")


@app.command(help=_("Ask for another item or day of acceptance; a supervisor approves it."))
def amend(
    ctx: typer.Context,
    case: CaseName,
    item: Annotated[str, typer.Option(metavar="CODE", help=_("The item that is right."))] = "",
    accepted_on: Annotated[
        str | None,
        typer.Option(metavar="D", help=_("The day on which it was really accepted.")),
    ] = None,
    reason: Annotated[str, typer.Option(help=_("Why; not needed to approve."))] = "",
    approve: Annotated[
        bool, typer.Option("--approve", help=_("Approve what was asked for."))
    ] = False,
    refuse: Annotated[
        bool, typer.Option("--refuse", help=_("Leave the acceptance as it is."))
    ] = False,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Ask, approve or refuse, and say what the case is now."""
    from window_desk.services import amendments

    day = read_day(accepted_on, "--accepted-on") if accepted_on is not None else None
    _check_words(bool(item or day), approve, refuse)
    call = calling(ctx)
    actor = call.sign_in(account)
    if approve:
        done = amendments.approve_amendment(call.desk, actor, case)
    elif refuse:
        done = amendments.refuse_amendment(call.desk, actor, case, reason)
    else:
        done = amendments.ask_amendment(
            call.desk, actor, case, item=item, accepted_on=day, reason=reason
        )
    answer_act(call, done.id)


def _check_words(asks: bool, approve: bool, refuse: bool) -> None:
    """Raise a usage error where it is not clear which of the three is meant."""
    if asks + approve + refuse > 1:
        raise typer.BadParameter(
            _("Ask, approve and refuse are three calls."), param_hint="--approve, --refuse"
        )


@app.command("review-no", help=_("Note what a supervisor made of a no: it stands, or not."))
def review_no(
    ctx: typer.Context,
    case: CaseName,
    outcome: Annotated[str, typer.Argument(help=_("stands or called_back."))],
    note: Annotated[str, typer.Option(help=_("What was found."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Take a no off the list of those that nobody looked at."""
    from typing import get_args

    from window_desk.services import supervision

    finding: supervision.Finding = read_choice(outcome, get_args(supervision.Finding), "OUTCOME")
    call = calling(ctx)
    actor = call.sign_in(account)
    answer_act(call, supervision.review_no(call.desk, actor, case, finding, note).id)


@app.command("review-late", help=_("Note that a late request to correct was looked at."))
def review_late(
    ctx: typer.Context,
    case: CaseName,
    note: Annotated[str, typer.Option(help=_("What was found."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Take it off the list of those that nobody looked at."""
    from window_desk.services import supervision

    call = calling(ctx)
    actor = call.sign_in(account)
    answer_act(call, supervision.see_late_request(call.desk, actor, case, note).id)
