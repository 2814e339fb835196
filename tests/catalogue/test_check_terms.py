"""What stops, ages, renews or is declared: each rule broken once, each with its right neighbour."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalogue.samples import GUIDE, changed, line_of, write_catalogue
from window_desk.catalogue.load import load_items
from window_desk.catalogue.source import SourceError

SERVICE = changed(GUIDE, 'type = "01"', 'type = "20"')
OWN = 'own_suspensions = [{ zh = "公示", en = "Publication" }]\n'
TERMS = '[item.commitment]\nconditions = [{ zh = "有固定场所", en = "Fixed premises" }]\n'
BEFORE = "children = "
BASIS = "[[item.basis]]"
COPIES = "copies = 1\n"


def with_text(guide: str, place: str, text: str) -> str:
    """The guide with that text before the place."""
    return changed(guide, place, text + place)


def errors_in(folder: Path, guide: str) -> tuple[SourceError, ...]:
    return load_items([write_catalogue(folder, guide=guide)]).errors


@pytest.mark.parametrize(
    ("guide", "place", "text", "path", "part"),
    [
        pytest.param(
            SERVICE, BEFORE, 'special = ["hearing"]\n', "item.special", "own_suspensions",
            id="art. 45: its list is for permits only",
        ),
        pytest.param(
            GUIDE, BEFORE, OWN, "item.own_suspensions", "the eight procedures",
            id="art. 45: its list is closed",
        ),
        pytest.param(
            SERVICE, BEFORE, "renewal = true\n", "item.renewal", "art. 50",
            id="art. 50: only a permit is renewed by silence",
        ),
        pytest.param(
            SERVICE, BEFORE, "quota = true\n", "item.quota", "art. 57",
            id="art. 57: only permits are limited in number",
        ),
        pytest.param(
            GUIDE, BASIS, "[item.commitment]\nconditions = []\n\n", "item.commitment.conditions",
            "conditions that were told", id="a declaration without conditions",
        ),
        pytest.param(
            GUIDE, BASIS, f"{TERMS}check_days = 0\n\n", "item.commitment.check_days",
            "1 or more", id="a declaration that is never checked",
        ),
        pytest.param(
            GUIDE, COPIES, "valid_days = -1\n", "item.materials[1].valid_days", "backwards",
            id="a paper that ages backwards",
        ),
        pytest.param(
            GUIDE, COPIES, "returned = true\n", "item.materials[1].returned", "given back",
            id="a copy that is given back",
        ),
        pytest.param(
            GUIDE, BEFORE, 'late_promise = "withdrawn"\n', "item.late_promise",
            "No paper of this item may follow later", id="nothing can be promised",
        ),
        pytest.param(
            GUIDE, BEFORE, 'late_promise = "gone"\n', "item.late_promise", "withdrawn",
            id="another end of a promise",
        ),
        pytest.param(
            GUIDE, BEFORE, 'special = ["weather"]\n', "item.special[0]", "hearing",
            id="art. 45: another procedure",
        ),
    ],
)  # fmt: skip
def test_a_broken_rule_is_one_error_at_its_place(
    tmp_path: Path, guide: str, place: str, text: str, path: str, part: str
) -> None:
    wrong = with_text(guide, place, text)
    (error,) = errors_in(tmp_path, wrong)
    line = line_of(wrong, text) + text.rstrip("\n").count("\n")
    assert (error.path, error.line) == (path, line)
    assert part in error.message


@pytest.mark.parametrize(
    ("guide", "place", "text"),
    [
        pytest.param(GUIDE, BEFORE, 'special = ["hearing", "testing"]\n', id="a permit's special"),
        pytest.param(SERVICE, BEFORE, OWN, id="a service's own ground"),
        pytest.param(GUIDE, BEFORE, "renewal = true\nquota = true\n", id="a permit renewed"),
        pytest.param(GUIDE, BASIS, f"{TERMS}check_days = 1\n\n", id="a declaration"),
        pytest.param(GUIDE, COPIES, "valid_days = 0\n", id="a paper without end"),
        pytest.param(
            changed(GUIDE, COPIES, f"{COPIES}deferrable = true\n"), BEFORE,
            'late_promise = "withdrawn"\n', id="a promise that ends the application",
        ),
    ],
)  # fmt: skip
def test_what_the_law_allows_is_loaded(tmp_path: Path, guide: str, place: str, text: str) -> None:
    assert errors_in(tmp_path, with_text(guide, place, text)) == ()


def test_a_wrong_type_is_not_told_twice(tmp_path: Path) -> None:
    guide = with_text(changed(GUIDE, 'type = "01"', "type = 1"), BEFORE, OWN)
    (error,) = errors_in(tmp_path, guide)
    assert error.path == "item.type"
