"""A clerk's session through each way out of an intake, by keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.storage.test_promises import break_promise, promise, publish
from tests.support import INSTANT, NOT_OURS, PLAIN, Clock, accept_complete, actor
from tests.tui.support import press, sizes
from tests.tui.test_intake import at_intake, intake_of, newest_case, painted, said, type_in
from window_desk.domain import ops
from window_desk.domain.item import Bilingual, CommitmentTerms
from window_desk.locale import Lang
from window_desk.storage.desk import Desk
from window_desk.tui.bindings import keys_of
from window_desk.tui.told import Teller

COMMITMENT = CommitmentTerms((Bilingual("经营场所符合条件", "the premises fit"),), check_days=10)


def change_item(path: Path, clock: Clock, **changes: object) -> None:
    """Another version of the plain item."""
    desk = Desk(path, clock)
    publish(desk, **changes)
    desk.close()


def kinds(path: Path, clock: Clock) -> list[str]:
    """What was recorded of the newest case."""
    case = newest_case(path, clock)
    desk = Desk(path, clock)
    with desk.look() as look:
        found = [each.op.kind for each in look.history(case.id)]
    desk.close()
    return found


async def test_art_32_1_1_no_permit_needed_by_keys(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        assert "-no permit  -not ours" in painted(pilot)
        await press(pilot, "x", "1", "1", "1")
    case = newest_case(desk_file, clock)
    assert (case.state, case.outcome, case.article) == (
        "turned_away", "not_required", "xkf.32.1.1",
    )  # fmt: skip


async def test_art_32_1_2_another_bodys_power_by_keys(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, NOT_OURS, case=True) as pilot:
        screen = intake_of(pilot)
        screen.papers.choose("situation:respondent")
        for _turn in range(8):
            if screen.view is not None and screen.view.verdict.outcome == "not_ours":
                break
            await press(pilot, "right")
        assert "+not ours" in painted(pilot)
        assert "-accept" in painted(pilot)
        await press(pilot, "x", "1", "enter", "1")
    case = newest_case(desk_file, clock)
    assert (case.state, case.article) == ("turned_away", "xkf.32.1.2")
    assert case.body


async def test_art_32_1_3_on_the_spot_by_keys(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "s")
        assert "nothing was found to be wrong" in said(pilot)
        await press(pilot, "d", "1", "A")
        assert "+on the spot  +correct  -accept" in painted(pilot)
        await press(pilot, "end", "s")
        assert "Choose the paper that is not in order" in said(pilot)
        screen = intake_of(pilot)
        assert screen.view is not None
        wrong = screen.view.verdict.way("correct_on_spot").codes[0]
        screen.papers.choose(f"paper:{wrong}")
        await press(pilot, "s", "slash")
        await type_in(pilot, "signed [/x]")
        await press(pilot, "enter")
        assert "was put right on the spot" in said(pilot)
        assert "+accept" in painted(pilot)
        await press(pilot, "u")
        assert "correcting on the spot" in said(pilot)
    assert newest_case(desk_file, clock).checks[wrong].state == "defective"


async def test_art_32_1_4_one_notice_and_the_way_back_by_keys(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "b")
        assert "No corrections were asked for yet" in said(pilot)
        await press(pilot, "m", "A", "c", "enter")
        screen = intake_of(pilot)
        count = len(screen.papers.lines)
        clock.advance(days=2)
        await press(pilot, "b")
        assert "only what was asked is listed" in said(pilot)
        assert (len(screen.papers.lines), count > 1) == (1, True)
        await press(pilot, "home", "r", "a")
    case = newest_case(desk_file, clock)
    assert (case.state, case.accepted_on) == ("under_review", date(2026, 11, 25))


async def test_art_32_1_5_accepted_by_keys(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        assert "-accept" in painted(pilot)
        await press(pilot, "A")
        assert "+accept" in painted(pilot)
        await press(pilot, "a")
    assert newest_case(desk_file, clock).article == "xkf.32.1.5"
    assert kinds(desk_file, clock).count("case.receipt_given") == 1


async def test_papers_follow_by_keys_and_close_the_promise(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        intake_of(pilot).papers.choose("paper:quality_rules")
        await press(pilot, "o", "A")
        assert "+follows" in painted(pilot)
        await press(pilot, "a", "enter")
        assert newest_case(desk_file, clock).promises == ("quality_rules",)
        intake_of(pilot).papers.choose("paper:quality_rules")
        await press(pilot, "r")
    assert newest_case(desk_file, clock).promises == ()


async def test_a_broken_promise_is_seen_and_named(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    broken = promise(desk, actor(desk, "clerk1"))
    break_promise(desk, broken)
    desk.close()
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        assert "! owes papers of" in painted(pilot)
        intake_of(pilot).papers.choose("paper:quality_rules")
        await press(pilot, "o")
        assert broken.number in said(pilot)


async def test_h_and_l_say_why_not_on_an_ordinary_item(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        await press(pilot, "A", "h")
        assert "no declaration procedure" in said(pilot)
        await press(pilot, "l")
        assert "renews no licence" in said(pilot)


async def test_a_declaration_by_keys(desk_file: Path, clock: Clock) -> None:
    change_item(desk_file, clock, commitment=COMMITMENT)
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        assert "-declare" in painted(pilot)
        await press(pilot, "h")
        assert "not looked at yet" in said(pilot)
        await press(pilot, "A", "h")
        assert "the premises fit" in painted(pilot)
        await press(pilot, "escape")
        assert newest_case(desk_file, clock).state == "intake"
        await press(pilot, "h", "enter")
        assert "Granted on the declaration" in said(pilot)
    assert newest_case(desk_file, clock).state == "granted"


async def test_l_notes_the_licence_and_a_renewal_waits_for_it(
    desk_file: Path, clock: Clock
) -> None:
    change_item(desk_file, clock, renewal=True)
    async with at_intake(desk_file, clock, PLAIN, case=True) as pilot:
        await press(pilot, "A", "a")
        assert "l notes the last day" in said(pilot)
        await press(pilot, "l")
        await type_in(pilot, "soon")
        await press(pilot, "enter")
        assert "not a date" in said(pilot)
        await press(pilot, "l")
        await type_in(pilot, "2026-12-31")
        await press(pilot, "enter", "a")
    case = newest_case(desk_file, clock)
    assert (case.state, case.licence_until) == ("under_review", date(2026, 12, 31))


async def test_e_gives_a_receipt_that_says_when_the_clock_starts(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "e")
        assert "Nothing was handed in yet" in said(pilot)
        await press(pilot, "r", "e")
        text = painted(pilot)
        assert "收字〔2026〕1号" in text
        # Who handed in what, and to whom by name.
        assert "张** · Renew" in text
        assert "by 李晓燕" in text
        assert "Received on 2026-11-23" in text
        await press(pilot, "escape")
    assert kinds(desk_file, clock)[-1] == "case.receipt_given"


async def test_a_receipt_that_was_undone_is_no_document_of_the_case(
    desk_file: Path, clock: Clock
) -> None:
    async with at_intake(desk_file, clock, case=True) as pilot:
        await press(pilot, "r", "e", "escape", "u", "A", "S")
        case = newest_case(desk_file, clock)
        assert "收字〔2026〕1号" in case.numbers
        assert "收字〔2026〕1号" not in said(pilot)
        assert "收字〔2026〕2号" in said(pilot)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", sizes, ids=["80x24", "120x40"])
async def test_every_way_is_visible_with_why_it_is_closed(
    desk_file: Path, clock: Clock, lang: Lang, size: tuple[int, int]
) -> None:
    async with at_intake(desk_file, clock, case=True, lang=lang, size=size) as pilot:
        await press(pilot, "m", "A")
        text = painted(pilot)
        words = {
            "en": ("-no permit", "-not ours", "-on the spot", "+correct", "-accept"),
            "zh": ("-不受理", "-不予受理", "-当场更正", "+补正", "-受理"),
        }[lang]
        assert all(each in text for each in words)
        assert {"en": "missing or not in order", "zh": "材料不齐或者不符合法定形式"}[
            lang
        ] in text.replace("\n", "")
        await press(pilot, "W")
        page = painted(pilot)
        assert {"en": "art. 32(1)1", "zh": "第三十二条第一款第（一）项"}[lang] in page
        await press(pilot, "escape")


async def test_a_paper_on_file_is_marked_and_asking_for_it_asks_why(
    desk_file: Path, clock: Clock
) -> None:
    desk = Desk(desk_file, clock)
    earlier = accept_complete(desk, actor(desk, "clerk1"), INSTANT)
    desk.close()
    async with at_intake(desk_file, clock, case=True) as pilot:
        assert "= on file" in painted(pilot)
        intake_of(pilot).papers.choose("paper:medical_certificate")
        await press(pilot, "m", "A", "c")
        assert earlier.number in painted(pilot)
        await type_in(pilot, "it is torn")
        await press(pilot, "enter", "enter")
    (defect,) = newest_case(desk_file, clock).rounds[0].defects
    assert defect.late_reason == "it is torn"


def test_the_footer_has_six_keys_at_most() -> None:
    assert sum(each.foot for each in keys_of("intake")) <= 6


@pytest.mark.parametrize(
    ("op", "words"),
    [
        (ops.CaseCorrectedOnSpot("p", "signed"), "Put right on the spot: p (signed)"),
        (ops.CaseReceiptGiven("收字〔2026〕1号", ("p", "q")), "Receipt for: p, q"),
        (ops.CaseCorrectionsReturned(), "Back with the corrections"),
        (ops.CaseLicenceNoted(date(2026, 12, 31)), "The licence to renew ends on 2026-12-31"),
        (
            ops.CaseCommitted("诺字〔2026〕1号", ("x",), date(2026, 12, 31)),
            "Declared to meet the conditions; to be checked by 2026-12-31",
        ),
        (ops.CaseCommitmentChecked("false", "no store"), "Declaration false (no store)"),
        (ops.CaseCommitmentChecked("kept"), "Declaration kept"),
    ],
)
def test_the_timeline_tells_each_act(op: ops.Op, words: str) -> None:
    assert Teller(None).tell(op) == words
