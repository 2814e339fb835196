"""What steps look at and belong to, and waivers, each rule broken once and once kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalogue.samples import GUIDE, changed, line_of, write_catalogue
from window_desk.catalogue.load import load_items
from window_desk.catalogue.source import SourceError

NEEDS = 'needs = ["review"]\n'


def errors_in(folder: Path, guide: str) -> tuple[SourceError, ...]:
    return load_items([write_catalogue(folder, guide=guide)]).errors


def waiver(rule: str, reason: str) -> str:
    return f'{GUIDE}\n[[item.waivers]]\nrule = "{rule}"\nreason = "{reason}"\n'


@pytest.mark.parametrize(
    ("text", "path", "rule", "part"),
    [
        ('papers = ["mandat"]', "papers[0]", "part.unknown", 'did you mean "mandate"?'),
        ('papers = ["review"]', "papers[0]", "part.unknown", "There is no material"),
        ('answers = ["whom"]', "answers[0]", "part.unknown", 'did you mean "who"?'),
        ('child = "511A0070"', "child", "part.unknown", "is no child of this item"),
    ],
    ids=["a paper mistyped", "a step for a paper", "a situation mistyped", "no child"],
)
def test_a_step_names_what_the_item_has(
    tmp_path: Path, text: str, path: str, rule: str, part: str
) -> None:
    guide = changed(GUIDE, NEEDS, f"{NEEDS}{text}\n")
    (error,) = errors_in(tmp_path, guide)
    assert error.path == f"item.steps[1].{path}"
    assert error.line == line_of(guide, text)
    assert (error.rule, error.item) == (rule, "511A0064")
    assert part in error.message


@pytest.mark.parametrize(
    "text", ['papers = ["mandate"]', 'answers = ["who"]', 'child = "511A0065"'], ids=str
)
def test_what_is_there_is_right(tmp_path: Path, text: str) -> None:
    assert errors_in(tmp_path, changed(GUIDE, NEEDS, f"{NEEDS}{text}\n")) == ()


@pytest.mark.parametrize(
    ("rule", "reason", "field"),
    [("paper.held", "", "reason"), ("paper.held", "   ", "reason"), ("", "换证时收回", "rule")],
    ids=["no reason", "blanks for a reason", "no rule"],
)
def test_a_waiver_says_what_it_accepts_and_why(
    tmp_path: Path, rule: str, reason: str, field: str
) -> None:
    errors = errors_in(tmp_path, waiver(rule, reason))
    assert [each.path for each in errors] == [f"item.waivers[0].{field}"]
    assert errors[0].rule in ("waiver.without-reason", "")


def test_a_waiver_with_its_reason_is_right(tmp_path: Path) -> None:
    assert errors_in(tmp_path, waiver("paper.held", "换证时收回")) == ()


def test_an_error_of_form_names_no_rule(tmp_path: Path) -> None:
    (error,) = errors_in(tmp_path, changed(GUIDE, "days = 2.5", 'days = "2.5"'))
    assert (error.rule, error.item) == ("", "511A0064")
