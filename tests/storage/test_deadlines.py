"""Open cases by their dates: filters and counts agree with the light, and every read is indexed."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from tests.storage.plans import plan
from tests.support import PARALLEL, PLAIN, Clock, accept_complete, answer_all
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.light import Light, light
from window_desk.services import clocks, publishing, review
from window_desk.storage import deadlines
from window_desk.storage.connection import Connection
from window_desk.storage.deadlines import Wish
from window_desk.storage.desk import Desk
from window_desk.storage.rows import CaseLine
from window_desk.storage.standing import standing

lead = "区行政审批局"
shown = tuple(each for each in Light if each is not Light.CLOSED)


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
        return Wish(view.today.isoformat(), deadlines.soon(view), centre=view.centre.code)


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
            each.id: light(
                view.calendar,
                view.today,
                each.promised_due,
                each.statutory_due,
                each.suspended_since,
                licence_until=each.licence_until,
                yellow=view.centre.policies.yellow_working_days,
            )
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


@pytest.mark.parametrize("limit", [1, 3, 200])
def test_a_renewal_is_due_when_its_licence_ends(desk: Desk, cases: list[str], limit: int) -> None:
    """Without a decision it counts as granted then, whatever was promised."""
    wish = wish_of(desk)
    before = ids(desk, wish)
    today = date.fromisoformat(wish.today)
    due = {each: lines(desk, wish)[each].promised_due for each in before}
    last = before[-1]
    with desk.change(by="clerk1") as tx:
        tx.record(ops.CaseLicenceNoted(until=today), on=last)
    overdue = [each for each in before[:-1] if (due[each] or today) < today]
    rest = [each for each in before[:-1] if each not in overdue]
    assert overdue
    assert rest
    assert ids(desk, wish, limit) == [*overdue, last, *rest]
    for each in (Light.CLIFF, Light.RED, Light.GREEN):
        lit = ids(desk, msgspec.structs.replace(wish, light=each), limit)
        assert (last in lit) is (each is Light.CLIFF)
    # One that ends behind what was promised moves nothing.
    with desk.change(by="clerk1") as tx:
        tx.record(ops.CaseLicenceNoted(until=today + timedelta(days=2)), on=overdue[0])
    assert ids(desk, wish, limit) == [*overdue, last, *rest]


def lines(desk: Desk, wish: Wish) -> dict[str, CaseLine]:
    """The open cases by their ids."""
    with desk.read() as connection:
        return {each.id: each for each in deadlines.open_cases(connection, wish).cases}


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


@pytest.mark.parametrize("seed", range(4))
def test_random_ledgers_have_the_light_of_the_rule_everywhere(
    desk: Desk, clock: Clock, clerk: Actor, seed: int
) -> None:
    dice = random.Random(seed)
    with desk.change(by="admin") as tx:
        policies = msgspec.structs.replace(
            tx.centre.policies, yellow_working_days=dice.choice((0, 1, 3))
        )
        publishing.put_centre(tx, msgspec.structs.replace(tx.centre, policies=policies))
    for _case in range(8):
        clock.advance(days=dice.randint(0, 5))
        disturb(desk, accept_complete(desk, clerk, dice.choice((PLAIN, PARALLEL))), dice)
    seen: Counter[Light] = Counter()
    for _day in range(8):
        by_rule = lights(desk)
        wish = wish_of(desk)
        with desk.read() as connection:
            counted = deadlines.light_counts(connection, wish.today, wish.soon)
        assert counted == {each: Counter(by_rule.values())[each] for each in shown}
        for each in shown:
            found = ids(desk, msgspec.structs.replace(wish, light=each), dice.choice((1, 3, 200)))
            assert sorted(found) == sorted(key for key, lit in by_rule.items() if lit is each)
        with desk.look() as look:
            for line in deadlines.open_cases(look.connection, wish).cases:
                assert standing(look, line).light is by_rule[line.id]
        seen.update(by_rule.values())
        clock.advance(days=dice.randint(1, 6))
    assert len(seen) >= 3


def disturb(desk: Desk, case: Case, dice: random.Random) -> None:
    """Whatever may happen to a case's clocks: suspensions, an extension, a licence that ends."""
    with desk.change(by="supervisor") as tx:
        for _stop in range(dice.choice((0, 0, 1, 2))):
            start = tx.today + timedelta(days=dice.randint(0, 12))
            stop = ops.CaseSuspended("hearing", start, tx.next_number("suspension"), 5)
            tx.record(stop, on=case.id)
            if dice.random() < 0.5:
                last = start + timedelta(days=dice.randint(0, 9))
                begun = tx.case(case.id).suspensions[-1].id
                tx.record(ops.CaseResumed(suspension=begun, end=last), on=case.id)
        if dice.random() < 0.3:
            more = ops.CaseExtended(
                Decimal(3), "agency", "王局长", "复杂", tx.next_number("extension")
            )
            tx.record(more, on=case.id)
        if dice.random() < 0.4:
            until = tx.today + timedelta(days=dice.randint(0, 40))
            tx.record(ops.CaseLicenceNoted(until=until), on=case.id)


def test_a_suspended_case_is_blue_and_its_days_stand_still(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    clock.advance(days=1)
    clocks.suspend(desk, supervisor, case.id, "hearing", 20)
    lefts, dues = set(), []
    for _week in range(4):
        with desk.look() as look:
            (line,) = deadlines.open_cases(look.connection, wish_of(desk)).cases
            stands = standing(look, line)
        assert stands.light is Light.BLUE
        lefts.add((stands.promised_left, stands.statutory_left))
        dues.append(stands.promised)
        clock.advance(days=7)
    assert lefts == {(9, 19)}
    assert dues == sorted(set(dues), key=str)


def test_a_case_that_was_late_is_not_hidden_by_a_suspension(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    clock.advance(days=15)
    clocks.suspend(desk, supervisor, case.id, "hearing", 20)
    clock.advance(days=60)
    assert lights(desk) == {case.id: Light.RED}


def test_the_end_of_a_licence_comes_before_everything(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    with desk.change(by="clerk1") as tx:
        tx.record(ops.CaseLicenceNoted(until=date(2026, 11, 25)), on=case.id)
    assert lights(desk) == {case.id: Light.GREEN}
    clocks.suspend(desk, supervisor, case.id, "hearing", 20)
    assert lights(desk) == {case.id: Light.BLUE}
    clock.advance(days=1)
    assert lights(desk) == {case.id: Light.CLIFF}


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
        {"light": Light.BLUE},
        {"light": Light.CLIFF},
        {"department": lead},
        {"text": "2026", "terms": ("2026",)},
        {"text": "23-0001", "terms": ("0001",)},
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
