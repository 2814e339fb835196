"""What a centre's settings answer: the grounds that fit an answer."""

from __future__ import annotations

import pytest

from window_desk.domain.centre import Centre, OpinionGround
from window_desk.domain.item import Bilingual

CENTRE = Centre(
    code="c", name=Bilingual("中心"), departments=(), queues=(), windows=(), priorities=(),
    opinion_grounds=(
        OpinionGround("fine", Bilingual("好"), ("agreed",)),
        OpinionGround("any", Bilingual("其他")),
        OpinionGround("wrong", Bilingual("错"), ("disagreed", "returned")),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "codes"),
    [("agreed", ["fine", "any"]), ("disagreed", ["any", "wrong"]), ("returned", ["any", "wrong"])],
)
def test_a_ground_is_offered_for_the_answers_it_fits(outcome: str, codes: list[str]) -> None:
    assert [each.code for each in CENTRE.grounds_for(outcome)] == codes
