"""Exchanges with the hubs that this desk joined: once, or for as long as the desk runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli import ending
from window_desk.cli.call import Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.progress import bar
from window_desk.cli.sync_hub import HubName, find_link
from window_desk.cli.sync_status import clock_line, sentence, streams_of
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.call import Call
    from window_desk.cli.printing import Page
    from window_desk.domain.errors import Unusable
    from window_desk.sync.hub.exchange import Round
    from window_desk.sync.hub.link import Link
    from window_desk.sync.hub.watching import Told

app = new_app("")


@app.command(help=_("Exchange once with every hub that this desk joined."))
def run(ctx: typer.Context, hub: HubName = "", as_json: Json = False) -> None:
    """The status is 3 when a hub was not to be had; the others are exchanged with all the same."""
    call = calling(ctx)
    done: list[Round] = []
    failed: list[tuple[str, Unusable]] = []
    for link in _links(call, hub):
        _run_one(call, link, done, failed)
    if not done:
        raise failed[0][1]
    document = streams_of(call.desk) | {
        "pushed": sum(each.pushed for each in done),
        "pulled": sum(each.pulled for each in done),
        "rejected": [
            *(_row(stream, why) for each in done for stream, why in each.refused),
            *(_row(name, error) for name, error in failed),
        ],
        "hubs": [
            {
                "hub": each.hub,
                "pushed": each.pushed,
                "pulled": each.pulled,
                "clock_s": round(each.clock_difference.total_seconds()),
                "epoch": each.epoch or None,
            }
            for each in done
        ],
    }
    call.answer(document, lambda page: _show(page, done, failed))
    if failed:
        raise typer.Exit(ending.unusable)


def _run_one(call: Call, link: Link, done: list[Round], failed: list[tuple[str, Unusable]]) -> None:
    from window_desk.domain.errors import Unusable
    from window_desk.sync.hub.whole_round import go_round

    try:
        with bar(link.name) as progress:
            done.append(go_round(call.desk, link, progress))
    except Unusable as error:
        failed.append((link.name, error))
    finally:
        link.close()


def _row(source: str, error: Unusable) -> dict[str, object]:
    return {"source": source, "code": error.code, "message": sentence(error)}


def _links(call: Call, hub: str) -> Sequence[Link]:
    """Every hub that this desk joined, or the one; raises `RuleBroken` where it joined none."""
    from window_desk.sync.hub.address import open_links

    one = find_link(call, hub)
    return [one] if hub else open_links(call.desk)


def _show(page: Page, done: Sequence[Round], failed: Sequence[tuple[str, Unusable]]) -> None:
    page.table([_("Hub"), _("Given"), _("Taken")], [[x.hub, x.pushed, x.pulled] for x in done])
    for each in done:
        for stream, why in each.refused:
            page.line(f"! {stream}: {sentence(why)}")
        if line := clock_line(each.hub, round(each.clock_difference.total_seconds())):
            page.line(f"! {line}")
        if each.epoch:
            page.line(_epoch_line(each.epoch))
    for name, error in failed:
        page.line(f"! {name}: {sentence(error)}")


def _epoch_line(stream: str) -> str:
    return _(
        "! Something wrote under this desk's own name. It writes to {stream} from now"
        " on; make sure that no copy of this desk is in use."
    ).format(stream=stream)


@app.command(help=_("Exchange with every hub again and again, as a service."))
def watch(
    ctx: typer.Context,
    rounds: Annotated[
        int, typer.Option(min=0, help=_("End after so many rounds; 0 is never."))
    ] = 0,
    hub: HubName = "",
    as_json: Json = False,
) -> None:
    """It ends in order when it is asked to: a round that is under way is finished."""
    import signal
    from threading import Event

    from window_desk.sync.hub.watching import watch as watch_hubs

    call = calling(ctx)
    links = _links(call, hub)
    stop = Event()
    before = {
        number: signal.signal(number, lambda *_: stop.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        watch_hubs(call.desk, links, _tell_json if as_json else _tell, stop, rounds)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for each in links:
            each.close()


def _tell(told: Told) -> None:
    from window_desk.cli.printing import narrate

    if told.error is not None:
        narrate(f"! {told.hub}: {sentence(told.error)}")
        return
    narrate(
        _("{hub}: given {pushed}, taken {pulled}.").format(
            hub=told.hub, pushed=told.pushed, pulled=told.pulled
        )
    )
    for stream, why in told.refused:
        narrate(f"! {stream}: {sentence(why)}")
    if told.apart is not None:
        narrate(f"! {clock_line(told.hub, round(told.apart.total_seconds()))}")
    if told.epoch:
        narrate(_epoch_line(told.epoch))


def _tell_json(told: Told) -> None:
    from window_desk.cli.printing import plain

    document = {
        "hub": told.hub,
        "pushed": told.pushed,
        "pulled": told.pulled,
        "rejected": [_row(stream, why) for stream, why in told.refused],
        "error": told.error and {"code": told.error.code, "message": sentence(told.error)},
        "clock_s": told.apart and round(told.apart.total_seconds()),
    }
    sys.stdout.write(f"{json.dumps(plain(document), ensure_ascii=False)}\n")
    sys.stdout.flush()
