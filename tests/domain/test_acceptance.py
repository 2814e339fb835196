"""The five ways of 行政许可法 art. 32(1) and the local forms of acceptance, article by article."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.domain.test_checklist import COMPLETE, ITEM, papers
from window_desk.domain import acceptance, checklist
from window_desk.domain.acceptance import Ask, Facts, Name, Way, Why
from window_desk.domain.acceptance_words import short_labels, way_labels, why_labels, why_text
from window_desk.domain.case import Case, Round
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Bilingual, CommitmentTerms
from window_desk.domain.ops import Defect, PaperCheck, PaperState

DECLARED = replace(ITEM, commitment=CommitmentTerms((Bilingual("场所符合条件", "fit"),)))
RENEWAL = replace(ITEM, renewal=True)
KNOWN = Facts(licence_until=date(2026, 12, 31))
SHORT = {"copy": PaperCheck("copy", "received", copies=1)}
EVERY = get_args(Name)


def way(
    name: Name,
    changes: dict[str, PaperCheck],
    *,
    site: str = "small",
    facts: Facts | None = None,
    item: object = ITEM,
) -> Way:
    """One way for complete papers with these changes."""
    assert isinstance(item, type(ITEM))
    return checklist.judge(item, {"site": site}, COMPLETE | changes, facts).way(name)


def unchecked(code: str) -> dict[str, PaperCheck]:
    """Complete papers of which one was not looked at."""
    return {each: check for each, check in COMPLETE.items() if each != code}


def state(code: str, to: PaperState) -> dict[str, PaperCheck]:
    """One paper in another state."""
    return papers(**{code: to})


def told(material: str, to: str = "missing", reason: str = "") -> Facts:
    """What one earlier notice named."""
    assert to in ("missing", "defective")
    is_missing = to == "missing"
    defect = Defect(material, "missing" if is_missing else "defective", reason)
    return Facts(rounds=1, told=(defect,))


@pytest.mark.parametrize(
    ("site", "why"),
    [
        pytest.param("none", "", id="a situation needs no permit"),
        pytest.param("city", "ended", id="another body's power"),
        pytest.param("small", "finding", id="no situation says so"),
    ],
)
def test_art_32_1_1_no_permit_needed(site: str, why: str) -> None:
    found = way("not_required", {}, site=site)
    assert (found.why, found.allowed, found.article) == (why, not why, "xkf.32.1.1")


@pytest.mark.parametrize(
    ("site", "why"),
    [
        pytest.param("city", "", id="another body's power"),
        pytest.param("none", "ended", id="a situation needs no permit"),
        pytest.param("small", "finding", id="no situation says so"),
    ],
)
def test_art_32_1_2_not_within_our_power(site: str, why: str) -> None:
    found = way("not_ours", {}, site=site)
    assert (found.why, found.allowed, found.article) == (why, not why, "xkf.32.1.2")


@pytest.mark.parametrize(
    ("changes", "site", "why", "codes"),
    [
        pytest.param(state("form", "defective"), "small", "", "form", id="a wrong paper"),
        pytest.param(SHORT, "small", "", "copy", id="copies short"),
        pytest.param(state("form", "missing"), "small", "only_missing", "form", id="missing"),
        pytest.param({}, "small", "nothing_wrong", "", id="complete"),
        pytest.param(state("form", "defective"), "city", "ended", "", id="not ours"),
    ],
)
def test_art_32_1_3_correctable_on_the_spot(
    changes: dict[str, PaperCheck], site: str, why: str, codes: str
) -> None:
    found = way("correct_on_spot", changes, site=site)
    assert (found.why, found.codes, found.article) == (why, tuple(codes.split()), "xkf.32.1.3")


@pytest.mark.parametrize(
    ("changes", "site", "why", "codes"),
    [
        pytest.param(state("form", "missing"), "small", "", "form", id="missing"),
        pytest.param(
            state("form", "defective") | SHORT, "small", "", "form copy", id="wrong and short"
        ),
        pytest.param({}, "small", "nothing_wrong", "", id="complete"),
        pytest.param(state("rules", "promised"), "small", "nothing_wrong", "", id="promised"),
        pytest.param(state("form", "missing"), "large", "unchecked", "mandate plan", id="open"),
        pytest.param(state("form", "missing"), "none", "ended", "", id="no permit needed"),
    ],
)
def test_art_32_1_4_told_once_and_completely(
    changes: dict[str, PaperCheck], site: str, why: str, codes: str
) -> None:
    found = way("correct", changes, site=site)
    assert (found.why, found.codes, found.article) == (why, tuple(codes.split()), "xkf.32.1.4")


@pytest.mark.parametrize(
    ("changes", "facts", "asks"),
    [
        pytest.param(state("form", "missing"), Facts(), "", id="first round"),
        pytest.param(state("form", "missing"), told("form"), "", id="told before"),
        pytest.param(
            state("form", "defective"), told("form"), "", id="missing then, wrong when it came"
        ),
        pytest.param(
            state("form", "defective"), told("form", "defective", "污损"), "", id="still wrong"
        ),
        pytest.param(
            state("form", "defective"), told("form", "defective", "未签名"), "form:told_late",
            id="another flaw of a paper that was there",
        ),
        pytest.param(
            state("form", "missing"), told("form", "defective", "未签名"), "",
            id="taken home and not brought back",
        ),
        pytest.param(SHORT, told("copy", "defective", "copies:2"), "", id="copies still short"),
        pytest.param(SHORT, told("form"), "copy:told_late", id="copies were in order then"),
        pytest.param(
            state("form", "defective"), told("copy"), "form:told_late",
            id="received in round one and now called defective",
        ),
    ],
)  # fmt: skip
def test_art_32_1_4_a_later_notice_names_nothing_new_without_a_reason(
    changes: dict[str, PaperCheck], facts: Facts, asks: str
) -> None:
    found = way("correct", changes, facts=facts)
    assert found.allowed
    assert [f"{each.material}:{each.why}" for each in found.asks] == asks.split()


@pytest.mark.parametrize(
    ("changes", "out", "why"),
    [
        pytest.param(state("form", "missing"), "form:missing:", "told", id="the same list"),
        pytest.param(
            state("form", "missing") | state("rules", "missing"), "rules:missing: form:missing:",
            "told", id="the same in another order",
        ),
        pytest.param(SHORT, "copy:defective:copies:1", "told", id="as many copies short"),
        pytest.param(SHORT, "copy:defective:copies:2", "", id="another number of copies short"),
        pytest.param(state("form", "defective"), "form:missing:", "", id="wrong when it came"),
        pytest.param(
            state("form", "defective"), "form:defective:未签名", "", id="wrong in another way"
        ),
        pytest.param(
            state("form", "missing"), "form:missing: rules:missing:", "", id="one came meanwhile"
        ),
        pytest.param(
            state("form", "missing") | state("rules", "missing"), "form:missing:", "",
            id="one more is missing",
        ),
        pytest.param(state("form", "missing"), "", "", id="nothing is out"),
    ],
)  # fmt: skip
def test_art_32_1_4_the_list_of_the_notice_that_is_out_is_told_already(
    changes: dict[str, PaperCheck], out: str, why: str
) -> None:
    names = ("material", "state", "reason")
    parts = [dict(zip(names, each.split(":", 2), strict=True)) for each in out.split()]
    defects = msgspec.convert(parts, tuple[Defect, ...])
    facts = Facts(rounds=len(defects), told=defects, out=defects, notice="N-1")
    found = way("correct", changes, facts=facts)
    assert (found.why, found.source) == (why, "N-1" if why else "")


def test_what_is_on_file_is_not_demanded_as_missing() -> None:
    facts = Facts(on_file={"form": "511602-20260901-0001"})
    assert way("correct", state("form", "missing"), facts=facts).asks == (
        Ask("form", "on_file", "511602-20260901-0001"),
    )
    assert way("correct", state("form", "defective"), facts=facts).asks == ()
    assert way("correct", state("copy", "missing"), facts=facts).asks == ()


@pytest.mark.parametrize(
    ("changes", "site", "why"),
    [
        pytest.param({}, "small", "", id="complete"),
        pytest.param(state("form", "on_file"), "small", "", id="on file"),
        pytest.param(state("form", "missing"), "small", "wrong", id="missing"),
        pytest.param(SHORT, "small", "wrong", id="copies short"),
        pytest.param(state("rules", "promised"), "small", "promised", id="promised"),
        pytest.param({}, "large", "unchecked", id="not looked at"),
        pytest.param({}, "none", "ended", id="no permit needed"),
    ],
)
def test_art_32_1_5_complete_papers_are_accepted(
    changes: dict[str, PaperCheck], site: str, why: str
) -> None:
    found = way("accept", changes, site=site)
    assert (found.why, found.article) == (why, "xkf.32.1.5")


def test_art_50_a_renewal_is_accepted_once_the_licence_day_is_noted() -> None:
    for name in ("accept", "conditional", "commit"):
        item = replace(RENEWAL, commitment=DECLARED.commitment)
        changes = state("rules", "promised") if name == "conditional" else {}
        without = checklist.judge(item, {}, COMPLETE | changes)
        assert without.way(name).why == "licence"
        assert checklist.judge(item, {}, COMPLETE | changes, KNOWN).way(name).allowed
        assert "accept" not in without.allowed


@pytest.mark.parametrize(
    ("changes", "facts", "why", "source"),
    [
        pytest.param(state("rules", "promised"), Facts(), "", "", id="one follows"),
        pytest.param({}, Facts(), "nothing_promised", "", id="nothing promised"),
        pytest.param(
            state("rules", "promised") | state("form", "missing"), Facts(), "wrong", "",
            id="one missing",
        ),
        pytest.param(
            state("rules", "promised"), Facts(broken_promise="N-1"), "broken_promise", "N-1",
            id="a broken promise on record",
        ),
        pytest.param(
            state("rules", "promised"), Facts(false_declaration="N-2"), "false_declaration", "N-2",
            id="a false declaration on record",
        ),
    ],
)  # fmt: skip
def test_papers_may_follow(
    changes: dict[str, PaperCheck], facts: Facts, why: str, source: str
) -> None:
    found = way("conditional", changes, facts=facts)
    assert (found.why, found.source) == (why, source)


@pytest.mark.parametrize(
    ("item", "changes", "facts", "why"),
    [
        pytest.param(DECLARED, {}, Facts(), "", id="complete"),
        pytest.param(ITEM, {}, Facts(), "no_commitment", id="the item has none"),
        pytest.param(DECLARED, state("form", "missing"), Facts(), "wrong", id="one missing"),
        pytest.param(DECLARED, state("rules", "promised"), Facts(), "promised", id="one follows"),
        pytest.param(
            DECLARED, {}, Facts(false_declaration="N-2"), "false_declaration", id="excluded"
        ),
        pytest.param(DECLARED, {}, Facts(broken_promise="N-1"), "", id="a broken promise"),
    ],
)
def test_yshj_art_40_decided_on_a_declaration(
    item: object, changes: dict[str, PaperCheck], facts: Facts, why: str
) -> None:
    assert way("commit", changes, facts=facts, item=item).why == why


paper_states = st.fixed_dictionaries(
    {
        each.code: st.sampled_from(
            [None, "received", "missing", "defective", "promised", "on_file", "shared"]
        )
        for each in ITEM.materials
    }
)


@given(
    states=paper_states,
    site=st.sampled_from(["small", "large", "none", "city"]),
    late=st.booleans(),
)
def test_papers_never_open_or_close_a_refusal(
    states: dict[str, PaperState | None], site: str, late: bool
) -> None:
    checks = papers(**{code: each for code, each in states.items() if each})
    facts = told("form") if late else Facts()
    verdict = checklist.judge(ITEM, {"site": site}, checks, facts)
    alone = checklist.judge(ITEM, {"site": site}, {}, facts)
    assert verdict.ways[:2] == alone.ways[:2]
    assert ("refuse" in verdict.allowed) == (site in ("none", "city"))
    assert tuple(each.name for each in verdict.ways) == EVERY


@given(states=paper_states, site=st.sampled_from(["small", "large"]))
def test_a_notice_names_every_open_defect(states: dict[str, PaperState | None], site: str) -> None:
    checks = papers(**{code: each for code, each in states.items() if each})
    verdict = checklist.judge(ITEM, {"site": site}, checks)
    if not verdict.way("correct").allowed:
        return
    wrong = {
        each.material.code
        for each in checklist.needs(ITEM, {"site": site}, checks)
        if not each.in_order and each.check is not None and each.check.state != "promised"
    }
    assert {each.material for each in checklist.defects(verdict)} == wrong
    assert set(verdict.way("correct").codes) == wrong
    assert wrong


@given(states=paper_states, site=st.sampled_from(["small", "large", "none", "city"]))
def test_what_may_be_done_follows_from_the_ways(
    states: dict[str, PaperState | None], site: str
) -> None:
    checks = papers(**{code: each for code, each in states.items() if each})
    verdict = checklist.judge(DECLARED, {"site": site}, checks)
    for name, act in (
        ("accept", "accept"), ("conditional", "accept_conditionally"), ("commit", "commit"),
        ("correct", "correct"), ("correct_on_spot", "correct_on_spot"),
    ):  # fmt: skip
        assert (act in verdict.allowed) == acceptance.find(verdict.ways, name).allowed  # type: ignore[arg-type]  # from a table
    # With every paper looked at somebody always has a way on.
    if verdict.outcome != "open":
        assert len(verdict.allowed) > 1


def test_every_way_and_every_why_has_words_in_both_languages() -> None:
    assert set(way_labels) == set(short_labels) == set(EVERY)
    assert set(why_labels) == set(get_args(Why))
    found = way("accept", state("form", "missing"))
    names = {"form": Bilingual("申请书", "application")}
    assert why_text(found, names, "zh") == "材料不齐或者不符合法定形式：申请书"
    assert why_text(found, names, "en") == "missing or not in order: application"
    barred = way("conditional", state("rules", "promised"), facts=Facts(broken_promise="N-1"))
    assert "N-1" in why_text(barred, names, "zh")


class TestAcceptedOn:
    opened = datetime(2026, 11, 23, 9, tzinfo=CENTRE_TIME)
    back = datetime(2026, 11, 26, 16, tzinfo=CENTRE_TIME)

    def case(self, **words: object) -> Case:
        """A case opened on 23 November."""
        return Case("c", "T-1", 1, "p", self.opened, "clerk", **words)  # type: ignore[arg-type]  # from a table

    @pytest.mark.parametrize(
        ("rounds", "returned", "day"),
        [
            pytest.param(False, False, date(2026, 11, 30), id="no correction: the day of the act"),
            pytest.param(True, True, date(2026, 11, 26), id="after a correction: the return"),
            pytest.param(True, False, date(2026, 11, 30), id="not noted: the day of the act"),
        ],
    )
    def test_after_correction_it_counts_from_the_return(
        self, rounds: bool, returned: bool, day: date
    ) -> None:
        round_ = Round("n", self.opened + timedelta(hours=1), (Defect("form", "missing"),))
        case = self.case(
            rounds=(round_,) if rounds else (), returned_at=self.back if returned else None
        )
        assert acceptance.accepted_on(case, date(2026, 11, 30)) == day
