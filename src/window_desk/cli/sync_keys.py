"""Keys: this desk's own, and whose signatures are believed here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.storage.peers import DeskKey
    from window_desk.sync.keys import PublicKey

app = new_app("")


@app.command(help=_("This desk's own key, to be trusted elsewhere, and those trusted here."))
def key(ctx: typer.Context, as_json: Json = False) -> None:
    """Make the key at its first need."""
    from window_desk.cli.printing import narrate
    from window_desk.storage import peers
    from window_desk.sync import sealing, trusting
    from window_desk.sync.keys import grouped

    call = calling(ctx)
    own = trusting.own_key(call.desk).public
    recipient = sealing.find_recipient(call.desk.place)
    with call.desk.read() as connection:
        known = list(peers.read_keys(connection).values())
    document = {
        "desk": own.desk,
        "fingerprint": own.fingerprint,
        "code": own.code,
        "recipient": recipient,
        "trusted": [_key_row(each) for each in known],
    }

    def on_page(page: Page) -> None:
        page.facts(
            [
                (_("Desk"), own.desk),
                (_("Fingerprint"), grouped(own.fingerprint)),
                (_("Code"), own.code),
                (_("Recipient"), recipient),
            ]
        )
        page.line()
        if known:
            page.table(
                [_("Desk"), _("Fingerprint"), _("Trusted"), _("Revoked"), _("Why")],
                [
                    [x.desk, grouped(x.fingerprint), x.trusted_at, x.revoked_at, x.reason]
                    for x in known
                ],
            )
        else:
            page.line(_("No other desk is trusted here yet."))

    call.answer(document, on_page)
    if not as_json:
        narrate(_("Give the code to the other desk; tell the fingerprint by another way."))


def _key_row(each: DeskKey) -> dict[str, object]:
    return {
        "desk": each.desk,
        "fingerprint": each.fingerprint,
        "trusted_at": each.trusted_at,
        "revoked_at": each.revoked_at,
        "reason": each.reason,
    }


@app.command(help=_("Believe what another desk signs, once both fingerprints were compared."))
def trust(
    ctx: typer.Context,
    code: Annotated[
        str,
        typer.Argument(metavar="CODE|FILE", help=_("What its sync key shows, or a file.")),
    ],
    fingerprint: Annotated[
        str, typer.Option(help=_("As the other desk shows it; asked for where it is left out."))
    ] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Compare, then record it as an act of this desk."""
    from window_desk.sync import trusting

    call = calling(ctx)
    actor = call.sign_in(account)
    found = _read_code(code)
    done = trusting.trust_key(call.desk, actor, found, fingerprint or _ask_fingerprint(found))
    _answer_key(ctx, done, _("{desk} is trusted from now on.").format(desk=done.desk))


def _read_code(text: str) -> PublicKey:
    from window_desk.storage.file_errors import writable
    from window_desk.sync.keys import read_code

    path = Path(text)
    if not text.startswith("wdk1:") and path.is_file():
        with writable(path), path.open("rb") as file:
            text = file.read(1_000).decode("ascii", "replace")
    return read_code(text)


def _ask_fingerprint(found: PublicKey) -> str:
    """The fingerprint as somebody confirms it at the terminal; a usage error without one."""
    from window_desk.bootstrap import has_terminal
    from window_desk.sync.keys import grouped

    if not has_terminal():
        raise typer.BadParameter(
            _("Say the fingerprint that the other desk shows."), param_hint="--fingerprint"
        )
    question = _("Does {desk} show {fingerprint}?").format(
        desk=found.desk, fingerprint=grouped(found.fingerprint)
    )
    return found.fingerprint if typer.confirm(question, err=True) else ""


@app.command(help=_("Believe a key no more; what was taken in before stays."))
def revoke(
    ctx: typer.Context,
    fingerprint: Annotated[str, typer.Argument(help=_("The key's fingerprint, or its beginning."))],
    reason: Annotated[str, typer.Option(help=_("Why."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Record it as an act of this desk."""
    from window_desk.sync import trusting

    call = calling(ctx)
    done = trusting.revoke_key(call.desk, call.sign_in(account), fingerprint, reason)
    _answer_key(ctx, done, _("This key of {desk} is trusted no more.").format(desk=done.desk))


def _answer_key(ctx: typer.Context, done: DeskKey, line: str) -> None:
    calling(ctx).answer(_key_row(done), lambda page: page.line(line))
