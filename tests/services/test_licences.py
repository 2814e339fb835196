"""A renewal asks for the last day of the licence before it is accepted (行政许可法 art. 50)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.services.refusals import refused
from tests.storage.test_promises import publish
from tests.support import open_complete
from window_desk.domain.actor import Actor
from window_desk.services import acts, cases, licences
from window_desk.storage.desk import Desk


def test_art_50_a_renewal_is_not_accepted_without_the_day(desk: Desk, clerk: Actor) -> None:
    publish(desk, renewal=True)
    case = open_complete(desk, clerk)
    with refused("case.licence", desk) as caught:
        cases.accept(desk, clerk, case.id)
    assert caught.value.article == "xkf.50"
    view = licences.note_licence(desk, clerk, case.id, date(2026, 12, 31))
    assert view.case.licence_until == date(2026, 12, 31)
    assert "accept" in view.verdict.allowed
    assert acts.undo(desk, clerk)[1] == "noting when the licence ends"
    licences.note_licence(desk, clerk, case.id, date(2026, 11, 23))
    assert cases.accept(desk, clerk, case.id).licence_until == date(2026, 11, 23)


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2127, 1, 1)], ids=["ended", "far"])
def test_a_licence_that_has_ended_is_not_renewed(desk: Desk, clerk: Actor, day: date) -> None:
    publish(desk, renewal=True)
    case = open_complete(desk, clerk)
    with refused("case.licence_day", desk):
        licences.note_licence(desk, clerk, case.id, day)


def test_only_a_renewal_asks_for_it(desk: Desk, clerk: Actor) -> None:
    case = open_complete(desk, clerk)
    with refused("case.no_renewal", desk):
        licences.note_licence(desk, clerk, case.id, date(2026, 12, 31))
