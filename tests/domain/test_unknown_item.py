"""Of an item that is not here the case says what it can, and no more."""

from __future__ import annotations

from tests.domain.case.histories import ACCEPTED, CHECKED, OPENED, SENT
from tests.domain.runs import run_of, written
from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.unknown_item import is_known_only_from_case, item_known_from


def test_steps_limits_and_the_codes_of_papers_are_known() -> None:
    asked = ops.CaseMoreAsked(step="a", asked=(ops.Asked("lease", "r"), ops.Asked("form", "r")))
    facts = (OPENED, CHECKED, ACCEPTED, SENT, asked)
    run = run_of(*(written("h1/desk1", n, op) for n, op in enumerate(facts, 1)))
    item = item_known_from(cases.fold(run.applied))
    assert (item.code, item.version, item.department) == ("T-1", 2, "甲局")
    assert [each.code for each in item.materials] == ["form", "map", "lease"]
    assert [each.code for each in item.steps] == ["a", "b", "c"]
    assert item.statutory == ACCEPTED.statutory
    assert is_known_only_from_case(item)
