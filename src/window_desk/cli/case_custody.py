"""Whose a case is: hand it to another desk, decide about another's act, erase an applicant."""

from __future__ import annotations

from typing import Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.case_intake import CaseName, answer_act
from window_desk.cli.command import new_app
from window_desk.cli.words import read_choice
from window_desk.locale import _

app = new_app("")


@app.command(help=_("Hand the case to another desk, which owns it from here on."))
def hand(
    ctx: typer.Context,
    case: CaseName,
    to: Annotated[str, typer.Option(metavar="DESK", help=_("The desk that gets it."))],
    reason: Annotated[str, typer.Option(help=_("Why."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """It travels with the next export."""
    from window_desk.services import custody

    call = calling(ctx)
    done = custody.hand_case(call.desk, call.sign_in(account), case, to, reason)
    answer_act(call, done.id)


@app.command("decide-conflict", help=_("Another desk's act on a case of ours: in, or out."))
def decide_conflict(
    ctx: typer.Context,
    op: Annotated[str, typer.Argument(help=_("The act, as supervise conflicts lists it."))],
    outcome: Annotated[str, typer.Argument(help=_("set_aside or taken."))],
    note: Annotated[str, typer.Option(help=_("What was found."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """It stays out, or counts from this moment."""
    from typing import get_args

    from window_desk.domain.ops import ConflictOutcome
    from window_desk.services import custody

    chosen: ConflictOutcome = read_choice(outcome, get_args(ConflictOutcome), "OUTCOME")
    call = calling(ctx)
    actor = call.sign_in(account)
    if outcome == "set_aside" and custody.is_about_number(call.desk, op):
        ticket = custody.set_aside_number(call.desk, actor, op, note)
        call.answer({"ticket": ticket.id}, lambda page: page.line(ticket.number))
        return
    answer_act(call, custody.decide_conflict(call.desk, actor, op, chosen, note).id)


@app.command("erase-applicant", help=_("Destroy for good what identifies a case's applicant."))
def erase_applicant(
    ctx: typer.Context,
    case: CaseName,
    reason: Annotated[str, typer.Option(help=_("Who asked for it and why it may be done."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Here at once, and at every other desk when it hears of it."""
    from window_desk.services import erasure, intake

    call = calling(ctx)
    actor = call.sign_in(account)
    with call.desk.look() as look:
        found = intake.require_case(look, case)
    erasure.erase_person(call.desk, actor, found.applicant, reason)
    answer_act(call, found.id)
