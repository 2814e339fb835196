"""A department's reviewer at the department's desk, and the hall's people who wait for them."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.departments import FIRE_DESK, HALL, House
from tests.desks import rows
from tests.support import actor
from tests.tui.support import at_desk, press, screen_text, sizes
from window_desk.domain import ops
from window_desk.locale import Lang
from window_desk.services import review
from window_desk.tui.app import DeskApp
from window_desk.tui.widgets.bars import Notice


def notice(pilot: Pilot[int]) -> str:
    """What the screen says of the last act."""
    return str(pilot.app.screen.query_one(Notice).content)


def text_of(pilot: Pilot[int]) -> str:
    """Everything that is painted."""
    return "\n".join(screen_text(pilot))


@pytest.mark.parametrize(("lang", "size"), [("en", sizes[0]), ("zh", sizes[1])])
async def test_the_reviewer_sees_the_leg_and_whose_the_case_is(
    house: House, lang: Lang, size: tuple[int, int]
) -> None:
    async with at_desk(
        house.fire.path,
        clock=house.fire.clock,
        lang=lang,
        size=size,
        account="reviewer-fire",
        window="",
    ) as pilot:
        text = text_of(pilot)
        assert HALL in text
        assert ("open 1" if lang == "en" else "在办1") in text
        assert ("has not arrived here" if lang == "en" else "尚无该事项") in text


async def test_the_reviewer_answers_by_the_usual_keys_and_the_rest_is_read(house: House) -> None:
    async with at_desk(
        house.fire.path, clock=house.fire.clock, account="reviewer-fire", window=""
    ) as pilot:
        await press(pilot, "t")
        assert "the leg is yours" in notice(pilot)
        # Deciding, telling the applicant, reminding: what is the owner's says so.
        for key in ("g", "N", "f", "l", "plus"):
            await press(pilot, key)
            assert f"belongs to {HALL}" in notice(pilot), key
        await press(pilot, "y")
        assert "Agreed" in notice(pilot)
        assert "Nothing waits for your department" in text_of(pilot)
        await press(pilot, "u", "r")
        assert "fire" in text_of(pilot).lower()
    assert rows(house.fire, "SELECT state, officer FROM leg WHERE step = 'fire_review'") == [
        ("open", f"reviewer-fire@{FIRE_DESK}")
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_hall_sees_where_the_leg_lies_and_the_answer_when_it_has_come(
    house: House, lang: Lang
) -> None:
    case = house.case()
    async with at_desk(house.hall.path, clock=house.hall.clock, lang=lang, size=(120, 40)) as pilot:
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = case.id
        await press(pilot, "3")
        for _ in range(6):
            if FIRE_DESK in text_of(pilot):
                break
            await press(pilot, "down")
        assert FIRE_DESK in text_of(pilot)
        officer = house.officer(house.fire)
        review.answer_leg(house.fire, officer, case.id, "fire_review", "disagreed", "疏散通道不足")
        house.back()
        await press(pilot, "3", "home")
        for _ in range(6):
            if "疏散通道不足" in text_of(pilot):
                break
            await press(pilot, "down")
        assert "疏散通道不足" in text_of(pilot)
        assert f"reviewer-fire@{FIRE_DESK}" in text_of(pilot)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", sizes)
async def test_both_answers_of_a_leg_stand_beside_each_other_and_a_key_decides(
    house: House, lang: Lang, size: tuple[int, int]
) -> None:
    case = house.case()
    boss = actor(house.hall, "supervisor")
    review.answer_leg(house.hall, boss, case.id, "fire_review", "agreed", "来函同意")
    officer = house.officer(house.fire)
    review.answer_leg(house.fire, officer, case.id, "fire_review", "disagreed", "疏散通道不足")
    house.back()
    async with at_desk(
        house.hall.path,
        clock=house.hall.clock,
        lang=lang,
        size=size,
        account="supervisor",
        window="",
    ) as pilot:
        await press(pilot, "7", "s", "s", "s", "s", "s", "s", "s", "s")
        text = text_of(pilot)
        assert "疏散通道不足" in text
        assert "来函同意" in text
        await press(pilot, "y", "enter")
    assert rows(house.hall, "SELECT state FROM leg WHERE step = 'fire_review'") == [("disagreed",)]
    assert rows(house.hall, "SELECT outcome FROM conflict") == [("taken",)]


async def test_at_the_departments_desk_its_supervisor_sees_it_and_decides_nothing(
    house: House,
) -> None:
    case = house.case()
    officer = house.officer(house.fire)
    with house.hall.change(by="desk") as tx:
        tx.record(
            ops.CaseLegAnswered(step="fire_review", outcome="agreed", reason="r", deemed=True),
            on=case.id,
        )
    review.answer_leg(house.fire, officer, case.id, "fire_review", "disagreed", "疏散通道不足")
    house.out()
    async with at_desk(
        house.fire.path, clock=house.fire.clock, account="supervisor", window=""
    ) as pilot:
        await press(pilot, "7", "y")
        assert f"belongs to {HALL}: its supervisor decides" in notice(pilot)
