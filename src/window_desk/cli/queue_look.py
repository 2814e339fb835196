"""Who waits and why in this order, and the reason of a call."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.domain.centre import Queue
    from window_desk.domain.ops import Why
    from window_desk.storage.rows import TicketLine

app = new_app("")


@app.command("list", help=_("Who waits, in calling order."))
def list_(
    ctx: typer.Context,
    queue: Annotated[str, typer.Option(metavar="QUEUE", help=_("Only this queue."))] = "",
    as_json: Json = False,
) -> None:
    """Everybody who waits today."""
    from window_desk.cli.printing import spoken
    from window_desk.domain.errors import RuleBroken
    from window_desk.storage import boards

    call = calling(ctx)
    with call.desk.look() as look:
        queues = {each.code: each for each in look.centre.queues}
        codes = tuple(queues)
        priorities = {each.code: each.name for each in look.centre.priorities}
        if queue and queue not in codes:
            raise RuleBroken(
                "queue.unknown",
                "There is no queue {name}.",
                hint="The queues are: {queues}.",
                name=queue,
                queues=list(codes),
            )
        chosen = (queue,) if queue else codes
        waiting = boards.waiting(look.connection, chosen, look.now, limit=_everybody)
        now = look.now
    heads = [_("Number"), _("Queue"), _("Waited"), _("Class"), _("Why here")]
    rows = [
        (
            each.number,
            each.queue,
            spoken(_waited(each, now)),
            priorities.get(each.priority, each.priority),
            rule_words(each.rule, each.head_start, queues[each.queue]),
        )
        for each in waiting
    ]
    call.answer(
        {"tickets": [_line(each, queues[each.queue], now) for each in waiting]},
        lambda page: page.table(heads, rows) if rows else page.line(_("Nobody waits.")),
    )


_everybody = 1_000_000


def _waited(line: TicketLine, now: datetime) -> int:
    """Seconds since the number was given out."""
    return max(0, int((now - line.issued_at).total_seconds()))


def _line(line: TicketLine, queue: Queue, now: datetime) -> dict[str, object]:
    return {
        "number": line.number,
        "queue": line.queue,
        "state": line.state,
        "waited": _waited(line, now),
        "priority": line.priority,
        "why": {
            "rule": line.rule,
            "head_start": line.head_start,
            "words": rule_words(line.rule, line.head_start, queue),
        },
        "ticket": line.id,
        "item": line.item,
        "appointment": line.appointment,
    }


def why_of(why: Why | None, queue: Queue | None) -> dict[str, object] | None:
    """The reason of a call as data, with its words."""
    if why is None:
        return None
    return {
        "rule": why.rule,
        "head_start": why.head_start,
        "waited": why.waited,
        "passed": why.passed,
        "words": why_words(why, queue),
    }


def why_words(why: Why, queue: Queue | None) -> str:
    """The reason of a call from a queue as people say it."""
    said = rule_words(why.rule, why.head_start, queue)
    if not why.passed:
        return said
    return _("{rule}; before {count} here longer").format(rule=said, count=why.passed)


def rule_words(rule: str, head_start: int, queue: Queue | None) -> str:
    """What gives a ticket its place in a queue."""
    from window_desk.domain.lineup import reason_in

    words = {
        "arrival": _("by arrival"),
        "priority": _("priority: counts as {minutes} min earlier"),
        "appointment": _("by appointment"),
        "quick": _("quick lane: counts as {minutes} min earlier"),
        "quick_before": _("from the quick lane: counts as {minutes} min earlier"),
        "requeued": _("came back: counts as {minutes} min earlier"),
        "chosen": _("chosen by the clerk"),
    }
    return words[reason_in(rule, queue)].format(minutes=head_start)
