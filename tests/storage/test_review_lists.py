"""The lists of reviews: whose legs are in each, what applicants are asked for, what is late."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.services.joint_house import FIRE
from tests.storage.test_reviews import Hall, hall, walked
from tests.support import actor
from window_desk.domain.case import Case
from window_desk.domain.leg_light import late_legs
from window_desk.storage import review_lists
from window_desk.storage.change import Look

__all__ = ["hall"]


def cases_of(look: Look, ids: dict[str, str]) -> list[Case]:
    return [look.case(each) for each in ids.values()]


def test_each_list_has_the_legs_that_the_cases_have(hall: Hall) -> None:
    desk, named = hall
    with desk.look() as look:
        away = {
            (case.id, leg.step.code, leg.state)
            for case in cases_of(look, named)
            for leg in case.legs
            if case.state == "under_review" and leg.state in ("open", "asking")
        }
        everybody = review_lists.read_list(look, "all").lines
        asking = review_lists.read_list(look, "asking").lines
        own = review_lists.read_list(look, "department", FIRE).lines
        mine = review_lists.read_list(look, "mine", FIRE, actor(desk, "reviewer-fire").account)
    assert {(each.case, each.step, each.state) for each in everybody if each.step} == away
    assert named["decide"] in {each.case for each in everybody if not each.step}
    assert {(each.case, each.step) for each in asking} == {
        (case, step) for case, step, state in away if state == "asking"
    }
    assert {each.department for each in own} == {FIRE}
    assert {each.case for each in mine.lines} == {named["asking"], named["meeting"]}


def test_the_count_of_late_cases_is_the_domains(hall: Hall) -> None:
    desk, named = hall
    with desk.look() as look:
        late = [
            case.id for case in cases_of(look, named) if late_legs(case, look.calendar, look.today)
        ]
        count = review_lists.count_late_cases(look.connection, look.today.isoformat())
        asking = review_lists.asking_cases(look.connection, tuple(named.values()))
        before = review_lists.count_late_cases(look.connection, "2026-11-01")
    assert 0 < len(late) < len(named)
    assert (count, before) == (len(late), 0)
    assert asking == {named["asking"]}


def test_an_applicant_is_asked_for_what_the_departments_need(hall: Hall) -> None:
    desk, named = hall
    with desk.look() as look:
        case = look.case(named["asking"])
        found = review_lists.wanted_of(look, case.applicant)
        nobody = review_lists.wanted_of(look, "h1/desk1:1")
    assert [(each.case, each.papers, each.told) for each in found] == [(case.id, 1, False)]
    assert nobody == ()


READS: dict[str, Callable[[Look], object]] = {
    "those of anybody": lambda look: review_lists.read_list(look, "all"),
    "those that wait for an applicant": lambda look: review_lists.read_list(look, "asking"),
    "a department's that wait for one": lambda look: review_lists.read_list(look, "asking", FIRE),
    "the cases that wait": lambda look: review_lists.asking_cases(look.connection, ["h1/desk1:5"]),
    "how many are late": lambda look: review_lists.count_late_cases(look.connection, "2026-12-01"),
}


@pytest.mark.parametrize("name", READS)
def test_it_goes_by_an_index_in_the_order_of_the_list(hall: Hall, name: str) -> None:
    desk, _named = hall
    with desk.look() as look:
        assert walked(look, READS[name]) == []
