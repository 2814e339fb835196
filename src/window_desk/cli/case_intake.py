"""The acts at the window: open a case, check its papers, accept it or say why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

import typer

from window_desk.cli.applicant import read_applicant
from window_desk.cli.call import As, Call, Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.words import read_day, read_pairs
from window_desk.domain.ops import NoForm, PaperCheck, PaperState
from window_desk.locale import _, word

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.services.intake import CaseView

app = new_app("")

CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help=_("The case's id or acceptance number."))
]


@app.command("open", help=_("Open a case for an applicant."))
def open_(
    ctx: typer.Context,
    item: Annotated[str, typer.Option(metavar="CODE", help=_("The item's code."))],
    applicant: Annotated[
        str, typer.Option(metavar="FILE", help=_("The applicant as JSON; - reads stdin."))
    ],
    ticket: Annotated[str, typer.Option(metavar="N", help=_("The number it comes from."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Open the case and say which papers it needs."""
    from window_desk.cli import case_document
    from window_desk.services import intake

    call = calling(ctx)
    who = read_applicant(applicant)
    actor = call.sign_in(account)
    case = intake.open_case(call.desk, actor, item, who, ticket=ticket)
    view = intake.view_case(call.desk, case.id)
    document = case_document.head(case) | {
        "checklist": case_document.checklist_of(view),
        "situations": case_document.situations_of(view),
    }

    def on_page(page: Page) -> None:
        page.facts([(_("Case"), case.id), (_("Item"), view.item.name)])
        show_checklist(page, view)

    call.answer(document, on_page)


def show_checklist(page: Page, view: CaseView) -> None:
    from window_desk.cli.case_look import paper_rows

    page.title(_("Papers"))
    page.table(*paper_rows(view))


@app.command(help=_("Answer situations, which decide what papers are needed."))
def answer(
    ctx: typer.Context,
    case: CaseName,
    answers: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE", help=_("A situation and its answer."))
    ],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Answer and say what that makes of the case."""
    from window_desk.services import intake

    call = calling(ctx)
    pairs = read_pairs(answers, "KEY=VALUE")
    answer_verdict(call, intake.answer(call.desk, call.sign_in(account), case, pairs))


@app.command(help=_("Note how papers are; several at once."))
def check(
    ctx: typer.Context,
    case: CaseName,
    papers: Annotated[
        list[str],
        typer.Argument(
            metavar="MATERIAL=STATE[:REASON]",
            help=_("The states are: {states}.").format(states=", ".join(get_args(PaperState))),
        ),
    ],
    copies: Annotated[
        list[str] | None,
        typer.Option(metavar="MATERIAL=N", help=_("How many copies of a paper were counted.")),
    ] = None,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Note them and say what that makes of the case."""
    from window_desk.services import intake

    call = calling(ctx)
    checks = read_checks(papers, copies or [])
    answer_verdict(call, intake.check_papers(call.desk, call.sign_in(account), case, checks))


def read_checks(papers: list[str], copies: list[str]) -> list[PaperCheck]:
    """Words of the form MATERIAL=STATE[:REASON] and MATERIAL=COUNT as checks of papers."""
    counted = read_pairs(copies, "--copies")
    checks: list[PaperCheck] = []
    for material, said in read_pairs(papers, "MATERIAL=STATE").items():
        state, _colon, reason = said.partition(":")
        known: dict[str, PaperState] = {each: each for each in get_args(PaperState)}
        if state not in known:
            raise typer.BadParameter(
                _("{text} is no state of a paper; the states are: {states}.").format(
                    text=repr(state), states=", ".join(known)
                ),
                param_hint="MATERIAL=STATE",
            )
        count = _count(counted.pop(material)) if material in counted else None
        checks.append(
            PaperCheck(material=material, state=known[state], reason=reason, copies=count)
        )
    if counted:
        raise typer.BadParameter(
            _("{key} is not among the papers.").format(key=repr(next(iter(counted)))),
            param_hint="--copies",
        )
    return checks


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise typer.BadParameter(
            _("{text} is no number of copies.").format(text=repr(text)), param_hint="--copies"
        )
    return int(text)


def answer_verdict(call: Call, view: CaseView) -> None:
    from window_desk.cli import case_document, joint_page, way_document
    from window_desk.services.accepting import outcome_labels

    document = case_document.verdict_of(view)

    def on_page(page: Page) -> None:
        cited = call.law.cite(view.verdict.article, _lang())
        page.line(f"{word(outcome_labels[view.verdict.outcome])} ({cited})", "bold")
        for each in view.verdict.grounds:
            page.line(f"  {case_document.ground_words(view.item, each)}")
        page.facts([(_("Possible now"), ", ".join(view.verdict.allowed))])
        page.title(_("The ways of article 32"))
        page.table(*way_document.way_rows(call.law, view))
        if view.case.rounds:
            page.line(_("Corrections asked for: {count}x").format(count=len(view.case.rounds)))
        with call.desk.look() as look:
            names = joint_page.department_names(look)
        joint_page.show_plan(page, view, {}, names)

    call.answer(document, on_page)


def _lang() -> str:
    from window_desk.locale import current

    return current()


@app.command(help=_("Accept a case; the departments that can begin have it at once."))
def accept(
    ctx: typer.Context,
    case: CaseName,
    supply_by: Annotated[
        str | None,
        typer.Option(metavar="D", help=_("Until when promised papers come.")),
    ] = None,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Accept it and say when it is due."""
    from window_desk.services import cases

    call = calling(ctx)
    day = read_day(supply_by, "--supply-by") if supply_by is not None else None
    answer_act(call, cases.accept(call.desk, call.sign_in(account), case, supply_by=day).id)


@app.command(help=_("Accept, grant and hand out an instant item on the spot."))
def settle(ctx: typer.Context, case: CaseName, account: As = "", as_json: Json = False) -> None:
    """Do all three in one act."""
    from window_desk.services import cases

    call = calling(ctx)
    answer_act(call, cases.settle(call.desk, call.sign_in(account), case).id)


@app.command(help=_("Tell the applicant, once and completely, everything to correct."))
def correct(
    ctx: typer.Context,
    case: CaseName,
    reason: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MATERIAL=TEXT",
            help=_("In a second round: why a paper was not asked for in the first."),
        ),
    ] = None,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Give the correction notice."""
    from window_desk.services import cases

    call = calling(ctx)
    late = read_pairs(reason or [], "--reason")
    answer_act(call, cases.correct(call.desk, call.sign_in(account), case, late).id)


@app.command(help=_("Do not accept: no permit needed, or not our power."))
def refuse(
    ctx: typer.Context,
    case: CaseName,
    reason: Annotated[str, typer.Option(help=_("Why, in words for the applicant."))],
    alternative: Annotated[str, typer.Option(help=_("What the applicant can do instead."))] = "",
    body: Annotated[str, typer.Option(help=_("The body that is competent."))] = "",
    form: Annotated[
        NoForm | None, typer.Option(help=_("Which of the two, where no situation says it."))
    ] = None,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Turn the application away."""
    from window_desk.services import cases

    call = calling(ctx)
    actor = call.sign_in(account)
    done = cases.turn_away(
        call.desk, actor, case, reason, alternative=alternative, body=body, form=form
    )
    answer_act(call, done.id)


@app.command(help=_("The applicant takes the application back."))
def withdraw(
    ctx: typer.Context,
    case: CaseName,
    reason: Annotated[str, typer.Option(help=_("Why, if it was said."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """End the case at the applicant's wish."""
    from window_desk.services import cases

    call = calling(ctx)
    answer_act(call, cases.withdraw(call.desk, call.sign_in(account), case, reason).id)


def answer_act(call: Call, case: str) -> None:
    """Say what an act left, with the dates and their arithmetic."""
    from window_desk.cli import case_document
    from window_desk.domain.case import state_labels
    from window_desk.domain.explanation import sentences
    from window_desk.services import intake

    view = intake.view_case(call.desk, case)
    found = view.case

    def on_page(page: Page) -> None:
        dates = (view.promised, view.statutory) if found.accepted_at else (None, None)
        page.facts(
            [
                (_("Case"), found.number or found.id),
                (_("State"), state_labels[found.state]),
                (_("Promised"), dates[0].due.date if dates[0] else None),
                (_("By law"), dates[1].due.date if dates[1] else None),
                (_("Papers by"), found.supply_by),
                *((_("Document"), each["number"]) for each in case_document.documents_of(found)),
            ]
        )
        if dates[0] and found.state == "under_review":
            page.line()
            page.lines(sentences(dates[0], _lang()))

    call.answer(case_document.acted(view), on_page)
