"""What is typed is kept at once and goes with its act."""

from __future__ import annotations

from tests.support import APPLICANT, INSTANT
from window_desk.domain.actor import Actor
from window_desk.services import intake
from window_desk.storage import drafts
from window_desk.storage.desk import Desk


def test_a_draft_is_there_for_the_next_program(desk: Desk) -> None:
    drafts.keep(desk, "intake/1", '{"name": "张"}')
    drafts.keep(desk, "intake/1", '{"name": "张三"}')
    drafts.keep(desk, "intake/2", "other")
    again = Desk(desk.place)
    assert drafts.find(again, "intake/1") == '{"name": "张三"}'
    assert drafts.find(again, "intake/2") == "other"
    again.close()


def test_an_empty_draft_is_forgotten(desk: Desk) -> None:
    drafts.keep(desk, "intake/1", "x")
    drafts.keep(desk, "intake/1", "")
    assert drafts.find(desk, "intake/1") == ""
    with desk.read() as connection:
        assert connection.execute("SELECT count(*) FROM draft").scalar() == 0


def test_a_draft_goes_with_the_case_that_it_led_to(desk: Desk, clerk: Actor) -> None:
    drafts.keep(desk, "intake/1", "x")
    drafts.keep(desk, "intake/2", "y")
    intake.open_case(desk, clerk, INSTANT, APPLICANT, draft="intake/1")
    assert drafts.find(desk, "intake/1") == ""
    assert drafts.find(desk, "intake/2") == "y"
