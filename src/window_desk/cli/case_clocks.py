"""The clocks of a case: stop them, let them run again, lengthen the limit, start it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Call, Json, calling
from window_desk.cli.case_intake import CaseName
from window_desk.cli.command import new_app
from window_desk.cli.words import read_day, read_number
from window_desk.domain.ops import Extender
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.services.due_acts import DueRun

app = new_app("")


@app.command(help=_("Stop the clocks for a special procedure, told in writing (art. 45)."))
def suspend(
    ctx: typer.Context,
    case: CaseName,
    ground: Annotated[
        str, typer.Argument(help=_("The procedure: its code or its word, such as hearing."))
    ],
    days: Annotated[
        int, typer.Option(metavar="N", help=_("The working days that the procedure needs."))
    ],
    start: Annotated[
        str, typer.Option("--from", metavar="D", help=_("Its first day; today without it."))
    ] = "",
    body: Annotated[str, typer.Option(help=_("Who carries it out."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Both clocks stand still from that day on."""
    from window_desk.services import clocks

    call = calling(ctx)
    first = read_day(start, "--from") if start else None
    actor = call.sign_in(account)
    done = clocks.suspend(call.desk, actor, case, ground, days, start=first, body=body)
    _answer_clocks(call, done.id)


@app.command(help=_("Let the clocks run again after a special procedure."))
def resume(
    ctx: typer.Context,
    case: CaseName,
    end: Annotated[
        str, typer.Option(metavar="D", help=_("The last day of the procedure; else today."))
    ] = "",
    ground: Annotated[
        str, typer.Option(metavar="G", help=_("Which procedure, where several last."))
    ] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """The day after that one counts again."""
    from window_desk.services import clocks

    call = calling(ctx)
    last = read_day(end, "--end") if end else None
    actor = call.sign_in(account)
    _answer_clocks(call, clocks.resume(call.desk, actor, case, end=last, ground=ground).id)


@app.command(help=_("Lengthen the limit once, before the old date ends (art. 42)."))
def extend(
    ctx: typer.Context,
    case: CaseName,
    days: Annotated[str, typer.Option(metavar="N", help=_("By how many working days."))],
    by: Annotated[
        Extender, typer.Option(help=_("Whose head approved it: agency up to 10, government 15."))
    ],
    approver: Annotated[str, typer.Option(metavar="A", help=_("Who approved it."))],
    reason: Annotated[str, typer.Option(metavar="R", help=_("Why; the applicant is told."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Both dates move by so many working days."""
    from window_desk.services import clocks

    call = calling(ctx)
    more = read_number(days, "--days")
    actor = call.sign_in(account)
    done = clocks.extend(call.desk, actor, case, more, by, approver=approver, reason=reason)
    _answer_clocks(call, done.id)


@app.command(help=_("Start the limits again from zero, where a rule says so."))
def restart(
    ctx: typer.Context,
    case: CaseName,
    reason: Annotated[str, typer.Option(metavar="R", help=_("What happened."))],
    basis: Annotated[str, typer.Option(metavar="B", help=_("The rule that says so."))],
    on: Annotated[str, typer.Option(metavar="D", help=_("The new day 0; else today."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """That day becomes day 0."""
    from window_desk.services import clocks

    call = calling(ctx)
    day = read_day(on, "--on") if on else None
    actor = call.sign_in(account)
    done = clocks.restart(call.desk, actor, case, reason=reason, basis=basis, on=day)
    _answer_clocks(call, done.id)


def _answer_clocks(call: Call, case: str) -> None:
    """Say where both clocks are now, with their arithmetic."""
    from window_desk.cli import case_document, clock_document
    from window_desk.domain.explanation import sentences
    from window_desk.locale import current
    from window_desk.services import intake

    with call.desk.look() as look:
        view = intake.view(look, case)
        clocks = clock_document.clocks_of(view, look)
        light = case_document.light_of(case, look)
    told = view.promised or view.statutory
    said = sentences(told, current()) if told else ()
    document = case_document.acted(view) | {
        "explanation": " ".join(said),
        "light": light,
        "clocks": clocks,
    }

    def on_page(page: Page) -> None:
        page.facts(
            [
                (_("Case"), view.case.number),
                (_("Promised"), document["promised_due"]),
                (_("By law"), document["statutory_due"]),
                (_("Document"), view.case.numbers[-1]),
            ]
        )
        page.line()
        page.lines(said)

    call.answer(document, on_page)


@app.command(
    "run-due",
    help=_("Do what the law or a house rule does by itself when a day has passed."),
)
def run_due(ctx: typer.Context, as_json: Json = False) -> None:
    """Silence that accepts, promises that were broken, and what the house's policies say."""
    from window_desk.services import due_acts

    call = calling(ctx)
    ran = due_acts.run_due(call.desk)
    document = {
        "done": [
            {
                "case": each.case,
                "number": each.number or None,
                "what": each.what,
                "step": each.step or None,
            }
            for each in ran.done
        ],
        "left": list(ran.left),
    }
    call.answer(document, lambda page: _show_run(page, ran))


def _show_run(page: Page, ran: DueRun) -> None:
    words = {
        "accepted": _("accepted, because nobody answered within five working days"),
        "promise_broken": _("promised papers did not come"),
        "withdrawn": _("counts as withdrawn"),
        "leg_agreed": _("silence counts as consent"),
        "leg_sent": _("sent, because what it waited for was answered at another desk"),
        "decided": _("decided: each of its items is"),
    }
    if not ran.done and not ran.left:
        page.line(_("Nothing is due."))
    for each in ran.done:
        name = " ".join(part for part in (each.number or each.case, each.step) if part)
        page.line(f"{name}: {words[each.what]}")
    for case in ran.left:
        page.line(_("{case}: say that the application ends here").format(case=case))
