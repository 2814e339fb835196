"""Papers at the window: put right, brought back, receipted, and the licence to renew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.case_intake import CaseName, answer_verdict
from window_desk.cli.command import new_app
from window_desk.cli.words import read_day
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.services.receipts import Receipt
    from window_desk.storage.change import Look

app = new_app("")


@app.command(help=_("The applicant puts a paper right at the window."))
def fix(
    ctx: typer.Context,
    case: CaseName,
    material: Annotated[str, typer.Argument(metavar="MATERIAL", help=_("The paper's code."))],
    what: Annotated[str, typer.Option(metavar="TEXT", help=_("What was put right."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Note who put what right, and say what that makes of the case."""
    from window_desk.services import corrections

    call = calling(ctx)
    actor = call.sign_in(account)
    answer_verdict(call, corrections.correct_on_spot(call.desk, actor, case, material, what))


@app.command("return", help=_("The applicant came back with what was asked for."))
def return_(ctx: typer.Context, case: CaseName, account: As = "", as_json: Json = False) -> None:
    """Note it, and list only what was asked."""
    from window_desk.services import corrections

    call = calling(ctx)
    answer_verdict(call, corrections.return_corrections(call.desk, call.sign_in(account), case))


@app.command(help=_("The last day of the licence that is to be renewed."))
def licence(
    ctx: typer.Context,
    case: CaseName,
    date: Annotated[str, typer.Argument(metavar="DATE", help=_("The day, as on the licence."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Note the day; undecided by then, the renewal counts as granted."""
    from window_desk.services import licences

    call = calling(ctx)
    day = read_day(date, "DATE")
    answer_verdict(call, licences.note_licence(call.desk, call.sign_in(account), case, day))


@app.command(help=_("Print the receipt for what was handed in."))
def receipt(
    ctx: typer.Context,
    case: CaseName,
    give: Annotated[
        bool, typer.Option("--give", help=_("Give a new one for everything handed in so far."))
    ] = False,
    account: As = "",
    as_json: Json = False,
) -> None:
    """The newest receipt, or a new one."""
    from window_desk.cli.person_document import masked
    from window_desk.services import receipts
    from window_desk.storage import reads

    call = calling(ctx)
    if give:
        receipts.give_receipt(call.desk, call.sign_in(account), case)
    with call.desk.look() as look:
        found = receipts.receipt_of(look, case)
        applicant = masked(reads.person(look.connection, found.applicant))
        receiver = _receiver(look, found.receiver)
    words = receipts.start_of_clock(found)
    document = _document(found) | {"applicant": applicant, "receiver": receiver}

    def on_page(page: Page) -> None:
        page.line(_("Receipt {document}").format(document=found.document), "bold")
        page.facts(
            [
                (_("Case"), found.number or found.case),
                (_("Item"), found.item),
                (_("Applicant"), applicant["name"] if applicant else ""),
                (_("Received at"), found.at),
                (_("Receiver"), receiver),
                (_("Window"), found.window),
            ]
        )
        page.line()
        heads = [_("Paper"), _("Originals"), _("Copies"), _("In order")]
        page.table(
            heads,
            [
                [each.material.name, each.material.originals, each.copies, each.in_order]
                for each in found.papers
            ],
        )
        page.line()
        page.line(words[_lang() == "en"])

    call.answer(document | {"clock": words[_lang() == "en"]}, on_page)


def _receiver(look: Look, account: str) -> str:
    from window_desk.storage import reads

    found = reads.actor(look.connection, account)
    return found.name if found else account


def _lang() -> str:
    from window_desk.locale import current

    return current()


def _document(found: Receipt) -> dict[str, object]:
    from window_desk.locale import word

    return {
        "document": found.document,
        "case": found.case,
        "number": found.number or None,
        "item": word(found.item),
        "received_at": found.at,
        "window": found.window or None,
        "papers": [
            {
                "material": each.material.code,
                "name": word(each.material.name),
                "originals": each.material.originals,
                "copies": each.copies,
                "electronic": each.material.electronic,
                "in_order": each.in_order,
            }
            for each in found.papers
        ],
        "accepted_on": found.accepted_on,
        "received_on": found.received_on,
        "answer_by": found.answer_by,
    }
