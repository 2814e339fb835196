"""The timeline: every act of a case in words, undone ones struck, the applicant masked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from tests.support import (
    APPLICANT,
    NOT_OURS,
    PLAIN,
    Clock,
    accept_complete,
    actor,
    answer_all,
    reviewer_of,
)
from tests.tui.support import at_desk, press, screen_text, settled
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Day
from window_desk.domain.case import Case
from window_desk.domain.item import Bilingual
from window_desk.locale import Lang
from window_desk.services import acts, cases, intake, publishing, review
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.screens.timeline import TimelineScreen
from window_desk.tui.widgets.lines import Lines


@pytest.fixture
def case(desk_file: Path, clock: Clock) -> Case:
    """Accepted, undone, accepted again, agreed to, granted and handed out."""
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    opened = accept_complete(desk, clerk, PLAIN)
    clock.advance(seconds=10)
    acts.undo(desk, clerk)
    clock.advance(seconds=10)
    accepted = cases.accept(desk, clerk, opened.id)
    clock.advance(hours=1)
    answered = answer_all(desk, accepted)
    clock.advance(hours=1)
    review.decide(desk, reviewer_of(desk, answered.lead), opened.id, "granted", reason="in order")
    served = cases.serve(desk, clerk, opened.id)
    desk.close()
    return served


async def look_at(pilot: Pilot[int], case: str) -> TimelineScreen:
    """The timeline of a case."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    app.chosen_case = case
    app.action_home("timeline")
    await settled(pilot)
    screen = app.screen
    assert isinstance(screen, TimelineScreen)
    return screen


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["Opened the case", "Papers: ", "Accepted, promised in", "Granted", "handed out"]),
        ("zh", ["李晓燕", "申请", "同意"]),
    ],
)
async def test_every_act_has_a_line_with_time_who_and_what(
    desk_file: Path, clock: Clock, case: Case, lang: Lang, words: list[str]
) -> None:
    desk = Desk(desk_file, clock)
    with desk.look() as view:
        history = view.history(case.id)
    desk.close()
    async with at_desk(desk_file, clock=clock, lang=lang, size=(120, 40)) as pilot:
        screen = await look_at(pilot, case.id)
        lines = screen.query_one(Lines).lines
        painted = "\n".join(screen_text(pilot))
    assert [each.key for each in lines] == [each.id for each in history]
    for line, recorded in zip(lines, history, strict=True):
        assert line.cells[0] == f"{recorded.at:%m-%d %H:%M}"
        assert line.cells[1]
        assert line.cells[2] != recorded.op.kind
    for each in words:
        assert each in painted


async def test_document_numbers_stand_beside_their_acts(
    desk_file: Path, clock: Clock, case: Case
) -> None:
    async with at_desk(desk_file, clock=clock, size=(120, 40)) as pilot:
        screen = await look_at(pilot, case.id)
        numbers = [each.cells[3] for each in screen.query_one(Lines).lines if each.cells[3]]
        whole = "\n".join(screen.texts.values())
    assert numbers == [each for each in case.numbers if "〔" in each]
    for each in case.numbers:
        assert each in whole


async def test_an_undone_act_is_struck_with_a_glyph_and_a_word(
    desk_file: Path, clock: Clock, case: Case
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        screen = await look_at(pilot, case.id)
        lines = screen.query_one(Lines).lines
    struck = [each for each in lines if each.tone == "struck"]
    took_back = [each for each in lines if each.cells[2].startswith("Took back: ")]
    assert struck
    assert all(each.cells[2].startswith("x undone: ") for each in struck)
    assert len(took_back) == len(struck)


async def test_v_shows_the_applicant_and_that_is_on_record(
    desk_file: Path, clock: Clock, case: Case
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        screen = await look_at(pilot, case.id)
        masked = "\n".join(screen_text(pilot))
        await press(pilot, "v")
        shown = "\n".join(screen_text(pilot))
        looks = [each for each in screen.query_one(Lines).lines if "unmasked" in each.cells[2]]
        await press(pilot, "v")
        again = "\n".join(screen_text(pilot))
    for text in (masked, again):
        assert APPLICANT.name not in text
        assert APPLICANT.certificate_number not in text
        assert "张**" in text
    assert APPLICANT.name in shown
    assert APPLICANT.certificate_number in shown
    assert len(looks) == 1
    desk = Desk(desk_file, clock)
    with desk.look() as view:
        kinds = [each.op for each in view.history(case.applicant)]
    desk.close()
    assert sum(isinstance(each, ops.PersonShown) for each in kinds) == 1


async def test_whoever_may_not_see_people_is_told_so(
    desk_file: Path, clock: Clock, case: Case
) -> None:
    async with at_desk(desk_file, account="admin", window="", clock=clock) as pilot:
        await look_at(pilot, case.id)
        await press(pilot, "v")
        text = "\n".join(screen_text(pilot))
    assert "Your role does not see personal data." in text
    assert APPLICANT.name not in text


async def test_turned_away_and_corrected_cases_say_why(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    corrected = intake.open_case(desk, clerk, PLAIN, APPLICANT)
    needs = [
        each for each in intake.view_case(desk, corrected.id).needs if not each.material.shared
    ]
    checks = [
        ops.PaperCheck(material=each.material.code, state="missing", reason="left at home")
        if at == 0
        else ops.PaperCheck(material=each.material.code, state="received")
        for at, each in enumerate(needs)
    ]
    intake.check_papers(desk, clerk, corrected.id, checks)
    cases.correct(desk, clerk, corrected.id)
    away = intake.open_case(desk, clerk, NOT_OURS, APPLICANT)
    situation, option = next(
        (each, one)
        for each in intake.view_case(desk, away.id).item.situations
        for one in each.options
        if one.outcome == "not_ours"
    )
    intake.answer(desk, clerk, away.id, {situation.code: option.code})
    cases.turn_away(desk, clerk, away.id, "see the other office", alternative="go there")
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        screen = await look_at(pilot, corrected.id)
        first = "\n".join(screen.texts.values())
        screen = await look_at(pilot, away.id)
        screen.refresh_rows()
        await settled(pilot)
        second = "\n".join(screen.texts.values())
    assert f"{needs[0].material.name.en} missing (left at home)" in first
    assert "Asked for corrections: " in first
    assert option.name.en in second
    assert f"Not accepted: {option.body} is competent" in second


async def test_without_a_case_the_way_to_one_is_said(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await look_at(pilot, "")
        none = "\n".join(screen_text(pilot))
        await press(pilot, "v")
        refused = "\n".join(screen_text(pilot))
        screen = await look_at(pilot, "h9/desk9:1")
        screen.refresh_rows()
        await settled(pilot)
        unknown = "\n".join(screen_text(pilot))
    assert "No case is chosen. 5 finds one" in none
    assert "No case is chosen: 5 finds one." in refused
    assert "not on record here" in unknown


@pytest.mark.parametrize(("lang", "title"), [("en", "Proof of service"), ("zh", "送达回证")])
async def test_n_shows_the_notice_of_the_chosen_act(
    desk_file: Path, clock: Clock, case: Case, lang: Lang, title: str
) -> None:
    async with at_desk(desk_file, clock=clock, lang=lang) as pilot:
        await look_at(pilot, case.id)
        await press(pilot, "end", "n")
        text = "\n".join(screen_text(pilot))
        assert title in text
        assert case.numbers[-1] in text
        await press(pilot, "escape", "home", "n")
        assert title not in "\n".join(screen_text(pilot))
        assert ("gave out no notice" if lang == "en" else "没有出具文书") in "\n".join(
            screen_text(pilot)
        )


async def test_n_shows_what_a_working_day_notice_moved(
    desk_file: Path, desk: Desk, clock: Clock, admin: Actor, clerk: Actor
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    with desk.look() as look:
        notice = next(each for each in look.calendar.notices if each.year == 2026)
    off = Day(date(2026, 11, 26), Bilingual(zh="补休"), off=True)
    days = (*notice.days, off)
    (moved,) = publishing.import_notice(desk, admin, msgspec.structs.replace(notice, days=days))
    async with at_desk(desk_file, clock=clock) as pilot:
        await look_at(pilot, case.id)
        await press(pilot, "end", "n")
        text = "\n".join(screen_text(pilot))
    assert "Notice of dates that moved 期字〔2026〕1号" in text
    for day in (moved.promised_before, moved.promised_after):
        assert str(day) in text
