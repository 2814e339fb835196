"""`window-desk reviews`: what waits for a department's reviewers, the first due first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _, word

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.storage.reviews import ReviewLine

app = new_app(_("What waits for a department's reviewers, the first due first."))

After = Annotated[
    str, typer.Option(metavar="KEY", help=_("The next page: the key that the last one gave."))
]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help=_("Lines of a page."))]


@app.command(help=_("What waits for a department's reviewers, the first due first."))
def reviews(
    ctx: typer.Context,
    mine: Annotated[bool, typer.Option("--mine", help=_("Only what the account took up."))] = False,
    department: Annotated[
        str, typer.Option(help=_("The department; else that of the account."))
    ] = "",
    after: After = "",
    limit: Limit = 100,
    account: As = "",
    as_json: Json = False,
) -> None:
    """A page of legs and decisions."""
    from window_desk.cli.joint_document import review_of
    from window_desk.storage import reviews as stored

    call = calling(ctx)
    if mine and department:
        raise typer.BadParameter(_("It does not go with --department."), param_hint="--mine")
    actor = None if department else call.sign_in(account)
    name = department or (actor.department if actor else "")
    if not name:
        raise typer.BadParameter(
            _("The account has no department: say which."), param_hint="--department"
        )
    officer = actor.account if actor and mine else ""
    with call.desk.look() as look:
        found = stored.read_reviews(look, name, officer=officer, after=after, limit=limit)
        counts = stored.read_counts(look, name, officer or (actor.account if actor else ""))
    document = {
        "department": name,
        "counts": counts,
        "reviews": [review_of(each) for each in found.lines],
        "next": found.next or None,
    }

    def on_page(page: Page) -> None:
        if not found.lines:
            page.line(_("Nothing waits here."))
            return
        page.table(heads(), [row(each) for each in found.lines])
        if found.next:
            page.line(_("More: --after {key}").format(key=f"'{found.next}'"))

    call.answer(document, on_page)


def heads() -> list[str]:
    """The heads of a reviewers' list."""
    return [
        _("Number"), _("Item"), _("Applicant"), _("What"), _("State"), _("Light"), _("Due"),
        _("Left"), _("Officer"), _("Reminded"), _("Meets"),
    ]  # fmt: skip


def row(line: ReviewLine) -> list[object]:
    """A line of a reviewers' list."""
    from window_desk.cli.joint_page import leg_light_words
    from window_desk.storage.reviews import state_words

    return [
        line.number or line.case,
        line.item_name,
        line.applicant,
        line.step_name,
        word(state_words[line.state]),
        leg_light_words(line.light),
        line.due,
        line.left,
        line.officer_name or line.officer,
        line.reminded_at,
        line.meeting_at,
    ]
