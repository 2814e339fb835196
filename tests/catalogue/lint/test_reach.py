"""What answers reach, against the checklist itself tried with every combination of answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from window_desk.catalogue.lint import reach
from window_desk.domain import checklist
from window_desk.domain.item import Bilingual, Material, Option, ServiceItem, Situation, Step

CODES = ("a", "b", "c")
some = st.lists(st.sampled_from(CODES), unique=True, max_size=2).map(tuple)
outcomes = st.sampled_from(("", "", "", "not_required", "not_ours"))


@st.composite
def items(draw: st.DrawFn) -> ServiceItem:
    situations = [
        Situation(
            code=f"s{position}",
            question=Bilingual(zh="?"),
            options=tuple(
                Option(
                    code=f"o{at}",
                    name=Bilingual(zh="!"),
                    adds=draw(some),
                    steps=draw(some),
                    outcome=draw(outcomes),  # type: ignore[arg-type]  # a str of the literals
                )
                for at in range(draw(st.integers(1, 3)))
            ),
        )
        for position in range(draw(st.integers(0, 3)))
    ]
    name = Bilingual(zh="x")
    return ServiceItem(
        code="X",
        name=name,
        type="20",
        department="d",
        materials=tuple(Material(code=each, name=name, issuer="i") for each in CODES),
        steps=tuple(Step(each, name, "d", 1) for each in CODES),  # type: ignore[arg-type]  # whole days
        situations=tuple(situations),
    )


def combinations(item: ServiceItem) -> Iterator[dict[str, str]]:
    """Every combination of answers after which the intake goes on."""
    for chosen in product(*(each.options for each in item.situations)):
        if not any(option.outcome for option in chosen):
            yield {
                each.code: option.code for each, option in zip(item.situations, chosen, strict=True)
            }


def asked(item: ServiceItem) -> list[set[str]]:
    return [
        {need.material.code for need in checklist.needs(item, answers, {})}
        for answers in combinations(item)
    ]


def taken(item: ServiceItem) -> list[set[str]]:
    return [
        {step.code for step in checklist.steps(item, answers)} for answers in combinations(item)
    ]


@settings(max_examples=60, deadline=None)
@given(items())
def test_papers_are_reached_exactly_as_the_checklist_asks_for_them(item: ServiceItem) -> None:
    lists = asked(item)
    assert reach.goes_on(item) is bool(lists)
    for code in CODES:
        assert reach.is_ever(item, "adds", code) is any(code in each for each in lists)
        if lists:
            assert reach.is_always(item, "adds", code) is all(code in each for each in lists)
        for other in CODES:
            both = any({code, other} <= each for each in lists)
            assert reach.can_meet(item, "adds", code, other) is both


@settings(max_examples=40, deadline=None)
@given(items())
def test_steps_are_reached_exactly_as_the_route_takes_them(item: ServiceItem) -> None:
    routes = taken(item)
    for code in CODES:
        assert reach.is_ever(item, "steps", code) is any(code in each for each in routes)
        if routes:
            assert reach.is_always(item, "steps", code) is all(code in each for each in routes)


def test_many_situations_cost_no_combinations() -> None:
    """Sixty questions with four answers each have more combinations than can be tried."""
    question = Situation(
        code="s",
        question=Bilingual(zh="?"),
        options=tuple(Option(code=f"o{at}", name=Bilingual(zh="!")) for at in range(4)),
    )
    last = Situation(
        code="last",
        question=Bilingual(zh="?"),
        options=(Option(code="o", name=Bilingual(zh="!"), adds=("a",)),),
    )
    item = ServiceItem(
        code="X",
        name=Bilingual(zh="x"),
        type="20",
        department="d",
        materials=(Material(code="a", name=Bilingual(zh="x"), issuer="i"),),
        situations=(*(question,) * 60, last),
    )
    assert reach.is_ever(item, "adds", "a")
    assert reach.is_always(item, "adds", "a")
