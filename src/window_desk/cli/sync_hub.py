"""A hub made and kept: desks asked in, listed and taken out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.sync_status import role_word
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.call import Call
    from window_desk.cli.printing import Page
    from window_desk.sync.hub.link import Link
    from window_desk.sync.hub.members import Member

app = new_app(_("A hub in PostgreSQL: make it, ask desks in, see who is there."))

HubName = Annotated[str, typer.Option("--hub", metavar="NAME", help=_("Which hub, of several."))]


@app.command(help=_("Make a hub in PostgreSQL, or bring it up to date; twice is harmless."))
def init(
    ctx: typer.Context,
    url: Annotated[
        str,
        typer.Argument(
            metavar="POSTGRESQL_URL",
            help=_("An empty database, with a login that owns it and may make roles."),
        ),
    ],
    name: Annotated[str, typer.Option(help=_("What the hub is called."))] = "hub1",
    lane: Annotated[
        str, typer.Option(metavar="NUMBER", help=_("This desk's own lane, if it is a window too."))
    ] = "",
    ca: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("The certificate that the server's is signed with.")),
    ] = None,
    without_tls: Annotated[
        bool, typer.Option("--without-tls", help=_("Nothing on the way is encrypted."))
    ] = False,
    account: As = "",
    as_json: Json = False,
) -> None:
    """This desk is its keeper from then on."""
    from window_desk.sync.hub import keeping

    call = calling(ctx)
    actor = call.sign_in(account)
    _warn_of_plain(without_tls)
    done = keeping.init_hub(call.desk, actor, url, name, lane=lane, ca=ca, plain=without_tls)
    document = {
        "hub": done.hub,
        "keeper": done.keeper,
        "address": f"{done.host}:{done.port}/{done.database}",
        "role": done.role,
        "lane": done.lane,
    }
    line = _("The hub {hub} is ready. Ask desks in with window-desk sync hub invite DESK.")
    call.answer(document, lambda page: page.line(line.format(hub=done.hub)))


def _warn_of_plain(without_tls: bool) -> None:
    from window_desk.cli.printing import narrate

    if without_tls:
        narrate(
            _("Whoever can listen on this network sees what goes to the hub; people's data stays"
              " sealed.")
        )  # fmt: skip


@app.command(help=_("Ask a desk in: a code with which it joins, once."))
def invite(
    ctx: typer.Context,
    desk: Annotated[str, typer.Argument(metavar="DESK", help=_("The desk's name, like h7/desk3."))],
    role: Annotated[
        str, typer.Option(metavar="window|department|city", help=_("What it is at the hub."))
    ] = "window",
    hall: Annotated[
        list[str] | None,
        typer.Option(metavar="HALL", help=_("A hall that the department serves; can be repeated.")),
    ] = None,
    lane: Annotated[
        str,
        typer.Option(
            metavar="NUMBER", help=_("Its own lane in the hall; without it the next free one.")
        ),
    ] = "",
    at: Annotated[
        str, typer.Option(metavar="HOST[:PORT]", help=_("Where that desk finds the hub."))
    ] = "",
    days: Annotated[int, typer.Option(min=1, max=90, help=_("How long the code is good."))] = 7,
    hub: HubName = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """The code is shown once and kept nowhere."""
    from window_desk.cli.printing import narrate
    from window_desk.sync.hub import keeping
    from window_desk.sync.hub.address import local_hosts

    call = calling(ctx)
    if role not in keeping.roles:
        raise typer.BadParameter(
            _("It is one of {roles}.").format(roles=", ".join(keeping.roles)), param_hint="--role"
        )
    actor = call.sign_in(account)
    host, port = _host_and_port(at)
    wanted = keeping.Wanted(
        desk=desk, role=role, lane=lane, halls=tuple(hall or ()), host=host, port=port, days=days
    )
    done = keeping.invite(call.desk, actor, hub, wanted)

    def show(page: Page) -> None:
        page.facts(
            [
                (_("Desk"), done.desk),
                (_("Role"), role_word(done.role)),
                (_("Lane"), done.lane and f"W{done.lane}"),
                (_("Good until"), done.expires_at),
            ]
        )
        page.line()
        # In one piece, to be copied from wherever it is shown.
        page.drawn([[(done.code, "plain")]])

    call.answer(done, show)
    if done.host in local_hosts:
        narrate(
            _("The code says that the hub is on the desk's own machine ({host}). For another"
              " machine say where it is: --at HOST.")
            .format(host=done.host or "localhost")
        )  # fmt: skip
    if not as_json:
        narrate(_("On that desk: window-desk sync join CODE. Whoever has the code can join."))


def _host_and_port(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":") if text.count(":") == 1 else (text, "", "")
    if (colon and not port.isascii()) or (colon and not port.isdigit()):
        raise typer.BadParameter(_("Write it like hub.hall or hub.hall:5432."), param_hint="--at")
    return host, int(port or 0)


@app.command(help=_("Every desk at the hub that this desk may see."))
def members(ctx: typer.Context, hub: HubName = "", as_json: Json = False) -> None:
    """Asked of the hub itself."""
    from window_desk.sync.hub.members import read_members

    call = calling(ctx)
    link = find_link(call, hub)
    try:
        found = read_members(call.desk, link)
    finally:
        link.close()
    call.answer({"hub": link.name, "members": found}, lambda page: _show_members(page, found))


def _show_members(page: Page, found: list[Member]) -> None:
    page.table(
        [_("Desk"), _("Role"), _("Lane"), _("Joined"), _("Gone since"), ""],
        [
            [
                each.desk,
                " ".join((role_word(each.role), *each.halls)),
                each.lane and f"W{each.lane}",
                each.joined_at,
                each.left_at,
                _state(each),
            ]
            for each in found
        ],
    )


def _state(member: Member) -> str:
    if member.expires_at is not None:
        return _("asked in, until {day}").format(day=member.expires_at.strftime("%Y-%m-%d"))
    if member.left_at is None and not member.listed:
        return _("its key is not listed here")
    if member.gave_back_at is not None:
        moment = member.gave_back_at.strftime("%Y-%m-%d %H:%M")
        return _("gave acts of the queue back: {count}, {moment}").format(
            count=member.gave_back, moment=moment
        )
    return ""


@app.command(help=_("Take a desk out: its login is gone and its key is believed no more."))
def remove(
    ctx: typer.Context,
    desk: Annotated[str, typer.Argument(metavar="DESK")],
    reason: Annotated[str, typer.Option(help=_("Why."))],
    hub: HubName = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """What it wrote before stays."""
    from window_desk.sync.hub import keeping

    call = calling(ctx)
    keeping.remove(call.desk, call.sign_in(account), hub, desk, reason)
    line = _("{desk} is taken out. The others hear of it when they and this desk exchange next.")
    call.answer({"desk": desk}, lambda page: page.line(line.format(desk=desk)))


@app.command(help=_("Let the halls' queues wait: the hub comes back from a backup."))
def hold(ctx: typer.Context, hub: HubName = "", account: As = "", as_json: Json = False) -> None:
    """Windows give out their own numbers meanwhile."""
    from window_desk.sync.hub import keeping

    call = calling(ctx)
    keeping.hold_queue(call.desk, call.sign_in(account), hub)
    line = _("The queues wait until window-desk sync hub resume.")
    call.answer({"held": True}, lambda page: page.line(line))


@app.command(help=_("Go on with the halls' queues, from what the windows gave back."))
def resume(
    ctx: typer.Context,
    anyway: Annotated[
        bool, typer.Option("--anyway", help=_("Although some windows said nothing."))
    ] = False,
    hub: HubName = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Refused while a window has not said what it knows."""
    from window_desk.sync.hub import keeping

    call = calling(ctx)
    unheard = keeping.resume_queue(call.desk, call.sign_in(account), hub, anyway=anyway)
    line = _("The queues go on.")
    call.answer({"held": False, "unheard": unheard}, lambda page: page.line(line))


def find_link(call: Call, hub: str) -> Link:
    """The way to a hub that this desk joined; raises `RuleBroken` where it joined none."""
    from window_desk.domain.errors import RuleBroken
    from window_desk.sync.hub.address import open_links

    for each in open_links(call.desk):
        if hub in ("", each.name):
            return each
    raise RuleBroken(
        "hub.none",
        "This desk has joined no hub.",
        hint="Ask whoever runs one for a code, then window-desk sync join CODE.",
    )
