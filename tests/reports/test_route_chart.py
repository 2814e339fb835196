"""The drawn route: every line fits, and says by sign and word what its colour says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from rich.cells import cell_len

from window_desk.catalogue import data_folder
from window_desk.catalogue.load import load_items
from window_desk.domain import route
from window_desk.domain.item import Bilingual, ServiceItem, Step
from window_desk.locale import Lang, current, use
from window_desk.reports.route_chart import chart_lines


@pytest.fixture(autouse=True)
def language_as_before() -> Iterator[None]:
    """Leave the language as it was."""
    before = current()
    yield
    use(before)


def step(code: str, days: str, needs: str = "", name: str = "") -> Step:
    """A step with its name in both languages."""
    return Step(code, Bilingual(name or code), "甲局", Decimal(days), tuple(needs.split()))


def drawn(steps: list[Step], width: int = 80) -> list[str]:
    """The chart's lines as text."""
    lines = chart_lines(route.plan(steps), {}, width)
    return ["".join(text for text, _tone in line).rstrip() for line in lines]


def test_a_route_as_it_is_drawn() -> None:
    use("en")
    steps = [step("a", "1"), step("b", "3", "a"), step("c", "1", "a"), step("d", "0", "b c")]
    assert drawn(steps, 52) == [
        "  step        1       2       3       4 working day",
        "* a    ########                         critical",
        "* b            ######################## critical",
        "  c            ========................ +2 d",
        "* d                                   | critical",
        "# critical  = runs beside it  . may be late by  | takes no day",
        "in a row 5 working days, in parallel 4, saved 1",
        "critical path: a > b",
    ]


@pytest.fixture(scope="module")
def guides() -> list[ServiceItem]:
    """Every shipped guide with a route."""
    folder = data_folder() / "catalogue"
    loaded = load_items([folder / "directory", folder / "guides"])
    return [each for each in loaded.items if each.steps]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [58, 80, 116])
def test_every_shipped_route_fits(guides: list[ServiceItem], lang: Lang, width: int) -> None:
    use(lang)
    assert len(guides) >= 30
    for item in guides:
        plan = route.plan(item.steps)
        axis, *rows = chart_lines(plan, {}, width)[: len(item.steps) + 1]
        assert cell_len("".join(text for text, _tone in axis)) <= width
        for line, span in zip(rows, plan.spans, strict=True):
            text = "".join(piece for piece, _tone in line)
            assert cell_len(text) <= width, item.code
            # Sign, glyph and word say the same, whatever the colours are.
            assert text.startswith("* ") is span.critical
            assert ("#" in text or "|" in text) is span.critical or span.step.days == 0
            assert (text.rstrip().endswith(("critical", "关键"))) is span.critical
            assert ("." in line[3][0]) is (span.slack > 0)


def test_a_long_route_is_drawn_to_scale() -> None:
    use("en")
    steps = [step("a", "60"), step("b", "60", "a"), step("c", "30", "a")]
    first, second, third = drawn(steps)[1:4]
    assert first.count("#") == second.count("#")
    assert abs(third.count("=") - third.count(".")) <= 1
    assert abs(first.count("#") - 2 * third.count("=")) <= 1


def test_names_of_others_are_text() -> None:
    use("en")
    hostile = step("a", "1", name="\x1b[31m[/x]换\u202e行")
    (line,) = drawn([hostile])[1:2]
    assert line.isprintable()
    assert "[/x]" in line


def test_an_item_without_a_route_says_so() -> None:
    use("en")
    assert drawn([]) == ["This item has no route: nobody else looks at it."]
