"""What an item accepts for a reason, the order of the findings, and where they stand."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from window_desk.catalogue.lint.collection import Collection
from window_desk.catalogue.lint.finding import Finding
from window_desk.catalogue.lint.run import lint
from window_desk.domain.centre import Department
from window_desk.domain.item import Bilingual, Limit, Material, Result, ServiceItem, Waiver

DEPARTMENTS = [Department(code="A", name=Bilingual("区水务局", "Water Bureau"))]
ITEM = ServiceItem(
    code="A1",
    name=Bilingual("登记", "Registration"),
    type="20",
    department="区水务局",
    promised=Limit(Decimal(5)),
    result=Result(name=Bilingual("回执", "Receipt"), kind="reply"),
    materials=tuple(
        Material(code=code, name=Bilingual(code), issuer="区水务局", originals=1)
        for code in ("one", "two")
    ),
)


def found(*waivers: Waiver, **changes: object) -> list[Finding]:
    item = msgspec.structs.replace(ITEM, waivers=waivers, **changes)
    return lint(Collection([item], DEPARTMENTS))


def rules(findings: list[Finding], accepted: bool) -> list[tuple[str, str]]:
    return [(each.rule, each.place) for each in findings if (each.waiver is not None) is accepted]


def test_without_a_waiver_both_papers_are_found() -> None:
    assert rules(found(), accepted=False) == [("paper.held", "one"), ("paper.held", "two")]


def test_a_waiver_accepts_its_place_and_no_other() -> None:
    findings = found(Waiver(rule="paper.held", place="two", reason="换证时收回"))
    assert rules(findings, accepted=True) == [("paper.held", "two")]
    assert rules(findings, accepted=False) == [("paper.held", "one")]


def test_a_waiver_without_a_place_accepts_the_rule_in_the_whole_item() -> None:
    findings = found(Waiver(rule="paper.held", reason="换证时收回"))
    assert rules(findings, accepted=False) == []
    assert len(rules(findings, accepted=True)) == 2


def test_the_waiver_of_a_place_goes_before_the_general_one() -> None:
    general = Waiver(rule="paper.held", reason="a")
    exact = Waiver(rule="paper.held", place="two", reason="b")
    findings = found(general, exact)
    assert [each.waiver for each in findings] == [general, exact]


@pytest.mark.parametrize(
    ("waiver", "why"),
    [
        (Waiver(rule="paper.held", place="three", reason="x"), "finds nothing there"),
        (Waiver(rule="paper.twice", reason="x"), "finds nothing there"),
        (Waiver(rule="paper.hold", reason="x"), "is no rule"),
    ],
    ids=["a place that is not there", "a rule that finds nothing", "a rule that is none"],
)
def test_a_waiver_that_matches_nothing_is_a_finding(waiver: Waiver, why: str) -> None:
    last = found(waiver)[-1]
    assert last.rule == "waiver.unused"
    assert why in last.message[1]


def test_a_waiver_without_a_reason_accepts_nothing() -> None:
    """Such an item is refused by the import; one that came another way is not believed either."""
    findings = found(Waiver(rule="paper.held", reason=""))
    assert ("paper.held", "one") in rules(findings, accepted=False)


def test_the_gravest_stand_first() -> None:
    permit = Limit(Decimal(90), basis="行政许可法")
    severities = [each.severity for each in found(type="01", statutory=permit)]
    assert severities[0] == "error"
    assert severities == sorted(severities, key=["error", "warning", "hint"].index)


def test_a_directory_entry_is_not_a_guide_with_gaps() -> None:
    entry = ServiceItem(code="B1", name=Bilingual("x"), type="01", department="区水务局")
    assert lint(Collection([entry], DEPARTMENTS)) == []
