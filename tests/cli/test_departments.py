"""What the commands say of legs at a department's own desk, at both desks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.departments import FIRE_DESK, HALL, House
from tests.support import PIN

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def pin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody here has the same."""
    monkeypatch.setenv("WINDOW_DESK_PIN", PIN)


def test_both_desks_say_where_a_leg_lies_and_whose_the_case_is(call: Run, house: House) -> None:
    case = house.case().id
    hall, fire = house.hall.path, house.fire.path
    for path, is_here in ((hall, True), (fire, False)):
        shown = call("--database", path, "case", "show", case, "--json").document
        legs = {each["step"]: each["desk"] for each in shown["legs"]}
        assert (legs["fire_review"], legs["tax"], shown["owner"]) == (FIRE_DESK, None, HALL)
        assert shown["item"]["is_here"] is is_here
    page = call("--database", fire, "case", "show", case).out
    assert "has not arrived here" in page
    assert f"belongs to {HALL}" in page
    words = ("--database", fire, "reviews", "--as", "reviewer-fire", "--json")
    (line,) = call(*words).document["reviews"]
    assert (line["step"], line["owner"], line["desk"]) == ("fire_review", HALL, None)


def test_the_answer_given_by_a_command_comes_back_and_the_rest_is_refused(
    call: Run, house: House
) -> None:
    case, fire = house.case().id, house.fire.path
    ran = call("--database", fire, "case", "withdraw", case, "--as", "clerk1")
    assert ran.status == 1
    assert HALL in ran.err
    words = ("case", "review", case, "fire_review", "agreed", "--as", "reviewer-fire")
    assert call("--database", fire, *words).status == 0
    out = fire.with_name("back.wdb")
    sent = call("--database", fire, "sync", "export", out, "--to", HALL, "--as", "admin")
    assert sent.status == 0
    hall = house.hall.path
    assert call("--database", hall, "sync", "import", out, "--as", "admin").status == 0
    held = call("--database", hall, "stuck", "--json").document["stuck"]
    assert "fire_review" not in {each["step"] for each in held}
