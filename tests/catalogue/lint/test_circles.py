"""Circles of items, against every path tried, and how a circle is told."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise, permutations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from window_desk.catalogue.lint.circles import find_circles, papers_ever
from window_desk.catalogue.lint.collection import Collection
from window_desk.catalogue.lint.run import lint
from window_desk.domain.centre import Department
from window_desk.domain.item import Bilingual, Limit, Material, Result, ServiceItem

DEPARTMENTS = [
    Department(code=f"D{each}", name=Bilingual(f"部门{each}", f"Office {each}"))
    for each in range(5)
]


def item(number: int, needs: frozenset[int] | set[int], **more: object) -> ServiceItem:
    """An item that needs a paper from each of the others named."""
    made = ServiceItem(
        code=f"I{number}",
        name=Bilingual(f"事项{number}", f"Item {number}"),
        type="20",
        department=f"部门{number}",
        promised=Limit(Decimal(5)),
        result=Result(name=Bilingual(f"回执{number}"), kind="reply"),
        materials=(
            Material(code="form", name=Bilingual("申请表"), issuer="applicant", originals=1),
            *(
                Material(
                    code=f"p{each}",
                    name=Bilingual(f"证{each}", f"Paper {each}"),
                    issuer="x",
                    issued_by_item=f"I{each}",
                    shared=True,
                )
                for each in sorted(needs)
            ),
        ),
    )
    return msgspec.structs.replace(made, **more)


def collected(needs: dict[int, set[int]], **more: object) -> Collection:
    made = [item(number, each - {number}) for number, each in needs.items()]
    return Collection(made, DEPARTMENTS, **more)  # type: ignore[arg-type]  # own or nothing


graphs = st.fixed_dictionaries(
    {number: st.sets(st.integers(0, 4), max_size=3) for number in range(5)}
)


@settings(max_examples=60, deadline=None)
@given(graphs)
def test_an_item_is_in_a_circle_exactly_when_a_way_leads_back_to_it(
    needs: dict[int, set[int]],
) -> None:
    circles = find_circles(collected(needs), papers_ever)
    for circle in circles:
        for link, following in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert link.source is following.item
            assert link.paper.issued_by_item == link.source.code
    in_one = {link.item.code for circle in circles for link in circle}
    back = {f"I{number}" for number in needs if leads_back(number, needs)}
    assert in_one == back
    shortest = min((len(each) for each in circles), default=0)
    assert shortest == min((leads_back(number, needs) for number in back_numbers(needs)), default=0)


def back_numbers(needs: dict[int, set[int]]) -> list[int]:
    return [number for number in needs if leads_back(number, needs)]


def leads_back(number: int, needs: dict[int, set[int]]) -> int:
    """The length of the shortest way from an item through others back to it, or 0."""
    others = [each for each in needs if each != number]
    for length in range(1, len(needs)):
        for way in permutations(others, length):
            path = (number, *way, number)
            if all(to in needs[here] - {here} for here, to in pairwise(path)):
                return len(path) - 1
    return 0


def test_the_whole_circle_is_told_with_its_departments() -> None:
    (found,) = lint(collected({0: {1}, 1: {2}, 2: {0}}))
    assert found.rule == "circle.always"
    assert found.item == "I0"
    assert found.place == "p1"
    assert found.message[1] == (
        'These items wait for each other: Item 0 (Office 0) needs "Paper 1" from Item 1 (Office 1),'
        ' which needs "Paper 2" from Item 2 (Office 2), which needs "Paper 0" from Item 0'
        " (Office 0)."
    )
    for number in range(3):
        assert f"事项{number}（部门{number}）" in found.message[0]


def test_a_circle_is_told_at_the_item_that_is_looked_at() -> None:
    (found,) = lint(collected({0: {1}, 1: {2}, 2: {0}}, own={"I2"}))
    assert (found.item, found.place) == ("I2", "p0")
    assert lint(collected({0: {1}, 1: {0}, 2: {0}}, own={"I2"})) == []


def test_two_circles_are_two_findings() -> None:
    found = lint(collected({0: {1}, 1: {0}, 2: {3}, 3: {2}, 4: set()}))
    assert [each.item for each in found] == ["I0", "I2"]


def paper(name: str) -> Material:
    return Material(code=name, name=Bilingual(name), issuer="x", shared=True)


def test_a_paper_that_nobody_linked_is_followed_by_its_name() -> None:
    licence = Result(name=Bilingual("许可证"), kind="licence")
    note = Result(name=Bilingual("备案回执"), kind="registration")
    first = item(0, set(), result=licence, materials=(paper("备案回执"),))
    second = item(1, set(), result=note, materials=(paper("许 可 证"),))
    found = lint(Collection([first, second], DEPARTMENTS))
    assert "circle.always" in {each.rule for each in found}


def test_a_paper_that_another_item_issues_too_closes_no_circle() -> None:
    licence = Result(name=Bilingual("许可证"), kind="licence")
    note = Result(name=Bilingual("备案回执"), kind="registration")
    first = item(0, set(), result=licence, materials=(paper("备案回执"),))
    second = item(1, set(), result=note, materials=(paper("许可证"),))
    third = item(2, set(), result=licence)
    found = lint(Collection([first, second, third], DEPARTMENTS))
    assert not {"circle.always", "circle.sometimes"} & {each.rule for each in found}


def test_a_long_circle_is_found_whole() -> None:
    length = 300
    made = [item(number, {(number + 1) % length}) for number in range(length)]
    (circle,) = find_circles(Collection(made, DEPARTMENTS), papers_ever)
    assert len(circle) == length
