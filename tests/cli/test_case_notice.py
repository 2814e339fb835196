"""`window-desk case notice`: what the applicant was told in writing."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.cli.test_case import accepted, refused


@pytest.fixture(autouse=True)
def as_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk of window 1 acts where nobody else is named."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")


def test_the_notice_says_the_dates_that_the_acceptance_said(run: Run) -> None:
    number = accepted(run)
    shown = run("case", "show", number, "--json").document
    found = run("case", "notice", number, "--json").document
    assert found["facts"]["Promised by"] == shown["promised_due"]
    assert found["facts"]["Due by law"] == shown["statutory_due"]
    assert found["notice"] in {each["number"] for each in shown["documents"]}
    assert shown["clocks"]["promised"]["explanation"] in " ".join(
        each.replace("\n", " ") for each in found["paragraphs"]
    )
    assert found["applicant"]["name"] == "张**"


def test_the_page_has_title_number_and_paragraphs(run: Run) -> None:
    number = accepted(run)
    ran = run("case", "notice", number)
    assert ran.status == 0
    assert "Notice of acceptance" in ran.out
    assert "How the promised date comes about:" in ran.out


def test_in_clear_is_on_record(run: Run) -> None:
    number = accepted(run)
    ran = run("case", "notice", number, "--unmask", "--json")
    assert ran.document["applicant"]["name"] == "张三"


def test_a_number_that_is_not_there_is_refused(run: Run) -> None:
    number = accepted(run)
    assert refused(run("case", "notice", number, "受字〔2020〕1号", "--json"))["code"] == (
        "notice.unknown"
    )
