"""The intake screen: a test for each of its keys, on a real database."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from tests.support import (
    APPLICANT,
    INSTANT,
    MORNING,
    NOT_OURS,
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    actor,
)
from tests.tui.support import at_desk, burst, press, screen_text, settled, sizes
from window_desk.catalogue.search import search_keys
from window_desk.domain.case import Case
from window_desk.domain.item import Bilingual, Material
from window_desk.domain.ticket import Ticket
from window_desk.locale import Lang
from window_desk.services import intake, publishing, tickets
from window_desk.storage import drafts, listings, reads
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.bindings import keys_of
from window_desk.tui.draft import Draft, encode
from window_desk.tui.screens.intake import IntakeScreen
from window_desk.tui.widgets.applicant_form import ApplicantForm
from window_desk.tui.widgets.bars import Notice

NUMBER = "11010519491231002X"
OTHER_NUMBER = "91350100M000100Y43"
STRANGE = (
    "Zhang [/x]",
    "[@click=app.quit]",
    "\x1b[31mred",
    "a\u202eb\u2066c",
    "李" * 200,
    "𠮷田𠀋",
)


@asynccontextmanager
async def at_intake(
    path: Path, clock: Clock, item: str = INSTANT, *, lang: Lang = "en",
    size: tuple[int, int] = (80, 24), case: bool = False, ticket: bool = True,
) -> AsyncIterator[Pilot[int]]:  # fmt: skip
    """The intake of a ticket for an item; with `case` its case is open already."""
    desk = Desk(path, clock)
    identity = ""
    if ticket:
        clerk = actor(desk, "clerk1")
        number = tickets.issue(desk, clerk, item).ticket.number
        identity = tickets.call_chosen(desk, clerk, "1", number).id
        tickets.start(desk, clerk, number, "1")
    if case:
        intake.open_case(desk, actor(desk, "clerk1"), item, APPLICANT, ticket=identity, window="1")
    desk.close()
    async with at_desk(path, clock=clock, lang=lang, size=size) as pilot:
        screen_app(pilot).intake_ticket = identity
        screen_app(pilot).action_home("intake")
        await settled(pilot)
        yield pilot


def screen_app(pilot: Pilot[int]) -> DeskApp:
    assert isinstance(pilot.app, DeskApp)
    return pilot.app


def intake_of(pilot: Pilot[int]) -> IntakeScreen:
    screen = pilot.app.screen
    assert isinstance(screen, IntakeScreen)
    return screen


def painted(pilot: Pilot[int]) -> str:
    return "\n".join(screen_text(pilot))


def said(pilot: Pilot[int]) -> str:
    return str(pilot.app.screen.query_one(Notice).content)


def newest_case(path: Path, clock: Clock) -> Case:
    """The case that was opened last, as the log has it."""
    desk = Desk(path, clock)
    try:
        with desk.look() as look:
            line = listings.cases_in(look.connection).cases[0]
            return look.case(line.id)
    finally:
        desk.close()


def count_cases(path: Path, clock: Clock) -> int:
    desk = Desk(path, clock)
    try:
        with desk.read() as connection:
            return len(listings.cases_in(connection).cases)
    finally:
        desk.close()


async def type_in(pilot: Pilot[int], text: str) -> None:
    """Type into the focused field; what a terminal cannot type as a key is pasted."""
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.insert_text_at_cursor(text)
    await settled(pilot)


async def open_by_keys(pilot: Pilot[int], name: str = "张三") -> None:
    """From the preselected item to an open case."""
    await type_in(pilot, name)
    await press(pilot, "enter")
    await type_in(pilot, NUMBER)
    await press(pilot, "enter", "enter")


def publish_five_papers(path: Path, clock: Clock) -> None:
    """Let the instant item ask for five papers, and give out a number for it."""
    desk = Desk(path, clock)
    with desk.change(by="setup") as tx:
        item = reads.item_on(tx.connection, INSTANT, MORNING.date())
        assert item is not None
        papers = tuple(Material(f"p{at}", Bilingual(f"材料{at}"), "applicant") for at in range(5))
        changed = msgspec.structs.replace(item, materials=papers, situations=())
        publishing.put_items(tx, [changed], search_keys)
    tickets.issue(desk, actor(desk, "clerk2"), INSTANT)
    desk.close()


async def test_an_ordinary_case_takes_at_most_15_keys(desk_file: Path, clock: Clock) -> None:
    publish_five_papers(desk_file, clock)
    pressed = 0

    async def key(pilot: Pilot[int], *names: str) -> None:
        nonlocal pressed
        pressed += len(names)
        await press(pilot, *names)

    async with at_desk(desk_file, clock=clock) as pilot:
        await key(pilot, "n", "i")
        assert intake_of(pilot).ticket is not None
        await type_in(pilot, "张三")
        await key(pilot, "enter")
        await type_in(pilot, NUMBER)
        await key(pilot, "enter")
        await type_in(pilot, "13800138000")
        await key(pilot, "enter")
        view = intake_of(pilot).view
        assert view is not None
        await key(pilot, *("r" for each in view.needs if each.check is None))
        await key(pilot, "a")
    case = newest_case(desk_file, clock)
    assert case.state == "under_review"
    assert sum(each.check.state == "received" for each in case.papers.values()) >= 5
    assert pressed <= 15


async def test_the_tickets_item_is_chosen_and_its_dates_are_there(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, PLAIN) as pilot:
        text = painted(pilot)
        assert intake_of(pilot).item is not None
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "name"
    assert "If I accept now: promised" in text
    assert "by law" in text
    assert "not counted:" in text


async def test_an_item_is_found_by_initials_and_a_directory_entry_says_why_not(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, ticket=False) as pilot:
        await press(pilot, *"kcydyjs")
        picked = intake_of(pilot).matches.picked
        assert picked is not None or "No item fits" in painted(pilot)
        await press(pilot, "ctrl+u", *"restaurant", "enter")
        item = intake_of(pilot).item
        assert item is not None
        assert item.code == PARALLEL
        directory = next(line for line, _keys in intake_of(pilot).items if not line.guide)
        await press(pilot, "escape")
        intake_of(pilot).form.go_to("item_text")
        await press(pilot, "ctrl+u")
        await type_in(pilot, directory.code)
        await press(pilot, "enter")
        assert "service guide is not here yet" in painted(pilot)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "item_text"


async def test_up_and_down_choose_an_item_and_no_match_says_what_to_do(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, ticket=False) as pilot:
        matches = intake_of(pilot).matches
        await press(pilot, "down", "down", "up")
        assert matches.cursor == 1
        await press(pilot, "enter")
        assert intake_of(pilot).item == matches.found[1]
        intake_of(pilot).form.go_to("item_text")
        await press(pilot, *"zzzzqqqq")
        assert "No item fits" in painted(pilot)
        await press(pilot, "enter")
        assert "Choose an item" in painted(pilot)


async def test_a_wrong_number_is_said_at_the_field_when_it_is_left(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await press(pilot, "enter", *"110105194912310021", "enter")
        assert "The last character does not fit" in painted(pilot)
        await press(pilot, "up")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "number"
        await press(pilot, "backspace", "X", "enter")
        assert "does not fit" not in painted(pilot)
        assert "Nobody with this certificate" in painted(pilot)


async def test_typing_takes_the_place_of_a_refused_number(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await type_in(pilot, "张三")
        await press(pilot, "enter")
        await type_in(pilot, NUMBER[:-1] + "1")
        await press(pilot, "enter", "enter")
        await burst(pilot, *NUMBER)
        assert intake_of(pilot).form.field("number").value == NUMBER
        # Negative control: what is not refused is typed on to.
        await press(pilot, "enter", "shift+tab", "9")
        assert intake_of(pilot).form.field("number").value == NUMBER + "9"


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "no phone number"), ("zh", "不是有效的电话号码")], ids=["en", "zh"]
)
async def test_what_is_no_phone_number_is_said_at_its_field(
    desk_file: Path, clock: Clock, lang: Lang, words: str
) -> None:
    async with at_intake(desk_file, clock, lang=lang) as pilot:
        await press(pilot, *"Li", "enter", "enter", *"139", "enter")
        assert words in painted(pilot)
        assert count_cases(desk_file, clock) == 0
        await burst(pilot, *"13900139000")
        assert words not in painted(pilot)
        await press(pilot, "enter")
        assert intake_of(pilot).view is not None


@pytest.mark.parametrize("back", [("1", "2"), ("1", "i"), ("4", "2"), ("enter",)])
async def test_whoever_comes_back_types_on_where_they_left(
    desk_file: Path, clock: Clock, back: tuple[str, ...]
) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await press(pilot, *"Li", "enter", *"11", "left", "escape", *back, "0")
        form = intake_of(pilot).form
        assert (form.field("name").value, form.field("number").value) == ("Li", "101")


async def test_whoever_left_no_field_comes_back_to_the_first_empty_one(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock) as pilot:
        screen = intake_of(pilot)
        assert screen.keeper is not None
        typed = encode(Draft(item=INSTANT, name="Li", focus="kind"))
        drafts.keep(screen.desk, screen.keeper.scope, typed)
        await press(pilot, "escape", "1", "2", "1")
        form = intake_of(pilot).form
        assert (form.field("name").value, form.field("number").value) == ("Li", "1")


async def test_an_empty_name_keeps_the_form_and_says_so_at_the_field(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await press(pilot, "enter", "enter", "enter")
        assert "nothing is filled in" in painted(pilot)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "name"
        assert count_cases(desk_file, clock) == 0
        await open_by_keys(pilot)
    assert newest_case(desk_file, clock).item == INSTANT


async def test_ctrl_t_makes_an_organisation_with_its_certificate(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, PLAIN) as pilot:
        await press(pilot, "ctrl+t")
        assert "unified social" in painted(pilot)
        await type_in(pilot, "某某有限公司")
        await press(pilot, "enter")
        await type_in(pilot, OTHER_NUMBER)
        await press(pilot, "enter", "enter")
        shown = intake_of(pilot).shown
        assert shown is not None
        assert shown.person is not None
        assert shown.person.organisation
        assert shown.person.certificate_type == "uscc"


async def test_ctrl_y_turns_the_certificate_type(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await press(pilot, "ctrl+y")
        form = pilot.app.screen.query_one(ApplicantForm)
        assert form.turn("certificate_type").value == "414"
        await press(pilot, "ctrl+g", "ctrl+y")
        assert form.turn("agent_type").value == "414"


async def test_ctrl_y_offers_an_organisation_only_its_own_certificates(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock) as pilot:
        turn = pilot.app.screen.query_one(ApplicantForm).turn("certificate_type")
        offered = {"person": [turn.value], "organisation": []}
        for kind, count in (("person", 6), ("organisation", 3)):
            for _turn in range(count):
                await press(pilot, "ctrl+y")
                offered[kind].append(turn.value)
            await press(pilot, "ctrl+t")
        assert offered["person"] == ["111", "414", "511", "516", "553", "other", "111"]
        assert offered["organisation"] == ["other", "uscc", "other"]
        # What both may have stays when the kind is turned; the credit code does not.
        assert turn.value == "other"
        await press(pilot, "ctrl+t", "ctrl+y", "ctrl+t")
        assert turn.value == "111"


async def test_ctrl_g_adds_an_agent_whose_authority_is_asked_for(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await type_in(pilot, "张三")
        await press(pilot, "enter", "ctrl+g")
        await type_in(pilot, "李四")
        await press(pilot, "enter", "enter", "enter")
        assert "authority is missing" in painted(pilot)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "authority"
        await type_in(pilot, "power of attorney")
        await press(pilot, "enter", "enter")
        assert "number of the agent's certificate is missing" in painted(pilot)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "agent_number"
        await burst(pilot, "ctrl+y", *"E12345678", "enter")
    case = newest_case(desk_file, clock)
    assert case.agent
    assert case.authority == "power of attorney"


@pytest.mark.parametrize(
    ("key", "state"), [("r", "received"), ("m", "missing")], ids=["received", "missing"]
)
async def test_a_paper_key_marks_the_row_and_goes_on(
    desk_file: Path, clock: Clock, key: str, state: str
) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        papers = intake_of(pilot).papers
        first, at = papers.need, papers.cursor
        await press(pilot, key)
        assert papers.cursor == at + 1
        assert first is not None
        checks = newest_case(desk_file, clock).checks
        assert {first.material.code: state} == {c: each.state for c, each in checks.items()}


async def test_fast_keys_mark_one_row_each(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await pilot.press("r", "m", "r")
        await settled(pilot)
    states = [each.check.state for each in newest_case(desk_file, clock).papers.values()]
    assert states == ["received", "missing", "received"]


async def test_d_takes_a_reason_from_the_list_or_free(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "d", "1")
        await press(pilot, "d", "slash")
        await type_in(pilot, "torn [/x]")
        await press(pilot, "enter")
        assert "torn [/x]" in painted(pilot)
        await press(pilot, "d", "escape")
    first, second = newest_case(desk_file, clock).papers.values()
    assert first.check.state == second.check.state == "defective"
    assert first.check.reason
    assert second.check.reason == "torn [/x]"


async def test_words_typed_over_the_reasons_of_d_are_own_words(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "d")
        assert "/ or type words" in painted(pilot)
        await burst(pilot, *"jagged 2", "enter")
        await burst(pilot, "d", *"污损", "enter")
        await press(pilot, "d")
        pilot.app.post_message(events.Paste("signature missing\nsecond line"))
        await settled(pilot)
        await press(pilot, "enter")
    found = newest_case(desk_file, clock).papers.values()
    assert [each.check.reason for each in found] == ["jagged 2", "污损", "signature missing"]


async def test_o_promises_only_what_may_follow(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        screen = intake_of(pilot)
        assert screen.view is not None
        fixed = next(e for e in screen.view.needs if not e.material.deferrable)
        screen.papers.choose(f"paper:{fixed.material.code}")
        await press(pilot, "o")
        assert "may not follow later" in said(pilot)
        later = next(e for e in screen.view.needs if e.material.deferrable)
        screen.papers.choose(f"paper:{later.material.code}")
        await press(pilot, "o")
    checks = newest_case(desk_file, clock).checks
    assert checks[later.material.code].state == "promised"
    assert fixed.material.code not in checks or checks[fixed.material.code].state == "shared"


async def test_y_takes_a_paper_that_is_on_file(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    earlier = accept_complete(desk, actor(desk, "clerk1"), PLAIN)
    desk.close()
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        screen = intake_of(pilot)
        need = screen.papers.need
        assert need is not None
        assert f"on file from {earlier.number}" in painted(pilot)
        await press(pilot, "y")
    check = newest_case(desk_file, clock).checks[need.material.code]
    assert (check.state, check.source) == ("on_file", earlier.id)


async def test_y_without_a_paper_on_file_says_why(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "y")
        assert "is not on file" in said(pilot)


async def test_plus_and_minus_count_copies(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        screen = intake_of(pilot)
        assert screen.view is not None
        need = next(e for e in screen.view.needs if e.material.copies and not e.material.shared)
        key = f"paper:{need.material.code}"
        screen.papers.choose(key)
        await press(pilot, "plus")
        assert "r first" in said(pilot)
        await press(pilot, "r")
        screen.papers.choose(key)
        await press(pilot, "minus")
        assert "copies short" in painted(pilot)
        await press(pilot, "plus", "plus")
        assert "copies short" not in painted(pilot)
    check = newest_case(desk_file, clock).checks[need.material.code]
    assert check.copies == need.material.copies + 1


async def test_capital_a_receives_all_the_rest(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "m", "A")
        assert "Every paper" not in said(pilot)
        await press(pilot, "A")
        assert "Every paper was looked at" in said(pilot)
    states = [each.check.state for each in newest_case(desk_file, clock).papers.values()]
    assert states == ["missing", "received", "received"]


@pytest.mark.parametrize("key", ["right", "space", "enter", "left"])
async def test_a_situation_is_changed_with_one_key(desk_file: Path, clock: Clock, key: str) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "home", key)
        view = intake_of(pilot).view
        assert view is not None
        situation = view.item.situations[0]
    expected = situation.options[-1 if key == "left" else 1].code
    assert newest_case(desk_file, clock).answers == {situation.code: expected}


async def test_a_accepts_and_says_number_dates_and_document(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        await press(pilot, "A", "a")
        case = newest_case(desk_file, clock)
        assert case.state == "under_review"
        assert case.number in said(pilot)
        assert case.numbers[1] in said(pilot)
        assert "Promised" in said(pilot)
        assert "Accepted 23 Nov: promised" in painted(pilot)
        assert screen_app(pilot).chosen_case == case.id
        await press(pilot, "a")
        assert "The case is over here" in said(pilot)


async def test_a_asks_until_when_promised_papers_come(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        screen = intake_of(pilot)
        assert screen.view is not None
        later = next(e for e in screen.view.needs if e.material.deferrable)
        screen.papers.choose(f"paper:{later.material.code}")
        await press(pilot, "o", "A")
        assert "Accept conditionally" in painted(pilot)
        await press(pilot, "a", "ctrl+u", *"soon", "enter")
        assert "not a date" in said(pilot)
        assert newest_case(desk_file, clock).state == "intake"
        await press(pilot, "a", "enter")
        promised = screen.view.promised
        assert promised is not None
    case = newest_case(desk_file, clock)
    assert case.state == "under_review"
    assert case.supply_by == promised.due.date


async def test_capital_s_settles_an_instant_item(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "A", "S")
        case = newest_case(desk_file, clock)
        assert case.state == "served"
        assert f"Settled on the spot: {case.number}" in said(pilot)
        assert len(case.numbers) == 5
        shown = said(pilot).replace("\n", " ")
        assert all(each in shown for each in case.numbers)


async def test_capital_s_on_another_item_says_why(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        await press(pilot, "A", "S")
        assert "not decided on the spot" in said(pilot)


async def test_c_shows_the_whole_notice_before_enter_issues_it(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "m", "m", "A", "c")
        assert "Correction notice" in painted(pilot)
        assert "2. " in painted(pilot)
        await press(pilot, "escape")
        assert newest_case(desk_file, clock).state == "intake"
        await press(pilot, "c", "enter")
        case = newest_case(desk_file, clock)
        assert case.rounds[0].document in said(pilot)
    assert case.state == "correction"
    assert len(case.rounds[0].defects) == 2


async def test_c_does_not_tell_the_same_list_twice(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "m", "A", "c", "enter", "c")
        told = newest_case(desk_file, clock).rounds[0].document
        assert f"was told on 23 Nov 09:00 with notice {told}" in said(pilot)
        await press(pilot, "L", "c")
        assert f"以上内容已于11月23日 09:00由{told}一次性告知" in said(pilot)
        await press(pilot, "L", "b", "c")
        assert f"Notice {told} went out before, on 23 Nov 09:00." in painted(pilot)
        await press(pilot, "escape")
    assert len(newest_case(desk_file, clock).rounds) == 1


async def test_a_second_notice_asks_for_a_reason_for_what_is_new(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "m", "A", "c", "enter", "end", "m", "c")
        assert "written reason" in painted(pilot)
        await type_in(pilot, "it was laid under another paper")
        await press(pilot, "enter", "enter")
    case = newest_case(desk_file, clock)
    assert len(case.rounds) == 2
    assert [each.late_reason for each in case.rounds[1].defects][1].startswith("it was laid")


async def test_x_names_the_competent_body(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, NOT_OURS, case=True) as pilot:
        screen = intake_of(pilot)
        assert screen.view is not None
        for at, situation in enumerate(screen.view.item.situations):
            if any(each.outcome == "not_ours" for each in situation.options):
                screen.papers.cursor = at
                break
        for _turn in situation.options:
            if screen.view.verdict.outcome == "not_ours":
                break
            await press(pilot, "right")
        assert screen.view.verdict.outcome == "not_ours"
        body = screen.view.verdict.body
        assert "Not for us" in painted(pilot)
        await press(pilot, "x", "1")
        assert "Which body" in painted(pilot)
        await press(pilot, "enter", "1")
    case = newest_case(desk_file, clock)
    assert (case.state, case.body) == ("turned_away", body)
    assert case.no is not None
    assert case.no.alternative == f"apply to {body}"


async def test_x_without_a_ground_asks_for_the_form(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "x")
        assert "no ground" in painted(pilot)
        await press(pilot, "1", "1")
        assert "can the applicant do instead" in painted(pilot)
        await press(pilot, "1")
    case = newest_case(desk_file, clock)
    assert (case.state, case.outcome) == ("turned_away", "not_required")
    assert case.no is not None
    assert case.no.alternative == "go ahead: no permit is needed for it"


async def test_w_withdraws(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "w", "1")
    assert newest_case(desk_file, clock).state == "withdrawn"


async def test_v_shows_the_article_and_the_arithmetic(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        await press(pilot, "v")
        text = painted(pilot)
        assert "Administrative Permit Law art. 32(1)" in text
        assert "once" in text or "on the spot" in text
        await press(pilot, "escape")
        assert pilot.app.focused is intake_of(pilot).papers


async def test_p_shows_the_applicant_and_it_is_recorded(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        assert NUMBER not in painted(pilot)
        await press(pilot, "p")
        assert NUMBER in painted(pilot)
        case = newest_case(desk_file, clock)
        desk = Desk(desk_file, clock)
        with desk.look() as look:
            kinds = [each.op.kind for each in look.history(case.applicant)]
        desk.close()
        assert kinds.count("person.shown") == 1
        await press(pilot, "p")
        assert NUMBER not in painted(pilot)


async def test_a_known_applicant_is_masked_until_ctrl_o(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    earlier = accept_complete(desk, actor(desk, "clerk1"), PLAIN)
    desk.close()
    async with at_intake(desk_file, clock, PLAIN) as pilot:
        await press(pilot, "enter", *NUMBER, "enter")
        text = painted(pilot)
        assert earlier.number in text
        assert "On file for this item" in text
        assert "张三" not in text
        await press(pilot, "ctrl+o")
        assert "张三" in painted(pilot)
        assert intake_of(pilot).form.field("name").value == "张三"


def ticket_of(path: Path, clock: Clock, identity: str) -> Ticket:
    desk = Desk(path, clock)
    try:
        with desk.look() as look:
            return look.ticket(identity)
    finally:
        desk.close()


@pytest.mark.parametrize("key", ["f", "enter"])
async def test_after_the_act_one_key_finishes_and_goes_to_the_queue(
    desk_file: Path, clock: Clock, key: str
) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        ticket = intake_of(pilot).ticket
        assert ticket is not None
        await press(pilot, "f")
        assert "still open here" in said(pilot)
        await press(pilot, "A", "S", key)
        assert getattr(pilot.app.screen, "name_", "") == "queue"
        assert screen_app(pilot).intake_ticket == screen_app(pilot).chosen_case == ""
        assert said(pilot) == f"+ {ticket.number} is finished."
        await press(pilot, "u")
        assert "Undone" in said(pilot)
        await press(pilot, "4", "1")
        assert said(pilot) == ""
    assert ticket_of(desk_file, clock, ticket.id).state == "serving"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        pytest.param("en", "{ticket} is finished; {case} is promised for {day}.", id="en"),
        pytest.param("zh", "{ticket}号已办结；{case}承诺{day}办结。", id="zh"),
    ],
)
async def test_finishing_says_what_was_promised(
    desk_file: Path, clock: Clock, lang: Lang, words: str
) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True, lang=lang) as pilot:
        ticket = intake_of(pilot).ticket
        assert ticket is not None
        await press(pilot, "A", "a", "S")
        assert "Accepted" not in said(pilot)
        day = {"en": "Mon 7 Dec", "zh": "12月7日（周一）"}[lang]
        assert day in painted(pilot)
        await press(pilot, "enter")
        number = newest_case(desk_file, clock).number
        assert said(pilot) == "+ " + words.format(ticket=ticket.number, case=number, day=day)


async def test_without_a_ticket_finishing_is_said_too(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, ticket=False) as pilot:
        await type_in(pilot, "huanzheng")
        await press(pilot, "enter")
        await open_by_keys(pilot)
        await press(pilot, "A", "S", "enter")
        assert said(pilot) == "+ This intake is finished."


async def test_capital_n_takes_in_another_item_of_the_same_applicant(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await open_by_keys(pilot)
        await press(pilot, "N")
        assert "still open here" in said(pilot)
        await press(pilot, "A", "S", "N", *"restaurant", "enter", "enter", "enter", "enter")
        first = intake_of(pilot).ticket
        assert first is not None
    case = newest_case(desk_file, clock)
    assert (case.item, case.ticket) == (PARALLEL, first.id)
    assert count_cases(desk_file, clock) == 2


@pytest.mark.on_file("files that are copied while they are used")
async def test_every_keystroke_is_there_when_the_desk_opens_again(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await press(pilot, *"Wang", "enter", *"1101", "left", "left")
        ticket = intake_of(pilot).ticket
        assert ticket is not None
        desk = Desk(desk_file, clock)
        body = drafts.find(desk, f"intake/clerk1/{ticket.id}")
        desk.close()
        assert '"Wang"' in body
        # What a kill leaves behind is what is in the file now.
        survivor = desk_file.with_name("survivor.db")
        for each in desk_file.parent.glob("desk.db*"):
            shutil.copyfile(each, each.with_name(each.name.replace("desk", "survivor", 1)))
    async with at_desk(survivor, clock=clock) as pilot:
        screen_app(pilot).intake_ticket = ticket.id
        screen_app(pilot).action_home("intake")
        await settled(pilot)
        form = intake_of(pilot).form
        assert form.field("name").value == "Wang"
        assert form.field("number").value == "1101"
        assert pilot.app.focused is form.field("number")
        assert form.field("number").cursor_position == 2


async def test_an_opened_case_has_no_draft_and_is_shown_again(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await open_by_keys(pilot)
        await press(pilot, "r", "1", "2")
        screen = intake_of(pilot)
        assert screen.view is not None
        assert "+ received" in painted(pilot)
        desk = Desk(desk_file, clock)
        assert screen.keeper is not None
        assert drafts.find(desk, screen.keeper.scope) == ""
        desk.close()


async def test_a_chosen_case_in_correction_is_opened_again(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "m", "A", "c", "enter")
    case = newest_case(desk_file, clock)
    async with at_desk(desk_file, clock=clock) as pilot:
        screen_app(pilot).chosen_case = case.id
        screen_app(pilot).action_home("intake")
        await settled(pilot)
        view = intake_of(pilot).view
        assert view is not None
        assert view.case.id == case.id
        await press(pilot, "home", "down", "down", "r", "S")
    assert newest_case(desk_file, clock).state == "served"


async def test_undo_of_the_opening_gives_the_form_back(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await open_by_keys(pilot, "王五")
        await press(pilot, "u")
        assert intake_of(pilot).view is None
        assert intake_of(pilot).form.field("name").value == "王五"


@pytest.mark.parametrize("key", [each.key for each in keys_of("intake") if len(each.key) == 1])
async def test_without_a_case_its_keys_say_what_to_do(
    desk_file: Path, clock: Clock, key: str
) -> None:
    async with at_intake(desk_file, clock, ticket=False) as pilot:
        await press(pilot, "escape", key)
        notice = pilot.app.screen.query_one(Notice)
        assert notice.has_class("-refused")
        assert count_cases(desk_file, clock) == 0


@pytest.mark.parametrize("key", ["a", "S", "c"])
async def test_an_act_before_every_paper_was_seen_says_why(
    desk_file: Path, clock: Clock, key: str
) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, key)
        assert "Papers not looked at yet: 3" in said(pilot)
    assert newest_case(desk_file, clock).state == "intake"


@pytest.mark.parametrize("name", STRANGE, ids=["markup", "click", "esc", "bidi", "long", "han4"])
async def test_a_strange_name_is_shown_literally(desk_file: Path, clock: Clock, name: str) -> None:
    async with at_intake(desk_file, clock) as pilot:
        await open_by_keys(pilot, name)
        await press(pilot, "p")
        lines = screen_text(pilot)
        assert {cell_len(line) for line in lines} == {80}
        assert not any(each in "\n".join(lines) for each in ("\x1b", "\u202e", "\u2066"))
        view = intake_of(pilot).view
        assert view is not None
        await press(pilot, "A", "S", "N")
        assert {cell_len(line) for line in screen_text(pilot)} == {80}
    assert newest_case(desk_file, clock).state == "served"


@pytest.mark.parametrize("size", sizes, ids=["80x24", "120x40"])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_line_is_as_wide_as_the_terminal(
    desk_file: Path, clock: Clock, lang: Lang, size: tuple[int, int]
) -> None:
    pages = []
    async with at_intake(desk_file, clock, PARALLEL, lang=lang, size=size) as pilot:
        pages.append(screen_text(pilot))
        intake_of(pilot).form.go_to("item_text")
        await settled(pilot)
        pages.append(screen_text(pilot))
        intake_of(pilot).form.go_to("name")
        await settled(pilot)
        await open_by_keys(pilot)
        pages.append(screen_text(pilot))
        await press(pilot, "m", "A", "c")
        pages.append(screen_text(pilot))
        await press(pilot, "enter")
        pages.append(screen_text(pilot))
        assert intake_of(pilot).papers.size.height >= 6
        verdict = pilot.app.screen.query_one("VerdictPanel")
        assert verdict.region.bottom <= size[1] - 2
    for lines in pages:
        assert len(lines) == size[1]
        assert {cell_len(line) for line in lines} == {size[0]}


async def test_l_switches_the_language_of_everything(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "r")
        assert "+ received" in painted(pilot)
        await press(pilot, "L")
        assert "+ 已收" in painted(pilot)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_verdict_shows_its_whole_article_in_80_cells(
    desk_file: Path, clock: Clock, lang: Lang
) -> None:
    async with at_intake(desk_file, clock, PARALLEL, case=True, lang=lang) as pilot:
        view = intake_of(pilot).view
        assert view is not None
        first = next(at for at, each in enumerate(view.needs) if each.material.deferrable)
        await press(pilot, *["down"] * first, "o", "A")
        text = painted(pilot)
    assert "(国发〔2022〕5号)" in text if lang == "en" else "（国发〔2022〕5号）" in text
    assert "? = provisional" in text if lang == "en" else "? 为暂定" in text


@pytest.mark.parametrize(("lang", "hint"), [("en", "Esc goes back"), ("zh", "Esc返回")])
async def test_a_page_shows_the_way_back_in_24_lines(
    desk_file: Path, clock: Clock, lang: Lang, hint: str
) -> None:
    async with at_intake(desk_file, clock, PARALLEL, case=True, lang=lang) as pilot:
        await press(pilot, "v")
        assert hint in painted(pilot)


@pytest.mark.parametrize("size", [(100, 30), (120, 40)])
async def test_beside_the_verdict_papers_keep_their_names(
    desk_file: Path, clock: Clock, size: tuple[int, int]
) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True, size=size) as pilot:
        text = painted(pilot)
        assert "Application for" in text
        assert "issued by" not in text
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "issued by" in painted(pilot)
