"""The departments' part: send legs, answer them, decide, and hand the result out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Call, Json, calling
from window_desk.cli.case_intake import CaseName
from window_desk.cli.command import new_app
from window_desk.cli.words import read_choice
from window_desk.domain.ops import LegOutcome, Outcome
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.printing import Page

app = new_app("")


@app.command(help=_("Send every leg that can go now, and again those that came back."))
def dispatch(ctx: typer.Context, case: CaseName, account: As = "", as_json: Json = False) -> None:
    """Send what waits for somebody to send it."""
    from window_desk.services import review

    call = calling(ctx)
    answer_legs(call, review.dispatch(call.desk, call.sign_in(account), case).id)


@app.command("review", help=_("Answer a department's leg."))
def review_(
    ctx: typer.Context,
    case: CaseName,
    step: Annotated[str, typer.Argument(help=_("The step's code."))],
    outcome: Annotated[LegOutcome, typer.Argument(help=_("The department's answer."))],
    reason: Annotated[str, typer.Option(help=_("Needed unless the department agrees."))] = "",
    ground: Annotated[
        str, typer.Option(metavar="CODE", help=_("A reason from the centre's list."))
    ] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Note the answer; what waited for it goes out at once."""
    from window_desk.services import review

    call = calling(ctx)
    actor = call.sign_in(account)
    done = review.answer_leg(call.desk, actor, case, step, outcome, reason, ground=ground)
    answer_legs(call, done.id)


@app.command(help=_("Grant or refuse a case when every department has answered."))
def decide(
    ctx: typer.Context,
    case: CaseName,
    outcome: Annotated[Outcome, typer.Argument(help=_("The decision."))],
    reason: Annotated[str, typer.Option(help=_("Needed to refuse."))] = "",
    alternative: Annotated[
        str, typer.Option(help=_("Needed to refuse: what the applicant can do instead."))
    ] = "",
    item: Annotated[
        str, typer.Option(help=_("Of a bundle: the code of the item that is decided."))
    ] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Make the decision; who accepted the case does not."""
    from window_desk.services import children, review

    call = calling(ctx)
    actor = call.sign_in(account)
    if item:
        done = children.decide_child(
            call.desk, actor, case, item, outcome, reason, alternative=alternative
        )
    else:
        done = review.decide(call.desk, actor, case, outcome, reason, alternative=alternative)
    answer_legs(call, done.id)


@app.command(help=_("Hand the result out."))
def serve(
    ctx: typer.Context,
    case: CaseName,
    manner: Annotated[str, typer.Option(help=_("in_person, post or electronic."))] = "in_person",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Note that the applicant has it."""
    from typing import get_args

    from window_desk.services import cases

    how: cases.Manner = read_choice(manner, get_args(cases.Manner), "--manner")
    call = calling(ctx)
    answer_legs(call, cases.serve(call.desk, call.sign_in(account), case, how).id)


def answer_legs(call: Call, case: str) -> None:
    """Say where the case is now."""
    from window_desk.cli import case_document, clock_document
    from window_desk.cli.case_tables import leg_rows
    from window_desk.domain.case import state_labels
    from window_desk.services import intake

    with call.desk.look() as look:
        view = intake.view(look, case)
        legs = clock_document.legs_of(view.case, look)
        rows = leg_rows(view.case, legs, look)
    document = case_document.acted(view) | {"legs": legs}

    def on_page(page: Page) -> None:
        page.facts(
            [
                (_("Case"), view.case.number or view.case.id),
                (_("State"), state_labels[view.case.state]),
            ]
        )
        page.line()
        page.table(*rows)

    call.answer(document, on_page)
