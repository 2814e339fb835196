"""The explanation of a due date in words: complete, in both languages, and literal."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.calendar import Day, Notice, WorkingCalendar
from window_desk.domain.clock import (
    Budget,
    Explanation,
    Extension,
    LedgerEntry,
    Policy,
    Restart,
    Suspension,
    explain,
)
from window_desk.domain.explanation import ground_words, sentences
from window_desk.domain.item import Bilingual

START = date(2026, 9, 24)
MID_AUTUMN = Bilingual(zh="中秋节", en="Mid-Autumn Festival")
NATIONAL = Bilingual(zh="国庆节", en="National Day")
CALENDAR = WorkingCalendar(
    [
        Notice(
            2026,
            ("paper",),
            date(2026, 12, 31),
            (
                *(Day(date(2026, 9, day), MID_AUTUMN, off=True) for day in (25, 26, 27)),
                *(Day(date(2026, 10, day), NATIONAL, off=True) for day in range(1, 8)),
                Day(date(2026, 9, 20), NATIONAL, off=False),
                Day(date(2026, 10, 10), NATIONAL, off=False),
            ),
        )
    ]
)


def explained(
    value: str = "20",
    *ledger: LedgerEntry,
    start: date = START,
    policy: Policy = "after_start",
    today: date | None = None,
) -> Explanation:
    return explain(CALENDAR, start, Budget(Decimal(value)), ledger, policy, today=today)


def test_a_plain_date_in_english() -> None:
    assert sentences(explained(), "en") == (
        "Counted from 2026-09-24, which is day 0.",
        "The limit is 20 working days.",
        "Days that do not count (15): 2026-09-25 to 2026-09-27 (Mid-Autumn Festival); "
        "2026-10-01 to 2026-10-07 (National Day); 2026-10-11 (weekend); "
        "2026-10-17 to 2026-10-18 (weekend); 2026-10-24 to 2026-10-25 (weekend).",
        "Make-up working days that count (1): 2026-10-10 (National Day).",
        "20 counted + 0 suspended + 15 not counted = day 35 after 2026-09-24.",
        "Due on 2026-10-29.",
    )


def test_a_plain_date_in_chinese() -> None:
    assert sentences(explained("3"), "zh") == (
        "自2026-09-24起算，当日不计入。",
        "时限3个工作日。",
        "不计入的3天：2026-09-25至2026-09-27（中秋节）。",
        "计入3天 + 中止0天 + 不计入3天 = 2026-09-24之后第6天。",
        "到期日：2026-09-30。",
    )


def test_a_ledger_in_english() -> None:
    told = sentences(
        explained(
            "5",
            Restart(date(2026, 11, 2), "new papers"),
            Suspension(date(2026, 11, 4), date(2026, 11, 6), "testing", "No. 3"),
            Suspension(date(2026, 11, 5), date(2026, 11, 9), "public notice"),
            Suspension(date(2026, 12, 21), date(2026, 12, 22)),
            Extension(Decimal("0.5"), "many objects", "Director Li", date(2026, 11, 3)),
        ),
        "en",
    )
    assert told == (
        "Accepted on 2026-09-24; started again on 2026-11-02 (new papers), which is day 0.",
        "The limit is 5 working days.",
        "Extended by 0.5 working days (many objects; approved by Director Li; told on 2026-11-03).",
        "The clock stood still after 2026-11-04, up to and with 2026-11-06 (testing; No. 3).",
        "The clock stood still after 2026-11-05, up to and with 2026-11-09 (public notice).",
        "The suspension from 2026-12-21 began after the limit had run out and moves nothing.",
        "That takes out 3 working days; days that overlap are taken out once.",
        "Days that do not count (2): 2026-11-07 to 2026-11-08 (weekend).",
        "6 counted + 3 suspended + 2 not counted = day 11 after 2026-11-02.",
        "Due by noon on 2026-11-13.",
    )


@pytest.mark.parametrize(
    ("explanation", "en", "zh"),
    [
        pytest.param(
            explained("1", start=date(2026, 11, 2)),
            "The limit is 1 working day.",
            "时限1个工作日。",
            id="singular",
        ),
        pytest.param(
            explained(start=date(2026, 12, 4)),
            "Provisional: the working days are announced from 2026-01-01 to 2026-12-31 only, "
            "so the date may still move.",
            "暂定：只公布了2026-01-01至2026-12-31的工作日安排，公布后日期可能变动。",
            id="provisional",
        ),
        pytest.param(
            explained("5", Suspension(date(2026, 9, 28)), today=date(2026, 9, 29)),
            "The clock stood still after 2026-09-28, and still does.",
            "2026-09-28次日起中止计时。",
            id="still suspended",
        ),
        pytest.param(
            explained("5", Suspension(date(2026, 9, 28)), policy="from_start"),
            "The clock stood still from 2026-09-28, and still does.",
            "2026-09-28起中止计时。",
            id="still suspended, first day too",
        ),
        pytest.param(
            explained("5", Suspension(date(2026, 9, 28), date(2026, 9, 29)), policy="from_start"),
            "The clock stood still from 2026-09-28 up to and with 2026-09-29.",
            "2026-09-28至2026-09-29中止计时。",
            id="first day too",
        ),
        pytest.param(
            explained("5", Suspension(date(2026, 9, 28), date(2026, 9, 29))),
            "That takes out 1 working day.",
            "扣除1个工作日。",
            id="one suspension has no overlap",
        ),
        pytest.param(
            explained("5", Suspension(START, date(2026, 9, 29), "expert_review")),
            "The clock stood still after 2026-09-24, up to and with 2026-09-29 (expert review).",
            "2026-09-24次日至2026-09-29中止计时（专家评审）。",
            id="a ground of the law",
        ),
        pytest.param(
            explained("5", Extension(Decimal(10))),
            "Extended by 10 working days.",
            "延期10个工作日。",
            id="an extension without details",
        ),
        pytest.param(
            explain(CALENDAR, date(2026, 9, 25), Budget(Decimal(10), "calendar_days")),
            "The last day is not a working day and moves on past (3): "
            "2026-10-05 to 2026-10-07 (National Day).",
            "最后一日不是工作日，顺延3天：2026-10-05至2026-10-07（国庆节）。",
            id="calendar days",
        ),
    ],
)
def test_sentences_for_special_cases(explanation: Explanation, en: str, zh: str) -> None:
    assert en in sentences(explanation, "en")
    assert zh in sentences(explanation, "zh")


def test_neighbouring_days_off_with_other_reasons_stand_apart() -> None:
    told = sentences(explained("20", start=date(2026, 12, 4)), "zh")
    assert any("2027-01-01（元旦）；2027-01-02至2027-01-03（周末）。" in each for each in told)


def test_what_people_wrote_stands_there_literally() -> None:
    told = sentences(explained("5", Extension(Decimal(1), "{day} %s [/x]", "{0}")), "en")
    assert "Extended by 1 working day ({day} %s [/x]; approved by {0})." in told


def test_the_eight_grounds_of_the_law_have_words() -> None:
    assert len(ground_words) == 8
    assert all(words.zh and words.en for words in ground_words.values())


@given(
    start=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    halves=st.integers(0, 80),
    first=st.integers(0, 20),
    length=st.one_of(st.none(), st.integers(0, 20)),
    lang=st.sampled_from(["zh", "en"]),
)
def test_the_figures_in_the_sum_add_up(
    start: date, halves: int, first: int, length: int | None, lang: str
) -> None:
    begin = date.fromordinal(start.toordinal() + first)
    end = None if length is None else date.fromordinal(begin.toordinal() + length)
    explanation = explained(str(Decimal(halves) / 2), Suspension(begin, end), start=start)
    told = sentences(explanation, lang)
    line = next(each for each in told if " + " in each)
    figures = [int(each) for each in re.findall(r"\d+", line.replace(str(start), ""))]
    counted, suspended, skipped, total = figures
    assert counted + suspended + skipped == total == (explanation.due.date - start).days
    assert sum(str(explanation.due.date) in each for each in told) >= 1
