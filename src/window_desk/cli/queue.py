"""`window-desk queue`: give out numbers, call and serve them, and see who waits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli import queue_look
from window_desk.cli.call import As, Call, Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.queue_look import why_of, why_words
from window_desk.cli.words import read_time
from window_desk.locale import _, say, word

if TYPE_CHECKING:
    from window_desk.domain.actor import Actor
    from window_desk.domain.errors import Unusable
    from window_desk.domain.ticket import Ticket
    from window_desk.storage.desk import Desk

app = new_app(_("Numbers: give out, call, serve, and who waits."))

Number = Annotated[str, typer.Argument(help=_("The number on the slip, such as A012."))]
Window = Annotated[
    str, typer.Option(metavar="W", help=_("The window; by default the account's own."))
]


@app.command(help=_("Give out the next number of a queue, or of the queue of an item."))
def issue(
    ctx: typer.Context,
    queue_or_item: Annotated[str, typer.Argument(help=_("A queue's or an item's code."))],
    priority: Annotated[
        str, typer.Option(metavar="CLASS", help=_("The priority class of who comes."))
    ] = "normal",
    appointment: Annotated[
        str | None, typer.Option(metavar="HH:MM", help=_("Today's appointment."))
    ] = None,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Give out a number: who is before it, and the expected wait."""
    from window_desk.cli.printing import spoken
    from window_desk.services import tickets

    call = calling(ctx)
    at = _today_at(call, appointment) if appointment is not None else None
    actor = call.sign_in(account)
    issued = tickets.issue(call.desk, actor, queue_or_item, priority=priority, appointment=at)
    document = {
        "ticket": issued.ticket.id,
        "number": issued.ticket.number,
        "queue": issued.ticket.queue,
        "ahead": issued.ahead,
        "expected_wait": issued.expected_wait,
    }
    facts = [
        (_("Number"), issued.ticket.number),
        (_("Queue"), issued.ticket.queue),
        (_("Before it"), issued.ahead),
        (_("Expected wait"), spoken(issued.expected_wait)),
    ]
    call.answer(document, lambda page: page.facts(facts))
    _say_alone(call)


def _say_alone(call: Call) -> None:
    """Say on stderr when the hub does not answer: the numbers are of this desk's own lane then."""
    from window_desk.cli.printing import visible

    line = call.desk.line
    if line is not None and line.away_since is not None:
        said = _("The hub does not answer: this desk goes on alone, with numbers of its own lane.")
        trouble: Unusable | None = getattr(line, "trouble", None)
        if trouble is not None and trouble.code == "hub.address":
            said = f"{say(trouble)} {_('Numbers are of its own lane until then.')}"
        sys.stderr.write(f"! {visible(said)}\n")


def _today_at(call: Call, text: str) -> datetime:
    from window_desk.domain.centre import CENTRE_TIME

    time = read_time(text, "--appointment")
    day = call.desk.clock().astimezone(CENTRE_TIME).date()
    return datetime.combine(day, time, CENTRE_TIME)


@app.command("call", help=_("Call who is next at a window, or the number you name."))
def call_(
    ctx: typer.Context,
    window: Window = "",
    number: Annotated[
        str, typer.Option(metavar="N", help=_("Call this one out of turn; it is on record."))
    ] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Call a ticket and say why this one; a closed window is opened by it."""
    from window_desk.services import tickets

    call = calling(ctx)
    actor = call.sign_in(account, opens=window)
    here = _window(actor, window)
    if number:
        ticket = tickets.call_chosen(call.desk, actor, here, number)
    else:
        ticket = tickets.call_next(call.desk, actor, here)
    with call.desk.look() as look:
        queue = look.centre.queue(ticket.queue)
    document = {
        "ticket": ticket.id,
        "number": ticket.number,
        "why": why_of(ticket.why, queue),
        "queue": ticket.queue,
        "window": ticket.window,
    }
    said = why_words(ticket.why, queue) if ticket.why else ""
    line = _("{number} to window {window}: {why}").format(
        number=ticket.number, window=ticket.window, why=said
    )
    call.answer(document, lambda page: page.line(line))
    _say_alone(call)


def _window(actor: Actor, wished: str) -> str:
    if not (wished or actor.window):
        raise typer.BadParameter(
            _("{account} has no window of its own; name one.").format(account=actor.account),
            param_hint="--window",
        )
    return wished or actor.window


Move = Callable[["Desk", "Actor", str, str], "Ticket"]


def _moved(ctx: typer.Context, number: str, window: str, account: str, move: Move) -> None:
    """Make one move of a ticket and answer with its new state."""
    call = calling(ctx)
    actor = call.sign_in(account)
    _answer(call, move(call.desk, actor, number, _window(actor, window)))


def _answer(call: Call, ticket: Ticket) -> None:
    from window_desk.domain.ticket import state_labels

    document = {
        "ticket": ticket.id,
        "number": ticket.number,
        "state": ticket.state,
        "queue": ticket.queue,
        "window": ticket.window,
    }
    said = f"{ticket.number}: {word(state_labels[ticket.state])}"
    call.answer(document, lambda page: page.line(said))


@app.command(help=_("The citizen is at the window: service begins."))
def start(
    ctx: typer.Context, number: Number, window: Window = "", account: As = "", as_json: Json = False
) -> None:
    """Begin to serve a called number."""
    from window_desk.services import tickets

    _moved(ctx, number, window, account, tickets.start)


@app.command(help=_("Service at the window is over."))
def finish(
    ctx: typer.Context, number: Number, window: Window = "", account: As = "", as_json: Json = False
) -> None:
    """End the service of a number."""
    from window_desk.services import tickets

    _moved(ctx, number, window, account, tickets.finish)


@app.command(help=_("The citizen comes back in a while; the window is free meanwhile."))
def hold(
    ctx: typer.Context,
    number: Number,
    window: Window = "",
    reason: Annotated[str, typer.Option(help=_("What the citizen went for."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Put a number that is served on hold."""
    from window_desk.services import tickets

    def hold_it(desk: Desk, actor: Actor, number: str, window: str) -> Ticket:
        return tickets.hold(desk, actor, number, window, reason)

    _moved(ctx, number, window, account, hold_it)


@app.command(help=_("The citizen on hold is back at a free window."))
def resume(
    ctx: typer.Context, number: Number, window: Window = "", account: As = "", as_json: Json = False
) -> None:
    """Go on serving a number that was on hold."""
    from window_desk.services import tickets

    _moved(ctx, number, window, account, tickets.resume)


@app.command(help=_("Nobody came, though called as the house rules ask."))
def miss(
    ctx: typer.Context, number: Number, window: Window = "", account: As = "", as_json: Json = False
) -> None:
    """Mark a called number as missed."""
    from window_desk.services import tickets

    _moved(ctx, number, window, account, tickets.miss)


@app.command(help=_("Call the same number again."))
def recall(
    ctx: typer.Context, number: Number, window: Window = "", account: As = "", as_json: Json = False
) -> None:
    """Call a called number once more."""
    from window_desk.services import tickets

    _moved(ctx, number, window, account, tickets.recall)


@app.command(help=_("The citizen left without being served."))
def leave(
    ctx: typer.Context, number: Number, window: Window = "", account: As = "", as_json: Json = False
) -> None:
    """End a number that nobody will serve."""
    from window_desk.services import tickets

    call = calling(ctx)
    actor = call.sign_in(account)
    _answer(call, tickets.leave(call.desk, actor, number, window or actor.window))


@app.command(help=_("A missed citizen came after all: the same number waits again."))
def requeue(ctx: typer.Context, number: Number, account: As = "", as_json: Json = False) -> None:
    """Let a missed number wait again."""
    from window_desk.services import tickets

    call = calling(ctx)
    _answer(call, tickets.requeue(call.desk, call.sign_in(account), number))


@app.command(help=_("Send a number to another queue; its waiting time counts on."))
def transfer(
    ctx: typer.Context,
    number: Number,
    to: Annotated[str, typer.Option(metavar="QUEUE", help=_("The other queue's code."))],
    account: As = "",
    as_json: Json = False,
) -> None:
    """Let a number wait in another queue."""
    from window_desk.services import tickets

    call = calling(ctx)
    _answer(call, tickets.transfer(call.desk, call.sign_in(account), number, to))


app.add_typer(queue_look.app)
