"""Late legs by department: what a plain look at the cases counts, and charged to nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.services.demo_desks import fill, make_empty
from tests.services.joint_house import FIRE, SIGN, answer, four_legs
from tests.support import MORNING, Clock
from window_desk import reports
from window_desk.domain import case_clocks
from window_desk.domain.actor import Actor
from window_desk.domain.centre import CENTRE_TIME
from window_desk.services import asking_more, cases
from window_desk.storage.change import Look
from window_desk.storage.desk import Desk


def late(desk: Desk, first: date, last: date) -> dict[str, tuple[object, int]]:
    """The figure by department, the total under an empty name."""
    figures = reports.build(desk, "cases", first, last).figures
    return {each.group.key: (each.value, each.n) for each in figures if each.name == "late_legs"}


def overdue(desk: Desk, day: date) -> object:
    """How many cases are over their promise."""
    figures = reports.build(desk, "cases", day, day).figures
    return next(each.value for each in figures if each.name == "overdue")


def test_a_late_leg_is_its_departments(desk: Desk, clerk: Actor, clock: Clock) -> None:
    monday, thursday = MORNING.date(), MORNING.date() + timedelta(days=3)
    case = four_legs(desk, clerk)
    answer(desk, case, "tax")
    clock.advance(days=3)
    answer(desk, case, "fire_review")
    found = late(desk, monday, thursday)
    # One day for fire, two for the signboard, three for the visit.
    assert found[FIRE] == (1, 1)
    assert found[SIGN] == (1, 1)
    assert found["广安区税务局"] == (0, 1)
    assert found[""] == (2, 4)
    assert "区市监局" not in found
    assert overdue(desk, thursday) == 0
    # On Wednesday fire was open and over; what is not over yet is not among those looked at.
    assert late(desk, monday, monday + timedelta(days=2))[FIRE] == (1, 1)


def test_what_waits_for_the_applicant_or_has_ended_is_not_late(
    desk: Desk, clerk: Actor, clock: Clock
) -> None:
    from tests.services.joint_house import own

    monday = MORNING.date()
    case = four_legs(desk, clerk)
    asking_more.ask_more(desk, own(desk, case, "tax"), case.id, "tax", {"lease": "x"})
    gone = four_legs(desk, clerk)
    cases.withdraw(desk, clerk, gone.id)
    clock.advance(days=2)
    found = late(desk, monday, monday + timedelta(days=2))
    assert "广安区税务局" not in found
    assert found[FIRE] == (1, 1)


def by_hand(look: Look, first: date, last: date) -> dict[str, tuple[int, int]]:
    """The same from the folded cases alone."""
    found: dict[str, tuple[int, int]] = {}
    over = min(last + timedelta(days=1), look.today)
    for (identity,) in look.connection.execute("SELECT id FROM service_case").all():
        case = look.case(identity)
        for leg in case.legs:
            due = case_clocks.leg_due(case, leg, look.calendar, look.today)
            if due is None:
                continue
            answered = leg.answered_at and leg.answered_at.astimezone(CENTRE_TIME).date()
            ended = case.closed_at and case.closed_at.astimezone(CENTRE_TIME).date()
            value, n = found.get(leg.step.department, (0, 0))
            if answered and first <= answered <= last:
                found[leg.step.department] = (value + (due.date < answered), n + 1)
            was_open = leg.state == "open" if not answered else answered > last
            if was_open and not answered and ended:
                was_open = ended > last
            if was_open and due.date < over:
                value, n = found.get(leg.step.department, (0, 0))
                found[leg.step.department] = (value + 1, n + 1)
    return found


@pytest.mark.parametrize("back", [0, 3, 12])
def test_a_hall_by_sql_and_by_hand(tmp_path: Path, back: int) -> None:
    desk = fill(make_empty(tmp_path / "empty.db"), cases=110)
    with desk.look() as look:
        last = look.today - timedelta(days=back)
        first = last - timedelta(days=9)
        expected = by_hand(look, first, last)
    found = late(desk, first, last)
    total = found.pop("")
    assert found == expected
    assert total == (sum(value for value, _ in expected.values()),
                     sum(n for _, n in expected.values()))  # fmt: skip
    assert any(value for value, _ in expected.values())
    desk.close()
