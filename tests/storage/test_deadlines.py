"""Open cases by their dates: filters and counts agree with the light, and every read is indexed."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from tests.storage.plans import plan
from tests.support import PARALLEL, PLAIN, Clock, accept_complete, answer_all
from window_desk.domain.actor import Actor
from window_desk.domain.light import Light, light
from window_desk.services import review
from window_desk.storage import deadlines
from window_desk.storage.connection import Connection
from window_desk.storage.deadlines import Wish
from window_desk.storage.desk import Desk

lead = "区行政审批局"
shown = (Light.DOUBLE_RED, Light.RED, Light.YELLOW, Light.GREEN)


@pytest.fixture
def cases(desk: Desk, clock: Clock, clerk: Actor) -> list[str]:
    """Open cases of two items, accepted over seven weeks, so that every light is there."""
    made = []
    for week in range(8):
        if week:
            clock.advance(days=7)
        made += [accept_complete(desk, clerk, item).id for item in (PLAIN, PARALLEL)]
    return made


def wish_of(desk: Desk) -> Wish:
    with desk.look() as view:
        soon = view.calendar.add(view.today, 2)
        return Wish(view.today.isoformat(), soon.isoformat(), centre=view.centre.code)


def ids(desk: Desk, wish: Wish, limit: int = 200) -> list[str]:
    """Every case of a wish, page by page."""
    found: list[str] = []
    after = ""
    with desk.read() as connection:
        while True:
            page = deadlines.open_cases(connection, wish, after, limit)
            found += [each.id for each in page.cases]
            after = page.next
            if not after:
                return found


def lights(desk: Desk) -> dict[str, Light]:
    """The light of every open case by the domain's own rule."""
    with desk.look() as view:
        page = deadlines.open_cases(view.connection, wish_of(desk))
        return {
            each.id: light(view.calendar, view.today, each.promised_due, each.statutory_due)
            for each in page.cases
        }


def test_every_light_is_there_and_the_counts_are_the_rules(desk: Desk, cases: list[str]) -> None:
    by_rule = Counter(lights(desk).values())
    wish = wish_of(desk)
    with desk.read() as connection:
        counted = deadlines.light_counts(connection, wish.today, wish.soon)
    assert counted == {each: by_rule[each] for each in shown}
    assert sum(counted.values()) == len(cases)
    assert counted[Light.RED]
    assert counted[Light.GREEN]


@pytest.mark.parametrize("days", range(12))
def test_lights_agree_on_the_days_around_a_due_date(
    desk: Desk, clock: Clock, clerk: Actor, days: int
) -> None:
    accept_complete(desk, clerk, PLAIN)
    accept_complete(desk, clerk, PARALLEL)
    clock.advance(days=days * 6)
    by_rule = lights(desk)
    for each in shown:
        wish = msgspec.structs.replace(wish_of(desk), light=each)
        assert set(ids(desk, wish)) == {key for key, value in by_rule.items() if value is each}


@pytest.mark.parametrize("limit", [1, 3, 5, 16, 17])
def test_pages_hold_every_case_once_in_order(desk: Desk, cases: list[str], limit: int) -> None:
    whole = ids(desk, wish_of(desk))
    assert sorted(whole) == sorted(cases)
    assert ids(desk, wish_of(desk), limit) == whole


@pytest.mark.parametrize("limit", [1, 4, 200])
def test_a_text_finds_numbers_names_and_items(desk: Desk, cases: list[str], limit: int) -> None:
    wish = wish_of(desk)
    with desk.read() as connection:
        number = deadlines.open_cases(connection, wish).cases[3].number

    def found(text: str, *terms: str) -> list[str]:
        return ids(desk, msgspec.structs.replace(wish, text=text, terms=terms), limit)

    assert len(found(number)) == 1
    assert len(found(number.partition("-")[2])) == 1
    assert sorted(found("张")) == sorted(cases)
    assert len(found("开餐饮", "开餐饮")) == 8
    assert len(found("kcy", "kcy")) == 8
    assert found("nobody of this name", "nobody") == []


def test_a_department_sees_what_it_answers_and_what_it_decides(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    case = accept_complete(desk, clerk, PARALLEL)

    def held(department: str) -> bool:
        wish = msgspec.structs.replace(wish_of(desk), department=department)
        return case.id in ids(desk, wish)

    assert held(lead)
    assert not held("区市监局")
    case = review.answer_leg(desk, supervisor, case.id, case.legs[0].step.code, "agreed")
    assert held("区市监局")
    assert not held(lead)
    answer_all(desk, case)
    assert held(lead)
    assert not held("区市监局")


def plans(connection: Connection, wish: Wish) -> list[str]:
    """The steps of every query plan behind a list."""

    def read(connection: Connection) -> None:
        deadlines.open_cases(connection, wish)
        deadlines.light_counts(connection, wish.today, wish.soon)

    return plan(connection, read)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"light": Light.RED},
        {"light": Light.GREEN},
        {"department": lead},
        {"text": "2026", "terms": ("2026",)},
        {"text": "kcy", "terms": ("kcy",)},
        {"text": "kcy", "terms": ("kcy",), "department": lead},
    ],
    ids=lambda value: "-".join(value) or "all",
)
def test_no_list_reads_all_cases(desk: Desk, clerk: Actor, changes: dict[str, object]) -> None:
    accept_complete(desk, clerk, PARALLEL)
    wish = msgspec.structs.replace(wish_of(desk), **changes)
    with desk.read() as connection:
        steps = plans(connection, wish)
    assert steps
    assert not [each for each in steps if each.startswith(("SCAN c", "SCAN n", "SCAN d", "SCAN l"))]
    assert not [each for each in steps if "case_state" in each or "case_newest" in each]


def test_a_closed_case_is_in_no_list(desk: Desk, clerk: Actor, supervisor: Actor) -> None:
    case = answer_all(desk, accept_complete(desk, clerk, PLAIN))
    assert ids(desk, wish_of(desk)) == [case.id]
    review.decide(desk, supervisor, case.id, "granted")
    assert ids(desk, wish_of(desk)) == []
