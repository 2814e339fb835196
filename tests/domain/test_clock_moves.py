"""What may move a case's limits, article by article; the article stands in each test's id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec
import pytest

from tests.domain.test_clock import official
from window_desk.domain import clock, clock_moves
from window_desk.domain.actor import Actor
from window_desk.domain.case import Act, Case, ClockSuspension, Leg, State
from window_desk.domain.centre import CENTRE_TIME, Role
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual, Limit, ServiceItem, Step
from window_desk.domain.ops import Extender

MONDAY = date(2026, 11, 23)
TODAY = date(2026, 11, 27)
NAME = Bilingual(zh="试验事项", en="trial item")
PERMIT = ServiceItem(code="T-1", name=NAME, type="01", department="甲局", special=("testing",))
JOINT = msgspec.structs.replace(PERMIT, joint=True)
PUBLICITY = Bilingual(zh="公示", en="publication")
SERVICE = msgspec.structs.replace(PERMIT, type="20", special=(), own_suspensions=(PUBLICITY,))
BARE = msgspec.structs.replace(SERVICE, own_suspensions=())
REVIEWED = Case(
    id="h:1",
    item="T-1",
    item_version=1,
    applicant="h:9",
    opened_at=datetime(2026, 11, 23, 9, 0, tzinfo=CENTRE_TIME),
    opened_by="clerk",
    state="under_review",
    accepted_at=datetime(2026, 11, 23, 10, 0, tzinfo=CENTRE_TIME),
    promised=Limit(Decimal(5)),
    statutory=Limit(Decimal(20)),
    lead="甲局",
    legs=(
        Leg(Step(code="a", name=NAME, department="乙局", days=Decimal(1)), state="open"),
        Leg(Step(code="b", name=NAME, department="丙局", days=Decimal(1))),
    ),
)


def stopped(*spans: tuple[str, date, date | None]) -> Case:
    """The case with suspensions: ground, first day, last day."""
    suspensions = tuple(
        ClockSuspension(f"h:{at}", ground, start, "特字〔2026〕1号", 5, end=end)
        for at, (ground, start, end) in enumerate(spans, 2)
    )
    return msgspec.structs.replace(REVIEWED, suspensions=suspensions)


def broken(error: pytest.ExceptionInfo[RuleBroken], code: str, article: str) -> None:
    assert error.value.code == code
    assert error.value.article == article
    assert error.value.message
    assert error.value.hint


class TestGrounds:
    def test_a_permit_may_use_all_eight_of_article_45_its_own_first(self) -> None:
        codes = [each.code for each in clock_moves.grounds(PERMIT)]
        assert codes[0] == "testing"
        assert sorted(codes) == sorted([
            "hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal",
            "expert_review",
        ])  # fmt: skip

    def test_another_item_has_only_the_grounds_of_its_own(self) -> None:
        assert [each.code for each in clock_moves.grounds(SERVICE)] == ["公示"]
        assert clock_moves.grounds(BARE) == ()

    def test_xkf_45_an_item_without_a_ground_is_not_stopped(self) -> None:
        with pytest.raises(RuleBroken) as caught:
            clock_moves.check_stoppable(BARE)
        broken(caught, "clock.no_ground", "xkf.45")


@pytest.mark.parametrize(
    ("item", "ground", "recorded"),
    [
        pytest.param(PERMIT, "testing", "testing", id="xkf.45 a procedure that the guide names"),
        pytest.param(PERMIT, "hearing", "hearing", id="xkf.45 one of the eight it does not name"),
        pytest.param(PERMIT, "听证", "hearing", id="xkf.45 by its Chinese word"),
        pytest.param(PERMIT, " Expert review ", "expert_review", id="xkf.45 by its English word"),
        pytest.param(SERVICE, "公示", "公示", id="own ground of an item that is no permit"),
        pytest.param(SERVICE, "publication", "公示", id="own ground by its English word"),
    ],
)
def test_what_stops_the_clock(item: ServiceItem, ground: str, recorded: str) -> None:
    found = clock_moves.check_suspension(REVIEWED, item, ground, TODAY, 5, TODAY)
    assert found == recorded


@pytest.mark.parametrize(
    ("item", "ground", "start", "days", "code"),
    [
        pytest.param(PERMIT, "site_visit", TODAY, 5, "clock.ground", id="xkf.45 a visit runs on"),
        pytest.param(PERMIT, "公示", TODAY, 5, "clock.ground", id="xkf.45 the list is closed"),
        pytest.param(PERMIT, "", TODAY, 5, "clock.ground", id="xkf.45 no ground"),
        pytest.param(SERVICE, "hearing", TODAY, 5, "clock.ground", id="xkf.45 not for a service"),
        pytest.param(BARE, "hearing", TODAY, 5, "clock.no_ground", id="xkf.45 nothing stops it"),
        pytest.param(PERMIT, "hearing", TODAY, 0, "clock.days_told", id="xkf.45 no time told"),
        pytest.param(PERMIT, "hearing", TODAY, -1, "clock.days_told", id="xkf.45 less than none"),
        pytest.param(PERMIT, "hearing", TODAY, 1000, "clock.days_told", id="xkf.45 for ever"),
        pytest.param(
            PERMIT, "hearing", date(2026, 11, 22), 5, "clock.day", id="xkf.45 before acceptance"
        ),
        pytest.param(
            PERMIT, "hearing", date(2026, 11, 28), 5, "clock.day", id="xkf.45 in the future"
        ),
    ],
)  # fmt: skip
def test_what_does_not_stop_it(
    item: ServiceItem, ground: str, start: date, days: int, code: str
) -> None:
    with pytest.raises(RuleBroken) as caught:
        clock_moves.check_suspension(REVIEWED, item, ground, start, days, TODAY)
    broken(caught, code, "xkf.45")


def test_several_procedures_may_overlap() -> None:
    case = stopped(("hearing", MONDAY, None))
    assert clock_moves.check_suspension(case, PERMIT, "testing", TODAY, 5, TODAY) == "testing"


TWO = stopped(("hearing", MONDAY, None), ("testing", date(2026, 11, 24), None))


@pytest.mark.parametrize(
    ("case", "ground", "end", "ended"),
    [
        pytest.param(stopped(("hearing", MONDAY, None)), "", TODAY, "h:2", id="the only one"),
        pytest.param(TWO, "testing", TODAY, "h:3", id="the one that is named"),
        pytest.param(TWO, "听证", MONDAY, "h:2", id="on its first day"),
        pytest.param(
            stopped(("hearing", MONDAY, MONDAY), ("testing", MONDAY, None)), "", TODAY, "h:3",
            id="the one that lasts",
        ),
    ],
)  # fmt: skip
def test_a_suspension_ends(case: Case, ground: str, end: date, ended: str) -> None:
    assert clock_moves.check_resume(case, PERMIT, end, TODAY, ground).id == ended


@pytest.mark.parametrize(
    ("case", "ground", "end", "code"),
    [
        pytest.param(REVIEWED, "", TODAY, "clock.not_suspended", id="xkf.45 the clock runs"),
        pytest.param(
            stopped(("hearing", MONDAY, MONDAY)), "", TODAY, "clock.not_suspended",
            id="xkf.45 it ended before",
        ),
        pytest.param(TWO, "", TODAY, "clock.which", id="xkf.45 which of two"),
        pytest.param(TWO, "auction", TODAY, "clock.which", id="xkf.45 none for this ground"),
        pytest.param(
            stopped(("hearing", TODAY, None)), "", MONDAY, "clock.end", id="xkf.45 before it began"
        ),
        pytest.param(
            stopped(("hearing", MONDAY, None)), "", date(2026, 11, 28), "clock.end",
            id="xkf.45 in the future",
        ),
    ],
)  # fmt: skip
def test_what_ends_no_suspension(case: Case, ground: str, end: date, code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        clock_moves.check_resume(case, PERMIT, end, TODAY, ground)
    broken(caught, code, "xkf.45")


LENGTHENED = msgspec.structs.replace(REVIEWED, extension=clock.Extension(Decimal(3)))
CALENDAR = msgspec.structs.replace(REVIEWED, promised=Limit(Decimal(5), "calendar_days"))
PROMISED_ONLY = msgspec.structs.replace(REVIEWED, statutory=None)
LAW_ENDS, PROMISE_ENDS = date(2026, 12, 21), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("case", "item", "days", "by", "today"),
    [
        pytest.param(REVIEWED, PERMIT, "10", "agency", TODAY, id="xkf.42 ten days by the agency"),
        pytest.param(REVIEWED, PERMIT, "0.5", "agency", TODAY, id="xkf.42 half a day"),
        pytest.param(REVIEWED, JOINT, "15", "government", TODAY, id="xkf.42 15 jointly"),
        pytest.param(REVIEWED, PERMIT, "10", "agency", LAW_ENDS, id="xkf.42 told on the last day"),
        pytest.param(
            PROMISED_ONLY, PERMIT, "10", "agency", PROMISE_ENDS, id="xkf.42 promise, last day"
        ),
        pytest.param(
            stopped(("hearing", LAW_ENDS, None)), PERMIT, "10", "agency", date(2026, 12, 25),
            id="xkf.42 while the clock stands still",
        ),
    ],
)  # fmt: skip
def test_extensions(case: Case, item: ServiceItem, days: str, by: Extender, today: date) -> None:
    clock_moves.check_extension(case, item, Decimal(days), by, official(), today)


@pytest.mark.parametrize(
    ("case", "item", "days", "by", "today", "code"),
    [
        pytest.param(
            LENGTHENED, PERMIT, "1", "agency", TODAY, "clock.extended", id="xkf.42 once only"
        ),
        pytest.param(
            REVIEWED, PERMIT, "11", "agency", TODAY, "clock.extension_days", id="xkf.42 eleven"
        ),
        pytest.param(
            REVIEWED, JOINT, "16", "government", TODAY, "clock.extension_days", id="xkf.42 sixteen"
        ),
        pytest.param(
            REVIEWED, JOINT, "15", "agency", TODAY, "clock.extension_days",
            id="xkf.42 fifteen is not the agency's",
        ),
        pytest.param(
            REVIEWED, PERMIT, "5", "government", TODAY, "clock.not_joint", id="xkf.42 not joint"
        ),
        pytest.param(
            REVIEWED, PERMIT, "0", "agency", TODAY, "clock.extension_days", id="xkf.42 nothing"
        ),
        pytest.param(
            REVIEWED, PERMIT, "-1", "agency", TODAY, "clock.extension_days", id="xkf.42 shorter"
        ),
        pytest.param(
            REVIEWED, PERMIT, "0.3", "agency", TODAY, "clock.extension_days", id="xkf.42 a third"
        ),
        pytest.param(
            REVIEWED, PERMIT, "NaN", "agency", TODAY, "clock.extension_days", id="xkf.42 no number"
        ),
        pytest.param(
            CALENDAR, PERMIT, "0.5", "agency", TODAY, "clock.extension_days",
            id="xkf.42 half a calendar day",
        ),
        pytest.param(
            REVIEWED, PERMIT, "5", "agency", date(2026, 12, 22), "clock.too_late",
            id="xkf.42 after the old date",
        ),
        pytest.param(
            PROMISED_ONLY, PERMIT, "5", "agency", date(2026, 12, 1), "clock.too_late",
            id="xkf.42 after the promised date",
        ),
    ],
)  # fmt: skip
def test_what_is_no_lawful_extension(
    case: Case, item: ServiceItem, days: str, by: Extender, today: date, code: str
) -> None:
    with pytest.raises(RuleBroken) as caught:
        clock_moves.check_extension(case, item, Decimal(days), by, official(), today)
    broken(caught, code, "xkf.42")


AGAIN = msgspec.structs.replace(REVIEWED, restart=clock.Restart(date(2026, 11, 25)))


@pytest.mark.parametrize("on", [MONDAY, TODAY])
def test_a_restart_between_acceptance_and_today(on: date) -> None:
    clock_moves.check_restart(REVIEWED, on, TODAY)


@pytest.mark.parametrize(
    ("case", "on"),
    [
        pytest.param(REVIEWED, date(2026, 11, 22), id="before acceptance"),
        pytest.param(REVIEWED, date(2026, 11, 28), id="in the future"),
        pytest.param(AGAIN, date(2026, 11, 24), id="before it started again"),
    ],
)
def test_no_restart(case: Case, on: date) -> None:
    with pytest.raises(RuleBroken) as caught:
        clock_moves.check_restart(case, on, TODAY)
    broken(caught, "clock.day", "")


acts: Sequence[Act] = ("suspend", "resume", "extend", "restart")


@pytest.mark.parametrize("act", acts)
@pytest.mark.parametrize(
    ("role", "department", "code"),
    [
        pytest.param("reviewer", "甲局", "", id="a reviewer of the lead"),
        pytest.param("reviewer", "乙局", "", id="a reviewer with an open leg"),
        pytest.param("reviewer", "丙局", "case.other_department", id="one whose leg waits"),
        pytest.param("supervisor", "", "", id="a supervisor"),
        pytest.param("clerk", "", "access.role", id="a clerk"),
        pytest.param("admin", "", "access.role", id="an admin"),
    ],
)
def test_who_may_move_the_limits(act: Act, role: Role, department: str, code: str) -> None:
    actor = Actor("somebody", "某人", role, department=department)
    if not code:
        clock_moves.check_actor(REVIEWED, actor, act)
        return
    with pytest.raises(RuleBroken) as caught:
        clock_moves.check_actor(REVIEWED, actor, act)
    broken(caught, code, "")


@pytest.mark.parametrize("act", acts)
@pytest.mark.parametrize("state", ["intake", "correction", "granted", "served", "withdrawn"])
def test_only_a_case_under_review_has_clocks_to_move(act: Act, state: State) -> None:
    case = msgspec.structs.replace(REVIEWED, state=state)
    with pytest.raises(RuleBroken) as caught:
        clock_moves.check_actor(case, Actor("s", "督导", "supervisor"), act)
    article = {"suspend": "xkf.45", "resume": "xkf.45", "extend": "xkf.42"}.get(act, "")
    broken(caught, "case.state", article)
