"""Steps side by side: the plan, its critical path, circles, and what can go now."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain import route
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual, Step


def step(code: str, days: str = "1", needs: str = "") -> Step:
    """A step of so many days that needs others first."""
    return Step(
        code=code,
        name=Bilingual(zh=code),
        department="乙",
        days=Decimal(days),
        needs=tuple(needs.split()),
    )


RESTAURANT = (
    step("register", "1"),
    step("food", "3", "register"),
    step("sign", "2", "register"),
    step("fire", "1", "register"),
    step("licence", "1", "food"),
    step("hand_out", "0.5", "licence sign fire"),
)


class TestPlan:
    def test_what_can_runs_at_the_same_time(self) -> None:
        plan = route.plan(RESTAURANT)
        assert {each.step.code: f"{each.start}-{each.end}" for each in plan.spans} == {
            "register": "0-1",
            "food": "1-4",
            "sign": "1-3",
            "fire": "1-2",
            "licence": "4-5",
            "hand_out": "5.0-5.5",
        }
        assert f"{plan.days} {plan.in_a_row} {plan.saved}" == "5.5 8.5 3.0"

    def test_the_critical_path_is_the_chain_that_decides(self) -> None:
        plan = route.plan(RESTAURANT)
        assert plan.critical_path == ("register", "food", "licence", "hand_out")
        assert {each.step.code: each.slack for each in plan.spans} == {
            "register": 0, "food": 0, "licence": 0, "hand_out": 0, "sign": 2, "fire": 3,
        }  # fmt: skip
        assert [each.step.code for each in plan.spans if each.critical] == list(plan.critical_path)

    @pytest.mark.parametrize(
        ("steps", "days", "path"),
        [
            pytest.param((), "0", (), id="no step"),
            pytest.param((step("a", "2"),), "2", ("a",), id="one step"),
            pytest.param((step("a", "0"), step("b", "0", "a")), "0", ("a",), id="no time at all"),
            pytest.param((step("a"), step("b", "3"), step("c", "2")), "3", ("b",), id="no needs"),
            pytest.param((step("b", "1", "a"), step("a")), "2", ("a", "b"), id="listed backwards"),
            pytest.param((step("a", "1", "gone"),), "1", ("a",), id="a need that fell away"),
        ],
    )
    def test_small_routes(self, steps: tuple[Step, ...], days: str, path: tuple[str, ...]) -> None:
        plan = route.plan(steps)
        assert plan.days == Decimal(days)
        assert plan.critical_path == path

    def test_halves_of_days_add_up_exactly(self) -> None:
        steps = [step("s0", "0.1")]
        steps += [step(f"s{n}", "0.1", f"s{n - 1}") for n in range(1, 10)]
        assert route.plan(steps).days == 1

    def test_a_circle_is_refused_with_its_steps(self) -> None:
        with pytest.raises(RuleBroken) as caught:
            route.plan([step("a", needs="c"), step("b", needs="a"), step("c", needs="b")])
        assert caught.value.code == "route.circle"
        assert caught.value.message.count(" > ") == 3


@pytest.mark.parametrize(
    ("needs", "circle"),
    [
        pytest.param({}, set(), id="nothing"),
        pytest.param({"a": ["b"], "b": []}, set(), id="a chain"),
        pytest.param({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, set(), id="a diamond"),
        pytest.param({"a": ["a"]}, {"a"}, id="a step that waits for itself"),
        pytest.param({"a": ["b"], "b": ["a"]}, {"a", "b"}, id="two"),
        pytest.param({"a": ["b"], "b": ["c"], "c": ["b"]}, {"b", "c"}, id="behind a tail"),
        pytest.param({"a": ["gone"]}, set(), id="a need that nobody knows"),
    ],
)
def test_circles(needs: dict[str, list[str]], circle: set[str]) -> None:
    assert set(route.find_circle(needs)) == circle


def test_a_very_long_chain_is_no_trouble() -> None:
    needs = {str(n): [str(n + 1)] for n in range(5_000)}
    assert route.find_circle(needs) == ()
    needs["5000"] = ["0"]
    assert len(route.find_circle(needs)) == 5_001


@pytest.mark.parametrize(
    ("agreed", "sent", "ready"),
    [
        pytest.param("", "", "register", id="at the beginning"),
        pytest.param("", "register", "", id="while the first is out"),
        pytest.param("register", "register", "food sign fire", id="when it came back"),
        pytest.param("register food", "register food sign", "fire licence", id="as each comes"),
        pytest.param(
            "register food sign licence", "register food sign licence fire", "", id="one still out"
        ),
        pytest.param(
            "register food sign licence fire", "register food sign licence fire", "hand_out",
            id="the last",
        ),
    ],
)  # fmt: skip
def test_what_can_go_now(agreed: str, sent: str, ready: str) -> None:
    assert route.ready(RESTAURANT, agreed.split(), sent.split()) == tuple(ready.split())


@st.composite
def routes(draw: st.DrawFn) -> list[Step]:
    """Routes without circles: each step needs some of those before it."""
    count = draw(st.integers(1, 8))
    steps = []
    for number in range(count):
        before = [f"s{each}" for each in range(number)]
        needs = draw(st.lists(st.sampled_from(before), unique=True)) if before else []
        days = draw(st.sampled_from(["0", "0.5", "1", "2", "3.5"]))
        steps.append(step(f"s{number}", days, " ".join(needs)))
    return draw(st.permutations(steps))


@given(steps=routes())
def test_any_plan_keeps_its_promises(steps: list[Step]) -> None:
    plan = route.plan(steps)
    spans = {each.step.code: each for each in plan.spans}
    for each in plan.spans:
        assert each.start == max((spans[need].end for need in each.step.needs), default=0)
        assert each.end - each.start == each.step.days
        assert each.slack >= 0
    assert plan.days == max(each.end for each in plan.spans)
    assert plan.saved >= 0
    path = [spans[code] for code in plan.critical_path]
    assert sum(each.step.days for each in path) == plan.days
    assert all(each.critical for each in path)
    assert all(b.step.code in a.step.needs for b, a in pairwise(path))


@given(steps=routes())
def test_answering_what_is_ready_ends_the_route(steps: list[Step]) -> None:
    agreed: list[str] = []
    for _ in steps:
        ready = route.ready(steps, agreed, agreed)
        if not ready:
            break
        agreed += ready
    assert sorted(agreed) == sorted(each.code for each in steps)
