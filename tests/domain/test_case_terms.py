"""Until when the desk answers and serves, and what became of a promise, article by article."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.domain.case.histories import (
    ACCEPTED,
    CALENDAR,
    CHECKED,
    CORRECTED,
    GRANTED,
    RETURNED,
    SERVED,
    START,
    WITHDRAWN,
    fold,
    folded,
)
from window_desk.domain import case_terms, ops
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.ops import Op, PaperCheck

HERE = ops.CasePapersChecked(checks=(PaperCheck("map", "received"),))
BROKEN = ops.CasePromiseBroken(materials=("map",))


@pytest.mark.parametrize(
    ("received", "last"),
    [
        pytest.param("2026-11-23T09:00", "2026-11-30", id="art. 32(1)4: a Monday"),
        pytest.param("2026-11-23T23:59", "2026-11-30", id="art. 32(1)4: as late as it may be"),
        pytest.param("2026-11-22T09:00", "2026-11-27", id="art. 32(1)4: a Sunday is day 0"),
        pytest.param("2026-09-30T09:00", "2026-10-13", id="art. 82: over National Day"),
        pytest.param("2026-02-13T09:00", "2026-02-27", id="art. 82: with a make-up Saturday"),
    ],
)
def test_five_working_days_to_answer(received: str, last: str) -> None:
    at = datetime.fromisoformat(received).replace(tzinfo=CENTRE_TIME)
    case = folded([(at, "clerk1", None)])
    assert str(case_terms.answer_by(case, CALENDAR)) == last


@pytest.mark.parametrize(
    ("acts", "waits"),
    [
        pytest.param((), True, id="art. 32(1)4: nothing said yet"),
        pytest.param((CHECKED,), True, id="art. 32(1)4: looking at papers says nothing"),
        pytest.param((CORRECTED,), False, id="art. 32(1)4: told what to correct"),
        pytest.param((CORRECTED, RETURNED), True, id="art. 32(1)5: the corrections are here"),
        pytest.param((CORRECTED, RETURNED, CORRECTED), False, id="told again"),
        pytest.param((ACCEPTED,), False, id="art. 32(1)5: accepted"),
        pytest.param((WITHDRAWN,), False, id="taken back"),
    ],
)
def test_who_waits_for_an_answer(acts: tuple[Op, ...], waits: bool) -> None:
    case = fold(*acts)
    assert case_terms.awaits_answer(case) is waits
    assert (case_terms.answer_by(case, CALENDAR) is not None) is waits


def test_corrected_papers_are_answered_from_the_day_they_come_in() -> None:
    """Art. 32(1)5: receipt is that of the last paper."""
    back = START + timedelta(days=7)
    case = folded(
        [(START, "clerk1", None), (START, "clerk1", CORRECTED), (back, "clerk1", RETURNED)]
    )
    assert case.received_on == date(2026, 11, 30)
    assert case_terms.answer_by(case, CALENDAR) == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("acts", "last"),
    [
        pytest.param((ACCEPTED, GRANTED), "2026-12-07", id="art. 44: granted"),
        pytest.param(
            (
                ACCEPTED,
                ops.CaseDecided(outcome="refused", document="决字〔2026〕1号", reason="理由"),
            ),
            "2026-12-07",
            id="art. 44: a no is served as well",
        ),
        pytest.param((ACCEPTED,), "None", id="not decided"),
        pytest.param((ACCEPTED, GRANTED, SERVED), "None", id="served"),
    ],
)
def test_ten_working_days_to_serve(acts: tuple[Op, ...], last: str) -> None:
    assert str(case_terms.serve_by(fold(*acts), CALENDAR)) == last


@pytest.mark.parametrize(
    ("acts", "promise"),
    [
        pytest.param((), "", id="nothing promised"),
        pytest.param((ACCEPTED,), "open", id="promised"),
        pytest.param((ACCEPTED, HERE), "kept", id="the paper came"),
        pytest.param((ACCEPTED, BROKEN), "broken", id="it did not come in time"),
        pytest.param((ACCEPTED, BROKEN, HERE), "broken", id="it came too late"),
        pytest.param((ACCEPTED, HERE, GRANTED), "kept", id="granted with every paper"),
        pytest.param((ACCEPTED, WITHDRAWN), "", id="taken back before it came: neither"),
        pytest.param((ACCEPTED, BROKEN, WITHDRAWN), "broken", id="broken and taken back"),
    ],
)
def test_what_became_of_a_promise(acts: tuple[Op, ...], promise: str) -> None:
    assert case_terms.promise_of(fold(*acts)) == promise
