"""How this desk stands with the others, and a stream with two lives that goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.domain.errors import DeskError
    from window_desk.storage.desk import Desk
    from window_desk.sync.hub.standing import HubStanding
    from window_desk.sync.status import Status

app = new_app("")


@app.command(help=_("Every stream here and at the others, what waits, and what was refused."))
def status(ctx: typer.Context, as_json: Json = False) -> None:
    """Read in one consistent view."""
    from window_desk.sync.status import read_status

    call = calling(ctx)
    found = read_status(call.desk)
    document = _document(found)
    call.answer(document, lambda page: _show_status(page, found))


def _document(found: Status) -> dict[str, object]:
    return {
        "desk": found.desk,
        "writes": found.writes,
        "streams": found.streams,
        "pushed": 0,
        "pulled": 0,
        "conflicts": found.conflicts,
        "sources": found.sources,
        "hubs": found.hubs,
        "unfolded": [
            {"entity": entity, "op": op, "why": why} for entity, op, why in found.unfolded
        ],
        "rejected": [
            {
                "source": each.source,
                "code": each.code,
                "message": sentence(each.as_error()),
                "sha256": each.sha256,
                "at": each.at,
            }
            for each in found.rejected
        ],
    }


_why_words = {
    "newer": ("需升级", "needs an update of window-desk"),
    "broken": ("无法解析", "cannot be put together"),
    "incomplete": ("记录不全", "its beginning has not arrived"),
}


def _show_status(page: Page, found: Status) -> None:
    from window_desk.cli.sync_sources import show_sources
    from window_desk.locale import word

    page.facts([(_("Desk"), found.desk), (_("Writes to"), found.writes)])
    page.line()
    _show_hubs(page, found)
    page.table(
        [_("Stream"), _("Ours"), _("Theirs"), _("Oldest unsent"), _("Parked"), ""],
        [
            [
                each.stream,
                each.ours,
                ", ".join(f"{desk} {seq}" for desk, seq in each.peers.items()) or "-",
                each.oldest_unsent,
                each.parked or "",
                _("stopped: two acts under one number") if each.stopped else "",
            ]
            for each in found.streams
        ],
    )
    show_sources(page, found.sources)
    if found.conflicts:
        waiting = _("Acts of other desks to decide on: {count} (window-desk supervise conflicts).")
        page.line(waiting.format(count=found.conflicts))
    for entity, op, why in found.unfolded:
        page.line(f"! {entity} ({op}): {word(_why_words[why])}")
    if found.rejected:
        page.title(_("Not taken in"))
        page.table(
            [_("When"), _("File"), _("Why")],
            [[each.at, each.source, sentence(each.as_error())] for each in found.rejected[:20]],
        )


_role_words = {
    "window": ("窗口", "window"),
    "department": ("部门", "department"),
    "city": ("市级", "city"),
    "keeper": ("管理方", "keeper"),
}


def role_word(role: str) -> str:
    """What a desk is at a hub, in the present language."""
    from window_desk.locale import word

    return word(_role_words[role])


def _show_hubs(page: Page, found: Status) -> None:
    from window_desk.sync.hub.address import address_missing

    if not found.hubs:
        return
    page.table(
        [_("Hub"), _("Role"), _("Lane"), _("State"), _("Since"), _("Last round"), _("Unsent")],
        [
            [
                each.hub,
                role_word(each.role),
                each.lane and f"W{each.lane}",
                _hub_state(each),
                each.since,
                each.done_at,
                sum(each.unsent.values()),
            ]
            for each in found.hubs
        ],
    )
    for each in found.hubs:
        if each.clocks_differ:
            page.line(f"! {clock_line(each.hub, each.clock_s)}")
        elif each.reachable is not None:
            said = _("The clock of {hub} minus this desk's: {seconds} s.")
            page.line(said.format(hub=each.hub, seconds=f"{each.clock_s:+}"))
        if each.failed == "hub.address":
            page.line(f"! {sentence(address_missing(each.hub))}")
    page.line()


def _hub_state(standing: HubStanding) -> str:
    if standing.reachable is None:
        return _("not tried yet")
    if standing.reachable:
        return _("answers")
    if standing.failed == "hub.address":
        return _("no login here")
    return _("does not answer") if standing.failed == "hub.gone" else _("refused")


def clock_line(hub: str, seconds: int) -> str:
    """Which clock is before the other, where they differ too much; empty where they do not."""
    from window_desk.sync.hub.standing import most_apart

    if abs(seconds) <= most_apart.total_seconds():
        return ""
    if seconds < 0:
        return _(
            "This desk's clock is {seconds} s ahead of the clock of {hub}: have both looked at."
        ).format(seconds=-seconds, hub=hub)
    return _(
        "This desk's clock is {seconds} s behind the clock of {hub}: have both looked at."
    ).format(seconds=seconds, hub=hub)


@app.command(help=_("Let a stream with two lives go on with what this desk has of it."))
def settle(
    ctx: typer.Context,
    stream: Annotated[str, typer.Argument(help=_("The stream that is stopped."))],
    note: Annotated[str, typer.Option(help=_("What was found."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """A supervisor's act; the other run stays out."""
    from window_desk.services import forks

    call = calling(ctx)
    forks.settle_fork(call.desk, call.sign_in(account), stream, note)
    line = _("{stream} goes on with what this desk has.").format(stream=stream)
    call.answer(streams_of(call.desk), lambda page: page.line(line))


def streams_of(desk: Desk) -> dict[str, object]:
    """The part of an answer that says how far every stream is, here and there."""
    from window_desk.sync.status import read_status

    return {"streams": read_status(desk).streams}


def sentence(error: DeskError) -> str:
    """An error in the present language."""
    from window_desk.locale import say

    return say(error)
