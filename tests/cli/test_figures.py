"""Every figure about a date, wherever it is shown, is what `calendar due` says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from tests.cli.conftest import Plain, Run
from tests.services.houses import change_item, change_policies
from tests.support import (
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    actor,
    answer_all,
    copy_desk,
    open_complete,
)
from tests.tui.support import at_desk, press, screen_text
from window_desk.cli.clock_document import left_sentence
from window_desk.documents.notices import make_notice, notices_of
from window_desk.domain import case as cases
from window_desk.domain import case_terms
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.clock import Extension, LedgerEntry, Restart, Suspension
from window_desk.domain.item import Limit
from window_desk.domain.ops import Extender
from window_desk.services import cases as cases_at_window
from window_desk.services import clocks, intake, review
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.cells import day_text, short_day
from window_desk.tui.widgets.explained import ExplainedScreen, read_explained

TURNS = ("from_start", "stop", "overlap", "extension", "restart", "lasting")
"""What may happen to a clock, in this order."""

Went = tuple[str, tuple[str, ...]]
"""An item, and the turns of one of its cases."""

LEDGERS: list[Went] = [
    *((PARALLEL, each) for many in (0, 1, 2, len(TURNS)) for each in combinations(TURNS, many)),
    *((PLAIN, each) for many in (1, len(TURNS)) for each in combinations(TURNS, many)),
]
"""Every turn alone, with every other, and all of them; in calendar days without the pairs."""


Ask = Callable[..., Plain]
"""Asks a command for its document; the same words are asked once a desk."""


class Hall(NamedTuple):
    """A desk with a case for every ledger, read on the last day of them all."""

    path: Path
    clock: Clock
    cases: dict[Went, str]
    said: dict[tuple[str, ...], Plain]


def take_turns(desk: Desk, clock: Clock, item: str, turns: Iterable[str]) -> str:
    """A case that went through these turns, made by the acts themselves."""
    boss = actor(desk, "supervisor")
    change_policies(desk, suspension_days="after_start")
    case = accept_complete(desk, actor(desk, "clerk1"), item).id
    for turn in turns:
        clock.advance(days=1)
        match turn:
            case "from_start":
                # The reading that held when a suspension began stays that of this suspension.
                clocks.suspend(desk, boss, case, "testing", 5)
                change_policies(desk, suspension_days="from_start")
                clocks.resume(desk, boss, case)
            case "stop":
                clocks.suspend(desk, boss, case, "hearing", 5)
                clock.advance(days=3)
                clocks.resume(desk, boss, case)
            case "overlap":
                clocks.suspend(desk, boss, case, "auction", 5)
                clock.advance(days=1)
                clocks.suspend(desk, boss, case, "appraisal", 5)
                clock.advance(days=2)
                clocks.resume(desk, boss, case, ground="auction")
                clock.advance(days=1)
                clocks.resume(desk, boss, case)
            case "extension":
                head: Extender = "government" if item == PARALLEL else "agency"
                clocks.extend(desk, boss, case, Decimal(3), head, approver="王", reason="复杂")
            case "restart":
                clocks.restart(desk, boss, case, reason="内容变更", basis="办法")
            case "lasting":
                clocks.suspend(desk, boss, case, "tender", 5)
                clock.advance(days=2)
    return case


@pytest.fixture(scope="module")
def hall(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """Every ledger on a permit with working days, and on one whose promise has calendar days."""
    path, clock = copy_desk(seeded, tmp_path_factory.mktemp("figures") / "desk.db"), Clock()
    desk = Desk(path, clock)
    change_item(desk, PARALLEL, type="01")
    change_item(desk, PLAIN, promised=Limit(Decimal(12), "calendar_days"))
    found = {}
    for item, turns in LEDGERS:
        clock.now = Clock().now
        found[item, turns] = take_turns(desk, clock, item, turns)
    desk.close()
    return Hall(path, clock, found, {})


@pytest.fixture
def desk_of(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """That desk, which the commands open with the same clock as the test."""
    monkeypatch.setattr(
        "window_desk.bootstrap.open_desk", lambda _path: Desk(hall.path, hall.clock)
    )
    desk = Desk(hall.path, hall.clock)
    yield desk
    desk.close()


@pytest.fixture
def ask(run: Run, desk_of: Desk, hall: Hall) -> Ask:
    """Asks on that desk."""

    def answer(*words: object) -> Plain:
        key = tuple(str(each) for each in words)
        if key not in hall.said:
            ran = run(*words, "--json")
            assert ran.status == 0, ran.err
            hall.said[key] = ran.document
        return hall.said[key]

    return answer


class Oracle:
    """What `calendar due` says of the limits of a case, read on a day."""

    def __init__(self, ask: Ask, case: Case, today: date) -> None:
        self.ask, self.case, self.today = ask, case, today

    def due(self, *words: object) -> Plain:
        """Its document; `lines` are the sentences, which hold every figure of the explanation."""
        document = self.ask("calendar", "due", *words)
        lines = re.split(r"(?<=\.) ", document["explanation"])
        return document | {"lines": figures_of(lines)}

    def limit(self, limit: Limit | None) -> Plain:
        """One of both limits, from nothing but what the case went through."""
        case = self.case
        assert limit is not None
        words: list[object] = [
            "--from",
            case.accepted_on,
            "--days",
            limit.value,
            "--unit",
            limit.unit,
        ]
        if case.extension is not None:
            words += ["--extend", case.extension.value, "--told-on", case.extension.told_on]
        if case.restart is not None:
            words += ["--restart", case.restart.on]
        return self.due(*words, *self.stops(self.today))

    def stops(self, today: date) -> list[object]:
        """The suspensions as words; one that lasts counts up to and with today."""
        words: list[object] = []
        for each in self.case.suspensions:
            words += ["--suspend", f"{each.start}..{each.end or max(each.start, today)}"]
            words += ["--counting", each.counting]
        return words

    def left(self, due: str) -> int:
        """The working days until a date."""
        return int(self.ask("calendar", "count", "--from", self.today, "--to", due)["working_days"])


def days_left(days: int) -> str:
    """What a page says of the days that are left."""
    return f"{-days} over" if days < 0 else f"{days} left" if days else "due today"


def figures_of(lines: Iterable[str]) -> list[str]:
    """The sentences with figures, without grounds, reasons and numbers of documents.

    Only the days of a suspension that lasts are worded in another way than those of one that
    ended; how many it takes out stands in a sentence of its own.
    """
    bare = (re.sub(r"\s*\([^()]*\)", "", each) for each in lines)
    return [each for each in bare if each and not each.startswith("The clock stood still")]


def wrong_figures(run: Run, ask: Ask, desk: Desk, identity: str) -> list[str]:
    """Where the desk prints another figure about a date of this case than `calendar due`."""
    case = intake.view_case(desk, identity).case
    with desk.look() as look:
        oracle = Oracle(ask, case, look.today)
    shown = run("case", "show", identity, "--json").document
    text = run("case", "show", identity).out.splitlines()
    return [
        *_wrong_in_show(oracle, shown, text), *_wrong_legs(oracle, shown, text),
        *_wrong_on_screen(oracle, desk), *_wrong_on_paper(ask, desk, identity),
    ]  # fmt: skip


def _wrong_in_show(oracle: Oracle, shown: Plain, text: list[str]) -> Iterator[str]:
    listed = {each["case"]: each for each in oracle.ask("case", "list", "--limit", 10000)["cases"]}
    line = listed[oracle.case.id]
    for name, title in (("promised", "Promised"), ("statutory", "By law")):
        said, clock = oracle.limit(getattr(oracle.case, name)), shown["clocks"][name]
        left = oracle.left(said["due"])
        dates = {clock["due"], shown[f"{name}_due"], line[f"{name}_due"]}
        told = figures_of(re.split(r"(?<=\.) ", clock["explanation"]))
        agreeing = {
            "half day": clock["half_day"] == said["half_day"],
            "provisional": clock["provisional"] == said["provisional"],
            "date": dates == {said["due"]},
            "left": clock["left_working_days"] == left,
            "explanation": told == said["lines"],
            "page": figures_of(_section(text, title)) == [*said["lines"], left_sentence(left)],
        }
        yield from (f"show {name} {place}" for place, agrees in agreeing.items() if not agrees)
    if line["left_working_days"] != shown["clocks"]["promised"]["left_working_days"]:
        yield "list left"


def _section(lines: list[str], title: str) -> list[str]:
    begin = lines.index(title) + 1
    return lines[begin : lines.index("", begin)]


def _wrong_legs(oracle: Oracle, shown: Plain, text: list[str]) -> Iterator[str]:
    for leg in shown["legs"]:
        if leg["dispatched_at"] is None:
            continue
        words = ["--from", leg["dispatched_at"][:10], "--days", leg["limit"]]
        said = oracle.due(*words, *oracle.stops(oracle.today))
        left = oracle.left(said["due"])
        keys = ("due", "provisional", "left_working_days")
        if [leg[key] for key in keys] != [said["due"], said["provisional"], left]:
            yield f"leg {leg['step']}"
        line = next(each for each in text if each.startswith(f"{leg['step']} "))
        printed = said["due"] + " (provisional)" * said["provisional"]
        if not re.search(rf"\b{re.escape(printed)}  +{re.escape(days_left(left))}", line):
            yield f"show leg {leg['step']}"


def _wrong_on_screen(oracle: Oracle, desk: Desk) -> Iterator[str]:
    told = ExplainedScreen(read_explained(desk, oracle.case.id)).told()
    text = "\n\n".join(f"{name}\n{sentences}" for name, sentences in told)
    for title in ("promised", "statutory"):
        lines = _section([*text.splitlines(), ""], {"promised": "Promised"}.get(title, "By law"))
        if figures_of(lines) != oracle.limit(getattr(oracle.case, title))["lines"]:
            yield f"explained {title}"


def _wrong_on_paper(ask: Ask, desk: Desk, identity: str) -> Iterator[str]:
    """Notices say what held on their day."""
    with desk.look() as look:
        history = look.history(identity)
        told = [
            make_notice(look, identity, number, "en") for number, _ in notices_of(look, identity)
        ]
    for notice in told:
        here = next(at for at, each in enumerate(history, 1) if each.at == notice.at)
        case, facts = cases.fold(history[:here]), dict(notice.facts)
        oracle = Oracle(ask, case, notice.at.astimezone(CENTRE_TIME).date())
        printed = [facts.get("Promised by", ""), facts.get("Due by law", "")]
        if "Dates now" in facts:
            printed = facts["Dates now"].split(" / ")
        if not any(printed):
            continue
        both = [oracle.limit(each) for each in (case.promised, case.statutory)]
        wanted = [each["due"] + " (provisional)" * each["provisional"] for each in both]
        whole = [line for each in notice.paragraphs for line in each.split("\n")]
        lines = [line for each in both for line in each["lines"]]
        if printed != wanted or not set(lines) <= set(figures_of(whole)):
            yield f"notice {notice.number}"


@pytest.mark.parametrize(
    "went", LEDGERS, ids=lambda went: f"{went[0]}: {'+'.join(went[1]) or 'nothing'}"
)
def test_every_place_says_what_calendar_due_says(
    run: Run, ask: Ask, desk_of: Desk, hall: Hall, went: Went
) -> None:
    assert wrong_figures(run, ask, desk_of, hall.cases[went]) == []


_ledger: property = vars(Case)["ledger"]


def _whole(case: Case) -> tuple[LedgerEntry, ...]:
    return tuple(_ledger.__get__(case))


def _without(kind: type[LedgerEntry]) -> property:
    return property(lambda case: tuple(each for each in _whole(case) if not isinstance(each, kind)))


def _in_one_reading() -> property:
    def plain(entry: LedgerEntry) -> LedgerEntry:
        is_stop = isinstance(entry, Suspension)
        return msgspec.structs.replace(entry, counting=None) if is_stop else entry

    return property(lambda case: tuple(plain(each) for each in _whole(case)))


@pytest.mark.parametrize(
    ("turns", "ledger"),
    [
        (("stop",), _without(Suspension)),
        (("extension",), _without(Extension)),
        (("stop", "restart"), _without(Restart)),
        (("from_start", "stop"), _in_one_reading()),
    ],
)
def test_a_forgotten_entry_of_the_ledger_would_be_noticed(
    run: Run,
    ask: Ask,
    desk_of: Desk,
    hall: Hall,
    monkeypatch: pytest.MonkeyPatch,
    turns: tuple[str, ...],
    ledger: property,
) -> None:
    monkeypatch.setattr(Case, "ledger", ledger)
    places = " ".join(wrong_figures(run, ask, desk_of, hall.cases[PARALLEL, turns]))
    for each in ("promised date", "promised page", "explained promised"):
        assert each in places


async def test_the_screens_show_the_same_dates(ask: Ask, desk_of: Desk, hall: Hall) -> None:
    signed_in = at_desk(
        hall.path, account="supervisor", window="", clock=hall.clock, size=(120, 40)
    )
    async with signed_in as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        await press(pilot, "4", "G")
        on_deadlines = screen_text(pilot)
        await press(pilot, "e")
        explained = screen_text(pilot)
        await press(pilot, "escape", "enter")
        on_routing = screen_text(pilot)
        case = intake.view_case(desk_of, app.chosen_case).case
    assert case.ledger
    oracle = Oracle(ask, case, hall.clock().date())
    both = [oracle.limit(each)["due"] for each in (case.promised, case.statutory)]
    promised, statutory = (date.fromisoformat(each) for each in both)
    for text in (on_deadlines, on_routing):
        for wanted in (day_text(promised), short_day(statutory)):
            assert wanted in "\n".join(text)
    assert f"Due on {both[0]}." in "\n".join(explained)


def test_the_days_to_answer_and_to_serve_are_counted_the_same_way(
    run: Run,
    desk: Desk,
    desk_file: Path,
    clock: Clock,
    clerk: Actor,
    supervisor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("window_desk.bootstrap.open_desk", lambda _path: Desk(desk_file, clock))

    def due(start: date, days: int) -> str:
        words = ("calendar", "due", "--from", start, "--days", days, "--json")
        return str(run(*words).document["due"])

    opened = open_complete(desk, clerk, PLAIN)
    shown = run("case", "show", opened.id, "--json").document
    assert shown["answer_by"] == due(opened.received_on, case_terms.answer_days)
    clock.advance(days=2)
    decided = answer_all(desk, cases_at_window.accept(desk, clerk, opened.id))
    review.decide(desk, supervisor, decided.id, "granted")
    shown = run("case", "show", opened.id, "--json").document
    assert shown["clocks"]["service"]["due"] == due(clock().date(), case_terms.service_days)
    assert shown["clocks"]["service"]["left_working_days"] == case_terms.service_days
