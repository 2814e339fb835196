"""Papers of a bundle and their holders: what counts as asked for, and by whom."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from window_desk.catalogue.lint.collection import Collection, alike, named_in
from window_desk.catalogue.lint.papers import nearly
from window_desk.catalogue.lint.run import lint
from window_desk.domain.centre import Department
from window_desk.domain.item import Bilingual, Limit, Material, Result, ServiceItem

HOUSING, WATER = "区住建局", "区水务局"
DEPARTMENTS = [Department(code=each, name=Bilingual(each)) for each in (HOUSING, WATER)]
PLAN = Material(code="plan", name=Bilingual("平面图"), issuer="设计单位", originals=1)


def item(code: str, department: str, *papers: Material, **more: object) -> ServiceItem:
    made = ServiceItem(
        code=code,
        name=Bilingual(f"事项{code}"),
        type="20",
        department=department,
        promised=Limit(Decimal(5)),
        materials=papers,
        result=Result(name=Bilingual(f"回执{code}"), kind="reply"),
    )
    return msgspec.structs.replace(made, **more)


def changed(**changes: object) -> Material:
    return msgspec.structs.replace(PLAN, **changes)


def rules(*items: ServiceItem) -> list[str]:
    return [each.rule for each in lint(Collection(items, DEPARTMENTS))]


FORM = changed(code="form", name=Bilingual("申请表"), issuer="applicant")


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (PLAN, PLAN, []),
        (PLAN, changed(name=Bilingual(" 平面图（）")), ["paper.two-departments"]),
        (PLAN, changed(issuer="测绘单位"), []),
        (PLAN, changed(name=Bilingual("位置图")), []),
        (PLAN, changed(shared=True), []),
        (PLAN, changed(issued_by_item="A"), []),
    ],
    ids=[
        "the same",
        "written differently",
        "of another body",
        "another paper",
        "read from elsewhere by one",
        "made by the other child",
    ],
)
def test_two_departments_of_one_matter(first: Material, second: Material, found: list[str]) -> None:
    children = item("A", HOUSING, first), item("B", WATER, second)
    bundle = item("X", HOUSING, FORM, children=("A", "B"))
    told = [each for each in rules(bundle, *children) if each.startswith("paper.two")]
    assert told == found


def test_a_paper_of_the_bundle_itself_must_say_that_it_replaces_the_child_s() -> None:
    child = item("A", HOUSING, PLAN)
    twice = item("X", HOUSING, changed(name=Bilingual("平面图（）")), children=("A",))
    once = item("X", HOUSING, changed(replaces=("A/plan",)), children=("A",))
    assert rules(twice, child) == ["paper.two-items"]
    assert rules(once, child) == []


def test_items_that_are_no_bundle_may_ask_for_the_same_paper() -> None:
    assert rules(item("A", HOUSING, PLAN), item("B", WATER, PLAN)) == []


@pytest.mark.parametrize(
    ("paper", "found"),
    [
        (changed(issuer=WATER), ["paper.held"]),
        (changed(issuer=f"用人单位、{WATER}"), ["paper.held"]),
        (changed(issuer=f"设计单位或者{WATER}"), ["paper.held"]),
        (changed(issued_by_item="B"), ["paper.held"]),
        (changed(issuer=WATER, shared=True), []),
        (changed(issuer="applicant"), []),
        (changed(issuer="市水务局"), []),
    ],
    ids=[
        "issued by a department",
        "by one of two",
        "or by one",
        "by an item",
        "shared",
        "made by the applicant",
        "by an office elsewhere",
    ],
)
def test_what_the_government_holds(paper: Material, found: list[str]) -> None:
    assert rules(item("A", HOUSING, paper), item("B", WATER, FORM)) == found


@pytest.mark.parametrize(
    ("name", "meant"),
    [("区水务分局", WATER), ("区住建", HOUSING), (WATER, ""), ("市水务局", ""), ("公安机关", "")],
)
def test_a_name_that_is_nearly_a_department(name: str, meant: str) -> None:
    assert nearly(name, Collection((), DEPARTMENTS)) == meant


def test_names_are_compared_without_what_two_offices_write_differently() -> None:
    assert alike("取水 许可证（正本）") == alike("取水许可证(正本)") == alike("取水许可证正本")
    assert alike("取水许可证") != alike("排水许可证")
    assert named_in("用人单位、区水务局或者区住建局") == ["用人单位", WATER, HOUSING]
