"""Every rule has a file in which it alone finds something, and one in which none does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from window_desk.catalogue import data_folder
from window_desk.catalogue.lint.collection import Collection
from window_desk.catalogue.lint.finding import Finding
from window_desk.catalogue.lint.registry import by_id, rules
from window_desk.catalogue.lint.run import lint, refusals
from window_desk.catalogue.load import Loaded, load_items
from window_desk.catalogue.settings import load_law

HERE = Path(__file__).parent
RULES = [each.id for each in rules]


@cache
def articles() -> frozenset[str]:
    return frozenset(each.key for each in load_law(data_folder() / "law").articles)


def findings(loaded: Loaded) -> list[Finding]:
    if loaded.errors:
        return refusals(loaded.errors, {})
    collection = Collection(loaded.items, loaded.departments, articles=articles())
    return [each for each in lint(collection, loaded.origins) if each.waiver is None]


def test_every_rule_has_both_files_and_every_folder_a_rule() -> None:
    folders = {each.name for each in HERE.iterdir() if (each / "bad.toml").is_file()}
    assert folders == set(RULES)
    assert all((HERE / each / "good.toml").is_file() for each in folders)
    assert len(RULES) == len(by_id) >= 40


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_file_shows_this_rule_and_no_other(rule: str) -> None:
    loaded = load_items([HERE / rule / "bad.toml"])
    assert all(each.rule for each in loaded.errors), loaded.errors
    found = findings(loaded)
    assert {each.rule for each in found} == {rule}, found
    for each in found:
        assert each.severity == by_id[rule].severity
        assert each.file.endswith("bad.toml")
        assert each.line > 1
        assert each.item
        assert all(each.message)


@pytest.mark.parametrize("rule", RULES)
def test_nothing_is_found_in_the_good_file(rule: str) -> None:
    loaded = load_items([HERE / rule / "good.toml"])
    assert loaded.errors == ()
    assert loaded.items
    assert findings(loaded) == []


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_is_refused_by_the_import_exactly_where_it_has_no_check(rule: str) -> None:
    loaded = load_items([HERE / rule / "bad.toml"])
    assert bool(loaded.errors) is (by_id[rule].check is None and rule != "waiver.unused")


@pytest.mark.parametrize("rule", RULES)
def test_titles_and_ways_out_stand_in_both_languages(rule: str) -> None:
    for zh, en in (by_id[rule].title, by_id[rule].mend):
        assert zh
        assert en.isascii() or "行政许可法" in en
        assert not zh.isascii()


def test_every_article_behind_a_rule_is_quoted() -> None:
    assert {each.article for each in rules if each.article} <= articles()


def test_a_procedure_that_is_none_of_the_eight_is_the_same_finding(tmp_path: Path) -> None:
    """行政许可法 art. 45: a visit to the site is not in its list."""
    good = (HERE / "permit.special" / "good.toml").read_text("utf-8")
    path = tmp_path / "permit.toml"
    path.write_text(good.replace("expert_review", "site_visit"), encoding="utf-8")
    loaded = load_items([path])
    assert [(each.rule, each.item) for each in loaded.errors] == [("permit.special", "A1")]
