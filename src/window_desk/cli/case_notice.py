"""Printing what an applicant is told in writing."""

from __future__ import annotations

from typing import Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.case_intake import CaseName
from window_desk.cli.command import new_app
from window_desk.locale import _

app = new_app("")


@app.command(
    help=_("Print what the applicant was told in writing: the newest notice, or the one named.")
)
def notice(
    ctx: typer.Context,
    case: CaseName,
    number: Annotated[
        str, typer.Argument(metavar="[NUMBER]", help=_("The number of the notice."))
    ] = "",
    unmask: Annotated[
        bool, typer.Option("--unmask", help=_("The applicant in clear; it is put on record."))
    ] = False,
    account: As = "",
    as_json: Json = False,
) -> None:
    """As it was when it was given, with how its dates come about."""
    from window_desk.cli.notice_page import show_notice
    from window_desk.cli.person_document import masked, unmasked
    from window_desk.documents.notices import make_notice, notices_of
    from window_desk.locale import current
    from window_desk.services import intake, people
    from window_desk.storage import reads

    call = calling(ctx)
    with call.desk.look() as look:
        identity = intake.require_case(look, case).id
        found = make_notice(look, identity, number, current())
        known = [each for each, _kind in notices_of(look, identity)]
        applicant = masked(reads.person(look.connection, found.applicant)) or {}
    if unmask:
        actor = call.sign_in(account)
        applicant = unmasked(people.show_person(call.desk, actor, found.applicant))
    document = {
        "case": identity,
        "notice": found.number,
        "title": found.title,
        "applicant": applicant,
        "at": found.at,
        "by": found.by,
        "facts": dict(found.facts),
        "paragraphs": found.paragraphs,
        "notices": known,
    }
    call.answer(document, lambda page: show_notice(page, found, str(applicant.get("name", ""))))
