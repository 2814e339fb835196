"""The planner beside one that tries everything: on random routes both must agree.

Nothing here is taken from the planner: a length is found by walking every chain of needs, and, for
small routes, by trying every start of every step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise, product

import msgspec
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from window_desk.domain import route
from window_desk.domain.item import Bilingual, Step
from window_desk.domain.route import Plan

HALF = Decimal("0.5")
Planner = Callable[[Sequence[Step]], Plan]


@st.composite
def routes(draw: st.DrawFn, most: int = 7, longest: int = 9) -> tuple[Step, ...]:
    """Steps in any order, each with needs among those that were made before it."""
    count = draw(st.integers(1, most))
    steps = [
        Step(
            code=f"s{at}",
            name=Bilingual(f"s{at}"),
            department="甲",
            days=draw(st.integers(0, longest)) * HALF,
            needs=tuple(f"s{other}" for other in range(at) if draw(st.booleans())),
        )
        for at in range(count)
    ]
    return tuple(draw(st.permutations(steps)))


def chains(steps: Sequence[Step]) -> list[list[Step]]:
    """Every chain of steps in which each needs the one before it."""
    by_code = {each.code: each for each in steps}

    def ending_in(step: Step) -> list[list[Step]]:
        before = [chain for need in step.needs for chain in ending_in(by_code[need])]
        return [[step], *([*chain, step] for chain in before)]

    return [chain for each in steps for chain in ending_in(each)]


def longest(steps: Sequence[Step]) -> Decimal:
    """How long the whole takes at least: its longest chain."""
    return max(sum((each.days for each in chain), Decimal(0)) for chain in chains(steps))


def largest_delay(steps: Sequence[Step], code: str) -> Decimal:
    """By how much one step may be late with the whole no later, found by trying half days."""
    whole, delay = longest(steps), Decimal(0)
    while True:
        later = [
            msgspec.structs.replace(each, days=each.days + delay + HALF)
            if each.code == code
            else each
            for each in steps
        ]
        if longest(later) > whole:
            return delay
        delay += HALF


def tried(steps: Sequence[Step]) -> Decimal:
    """The shortest whole among all starts of all steps that respect the needs."""
    at = {each.code: position for position, each in enumerate(steps)}
    halves = [int(each.days / HALF) for each in steps]
    best = sum(halves)
    for starts in product(range(sum(halves) + 1), repeat=len(steps)):
        ends = [start + halves[position] for position, start in enumerate(starts)]
        if max(ends) < best and all(
            starts[at[each.code]] >= ends[at[need]] for each in steps for need in each.needs
        ):
            best = max(ends)
    return best * HALF


def is_right(planner: Planner, steps: Sequence[Step]) -> bool:
    """Whether length, starts, slack and critical path are those that trying gives."""
    plan = planner(steps)
    spans = {each.step.code: each for each in plan.spans}
    path = [spans[code] for code in plan.critical_path]
    return (
        plan.days == longest(steps)
        and plan.in_a_row == sum(each.days for each in steps)
        and all(each.end - each.start == each.step.days for each in plan.spans)
        and all(each.start >= spans[need].end for each in plan.spans for need in each.step.needs)
        and all(each.slack == largest_delay(steps, each.step.code) for each in plan.spans)
        and sum(each.step.days for each in path) == plan.days
        and all(each.critical for each in path)
        and all(one.step.code in two.step.needs for one, two in pairwise(path))
    )


@settings(max_examples=120)
@given(routes())
def test_the_plan_is_the_one_that_trying_everything_finds(steps: tuple[Step, ...]) -> None:
    assert is_right(route.plan, steps)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(routes(most=3, longest=3))
def test_no_start_of_any_step_makes_the_whole_shorter(steps: tuple[Step, ...]) -> None:
    assert route.plan(steps).days == tried(steps)


def _forgets_a_need(steps: Sequence[Step]) -> Plan:
    """A planner that overlooks the last need of every step."""
    kept = [msgspec.structs.replace(each, needs=each.needs[:-1]) for each in steps]
    plan = route.plan(kept)
    by_code = {each.code: each for each in steps}
    spans = [msgspec.structs.replace(each, step=by_code[each.step.code]) for each in plan.spans]
    return msgspec.structs.replace(plan, spans=tuple(spans))


def _no_slack_after_a_need(steps: Sequence[Step]) -> Plan:
    """A planner that gives slack only to steps which nobody waits for."""
    plan = route.plan(steps)
    needed = {need for each in steps for need in each.needs}
    spans = [
        msgspec.structs.replace(each, slack=Decimal(0)) if each.step.code in needed else each
        for each in plan.spans
    ]
    return msgspec.structs.replace(plan, spans=tuple(spans))


@pytest.mark.parametrize("planner", [_forgets_a_need, _no_slack_after_a_need])
def test_a_planted_fault_is_found(planner: Planner) -> None:
    wrong = find(routes(), lambda steps: not is_right(planner, steps))
    assert is_right(route.plan, wrong)


def test_where_nothing_is_wrong_nothing_is_found() -> None:
    few = settings(max_examples=40)
    with pytest.raises(NoSuchExample):
        find(routes(most=4), lambda steps: not is_right(route.plan, steps), settings=few)
