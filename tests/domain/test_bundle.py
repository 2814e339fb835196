"""One matter, one visit: what a bundle is made of under each answer, and that it stays one."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from window_desk.domain import bundle, checklist, route
from window_desk.domain.item import (
    Bilingual,
    Limit,
    Material,
    Option,
    ServiceItem,
    Situation,
    Step,
)


def name(text: str) -> Bilingual:
    return Bilingual(text, text)


def paper(code: str, text: str = "", **more: object) -> Material:
    plain = Material(code=code, name=name(text or code), issuer="applicant", originals=1)
    return msgspec.structs.replace(plain, **more)


def step(code: str, days: str = "1", **more: object) -> Step:
    plain = Step(code=code, name=name(code), department="D", days=Decimal(days))
    return msgspec.structs.replace(plain, **more)


def item(code: str, **more: object) -> ServiceItem:
    plain = ServiceItem(
        code=code, name=name(code), type="01", department=f"dep-{code}",
        promised=Limit(Decimal(10)), materials=(paper("form", f"form of {code}"),),
        steps=(step("review"),),
    )  # fmt: skip
    return msgspec.structs.replace(plain, **more)


WHO = Situation(
    "who", name("who"), (Option("self", name("self")), Option("agent", name("agent"), ("mandate",)))
)
SHOP = item(
    "shop",
    materials=(paper("form", "form of shop"), paper("plan", "plan", copies=2), paper("mandate")),
    situations=(WHO,),
)
FOOD = item(
    "food",
    materials=(
        paper("form", "form of food"),
        paper("licence", "licence", issued_by_item="shop"),
        paper("plan", "plan", copies=3, deferrable=True),
        paper("mandate"),
    ),
    situations=(
        WHO,
        Situation(
            "what",
            name("what"),
            (
                Option("kitchen", name("kitchen"), ("plan",)),
                Option("boxes", name("boxes"), outcome="not_required"),
            ),
        ),
    ),
    steps=(step("review", papers=("licence",)), step("visit", "2")),
)
BOTH = item(
    "both",
    materials=(paper("form", "one form", replaces=("shop/form", "food/form")),),
    steps=(step("together", needs=("shop", "food")),),
    children=("shop", "food"),
)


def codes(found: ServiceItem, answers: dict[str, str]) -> list[str]:
    return [each.material.code for each in checklist.needs(found, answers, {})]


def compose(answers: dict[str, str], whole: ServiceItem = BOTH) -> ServiceItem:
    return bundle.compose(whole, (SHOP, FOOD), answers)


def test_an_item_without_children_is_itself() -> None:
    assert bundle.compose(SHOP, (), {}) is SHOP
    assert bundle.compose_all(SHOP, ()) is SHOP


@pytest.mark.parametrize(
    ("answers", "papers"),
    [
        pytest.param({}, ["form", "plan"], id="every paper once, what the bundle makes not at all"),
        pytest.param({"who": "agent"}, ["form", "plan", "mandate"], id="one question for both"),
        pytest.param({"what": "boxes"}, ["form", "plan"], id="an item that is not needed"),
    ],
)
def test_the_papers(answers: dict[str, str], papers: list[str]) -> None:
    assert codes(compose(answers), answers) == papers


def test_one_paper_for_two_is_as_strict_as_both() -> None:
    plan = next(each for each in compose({}).materials if each.code == "plan")
    assert (plan.copies, plan.deferrable) == (3, False)


def test_a_question_is_asked_once_and_an_item_left_out_ends_nothing() -> None:
    whole = compose({"what": "boxes"})
    assert [each.code for each in whole.situations] == ["who", "what"]
    assert not any(option.outcome for each in whole.situations for option in each.options)
    verdict = checklist.judge(whole, {"what": "boxes"}, {})
    assert verdict.outcome == "open"


def test_when_no_item_is_left_the_answer_counts_for_all() -> None:
    alone = item("alone", children=("food",), steps=())
    whole = bundle.compose(alone, (FOOD,), {"what": "boxes"})
    assert checklist.judge(whole, {"what": "boxes"}, {}).outcome == "not_required"


def test_parts_say_what_leaves_an_item_out() -> None:
    found = bundle.parts(BOTH, (SHOP, FOOD), {"what": "boxes"})
    assert [(each.item.code, each.brought, each.included, each.because) for each in found] == [
        ("shop", True, True, ""),
        ("food", True, False, "what"),
    ]


def test_only_steps_that_look_at_a_paper_wait_for_who_issues_it() -> None:
    needs = {each.code: (each.child, each.needs) for each in compose({}).steps}
    assert needs == {
        "review": ("shop", ()),
        "review_2": ("food", ("review",)),
        "visit": ("food", ("review",)),
        "together": ("", ("review", "review_2", "visit")),
    }


def test_a_step_without_named_papers_looks_at_all_of_them() -> None:
    named = msgspec.structs.replace(FOOD.steps[1], papers=("plan",))
    food = msgspec.structs.replace(FOOD, steps=(FOOD.steps[0], named))
    whole = bundle.compose(BOTH, (SHOP, food), {})
    assert next(each for each in whole.steps if each.code == "visit").needs == ()
    assert route.plan(whole.steps).days == Decimal(3)
    assert route.plan(compose({}).steps).days == Decimal(4)


def test_a_settled_question_is_not_asked_and_its_papers_are_needed() -> None:
    whole = msgspec.structs.replace(BOTH, settles=("food/what=kitchen", "shop/who=agent"))
    found = compose({}, whole)
    assert [each.code for each in found.situations] == ["who"]
    assert codes(found, {}) == ["form", "plan", "mandate"]
    assert codes(found, {"who": "agent"}) == ["form", "plan", "mandate"]


class TestAlternatives:
    """An answer of the bundle brings one registration or another; either makes the licence."""

    WHOLE = msgspec.structs.replace(
        BOTH,
        children=("shop", "stall", "food"),
        steps=(),
        situations=(
            Situation(
                "as",
                name("as"),
                (
                    Option("shop", name("shop"), items=("shop",)),
                    Option("stall", name("stall"), items=("stall",)),
                    Option("has_one", name("has one")),
                ),
            ),
        ),
    )
    STALL = item("stall", steps=(step("note", "0.5"),))
    CHILDREN = (SHOP, STALL, FOOD)

    @pytest.mark.parametrize(
        ("answer", "included", "asks_licence", "after"),
        [
            ("shop", {"shop", "food"}, False, ("review",)),
            ("stall", {"stall", "food"}, False, ("note",)),
            ("has_one", {"food"}, True, ()),
        ],
    )
    def test_either_issues_the_licence(
        self, answer: str, included: set[str], asks_licence: bool, after: tuple[str, ...]
    ) -> None:
        answers = {"as": answer}
        found = bundle.parts(self.WHOLE, self.CHILDREN, answers)
        assert {each.item.code for each in found if each.included} == included
        whole = bundle.compose(self.WHOLE, self.CHILDREN, answers)
        assert ("licence" in codes(whole, answers)) is asks_licence
        assert next(each for each in whole.steps if each.child == "food").needs == after


# Any bundle of up to three items with papers, questions and steps of few names, so that they meet.
_codes = st.sampled_from(["a", "b", "c"])


@st.composite
def items(draw: st.DrawFn, code: str) -> ServiceItem:
    papers = draw(st.lists(_codes, unique=True, max_size=3))
    steps = draw(st.lists(_codes, unique=True, min_size=1, max_size=3))
    maker = draw(st.sampled_from(["", "i0", "i1", "i2"]))
    options = tuple(
        Option(
            each,
            name(each),
            adds=tuple(draw(st.lists(st.sampled_from(papers), unique=True)) if papers else ()),
            steps=tuple(draw(st.lists(st.sampled_from(steps), unique=True))),
            outcome=draw(st.sampled_from(["", "", "", "not_required"])),
        )
        for each in draw(st.lists(_codes, unique=True, min_size=1, max_size=3))
    )
    return item(
        code,
        materials=tuple(
            paper(each, issued_by_item=maker if each == "a" else "") for each in papers
        ),
        situations=(Situation(draw(_codes), name("q"), options),),
        steps=tuple(
            step(
                each,
                needs=tuple(steps[:n]) if draw(st.booleans()) else (),
                papers=("b",) if "b" in papers else (),
            )
            for n, each in enumerate(steps)
        ),
    )


@st.composite
def bundles(draw: st.DrawFn) -> tuple[ServiceItem, list[ServiceItem], dict[str, str]]:
    children = [draw(items(f"i{n}")) for n in range(draw(st.integers(1, 3)))]
    whole = item("whole", steps=(), children=tuple(each.code for each in children))
    asked = bundle.compose_all(whole, children).situations
    answers = {
        each.code: draw(st.sampled_from([option.code for option in each.options]))
        for each in asked
        if draw(st.booleans())
    }
    return whole, children, answers


@settings(max_examples=150, deadline=None)
@given(bundles())
def test_nothing_is_lost_and_nothing_asked_twice(
    drawn: tuple[ServiceItem, list[ServiceItem], dict[str, str]],
) -> None:
    whole, children, answers = drawn
    found = bundle.compose(whole, children, answers)
    needs = checklist.needs(found, answers, {})
    pairs = [(each.material.name.zh, each.material.issuer) for each in needs]
    assert len(set(pairs)) == len(pairs), "a paper asked twice"
    here = [each.item for each in bundle.parts(whole, children, answers) if each.included]
    made = {each.code for each in here}
    for child in here:
        own = _answers_of(whole, children, child, answers)
        for each in checklist.needs(child, own, {}):
            issuer = each.material.issued_by_item
            if issuer in made - {child.code}:
                continue
            assert (each.material.name.zh, each.material.issuer) in pairs, "a paper was lost"
        for each_step in checklist.steps(child, own):
            assert any(
                x.child == child.code and x.name == each_step.name
                for x in checklist.steps(found, answers)
            ), "a step was lost"


@settings(max_examples=100, deadline=None)
@given(bundles())
def test_a_paper_keeps_its_code_whatever_the_answers(
    drawn: tuple[ServiceItem, list[ServiceItem], dict[str, str]],
) -> None:
    whole, children, answers = drawn
    every = {each.code: each.name for each in bundle.compose_all(whole, children).materials}
    for each in bundle.compose(whole, children, answers).materials:
        # What another item makes is no part of the whole, and is asked for where that is left out.
        assert every.get(each.code, each.name) == each.name


def _answers_of(
    whole: ServiceItem, children: list[ServiceItem], child: ServiceItem, answers: dict[str, str]
) -> dict[str, str]:
    """The answers to a child's questions under its own names."""
    from window_desk.domain.bundle_names import name_parts

    names = name_parts(whole, children).situations
    return {
        each.code: answers[names[child.code, each.code]]
        for each in child.situations
        if names[child.code, each.code] in answers
    }
