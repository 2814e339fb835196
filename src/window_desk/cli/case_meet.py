"""`window-desk case meet`: joint review meetings called, cancelled and recorded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.case_department import answer_legs
from window_desk.cli.case_intake import CaseName
from window_desk.cli.command import new_app
from window_desk.cli.words import read_choice, read_pairs
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.domain.ops import Opinion

app = new_app(_("Joint reviews: call one, cancel it, record what it said."))

MeetingName = Annotated[
    str, typer.Option("--meeting", metavar="ID", help=_("Which meeting, where several are called."))
]


@app.command("call", help=_("Call the departments together."))
def call_(
    ctx: typer.Context,
    case: CaseName,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help=_("Such as 2026-11-26T09:30."))],
    place: Annotated[str, typer.Option(help=_("Where it meets."))],
    step: Annotated[
        list[str] | None,
        typer.Option("--step", help=_("A step it is about; else every one that is away.")),
    ] = None,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Put time, place and steps on record."""
    from window_desk.services import meetings

    call = calling(ctx)
    meets = _read_moment(at)
    actor = call.sign_in(account)
    answer_legs(call, meetings.call_meeting(call.desk, actor, case, meets, place, step or ()).id)


def _read_moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            _("{text} is no moment; write it like 2026-11-26T09:30.").format(text=repr(text)),
            param_hint="--at",
        ) from None


@app.command(help=_("Say that a meeting will not be held."))
def cancel(
    ctx: typer.Context,
    case: CaseName,
    reason: Annotated[str, typer.Option(help=_("Why not."))],
    meeting: MeetingName = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Each department answers by itself again."""
    from window_desk.services import meetings

    call = calling(ctx)
    actor = call.sign_in(account)
    answer_legs(call, meetings.cancel_meeting(call.desk, actor, case, reason, meeting).id)


@app.command(help=_("Record a meeting: who was there, its minutes, each opinion."))
def hold(
    ctx: typer.Context,
    case: CaseName,
    there: Annotated[
        list[str],
        typer.Option("--there", metavar="PERSON=DEPARTMENT", help=_("Who attended, for whom.")),
    ],
    minutes: Annotated[str, typer.Option(help=_("What was said."))],
    opinion: Annotated[
        list[str] | None,
        typer.Option(
            "--opinion",
            metavar="STEP=ANSWER[:REASON]",
            help=_("agreed, disagreed or returned; a step without one stays open."),
        ),
    ] = None,
    meeting: MeetingName = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Its opinions take the place of the departments' separate answers."""
    from window_desk.domain.ops import Attendee
    from window_desk.services import meetings

    call = calling(ctx)
    attended = read_pairs(there, "--there")
    done = meetings.hold_meeting(
        call.desk,
        call.sign_in(account),
        case,
        attendance=[Attendee(person, body) for person, body in attended.items()],
        minutes=minutes,
        opinions=_read_opinions(opinion or []),
        meeting=meeting,
    )
    answer_legs(call, done.id)


def _read_opinions(words: list[str]) -> list[Opinion]:
    from typing import get_args

    from window_desk.domain.ops import LegOutcome, Opinion

    found = []
    for step, said in read_pairs(words, "--opinion").items():
        text, _sign, reason = said.partition(":")
        outcome: LegOutcome = read_choice(text, get_args(LegOutcome), "--opinion")
        found.append(Opinion(step, outcome, "", reason))
    return found
