"""A bundle on the command line: opened, accepted, its items decided one by one."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Plain, Run
from tests.cli.test_case import accepted, open_case, refused
from tests.support import BUNDLE


@pytest.fixture(autouse=True)
def as_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk of window 1 acts where nobody else is named."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")


def shown(run: Run, case: str) -> Plain:
    return run("case", "show", case, "--json").document


def test_before_acceptance_it_says_which_items_the_answers_leave_out(run: Run) -> None:
    opened = open_case(run, BUNDLE)
    children = shown(run, opened["case"])["children"]
    assert [each["included"] for each in children] == [True, False, True, True, True]
    assert children[1]["because"] == "subject"
    text = run("case", "show", opened["case"]).out
    assert "Items of the bundle" in text
    assert "not needed by these answers" in text


def test_each_item_is_decided_and_then_the_whole(run: Run) -> None:
    number = accepted(run, BUNDLE)
    while open_legs := [x["step"] for x in shown(run, number)["legs"] if x["state"] == "open"]:
        for step in open_legs:
            answer = run("case", "review", number, step, "agreed", "--as", "supervisor")
            assert answer.status == 0, answer.err
    words = ("case", "decide", number, "granted", "--as", "supervisor", "--json")
    assert refused(run(*words))["code"] == "case.bundle"
    children = shown(run, number)["children"]
    assert len(children) == 4
    assert all(each["outcome"] is None for each in children)
    for each in children:
        assert run(*words, "--item", each["item"]).status == 0
    done = shown(run, number)
    assert done["state"] == "granted"
    assert {each["outcome"] for each in done["children"]} == {"granted"}
    assert len({each["document"] for each in done["children"]}) == 4
    law = {each["item"][:9]: each["statutory_due"] for each in done["children"]}
    limit = ("calendar", "due", "--from", done["accepted_on"], "--days", "3", "--json")
    assert law["511A00743"] == run(*limit).document["due"], "three days, as its own law says"
