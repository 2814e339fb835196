"""The figures of the queue: in total, by queue and by window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from window_desk.domain.centre import Centre
from window_desk.domain.item import Bilingual
from window_desk.domain.streams import hall_of
from window_desk.reports import queue_metrics as metrics
from window_desk.reports.figure import Figure, Group, LeftOut, Value, everything, left_out
from window_desk.reports.spread import mean_of, nearest_rank, share_of
from window_desk.storage.change import Look
from window_desk.storage.measures import Tickets, tickets
from window_desk.storage.scope import Scope

_queue_note = Bilingual(
    zh="按号票现在所在（或最后所在）的队列归类。",
    en="By the queue that the ticket is in, or was in last.",
)
_window_note = Bilingual(
    zh="按最后叫号的窗口归类。", en="By the window that called the ticket last."
)


def queue_figures(look: Look, scope: Scope, first: date, last: date) -> list[Figure]:
    """Every figure of the queue for the tickets given out in the period.

    Queues and windows are told apart only within a hall: those of another one have other names.
    """
    found = tickets(look.connection, scope, first, last, look.today)
    figures = _figures(everything, found, by_window=False)
    if not scope.hall:
        return figures
    centre = look.centre if scope.hall == hall_of(look.home) else None
    for group, code in _queues(centre, found):
        figures += _figures(group, [x for x in found if x.queue == code], by_window=False)
    for group, code in _windows(centre, found):
        figures += _figures(group, [x for x in found if x.window == code], by_window=True)
    return figures


def _queues(centre: Centre | None, found: Iterable[Tickets]) -> Iterable[tuple[Group, str]]:
    names = {each.code: each.name for each in (centre.queues if centre else ())}
    for code in _codes(names, {each.queue for each in found}):
        name = names.get(code, Bilingual(zh=""))
        label = Bilingual(zh=f"{code} {name.zh}".strip(), en=f"{code} {name.text('en')}".strip())
        yield Group(f"queue {code}", label, _queue_note), code


def _windows(centre: Centre | None, found: Iterable[Tickets]) -> Iterable[tuple[Group, str]]:
    names = {each.code: each.name for each in (centre.windows if centre else ())}
    for code in _codes(names, {each.window for each in found if each.window}):
        unnamed = Bilingual(zh=f"窗口 {code}", en=f"window {code}")
        yield Group(f"window {code}", names.get(code, unnamed), _window_note), code


def _codes(named: Iterable[str], seen: set[str]) -> list[str]:
    """Those of the settings in their order, then any that only older tickets know."""
    known = list(named)
    return known + sorted(seen.difference(known))


def _figures(group: Group, found: list[Tickets], *, by_window: bool) -> list[Figure]:
    states: Counter[str] = Counter()
    for each in found:
        states[each.state] += each.count
    total = states.total() - states["void"]
    void = left_out(Counter(void=states["void"]))
    amounts = {
        "issued": total,
        "served": states["finished"],
        "at_window": states["called"] + states["serving"],
        "waiting": states["waiting"],
        "on_hold": states["on_hold"],
        "missed": states["missed"],
        "left": states["left"],
        "forgotten": sum(each.count for each in found if each.is_forgotten),
    }
    figures = [
        Figure(each, group, amounts[each.name], total, void)
        for each in metrics.counts
        if not by_window or each in metrics.of_windows
    ]
    if not by_window:
        rate = share_of(states["missed"], total)
        figures.append(Figure(metrics.missed_rate, group, rate, total, void))
    return figures + _times(group, found)


def _times(group: Group, found: list[Tickets]) -> list[Figure]:
    reasons: Counter[str] = Counter()
    spreads: dict[str, Counter[int]] = {each: Counter() for each in ("wait", "way", "service")}
    for each in found:
        reason = _why_left_out(each)
        if reason:
            reasons[reason] += each.count
        else:
            spreads["wait"].update(each.wait)
            spreads["way"].update(each.way)
            spreads["service"].update(each.service)
    others: tuple[LeftOut, ...] = left_out(reasons)
    kinds: tuple[Callable[[Counter[int]], Value], ...] = (mean_of, _ninetieth)
    return [
        Figure(metric, group, measure(spread), spread.total(), others)
        for pair, spread in zip(metrics.times, spreads.values(), strict=True)
        for metric, measure in zip(pair, kinds, strict=True)
    ]


def _ninetieth(spread: Counter[int]) -> int | None:
    return nearest_rank(spread, 90)


def _why_left_out(found: Tickets) -> str:
    """Why these tickets have no part in means and percentiles; empty when they have."""
    if found.state == "void":
        return "void"
    if found.is_forgotten:
        return "forgotten"
    if found.state in ("missed", "left"):
        return found.state
    return "" if found.state == "finished" else "open"
