"""The table of keys: no key twice, a footer that fits, a document that is fresh."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from rich.cells import cell_len

from window_desk.locale import Lang
from window_desk.tui.bindings import Key, bindings_of, document, keys, keys_of, screens
from window_desk.tui.screens.intake import form_foot
from window_desk.tui.widgets.bars import KeyBar

most_foot_keys = 6
signed_in = [name for name in screens if name not in ("desk", "sign_in")]


def pressed(table: tuple[Key, ...]) -> list[str]:
    """Every single key of these rows."""
    return [one.strip() for each in table for one in each.key.split(",")]


def doubled(table: tuple[Key, ...]) -> set[str]:
    """The keys that stand there more than once."""
    found = pressed(table)
    return {each for each in found if found.count(each) > 1}


@pytest.mark.parametrize("screen", screens)
def test_no_key_stands_twice_on_a_screen(screen: str) -> None:
    assert doubled(keys_of(screen)) == set()


@pytest.mark.parametrize("screen", signed_in)
def test_no_screen_takes_a_key_of_the_whole_desk(screen: str) -> None:
    assert set(pressed(keys_of(screen))) & set(pressed(keys_of("desk"))) == set()


def test_a_key_that_stands_twice_is_found() -> None:
    twice = (Key("queue", "n", "one", ("", "")), Key("queue", "m,n", "two", ("", "")))
    assert doubled(twice) == {"n"}


@pytest.mark.parametrize("screen", screens)
def test_a_footer_has_at_most_six_keys(screen: str) -> None:
    assert sum(each.foot for each in keys_of(screen)) <= most_foot_keys


@pytest.mark.parametrize(("screen", "lang"), list(product(signed_in, ("zh", "en"))))
def test_a_footer_fits_in_80_cells(screen: str, lang: Lang) -> None:
    foot = [each for each in keys_of(screen) if each.foot]
    words = [each.label[0 if lang == "zh" else 1] for each in foot]
    parts = [f" {each.name}  {label} " for each, label in zip(foot, words, strict=True)]
    assert foot
    assert cell_len("".join(parts) + " ? ^p ") <= 80


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_footer_of_the_form_of_intake_fits_in_80_cells(lang: Lang) -> None:
    foot = [each for each in keys_of("intake") if each.action in form_foot]
    words = [each.label[0 if lang == "zh" else 1] for each in foot]
    parts = [f" {each.name}  {label} " for each, label in zip(foot, words, strict=True)]
    assert len(foot) == len(form_foot) <= most_foot_keys
    assert cell_len("".join(parts) + " ? ^p ") <= 80


def test_each_action_has_words_in_both_languages() -> None:
    assert [each for each in keys if not (each.label[0] and each.label[1])] == []
    assert {each.screen for each in keys} <= set(screens)


def test_the_framework_gets_every_key() -> None:
    for screen in screens:
        assert [each.key for each in bindings_of(screen)] == [each.key for each in keys_of(screen)]


def test_the_document_holds_every_key() -> None:
    text = document()
    for each in keys:
        assert f"| `{each.name}` | {each.label[1]} | {each.label[0]} |" in text


def test_the_document_in_docs_is_fresh() -> None:
    kept = Path(__file__).parents[2] / "docs" / "keys.md"
    assert kept.read_text("utf-8") == document(), "make docs writes it again"


def test_the_footer_widget_knows_the_foot_keys_only() -> None:
    bar = KeyBar([each for each in keys_of("queue") if each.foot])
    assert [each.action for each in bar.keys] == [
        each.action for each in keys_of("queue") if each.foot
    ]
