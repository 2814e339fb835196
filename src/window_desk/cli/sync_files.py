"""Files for other desks written, and files of other desks taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli import ending
from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.progress import bar
from window_desk.cli.sync_status import sentence, streams_of
from window_desk.locale import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from window_desk.cli.printing import Page
    from window_desk.domain.errors import DeskError
    from window_desk.sync.receive import Imported

app = new_app("")


@app.command(help=_("Write what another desk lacks to one signed file, or to several parts."))
def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A new file, like out.wdb."))],
    to: Annotated[
        str, typer.Option(metavar="DESK", help=_("For that desk alone, from where it said it is."))
    ] = "",
    from_start: Annotated[
        bool, typer.Option("--from-start", help=_("Everything from the first act on."))
    ] = False,
    days: Annotated[
        int, typer.Option(min=1, help=_("How far back for a desk that never answered."))
    ] = 14,
    with_people: Annotated[
        bool,
        typer.Option(
            "--with-people",
            help=_("Also the keys that open people's data: whoever has the file can read them."),
        ),
    ] = False,
    encrypt_to: Annotated[
        str,
        typer.Option(
            metavar="RECIPIENT", help=_("Only that desk can open it: age1..., from its sync key.")
        ),
    ] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Write the parts, each whole or not at all."""
    from window_desk.cli.printing import narrate
    from window_desk.sync import send

    call = calling(ctx)
    actor = call.sign_in(account)
    wish = send.Wish(
        to=to, from_start=from_start, with_people=with_people, window=days, encrypt_to=encrypt_to
    )
    with bar(_("Acts")) as progress:
        sent = send.export_bundle(call.desk, actor, file, wish, progress)
    if sent.people and not encrypt_to:
        narrate(
            _("Whoever has the file can read the personal data in it (people: {count}).")
            .format(count=sent.people)
        )  # fmt: skip
    if with_people and to and not sent.people:
        narrate(
            _("No key goes along: {desk} may read nobody of whom something new is in the file.")
            .format(desk=to)
        )  # fmt: skip
    document = streams_of(call.desk) | {
        "pushed": sent.ops,
        "pulled": 0,
        "rejected": [],
        "files": [str(each) for each in sent.files],
        "people": sent.people,
        "needs": sent.needs,
    }
    needs = "; ".join(f"{stream} {seq}" for stream, seq in sent.needs.items())
    facts = [
        *((_("File"), each) for each in sent.files),
        (_("Acts"), sent.ops),
        (_("Has to be there already"), needs),
    ]
    call.answer(document, lambda page: page.facts(facts))


@app.command("import", help=_("Take in files of other desks, each whole or refused."))
def import_(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    account: As = "",
    as_json: Json = False,
) -> None:
    """The status is 3 when a file was refused; the others are taken in all the same."""
    from window_desk.services import due_acts
    from window_desk.sync import receive

    call = calling(ctx)
    actor = call.sign_in(account)
    done = []
    with bar(_("Files"), worth=2) as progress:
        for number, each in enumerate(files):
            progress(number, len(files))
            done.append(receive.import_bundle(call.desk, actor, each))
    errors = [each.error for each in done if each.error is not None]
    if any(each.taken.appended for each in done):
        due_acts.run_answered(call.desk)
    if len(errors) == len(done):
        raise errors[0]
    document = streams_of(call.desk) | {
        "pushed": 0,
        "pulled": sum(each.taken.appended for each in done),
        "known": sum(each.taken.known for each in done),
        "parked": sum(each.taken.parked for each in done),
        "forks": [{"stream": s, "seq": n} for each in done for s, n in each.taken.forks],
        "epoch": next((each.taken.epoch for each in done if each.taken.epoch), None),
        "rejected": [
            {"source": each.source, "code": error.code, "message": sentence(error)}
            for each in done
            for error in _errors_of(each)
        ],
    }
    call.answer(document, lambda page: _show_imported(page, done))
    if errors:
        raise typer.Exit(ending.unusable)


def _errors_of(imported: Imported) -> list[DeskError]:
    whole = [imported.error] if imported.error else []
    return [*whole, *(error for _stream, error in imported.taken.refused)]


def _show_imported(page: Page, done: Sequence[Imported]) -> None:
    heads = [_("File"), _("From"), _("New"), _("Known"), _("Waiting")]
    rows = [
        [x.source, x.sender, x.taken.appended, x.taken.known, x.taken.parked]
        for x in done
        if x.error is None
    ]
    page.table(heads, rows)
    for each in done:
        for error in _errors_of(each):
            page.line(f"! {each.source}: {sentence(error)}")
        for stream, seq in each.taken.forks:
            page.line(
                _("! {stream} has two different acts under number {seq}: it is stopped until a"
                  " supervisor looks at it (window-desk supervise forks).")
                .format(stream=stream, seq=seq)
            )  # fmt: skip
        if each.taken.epoch:
            page.line(
                _("! Something wrote under this desk's own name. It writes to {stream} from now"
                  " on; make sure that no copy of this desk is in use.")
                .format(stream=each.taken.epoch)
            )  # fmt: skip
