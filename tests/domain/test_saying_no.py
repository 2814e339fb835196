"""A no tells what can be done instead, and by which article it was said."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.services.refusals import refused
from window_desk.domain.case import Case, No
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.saying_no import Form, alternatives, article_of, check_alternative
from window_desk.domain.text import clean_text

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=CENTRE_TIME)
NO = No(at=NOW, by="clerk1", reason="r", alternative="a")


def case(state: str, no: No | None, article: str = "") -> Case:
    """A case in a state."""
    return Case(
        id="h1/d1:1", item="x", item_version=1, applicant="p", opened_at=NOW, opened_by="clerk1",
        state=state, article=article, no=no,  # type: ignore[arg-type]  # from a table
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "no", "article", "said"),
    [
        pytest.param("turned_away", NO, "xkf.32.1.2", "xkf.32.1.2", id="that of the verdict"),
        pytest.param("refused", NO, "xkf.32.1.5", "xkf.38", id="that of decisions"),
        pytest.param("served", NO, "xkf.32.1.5", "xkf.38", id="a refusal that was served"),
        pytest.param("granted", None, "xkf.32.1.5", "", id="no no"),
    ],
)
def test_the_article_of_a_no(state: str, no: No | None, article: str, said: str) -> None:
    assert article_of(case(state, no, article)) == said


def test_the_alternative_is_clean_text() -> None:
    assert check_alternative("  向\t税务局 提出 ") == "向 税务局 提出"


@pytest.mark.parametrize("raw", ["", "  ", "\u200b\x1b"])
def test_nothing_visible_is_no_alternative(raw: str) -> None:
    with refused("case.alternative"):
        check_alternative(raw)


@pytest.mark.parametrize("form", ["not_required", "not_ours", "refused"])
def test_what_is_offered_fits_and_has_both_languages(form: Form) -> None:
    assert alternatives[form]
    for zh, en in alternatives[form]:
        assert clean_text(zh) == zh
        assert clean_text(en) == en
        assert ("{body}" in zh) == ("{body}" in en) == (form == "not_ours")
