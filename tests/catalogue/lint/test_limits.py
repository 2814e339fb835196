"""Limits at their borders, and how long working days last in ordinary weeks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from window_desk.catalogue.lint.collection import Collection
from window_desk.catalogue.lint.limits import is_higher_law, ordinary_span
from window_desk.catalogue.lint.run import lint
from window_desk.domain.centre import Department
from window_desk.domain.item import (
    Basis,
    Bilingual,
    Limit,
    Material,
    Result,
    ServiceItem,
    Step,
)

HOUSING, WATER = "区住建局", "区水务局"
DEPARTMENTS = [Department(code=each, name=Bilingual(each)) for each in (HOUSING, WATER)]
PERMIT = ServiceItem(
    code="A1",
    name=Bilingual("取水许可", "Water permit"),
    type="01",
    department=WATER,
    promised=Limit(Decimal(5)),
    basis=(Basis(law="中华人民共和国水法", article="第四十八条"),),
    materials=(Material(code="form", name=Bilingual("表"), issuer="applicant", originals=1),),
    result=Result(name=Bilingual("取水许可证"), kind="licence"),
)
TWO = tuple(
    Step(code=code, name=Bilingual(code), department=department, days=Decimal(1))
    for code, department in (("one", WATER), ("two", HOUSING))
)


def found(**changes: object) -> list[str]:
    item = msgspec.structs.replace(PERMIT, **changes)
    return [each.rule for each in lint(Collection([item], DEPARTMENTS))]


def limit(days: str, basis: str = "行政许可法 第四十二条") -> Limit:
    return Limit(Decimal(days), basis=basis)


@pytest.mark.parametrize(
    ("days", "basis", "joint", "rules"),
    [
        ("20", "行政许可法 第四十二条", False, []),
        ("20.5", "行政许可法 第四十二条", False, ["limit.over-law"]),
        ("30", "", False, ["limit.over-law"]),
        ("30", "水法 第四十八条", False, []),
        ("30", "取水许可管理办法", False, ["limit.over-law"]),
        ("30", "取水许可和水资源费征收管理条例", False, []),
        ("45", "行政许可法 第四十二条", True, []),
        ("46", "行政许可法 第四十二条", True, ["limit.over-law"]),
        ("60", "水法 第四十八条", True, ["limit.over-law"]),
    ],
)
def test_art_42_twenty_days_alone_and_forty_five_together(
    days: str, basis: str, joint: bool, rules: list[str]
) -> None:
    assert found(statutory=limit(days, basis), joint=joint, steps=TWO) == rules


def test_art_42_holds_for_permits_only() -> None:
    assert found(statutory=limit("90"), type="20") == []


def test_the_extension_is_no_part_of_the_limit() -> None:
    item = msgspec.structs.replace(PERMIT, statutory=limit("30"))
    (told,) = lint(Collection([item], DEPARTMENTS))
    assert "extension of 10 is granted case by case" in told.message[1]


@pytest.mark.parametrize(
    ("text", "is_higher"),
    [
        ("中华人民共和国水法", True),
        ("民法典 第二百二十三条", True),
        ("城市道路管理条例 第三十七条", True),
        ("国务院对确需保留的行政审批项目设定行政许可的决定", True),
        ("食品经营许可和备案管理办法", False),
        ("律师执业管理办法（司法部令第134号）", False),
        ("最高人民法院关于审理行政许可案件若干问题的规定", False),
        ("发改价格〔2004〕2831号", False),
        ("", False),
    ],
)
def test_laws_and_regulations_are_known_by_their_titles(text: str, is_higher: bool) -> None:
    assert is_higher_law(text) is is_higher


@pytest.mark.parametrize("days", range(40))
def test_working_days_last_so_long_at_the_least(days: int) -> None:
    """Tried from every weekday of a week without holidays, the day after which counts first."""
    spans = []
    for start in (date(2026, 3, 2) + timedelta(each) for each in range(7)):
        day, left = start, days
        while left:
            day += timedelta(1)
            left -= day.weekday() < 5
        spans.append((day - start).days)
    assert ordinary_span(Decimal(days)) == min(spans)
    assert ordinary_span(Decimal(days) - Decimal("0.5")) == min(spans) if days else True
