"""Answers that lead nowhere or contradict each other, and their neighbours that do not."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from window_desk.catalogue.lint.collection import Collection
from window_desk.catalogue.lint.run import lint
from window_desk.domain.centre import Department
from window_desk.domain.item import (
    Bilingual,
    Limit,
    Material,
    Option,
    Result,
    ServiceItem,
    Situation,
)

DEPARTMENTS = [Department(code="W", name=Bilingual("区水务局"))]
ITEM = ServiceItem(
    code="A1",
    name=Bilingual("取水登记"),
    type="20",
    department="区水务局",
    promised=Limit(Decimal(5)),
    result=Result(name=Bilingual("回执"), kind="reply"),
    materials=tuple(
        Material(code=code, name=Bilingual(code), issuer="applicant", originals=1)
        for code in ("form", "map")
    ),
)


def option(code: str, name: str = "", **more: object) -> Option:
    made = Option(code=code, name=Bilingual(name or code))
    return msgspec.structs.replace(made, **more)


def situation(code: str, *options: Option, question: str = "") -> Situation:
    return Situation(code=code, question=Bilingual(question or code), options=options)


def found(*situations: Situation) -> set[tuple[str, str]]:
    item = msgspec.structs.replace(ITEM, situations=situations)
    return {(each.rule, each.place) for each in lint(Collection([item], DEPARTMENTS))}


YES, NO = option("yes", adds=("map",)), option("no")
AWAY = option("away", outcome="not_ours", body="市水务局")
NEEDLESS = option("needless", outcome="not_required")


def test_a_question_that_always_ends_is_told_once_and_not_what_follows_from_it() -> None:
    ended = situation("place", AWAY, NEEDLESS)
    assert found(ended, situation("map", YES, NO)) == {("answers.always-end", "place")}


def test_a_paper_that_only_an_ending_answer_adds() -> None:
    away = msgspec.structs.replace(AWAY, adds=("map",))
    assert found(situation("place", away, NO)) == {("answers.never-added", "map")}


def test_an_answer_that_ends_adds_what_another_adds_too() -> None:
    away = msgspec.structs.replace(AWAY, adds=("map",))
    assert found(situation("place", away, YES, NO)) == {("answers.adds-after-end", "place")}


@pytest.mark.parametrize(
    ("situations", "rules"),
    [
        ((situation("a", NO, AWAY), situation("b", YES, NO, NEEDLESS)), {"b"}),
        ((situation("a", NO, AWAY), situation("b", YES, NO, AWAY)), set()),
        ((situation("a", NO, AWAY, NEEDLESS),), set()),
        ((situation("a", YES, NO), situation("b", YES, option("n"), question="a")), {"b"}),
        ((situation("a", YES, option("other", "yes"), NEEDLESS),), {"a"}),
    ],
    ids=[
        "one ends here and the other there",
        "both end in the same way",
        "two ends of one question exclude each other",
        "one question twice with other answers",
        "one answer twice with other effects",
    ],
)
def test_what_contradicts_itself(situations: tuple[Situation, ...], rules: set[str]) -> None:
    told = found(*situations)
    assert {place for rule, place in told if rule == "answers.contradiction"} == rules


def test_one_answer_alone_is_a_question_without_effect() -> None:
    assert found(situation("a", option("only", adds=("map",)))) == {("answers.no-effect", "a")}


def test_two_answers_of_several_are_the_same() -> None:
    same = situation("a", NO, option("none"), YES)
    assert found(same) == {("answers.same-effect", "a")}
    assert found(situation("a", NO, YES)) == set()
