"""`window-desk handover`: everything open at a window or of an account, and handing it over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Call, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _, word

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.storage.handover import OpenCase, Sheet
    from window_desk.storage.rows import CaseLine

app = new_app(_("The hand-over sheet."))


@app.command(help=_("Everything open at a window or of an account; with --to it is handed over."))
def handover(
    ctx: typer.Context,
    window: Annotated[str, typer.Option(metavar="W", help=_("Of whoever sits there."))] = "",
    of: Annotated[
        str, typer.Option("--account", metavar="ACCOUNT", help=_("Of this account."))
    ] = "",
    to: Annotated[str, typer.Option(metavar="ACCOUNT", help=_("Who takes over."))] = "",
    reason: Annotated[str, typer.Option(help=_("Why; needed with --to."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Show the sheet as it was before anything was handed over."""
    from window_desk.services import handing_over
    from window_desk.storage import handover as sheets

    call = calling(ctx)
    giver = _giver(call, window, of, account)
    with call.desk.look() as look:
        sheet = sheets.read_sheet(look, giver)
    given: tuple[str, ...] = ()
    if to:
        given = handing_over.hand_over(call.desk, call.sign_in(account), giver, to, reason)
    document = _document(sheet) | {"to": to or None, "handed_over": given}

    def on_page(page: Page) -> None:
        _show(page, sheet)
        if to:
            page.line()
            page.line(
                _("Cases that {account} answers for from now on: {count}.").format(
                    count=len(given), account=to
                )
            )

    call.answer(document, on_page)


def _giver(call: Call, window: str, of: str, account: str) -> str:
    """Whose sheet is meant: of the one at a window, of an account, or of who acts."""
    from window_desk.domain.errors import RuleBroken
    from window_desk.services import handing_over
    from window_desk.storage import reads

    if window and of:
        raise typer.BadParameter(
            _("Name the window or the account, not both."), param_hint="--window"
        )
    if window:
        with call.desk.look() as look:
            return handing_over.account_at(look, window)
    giver = of or account
    if not giver:
        raise typer.BadParameter(_("Name a window or an account."), param_hint="--window")
    with call.desk.read() as connection:
        known = {each.account for each, _enabled in reads.accounts(connection)}
    if giver not in known:
        raise RuleBroken(
            "access.unknown",
            "There is no account {account}.",
            hint="window-desk account list shows them.",
            account=giver,
        )
    return giver


def _document(sheet: Sheet) -> dict[str, object]:
    return {
        "account": sheet.account,
        "window": sheet.window or None,
        "tickets": [
            {"number": each.number, "state": each.state, "since": each.since,
             "reason": each.hold_reason, "item": word(each.item)}
            for each in sheet.tickets
        ],
        "taking_in": [_open(each) for each in sheet.taking_in],
        "accepted": [_line(each) for each in sheet.accepted],
        "promised": [_open(each) for each in sheet.promised],
        "unanswered": [_open(each) for each in sheet.unanswered],
        "drafts": [{"ticket": each.ticket or None, "at": each.at} for each in sheet.drafts],
        "taking_in_total": sheet.taking_in_total,
        "accepted_total": sheet.accepted_total,
    }  # fmt: skip


def _line(line: CaseLine) -> dict[str, object]:
    return {
        "case": line.id,
        "number": line.number or None,
        "item": line.item,
        "applicant": line.shown_name,
        "state": line.state,
        "promised_due": line.promised_due,
        "statutory_due": line.statutory_due,
    }


def _open(case: OpenCase) -> dict[str, object]:
    return _line(case.line) | {
        "rounds": case.line.rounds,
        "received_on": case.received_on,
        "answer_by": case.answer_by,
        "supply_by": case.supply_by,
        "papers": [word(each) for each in case.papers],
    }


def _show(page: Page, sheet: Sheet) -> None:
    page.facts([(_("Account"), f"{sheet.account} {sheet.name}"), (_("Window"), sheet.window)])
    if sheet.is_empty:
        page.line(_("Nothing is open here."))
        return
    _show_tickets(page, sheet)
    _show_cases(
        page, _("Not answered yet; accepted if nothing is said by then"), _("Until"),
        [(each.line, each.answer_by, "") for each in sheet.unanswered],
    )  # fmt: skip
    _show_cases(
        page,
        _("Being taken in or corrected: {count}").format(count=sheet.taking_in_total),
        _("Round"),
        [
            (each.line, each.line.rounds, ", ".join(word(one) for one in each.papers))
            for each in sheet.taking_in
        ],
    )
    _show_cases(
        page,
        _("Accepted and under review: {count}").format(count=sheet.accepted_total),
        _("Promised"),
        [(each, each.promised_due, "") for each in sheet.accepted],
    )
    _show_cases(
        page, _("Promised papers"), _("Papers by"),
        [
            (each.line, each.supply_by, ", ".join(word(one) for one in each.papers))
            for each in sheet.promised
        ],
    )  # fmt: skip


def _show_tickets(page: Page, sheet: Sheet) -> None:
    from window_desk.domain.ticket import state_labels

    if sheet.tickets:
        page.title(_("Numbers at the window"))
        words = dict(state_labels.items())
        page.table(
            [_("Number"), _("State"), _("Since"), _("Item")],
            [
                [each.number, next(words[key] for key in words if key == each.state),
                 each.since, each.item]
                for each in sheet.tickets
            ],
        )  # fmt: skip
    if sheet.drafts:
        page.title(_("Drafts"))
        page.table([_("Number"), _("Since")], [[each.ticket, each.at] for each in sheet.drafts])


def _show_cases(
    page: Page, title: str, head: str, lines: list[tuple[CaseLine, object, str]]
) -> None:
    if not lines:
        return
    page.title(title)
    page.table(
        [_("Case"), _("Item"), _("Applicant"), head, _("Papers")],
        [
            [
                line.number or line.id,
                word((line.item_zh, line.item_en)) or line.item,
                line.shown_name,
                value,
                papers,
            ]
            for line, value, papers in lines
        ],
    )
