"""What an act on a case's clocks is told as: only what it changed."""

from __future__ import annotations

from datetime import date

import pytest

from window_desk.domain.ops import CaseDatesMoved
from window_desk.locale import Lang, use
from window_desk.tui.told_clocks import tell_clock

FIRST, LATER = date(2027, 1, 4), date(2027, 1, 5)


@pytest.mark.parametrize(
    ("lang", "promised", "statutory", "said"),
    [
        ("en", LATER, FIRST, "moved the promised date from 2027-01-04 to 2027-01-05"),
        ("en", FIRST, LATER, "moved the date by law from 2027-01-04 to 2027-01-05"),
        (
            "zh", LATER, LATER,
            "承诺日期由2027-01-04调整为2027-01-05，法定日期由2027-01-04调整为2027-01-05",
        ),
    ],
)  # fmt: skip
def test_a_notice_is_told_with_the_dates_that_it_moved(
    lang: Lang, promised: date, statutory: date, said: str
) -> None:
    use(lang)
    op = CaseDatesMoved("c", FIRST, promised, FIRST, statutory)
    assert tell_clock(op).endswith(said)
