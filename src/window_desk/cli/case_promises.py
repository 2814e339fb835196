"""What applicants promised: papers that follow (容缺受理), declarations to check (告知承诺)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.case_intake import CaseName, answer_act
from window_desk.cli.command import new_app
from window_desk.domain.item import Bilingual
from window_desk.domain.ops import CheckOutcome
from window_desk.locale import _, word

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.storage.change import Look
    from window_desk.storage.promises import Declared, Owed

app = new_app("")


@app.command(help=_("Decide on the applicant's declaration: accept and grant on the spot."))
def commit(ctx: typer.Context, case: CaseName, account: As = "", as_json: Json = False) -> None:
    """Do both in one act; what was declared is checked later."""
    from window_desk.services import commitments

    call = calling(ctx)
    answer_act(call, commitments.commit(call.desk, call.sign_in(account), case).id)


@app.command("check-commitment", help=_("Note what the check of a declaration found."))
def check_commitment(
    ctx: typer.Context,
    case: CaseName,
    outcome: Annotated[CheckOutcome, typer.Argument(help=_("Whether it was kept or false."))],
    reason: Annotated[str, typer.Option(help=_("Needed where it was false."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Note it; a false one excludes the applicant."""
    from window_desk.services import commitments

    call = calling(ctx)
    actor = call.sign_in(account)
    found = commitments.check_commitment(call.desk, actor, case, outcome, reason)
    answer_act(call, found.id)


@app.command(help=_("What applicants still owe, overdue first."))
def promises(
    ctx: typer.Context,
    commitments: Annotated[
        bool, typer.Option("--commitments", help=_("Declarations that are to be checked."))
    ] = False,
    as_json: Json = False,
) -> None:
    """Papers that follow, or declarations to check: who, until when, how many days are left."""
    from window_desk.storage import promises as ledger

    call = calling(ctx)
    with call.desk.look() as look:
        found: Sequence[Owed | Declared] = (
            ledger.to_check(look.connection) if commitments else ledger.owed(look.connection)
        )
        documents = [_document(each, look) for each in found]
    key = "commitments" if commitments else "promises"

    def on_page(page: Page) -> None:
        if not documents:
            page.line(_("Nothing is owed."))
            return
        heads = [_("Until"), _("Days left"), _("Number"), _("Applicant"), _("Item"), _("Papers")]
        page.table(heads, [_row(each) for each in documents])

    call.answer({key: documents, "total": len(documents)}, on_page)


def _document(line: Owed | Declared, look: Look) -> dict[str, object]:
    from window_desk.domain.identity import shown_name
    from window_desk.storage import items
    from window_desk.storage.promises import Owed

    item = items.every_part(look.connection, line.item, line.item_version)
    papers: list[dict[str, str]] = []
    if isinstance(line, Owed):
        names = {each.code: each.name for each in item.materials} if item else {}
        papers = [
            {"material": code, "name": word(names.get(code, Bilingual(code)))}
            for code in line.materials
        ]
    return {
        "case": line.case,
        "number": line.number or None,
        "applicant": shown_name(line.applicant_name, line.organisation),
        "item": line.item,
        "item_name": word(item.name) if item else line.item,
        "by": line.by,
        "left_working_days": look.calendar.count(look.today, line.by),
        "overdue": line.by < look.today,
        "broken": isinstance(line, Owed) and line.broken,
        "accepted_by": line.accepted_by,
        "papers": papers,
    }


def _row(document: dict[str, object]) -> list[object]:
    papers = document["papers"]
    assert isinstance(papers, list)
    left = document["left_working_days"]
    by = document["by"]
    assert isinstance(by, date)
    return [
        by,
        f"! {_('overdue')}" if document["overdue"] else left,
        document["number"] or document["case"],
        document["applicant"],
        document["item_name"],
        ", ".join(each["name"] for each in papers),
    ]
