"""The demo hall: the same for the same seed, sound, in mid-morning at any hour, of any size."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.services.demo_desks import AFTERNOON, fill, histories
from tests.support import assert_sound, projections
from window_desk.domain import case, case_clocks, clock, numbering
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import RuleBroken
from window_desk.domain.identity import check_certificate
from window_desk.domain.leg_light import late_legs
from window_desk.domain.light import Light, light
from window_desk.domain.text import clean_text
from window_desk.services import access, demo_hall, demo_people, publishing, tickets, windows
from window_desk.storage import boards, bulk, listings, reads, reviews, stuck
from window_desk.storage.change import Look
from window_desk.storage.desk import Desk


def count(desk: Desk, query: str) -> dict[Any, int]:
    """What a query groups and counts."""
    with desk.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def cases_of(desk: Desk) -> int:
    with desk.read() as connection:
        return int(connection.execute("SELECT count(*) FROM service_case").scalar())


def test_the_hall_is_sound(hall: Desk) -> None:
    assert_sound(hall)


def test_the_same_seed_makes_the_same_hall(hall: Desk, empty: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "empty.db"
    elsewhere.write_bytes(empty.read_bytes())
    again, another = fill(elsewhere), fill(elsewhere, seed=2)
    assert projections(again) == projections(hall)
    differing = {
        name for name, rows in projections(another).items() if rows != projections(hall)[name]
    }
    assert {"ticket", "service_case", "person", "paper", "leg", "document"} <= differing
    again.close()
    another.close()


def test_another_hour_moves_the_morning_and_nothing_else(hall: Desk, empty: Path) -> None:
    earlier = fill(empty, now=AFTERNOON - timedelta(hours=6))
    moved = 6 * 3600 * 1000

    def seen(desk: Desk, shift: int) -> list[tuple[Any, ...]]:
        with desk.read() as connection:
            return [
                (*row[:7], *(None if each is None else each + shift for each in row[7:]))
                for row in connection.execute(
                    "SELECT number, queue, state, priority, window, wait_s, why,"
                    " issued_at, rank_at, called_at, started_at, ended_at, appointment_at"
                    " FROM ticket ORDER BY id"
                )
            ]

    assert seen(earlier, moved) == seen(hall, 0)
    for query in (
        "SELECT id, state || coalesce(number, '') || holders FROM service_case",
        "SELECT id, opened_at FROM service_case WHERE ticket = ''",
    ):
        assert count(earlier, query) == count(hall, query)
    earlier.close()


@pytest.mark.parametrize("cases", [0, 1, 9, 32, 33, 60, 121, 400])
def test_there_are_exactly_as_many_cases_as_asked_for(empty: Path, cases: int) -> None:
    desk = fill(empty, cases=cases)
    assert cases_of(desk) == cases
    desk.close()


def lights_of(view: Look) -> list[Light]:
    """The light of every open case."""
    rows = view.connection.execute(
        "SELECT promised_due, statutory_due, suspended_since, licence_until FROM service_case"
        " WHERE state = 'under_review'"
    )
    dates = [[date.fromisoformat(each) if each else None for each in row] for row in rows]
    return [light(view.calendar, view.today, *each[:3], licence_until=each[3]) for each in dates]


def test_several_departments_are_at_work_in_every_way(hall: Desk) -> None:
    with hall.look() as look:
        found = [
            look.case(row[0])
            for row in look.connection.execute(
                "SELECT id FROM service_case WHERE state = 'under_review' ORDER BY id"
            ).all()
        ]
        late = [
            each
            for each in found
            if late_legs(each, look.calendar, look.today)
            and (case_clocks.left(each, each.promised, look.calendar, look.today) or 0) >= 0
        ]
        lines = stuck.read_stuck(look).lines
    legs = [leg for each in found for leg in each.legs]
    away = [sum(leg.state == "open" for leg in each.legs) for each in found]
    assert max(away) >= 2
    assert [each for each in legs if each.state == "asking"]
    assert [each for case in found for each in case.more]
    assert [each for case in found for each in case.meetings if each.state == "called"]
    assert [each for each in legs if each.added]
    # A leg that is late while the whole is in time, and one that was taken up and reminded of.
    assert late
    assert [each.line for each in lines if each.line.reminded_at and each.line.officer]


@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_every_light_is_there_with_another_seed(empty: Path, seed: int) -> None:
    desk = fill(empty, seed=seed)
    with desk.look() as view:
        assert set(lights_of(view)) == set(Light) - {Light.CLOSED}
    desk.close()


def test_the_ledger_and_what_follows_it_are_there(hall: Desk) -> None:
    kinds = count(hall, "SELECT kind, count(*) FROM op GROUP BY 1")
    assert {
        "case.suspended", "case.resumed", "case.extended", "case.promise_broken",
        "case.corrections_returned", "case.licence_noted", "case.committed",
    } <= set(kinds)  # fmt: skip
    promises = count(hall, "SELECT promise, count(*) FROM service_case GROUP BY 1")
    assert {"open", "kept", "broken"} <= set(promises)
    with hall.read() as connection:
        waiting = connection.execute(
            "SELECT count(*) FROM service_case WHERE state = 'correction' AND answer_by NOT NULL"
        ).scalar()
        said_no = connection.execute(
            "SELECT count(*) FROM service_case WHERE no_at NOT NULL"
        ).scalar()
    assert min(waiting, said_no) >= 1


@pytest.mark.parametrize("seed", [1, 4])
def test_limits_are_moved_by_law_only(empty: Path, seed: int) -> None:
    """行政许可法 art. 42 and 45, checked against the item of each case."""
    desk = fill(empty, seed=seed, cases=300)
    seen = Counter[str]()
    with desk.look() as view:
        for run in histories(desk, "case"):
            found = view.case(run[0].id)
            item = reads.item_on(view.connection, found.item, view.today)
            assert item is not None
            own = tuple(each.zh for each in item.own_suspensions)
            for each in found.suspensions:
                assert each.ground in (item.special or own)
                assert found.accepted_on is not None
                assert found.accepted_on <= each.start <= (each.end or view.today) <= view.today
                seen["suspended"] += 1
            if found.extension is not None:
                plain = [each for each in found.ledger if each is not found.extension]
                assert item.type == "01"
                assert found.accepted_on is not None
                assert found.promised is not None
                due = clock.due(view.calendar, found.accepted_on, found.promised, plain)
                assert found.extension.told_on is not None
                assert found.extension.told_on <= due.date
                assert found.extension.value == (15 if item.joint else 10)
                seen["extended"] += 1
            if item.renewal and found.state != "intake":
                assert found.licence_until is not None
                seen["renewed"] += 1
    assert set(seen) == {"suspended", "extended", "renewed"}
    desk.close()


def test_every_state_and_every_light_is_there(hall: Desk) -> None:
    states = count(hall, "SELECT state, count(*) FROM service_case GROUP BY 1")
    assert set(states) == {
        "intake", "correction", "turned_away", "withdrawn",
        "under_review", "granted", "refused", "served",
    }  # fmt: skip
    assert sum(states.values()) == demo_hall.usual_cases
    legs = count(hall, "SELECT state, count(*) FROM leg GROUP BY 1")
    assert set(legs) == {
        "waiting", "open", "asking", "agreed", "disagreed", "returned", "lapsed",
    }  # fmt: skip
    assert count(hall, "SELECT instant, count(*) FROM service_case GROUP BY 1")[1] > 10
    with hall.look() as view:
        lights = Counter(lights_of(view))
        promised = view.connection.execute(
            "SELECT count(*) FROM service_case WHERE supply_by IS NOT NULL"
            " AND state = 'under_review'"
        ).scalar()
    assert lights[Light.GREEN] > 5
    assert lights[Light.YELLOW] >= 3
    assert lights[Light.RED] >= 2
    assert set(lights) == set(Light) - {Light.CLOSED}
    assert promised >= 1


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_hall_is_in_mid_morning(empty: Path, seed: int) -> None:
    desk = fill(empty, seed=seed, cases=40)
    states = count(desk, "SELECT state, count(*) FROM ticket GROUP BY 1")
    assert 12 <= states["waiting"] <= 20
    assert states["serving"] >= 4
    assert states["called"] >= 1
    assert states["finished"] > 40
    assert min(states["missed"], states["left"], states["on_hold"]) >= 1
    with desk.look() as view:
        board = boards.queue_board(view.connection, view.centre, "1", view.now)
        queues = {each.queue for each in boards.waiting(view.connection, tuple("ABCDEQ"), view.now)}
    assert queues == set("ABCDEQ")
    assert Counter(each.state for each in board.windows) == {"open": 8, "paused": 1}
    assert board.mine is None
    assert board.waiting_total >= 2
    assert len(board.held) == 1
    assert {"senior", "normal"} <= set(count(desk, "SELECT priority, 1 FROM ticket"))
    assert count(desk, "SELECT rule, count(*) FROM ticket GROUP BY 1")["appointment"] >= 1
    assert count(desk, "SELECT rule, count(*) FROM ticket GROUP BY 1")["requeued"] >= 1
    desk.close()


def test_the_desk_goes_on_from_there(empty: Path) -> None:
    desk = fill(empty, cases=5)
    clerk = access.sign_in(desk, "clerk1", demo_hall.pin, "1")
    ticket = tickets.call_next(desk, clerk, "1")
    assert ticket.window == "1"
    paused = access.sign_in(desk, "clerk9", demo_hall.pin, "9")
    with pytest.raises(RuleBroken, match="paused"):
        tickets.call_next(desk, paused, "9")
    windows.resume_window(desk, paused, "9")
    assert tickets.issue(desk, clerk, "A").ticket.serial > 10
    assert_sound(desk)
    desk.close()


NIGHT = datetime(2026, 11, 23, 0, 20, 5, tzinfo=CENTRE_TIME)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(NIGHT, id="twenty past midnight"),
        pytest.param(NIGHT.replace(minute=0), id="midnight"),
        pytest.param(datetime(2026, 11, 21, 23, 59, tzinfo=CENTRE_TIME), id="Saturday night"),
        pytest.param(datetime(2026, 10, 1, 8, 0, tzinfo=CENTRE_TIME), id="National Day"),
        pytest.param(datetime(2027, 2, 9, 10, 20, tzinfo=CENTRE_TIME), id="unannounced year"),
    ],
)
def test_nothing_lies_in_the_future_or_on_another_day(empty: Path, now: datetime) -> None:
    desk = fill(empty, now=now, cases=45)
    assert_sound(desk)
    acts = [each for run in histories(desk, "ticket") for each in run]
    assert {each.at.date() for each in acts} == {now.date()}
    assert set(count(desk, "SELECT day, 1 FROM ticket")) == {now.date().isoformat()}
    for family in ("ticket", "case", "window", "account"):
        assert all(run[-1].at <= now for run in histories(desk, family))
    desk.close()


def test_the_last_act_is_a_minute_old(hall: Desk) -> None:
    last = max(run[-1].at for run in histories(hall, "ticket"))
    assert timedelta(seconds=60) < AFTERNOON - last < timedelta(seconds=150)


def test_cases_of_earlier_days_were_accepted_on_working_days(hall: Desk) -> None:
    with hall.look() as view:
        lines = listings.cases_in(view.connection).cases
        days = {each.accepted_at.date() for each in lines if each.accepted_at} - {view.today}
        assert len(days) > 10
        assert all(view.calendar.is_workday(each) for each in days)


def test_numbers_are_gap_free_and_follow_time(empty: Path) -> None:
    desk = fill(empty, cases=300)
    acts = [each for run in histories(desk, "case") for each in run]
    acts.sort(key=lambda each: int(each.id.partition(":")[2]))
    given: dict[tuple[str, int], list[int]] = {}
    for each in acts:
        for one in map(numbering.read_number, case.numbers_in(each.op)):
            given.setdefault((one.kind, one.run), []).append(one.serial)
    assert [each.at for each in acts] == sorted(each.at for each in acts)
    assert {kind for kind, _run in given} == {
        "case", "acceptance", "receipt", "correction", "turned_away", "commitment", "suspension",
        "extension", "decision", "service", "request",
    }  # fmt: skip
    assert all(serials == list(range(1, len(serials) + 1)) for serials in given.values())
    desk.close()


def test_applicants_are_invented_with_numbers_that_check(hall: Desk) -> None:
    with hall.read() as connection:
        people = list(
            connection.execute("SELECT name, certificate_type, certificate_number FROM person")
        )
    names = {row[0] for row in people}
    assert {each.name for each in demo_people.awkward} <= names
    assert len({row[2] for row in people}) == len(people)
    for name, kind, number in people:
        assert clean_text(name) == name
        check_certificate(kind, number, AFTERNOON.date())
        assert kind == "414" or "51169" in number[:7]


def test_everybody_on_the_staff_can_sign_in(empty: Path) -> None:
    desk = fill(empty, cases=0)
    accounts = demo_hall.fill(desk)
    assert {each.role for each in accounts} == {"clerk", "reviewer", "supervisor", "admin"}
    clerks = {each.window: each for each in accounts if each.role == "clerk"}
    assert {str(each) for each in range(1, 9)} <= set(clerks)
    for each in (*clerks.values(), accounts[-1]):
        assert access.sign_in(desk, each.account, each.pin, each.window).role == each.role
    desk.close()


def test_filling_twice_changes_nothing(empty: Path) -> None:
    desk = fill(empty, cases=3)
    before = projections(desk)
    assert demo_hall.fill(desk, cases=50) == demo_hall.fill(desk)
    assert projections(desk) == before
    desk.close()


def test_a_desk_in_use_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleBroken, match="in use"):
        demo_hall.fill(desk, cases=1)
    with pytest.raises(RuleBroken, match="not a number"):
        demo_hall.fill(desk, cases=-1)


def test_a_centre_without_staff_is_refused(empty: Path, tmp_path: Path) -> None:
    copy = tmp_path / "unstaffed.db"
    copy.write_bytes(empty.read_bytes())
    desk = Desk(copy, lambda: AFTERNOON)
    with desk.change(by="setup") as tx:
        publishing.put_centre(tx, msgspec.structs.replace(tx.centre, staff=()))
    with pytest.raises(RuleBroken, match="no staff"):
        demo_hall.fill(desk)
    desk.close()


def test_a_thousand_cases_in_one_go_and_in_many(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = fill(empty, cases=1_000)
    assert cases_of(desk) == 1_000
    assert_sound(desk)
    said: list[str] = []
    monkeypatch.setattr(demo_hall, "_per_commit", 1_800)
    monkeypatch.setattr(bulk, "lot", 140)
    copy = tmp_path / "many.db"
    copy.write_bytes(empty.read_bytes())
    other = Desk(copy, lambda: AFTERNOON)
    demo_hall.fill(other, cases=1_000, progress=said.append)
    assert projections(other) == projections(desk)
    assert len(said) > 3
    assert said[-1].startswith("1000 ")
    desk.close()
    other.close()


def test_an_interrupted_filling_is_not_taken_for_a_hall(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_hall, "_per_commit", 500)
    copy = tmp_path / "part.db"
    copy.write_bytes(empty.read_bytes())
    desk = Desk(copy, lambda: AFTERNOON)
    with pytest.raises(KeyboardInterrupt):
        demo_hall.fill(desk, cases=200, progress=interrupt)
    assert_sound(desk)
    with pytest.raises(RuleBroken, match="in use"):
        demo_hall.fill(desk, cases=200)
    with desk.read() as connection:
        assert reads.has_accounts(connection)
    desk.close()


def test_whoever_plays_a_part_finds_something_to_do(hall: Desk) -> None:
    with hall.look() as look:
        staff = [reads.actor(look.connection, each) for each in demo_hall.parts]
        found = [each for each in staff if each is not None]
        assert len(found) == len(demo_hall.parts)
        assert {each.role for each in found} == {"clerk", "reviewer", "supervisor", "admin"}
        for each in found:
            if each.role == "reviewer":
                assert reviews.read_reviews(look, each.department, limit=1).lines
        assert not reviews.read_reviews(look, "statistics", limit=1).lines
