"""The translations: none missing, every placeholder kept, the compiled file fresh."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from tests.locale.messages import MO, read_translations, shown_texts, texts_in
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual
from window_desk.locale import Lang, _, current, say, use, wished_language, word


@pytest.fixture(autouse=True)
def language_as_before() -> Iterator[None]:
    """Leave the language as it was."""
    before = current()
    yield
    use(before)


def translations() -> list[Message]:
    """Every entry of the translation file that has a translation."""
    return [each for each in read_translations() if each.id and each.string]


def fields(text: str) -> set[str]:
    """The names in braces."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def test_every_text_that_is_shown_has_a_translation() -> None:
    known = {str(each.id) for each in translations() if not each.fuzzy}
    assert set(shown_texts()) - known == set(), "make locale adds them; then translate them"


def test_no_translation_is_left_of_a_text_that_is_not_shown_any_more() -> None:
    assert {str(each.id) for each in translations()} - set(shown_texts()) == set()


def test_every_placeholder_is_kept() -> None:
    changed = [
        each.id for each in translations() if fields(str(each.id)) != fields(str(each.string))
    ]
    assert changed == []


def test_every_translation_is_chinese() -> None:
    def has_han(text: str) -> bool:
        return any("\u4e00" <= character <= "\u9fff" for character in text)

    assert [each.id for each in translations() if not has_han(str(each.string))] == []


def test_a_sentence_stays_a_sentence() -> None:
    assert [
        each.id
        for each in translations()
        if str(each.id).endswith(".")
        and not str(each.id).endswith("...")
        and not str(each.string).endswith(("。", "}"))
    ] == []


def test_the_compiled_file_is_fresh() -> None:
    with MO.open("rb") as file:
        compiled = {str(each.id): str(each.string) for each in read_mo(file) if each.id}
    assert compiled == {str(each.id): str(each.string) for each in translations()}


def test_the_compiled_file_is_what_the_desk_reads() -> None:
    with MO.open("rb") as file:
        read = gettext.GNUTranslations(file)
    use("zh")
    assert _("Decided") == read.gettext("Decided") == "决定时间"


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        pytest.param('_("one")', {"one"}, id="shown"),
        pytest.param('_("one" " two")', {"one two"}, id="in two pieces"),
        pytest.param('_("one" if many else "two")', {"one", "two"}, id="a choice"),
        pytest.param(
            'raise RuleBroken("a.b", "No {x}.", hint="Do.", x=1)', {"No {x}.", "Do."}, id="an error"
        ),
        pytest.param(
            'table = {"a": "Say it so."}\nraise Unusable("a.b", "Bad.", hint=table["a"])',
            {"Bad.", "Say it so."},
            id="from a table",
        ),
        pytest.param('print("one")\nother("a.b", "two.", hint=hint)', set(), id="not shown"),
        pytest.param('_("")', set(), id="nothing"),
    ],
)
def test_what_the_collection_finds(code: str, wanted: set[str]) -> None:
    assert texts_in(code) == wanted


def test_english_is_its_own_key_and_chinese_is_looked_up() -> None:
    use("en")
    assert _("The path is empty.") == "The path is empty."
    use("zh")
    assert _("The path is empty.") == "路径为空。"
    assert _("no such text at all") == "no such text at all"
    assert _("") == ""


@pytest.mark.parametrize(("lang", "wanted"), [("zh", "排队"), ("en", "Queue")])
def test_words_carry_both_languages(lang: Lang, wanted: str) -> None:
    use(lang)
    assert word(("排队", "Queue")) == wanted
    assert word(Bilingual("排队", "Queue")) == wanted
    assert word(Bilingual("排队")) == "排队"


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("en", "clerk1 is a clerk and may not decide cases. "
               "Sign in with an account whose role allows it."),
        ("zh", "clerk1是窗口人员，无权作出决定。请用有权限的账号登录。"),
    ],
)  # fmt: skip
def test_an_error_is_said_with_the_way_out(lang: Lang, wanted: str) -> None:
    use(lang)
    error = RuleBroken(
        "access.role",
        "{account} is a {role} and may not {right}.",
        hint="Sign in with an account whose role allows it.",
        account="clerk1",
        role=("窗口人员", "clerk"),
        right=("作出决定", "decide cases"),
    )
    assert say(error) == wanted


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"WINDOW_DESK_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh"),
        ({"WINDOW_DESK_LANG": "", "LANG": "zh_TW"}, "zh"),
    ],
)
def test_the_language_that_is_wished(environment: dict[str, str], wanted: Lang) -> None:
    assert wished_language(environment) == wanted
