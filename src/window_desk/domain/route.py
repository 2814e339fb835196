"""A route of steps: planned in parallel, with its critical path and what waits for what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Step


class Span(msgspec.Struct, frozen=True):
    """When a step runs if nothing that could run at the same time waits: working days from start.

    `slack` is the number of working days by which it may be late before the whole is late.
    """

    step: Step
    start: Decimal
    end: Decimal
    slack: Decimal

    @property
    def critical(self) -> bool:
        """Whether a day lost here is a day lost for the applicant."""
        return self.slack == 0


class Plan(msgspec.Struct, frozen=True):
    """All spans in the order of the route, the parallel length and the length in a row."""

    spans: tuple[Span, ...]
    days: Decimal
    in_a_row: Decimal

    @property
    def saved(self) -> Decimal:
        """Working days saved against doing one step after the other."""
        return self.in_a_row - self.days

    @property
    def critical_path(self) -> tuple[str, ...]:
        """The codes of one chain of steps that decides how long the whole takes."""
        if not self.spans:
            return ()
        by_code = {each.step.code: each for each in self.spans}
        chain = [next(each for each in self.spans if each.end == self.days)]
        while True:
            before = (by_code[need] for need in chain[0].step.needs if need in by_code)
            binding = next((each for each in before if each.end == chain[0].start), None)
            if binding is None:
                break
            chain.insert(0, binding)
        return tuple(each.step.code for each in chain)


def find_circle(needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """One circle of steps that wait for each other, or an empty tuple."""
    done: set[str] = set()
    for origin in needs:
        path: list[str] = []
        stack = [(origin, iter(needs.get(origin, ())))]
        path.append(origin)
        while stack:
            code, following = stack[-1]
            onward = next(following, None)
            if onward is None:
                stack.pop()
                path.pop()
                done.add(code)
            elif onward in path:
                return tuple(path[path.index(onward) :])
            elif onward not in done:
                stack.append((onward, iter(needs.get(onward, ()))))
                path.append(onward)
    return ()


def plan(steps: Sequence[Step]) -> Plan:
    """Run everything at the same time that no need forbids.

    Raises `RuleBroken` (`route.circle`) when steps wait for each other in a circle.
    """
    by_code = {each.code: each for each in steps}
    needs = {each.code: tuple(need for need in each.needs if need in by_code) for each in steps}
    circle = find_circle(needs)
    if circle:
        raise RuleBroken(
            "route.circle",
            "These steps wait for each other: {steps}.",
            hint="Take one of the needs out of the item.",
            steps=" > ".join((*circle, circle[0])),
        )
    ends: dict[str, Decimal] = {}
    ordered = _in_order(needs)
    for code in ordered:
        start = max((ends[need] for need in needs[code]), default=Decimal(0))
        ends[code] = start + by_code[code].days
    length = max(ends.values(), default=Decimal(0))
    latest = dict.fromkeys(by_code, length)
    for code in reversed(ordered):
        for need in needs[code]:
            latest[need] = min(latest[need], latest[code] - by_code[code].days)
    spans = tuple(
        Span(
            step=each,
            start=ends[each.code] - each.days,
            end=ends[each.code],
            slack=latest[each.code] - ends[each.code],
        )
        for each in steps
    )
    return Plan(spans=spans, days=length, in_a_row=sum((each.days for each in steps), Decimal(0)))


def _in_order(needs: Mapping[str, tuple[str, ...]]) -> list[str]:
    ordered: list[str] = []
    placed: set[str] = set()
    while len(ordered) < len(needs):
        for code, before in needs.items():
            if code not in placed and placed.issuperset(before):
                ordered.append(code)
                placed.add(code)
    return ordered


def ready(steps: Sequence[Step], agreed: Iterable[str], sent: Iterable[str]) -> tuple[str, ...]:
    """The codes of the steps that can go to their departments now."""
    finished, away = set(agreed), set(sent)
    known = {each.code for each in steps}
    return tuple(
        each.code
        for each in steps
        if each.code not in away
        and finished.issuperset(need for need in each.needs if need in known)
    )
