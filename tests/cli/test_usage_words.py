"""What typer says stands there in the language of the desk, also after typer was renewed."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import Run
from tests.cli.test_command import COMMANDS
from window_desk.cli.usage_words import in_our_words, translate_help
from window_desk.locale import use

SAID = {
    "wxyz": ("No such command 'wxyz'.", "没有命令'wxyz'。"),
    "queu": (
        "No such command 'queu'. Did you mean 'queue'?",
        "没有命令'queu'。您要的是不是'queue'？",
    ),
    "--nonsense": ("No such option: --nonsense.", "没有选项--nonsense。"),
    "report --fro": (
        "No such option: --fro. Did you mean --format, --from, --to?",
        "没有选项--fro。您要的是不是--format、--from、--to？",
    ),
    "calendar due": ("Option '--from' is missing.", "缺少选项'--from'。"),
    "queue issue": ("'queue_or_item' is missing.", "缺少'queue_or_item'。"),
    "case review x y": (
        "'outcome' is missing; choose from agreed, disagreed, returned.",
        "缺少'outcome'，可选：agreed、disagreed、returned。",
    ),
    "case show a b c": ("This is too much: b c.", "多出的内容：b c。"),
    "report --hall": ("A value is missing after '--hall'.", "'--hall'后面须有值。"),
    "account list --json=3": (
        "'--json' stands alone, without a value.",
        "'--json'后面不带值。",
    ),
    "calendar show x": (
        "Invalid value for 'year': It has to be a whole number.",
        "'year'的值不正确：须为整数。",
    ),
    "case list --limit 0": (
        "Invalid value for '--limit': It has to be at least 1.",
        "'--limit'的值不正确：不得小于1。",
    ),
    "case list --limit 99999999": (
        "Invalid value for '--limit': It has to be at most 10000.",
        "'--limit'的值不正确：不得大于10000。",
    ),
    "report --format pdf": (
        "Invalid value for '--format': 'pdf' is not one of 'table', 'json', 'csv'.",
        "'--format'的值不正确：'pdf'不在可选范围内：'table'、'json'、'csv'。",
    ),
    "report nothing": (
        "Invalid value for SECTION: 'nothing' is not one of queue, cases.",
        "SECTION的值不正确：'nothing'不在可选范围内：queue、cases。",
    ),
}
"""Words, and what is said of them in both languages."""


@pytest.mark.parametrize("words", SAID)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_wrong_words_are_told_in_the_present_language(call: Run, words: str, lang: str) -> None:
    ran = call("--lang", lang, *words.split())
    said = SAID[words][lang == "zh"]
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == {"en": "Error: ", "zh": "错误："}[lang] + said
    if "--json" not in words and "--json" in call(*words.split()[:2], "--help").out:
        document = call("--lang", lang, *words.split(), "--json").document
        assert words.endswith("--hall") or document["error"]["message"] == said


@pytest.mark.parametrize("words", ["", "queue", "queue issue", *COMMANDS[::9]])
def test_a_page_of_help_has_no_english_of_typers(call: Run, words: str) -> None:
    page = call("--lang", "zh", *words.split(), "--help").out
    assert page.startswith("用法：window-desk")
    assert "显示本帮助。" in page
    theirs = r"Usage|Options:|Commands:|Arguments:|\[required|default: |env var|Show this|\[OPTIONS"
    assert not re.search(theirs, page)
    english = call("--lang", "en", *words.split(), "--help").out
    assert re.search(theirs, english)


def test_what_is_not_known_stays_as_it_is() -> None:
    use("zh")
    assert in_our_words("The moon is not an option.") == "The moon is not an option."
    assert translate_help("The default: it is required") == "The default: it is required"
    assert (
        translate_help("x  [env var: A; default: 1; required]") == "x  [环境变量：A; 默认：1; 必填]"
    )
    use("en")
    assert in_our_words("Value error, it is late.") == "it is late."
    assert translate_help("Usage: x\n\nOptions:\n") == "Usage: x\n\nOptions:\n"
