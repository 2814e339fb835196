"""Which cases the demo hall has: a gallery of every state, this morning's, and the usual ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from window_desk.domain import clock
from window_desk.domain.item import Limit, ServiceItem
from window_desk.services import demo_people
from window_desk.services.demo_clocks import can_be_extended, suspension_grounds
from window_desk.services.demo_life import Clock, Ending, Papers, Plot
from window_desk.services.demo_morning import Visit
from window_desk.services.demo_stage import Stage

Cast = tuple[Plot, Visit]
"""A case to be: what becomes of it, and the visit that it begins with."""


class _Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a case of the gallery needs: an item of a kind, and a day on which it came.

    `due_in` is the number of working days until its promise ends, `over_law` how many ago the
    law's limit did, `back` how many ago it came; `done` lets its time pass first.
    """

    due_in: int | None = None
    over_law: int | None = None
    back: int = 2
    done: bool = False
    legs: int = 1
    instant: bool = False
    promise: bool = False
    outcome: str = ""
    needs: Literal["", "special", "own_suspensions", "extension", "renewal", "commitment"] = ""


_gallery: tuple[tuple[Plot, _Wish], ...] = (
    (Plot("review", answers=1), _Wish(due_in=1, legs=4)),
    (Plot("review", answers=1), _Wish(due_in=-1, legs=2)),
    (Plot("correction", "defective"), _Wish(back=3)),
    (Plot("decided"), _Wish(done=True)),
    (Plot("intake"), _Wish(back=1)),
    (Plot("turned_away", turned_away="not_ours"), _Wish(outcome="not_ours")),
    (Plot("served"), _Wish(instant=True)),
    (Plot("withdrawn"), _Wish(back=4)),
    (Plot("review"), _Wish(over_law=1)),
    (Plot("decided", refused=True), _Wish(done=True, legs=2)),
    (Plot("review", "promised"), _Wish(due_in=3, promise=True)),
    (Plot("review"), _Wish(due_in=0, legs=2)),
    (Plot("sent_back", sent_back=True), _Wish(due_in=2, legs=2)),
    (Plot("undecided"), _Wish(done=True, legs=2)),
    (Plot("served", "defective"), _Wish(instant=True, back=9)),
    (
        Plot("turned_away", turned_away="not_required", unseen=True),
        _Wish(outcome="not_required", back=5),
    ),
    (Plot("taken_back", answers=1), _Wish(due_in=2, legs=2)),
    (Plot("served", refused=True), _Wish(done=True, back=6)),
    (Plot("review", answers=2), _Wish(due_in=4, legs=4)),
    (Plot("opened"), _Wish(back=1)),
    (Plot("undecided", refused=True), _Wish(done=True, legs=2)),
    (Plot("review", answers=1), _Wish(due_in=1, legs=2)),
    (Plot("review", answers=3), _Wish(due_in=5, legs=5)),
    (Plot("decided", "promised"), _Wish(done=True, promise=True)),
    (Plot("review"), _Wish(due_in=-2, legs=2)),
    (Plot("correction", "defective"), _Wish(back=1)),
    (Plot("review", answers=1), _Wish(due_in=6, legs=3)),
    (Plot("review", "promised", answers=1), _Wish(due_in=1, promise=True, legs=2)),
    (Plot("review", answers=1), _Wish(due_in=0, legs=3)),
    (Plot("decided"), _Wish(done=True, legs=2)),
    (Plot("review", answers=2), _Wish(due_in=2, legs=3)),
    (Plot("review"), _Wish(due_in=3, legs=2)),
    (Plot("review", licence_in=1), _Wish(due_in=2, needs="renewal")),
    (Plot("review", clock="suspended"), _Wish(due_in=1, needs="special")),
    (Plot("review", clock="extended"), _Wish(due_in=1, needs="extension")),
    (Plot("review", "promised", breaks_promise=True), _Wish(due_in=-1, promise=True)),
    (Plot("returned", "defective"), _Wish(back=9)),
    (Plot("review", clock="suspended"), _Wish(due_in=1, needs="own_suspensions")),
    (Plot("served", declares=True), _Wish(instant=True, needs="commitment", back=3)),
    (Plot("review", clock="resumed"), _Wish(due_in=0, needs="special")),
    (Plot("review", licence_in=0), _Wish(due_in=1, needs="renewal")),
    (Plot("review", licence_in=15), _Wish(due_in=3, needs="renewal")),
    (Plot("review", answers=1, joint="told"), _Wish(due_in=4, legs=5)),
    (Plot("review", answers=1, joint="meeting"), _Wish(due_in=3, legs=4)),
    (Plot("review", answers=1, joint="reminded"), _Wish(due_in=2, legs=4)),
    (Plot("review", answers=1, joint="asking"), _Wish(due_in=5, legs=3)),
    (Plot("review", answers=1, joint="added"), _Wish(due_in=4, legs=3)),
)


def gallery(stage: Stage, guides: Sequence[ServiceItem]) -> list[Cast]:
    """Cases in every state and under every light, some of them with awkward names."""
    shown = []
    for place, (plot, wish) in enumerate(_gallery):
        awkward = place % 3 == 1 and place // 3 < len(demo_people.awkward)
        item = _find_item(stage, guides, wish)
        visit = stage.some_visit(_day(stage, item, wish), item)
        shown.append((msgspec.structs.replace(plot, awkward=awkward), visit))
    return shown


def _find_item(stage: Stage, guides: Sequence[ServiceItem], wish: _Wish) -> ServiceItem:
    fitting = [each for each in guides if _fits(each, wish)]
    return stage.rng.choice(fitting or guides)


def _fits(item: ServiceItem, wish: _Wish) -> bool:
    if wish.outcome:
        return wish.outcome in outcomes(item)
    if (item.kind == "instant") != wish.instant or len(item.steps) < wish.legs:
        return False
    if wish.promise and not (_deferrable(item) and item.late_promise == "stays"):
        return False
    if wish.needs and not _has(item, wish.needs):
        return False
    if wish.over_law is not None:
        return _short(item.statutory, 3, 15)
    least = 1 if wish.due_in is None else max(3, wish.due_in + 1)
    return wish.instant or _short(item.promised, least, 60 if wish.needs else 12)


def _has(item: ServiceItem, need: str) -> bool:
    return can_be_extended(item) if need == "extension" else bool(getattr(item, need))


def _short(limit: Limit | None, least: int, most: int) -> bool:
    return limit is not None and limit.unit == "working_days" and least <= limit.value <= most


def _deferrable(item: ServiceItem) -> bool:
    """Whether a paper that everybody needs may follow later."""
    added = {code for each in item.situations for option in each.options for code in option.adds}
    return any(each.deferrable and each.code not in added for each in item.materials)


def outcomes(item: ServiceItem) -> set[str]:
    """The ways in which this item's situations can end the intake."""
    found = (option.outcome for each in item.situations for option in each.options)
    return {each for each in found if each}


def _day(stage: Stage, item: ServiceItem, wish: _Wish) -> date:
    """The working day on which the case came, so that its limits stand as wished."""
    calendar, today = stage.bulk.calendar, stage.hall.today
    limit, target = item.promised, wish.due_in
    if wish.over_law is not None:
        limit, target = item.statutory, -wish.over_law
    back = wish.back
    if wish.done and item.promised is not None:
        back += int(item.promised.value)
    if limit is None or target is None:
        return calendar.add(today, -back)
    last = calendar.add(today, target)
    day = calendar.add(today, -1)
    while clock.due(calendar, day, limit).date > last:
        day = calendar.add(day, -1)
    return day


def visits_with_case(stage: Stage, visits: Sequence[Visit], most: int) -> list[Cast]:
    """Up to `most` of this morning's visits with what becomes of their case.

    Those that are at a window now come first: their case is being taken in.
    """
    here = [each for each in visits if each.end > stage.hall.now or each.away]
    others = [each for each in visits if each not in here]
    stage.rng.shuffle(others)
    return [(_plot(stage, each), each) for each in [*here, *others][:most]]


def _plot(stage: Stage, visit: Visit) -> Plot:
    return Plot("intake") if visit.away else _usual_plot(stage, visit.item)


def usual(stage: Stage, day: date) -> Cast:
    """A case like most that came on that day."""
    item = stage.some_item()
    return _usual_plot(stage, item), stage.some_visit(day, item)


def _usual_plot(stage: Stage, item: ServiceItem) -> Plot:
    rng = stage.rng
    lot = rng.random()
    if lot < 0.04:
        ending: Ending = "withdrawn" if rng.random() < 0.6 else "taken_back"
        return Plot(ending)
    if lot < 0.09:
        known = sorted(outcomes(item))
        if "not_ours" in known and rng.random() < 0.7:
            return Plot("turned_away", turned_away="not_ours")
        if "not_required" in known:
            return Plot("turned_away", turned_away="not_required")
    clock: Clock = ""
    if suspension_grounds(item) and rng.random() < 0.25:
        clock = "resumed"
    elif can_be_extended(item) and rng.random() < 0.02:
        clock = "extended"
    lot = rng.random()
    papers: Papers = "defective" if lot < 0.15 else "promised" if lot < 0.2 else "complete"
    return Plot(
        "correction" if papers == "defective" and rng.random() < 0.05 else "served",
        papers,
        late=rng.randrange(3, 12) if rng.random() < 0.04 else 0,
        sent_back=rng.random() < 0.04,
        refused=rng.random() < 0.03,
        clock=clock,
        declares=item.commitment is not None and rng.random() < 0.4,
    )
