"""From situations and papers to the verdict of 行政许可法 art. 32(1), with every ground."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from window_desk.domain import checklist
from window_desk.domain.item import Bilingual, Limit, Material, Option, ServiceItem, Situation, Step
from window_desk.domain.ops import Defect, PaperCheck, PaperState

ANY = Bilingual(zh="任意")


def material(code: str, **words: object) -> Material:
    """A paper of that code."""
    return Material(code=code, name=ANY, issuer="applicant", originals=1, **words)  # type: ignore[arg-type]  # from a table


def step(code: str) -> Step:
    """A step of that code."""
    return Step(code=code, name=ANY, department="乙", days=Decimal(1))


ITEM = ServiceItem(
    code="T-1",
    name=ANY,
    type="01",
    department="乙",
    promised=Limit(value=Decimal(5)),
    materials=(
        material("form"),
        material("copy", copies=2),
        material("rules", deferrable=True),
        material("licence", shared=True),
        material("mandate"),
        material("plan"),
    ),
    situations=(
        Situation(
            code="who",
            question=ANY,
            options=(
                Option(code="self", name=ANY),
                Option(code="agent", name=ANY, adds=("mandate",)),
            ),
        ),
        Situation(
            code="site",
            question=ANY,
            options=(
                Option(code="small", name=ANY),
                Option(code="large", name=ANY, adds=("plan", "mandate"), steps=("visit",)),
                Option(code="none", name=ANY, outcome="not_required"),
                Option(code="city", name=ANY, outcome="not_ours", body="市局"),
            ),
        ),
    ),
    steps=(step("review"), step("visit"), step("decide")),
)


def papers(**states: PaperState) -> dict[str, PaperCheck]:
    """Papers looked at, by material."""
    return {
        code: PaperCheck(material=code, state=state, reason="污损" if state == "defective" else "")
        for code, state in states.items()
    }


COMPLETE = papers(form="received", copy="received", rules="received")


class TestNeeds:
    @pytest.mark.parametrize(
        ("answers", "codes"),
        [
            pytest.param({}, "form copy rules licence", id="the usual situations"),
            pytest.param({"who": "agent"}, "form copy rules licence mandate", id="an agent"),
            pytest.param({"site": "large"}, "form copy rules licence mandate plan", id="large"),
            pytest.param({"who": "?"}, "form copy rules licence", id="an option it has not"),
            pytest.param({"weather": "rain"}, "form copy rules licence", id="another question"),
        ],
    )
    def test_what_has_to_be_brought(self, answers: dict[str, str], codes: str) -> None:
        needs = checklist.needs(ITEM, answers, {})
        assert [each.material.code for each in needs] == codes.split()

    def test_each_paper_says_why_it_is_needed(self) -> None:
        needs = checklist.needs(ITEM, {"who": "agent", "site": "large"}, {})
        assert {each.material.code: each.because for each in needs} == {
            "form": "", "copy": "", "rules": "", "licence": "", "mandate": "who", "plan": "site",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("answers", "codes"),
        [({}, "review decide"), ({"site": "large"}, "review visit decide")],
        ids=["usual", "large"],
    )
    def test_the_route_follows_the_situations(self, answers: dict[str, str], codes: str) -> None:
        assert [each.code for each in checklist.steps(ITEM, answers)] == codes.split()

    @pytest.mark.parametrize(
        ("check", "short", "in_order"),
        [
            pytest.param(None, 0, False, id="not looked at"),
            pytest.param(PaperCheck("copy", "received"), 0, True, id="not counted"),
            pytest.param(PaperCheck("copy", "received", copies=0), 2, False, id="none"),
            pytest.param(PaperCheck("copy", "received", copies=1), 1, False, id="one of two"),
            pytest.param(PaperCheck("copy", "received", copies=3), 0, True, id="more than asked"),
            pytest.param(PaperCheck("copy", "on_file", copies=0), 0, True, id="on file"),
            pytest.param(PaperCheck("copy", "missing", copies=0), 0, False, id="missing"),
        ],
    )
    def test_copies_are_counted_on_what_was_received(
        self, check: PaperCheck | None, short: int, in_order: bool
    ) -> None:
        need = checklist.Need(material=ITEM.materials[1], check=check)
        assert (need.copies_short, need.in_order) == (short, in_order)

    def test_a_shared_paper_is_in_order_until_it_is_not(self) -> None:
        shared = checklist.Need(material=ITEM.materials[3])
        assert shared.in_order
        assert not replace(shared, check=PaperCheck("licence", "missing")).in_order


class TestVerdict:
    @pytest.mark.parametrize(
        ("changes", "outcome", "article", "allowed", "grounds"),
        [
            pytest.param({}, "accept", "xkf.32.1.5", "accept withdraw", "", id="complete"),
            pytest.param(
                {"form": "on_file", "licence": "shared"}, "accept", "xkf.32.1.5",
                "accept withdraw", "", id="on file and shared",
            ),
            pytest.param(
                {"form": "missing"}, "correct", "xkf.32.1.4", "correct withdraw", "form:missing",
                id="one missing",
            ),
            pytest.param(
                {"form": "defective"}, "correct", "xkf.32.1.4",
                "correct correct_on_spot withdraw", "form:defective", id="one wrong",
            ),
            pytest.param(
                {"rules": "promised"},
                "conditional",
                "国发〔2022〕5号",
                "accept_conditionally withdraw",
                "rules:promised",
                id="one follows",
            ),
            pytest.param(
                {"rules": "promised", "form": "missing"}, "correct", "xkf.32.1.4",
                "correct withdraw", "form:missing rules:promised", id="one follows, one missing",
            ),
            pytest.param(
                {"licence": "missing"}, "correct", "xkf.32.1.4", "correct withdraw",
                "licence:missing", id="not to be read from the other office",
            ),
        ],
    )  # fmt: skip
    def test_the_law_on_what_lies_on_the_desk(
        self, changes: dict[str, PaperState], outcome: str, article: str, allowed: str, grounds: str
    ) -> None:
        verdict = checklist.judge(ITEM, {}, COMPLETE | papers(**changes))
        assert (verdict.outcome, verdict.article) == (outcome, article)
        assert list(verdict.allowed) == allowed.split()
        assert [f"{each.code}:{each.what}" for each in verdict.grounds] == grounds.split()

    def test_nothing_is_said_before_every_paper_was_looked_at(self) -> None:
        verdict = checklist.judge(ITEM, {}, papers(form="missing"))
        assert (verdict.outcome, verdict.allowed) == ("open", ("withdraw",))
        assert [(each.code, each.what) for each in verdict.grounds] == [
            ("form", "missing"), ("copy", "unchecked"), ("rules", "unchecked"),
        ]  # fmt: skip

    def test_missing_copies_are_named_with_their_number(self) -> None:
        short = COMPLETE | {"copy": PaperCheck("copy", "received", copies=1)}
        (ground,) = checklist.judge(ITEM, {}, short).grounds
        assert (ground.what, ground.reason, ground.article) == ("copies", "1", "xkf.32.1.4")

    @pytest.mark.parametrize(
        ("site", "outcome", "article", "body"),
        [("none", "not_required", "xkf.32.1.1", ""), ("city", "not_ours", "xkf.32.1.2", "市局")],
    )
    def test_a_situation_ends_it_whatever_the_papers(
        self, site: str, outcome: str, article: str, body: str
    ) -> None:
        for checks in ({}, COMPLETE, papers(form="missing")):
            verdict = checklist.judge(ITEM, {"site": site}, checks)
            assert (verdict.outcome, verdict.article, verdict.body) == (outcome, article, body)
            assert verdict.allowed == ("refuse", "withdraw")

    def test_an_instant_item_may_be_settled(self) -> None:
        instant = replace(ITEM, kind="instant")
        assert checklist.judge(instant, {}, COMPLETE).allowed == ("settle", "accept", "withdraw")

    def test_an_item_without_papers_is_acceptable(self) -> None:
        assert checklist.judge(replace(ITEM, materials=()), {}, {}).outcome == "accept"

    def test_papers_that_are_not_needed_here_do_not_count(self) -> None:
        checks = COMPLETE | papers(mandate="missing", plan="defective", passport="missing")
        assert checklist.judge(ITEM, {}, checks).outcome == "accept"

    @given(
        who=st.sampled_from(["self", "agent"]),
        site=st.sampled_from(["small", "large"]),
        states=st.fixed_dictionaries(
            {
                each.code: st.sampled_from(
                    [None, "received", "missing", "defective", "promised", "on_file", "shared"]
                )
                for each in ITEM.materials
            }
        ),
    )
    def test_accepting_is_possible_exactly_when_nothing_stands_against_it(
        self, who: str, site: str, states: dict[str, PaperState | None]
    ) -> None:
        answers = {"who": who, "site": site}
        checks = papers(**{code: state for code, state in states.items() if state})
        verdict = checklist.judge(ITEM, answers, checks)
        needs = checklist.needs(ITEM, answers, checks)
        assert (verdict.outcome == "accept") == all(each.in_order for each in needs)
        assert ("correct" in verdict.allowed) == (verdict.outcome == "correct")
        told = {each.material for each in checklist.defects(verdict)}
        if verdict.outcome == "correct":
            wrong = {
                each.material.code
                for each in needs
                if each.check and each.check.state in ("missing", "defective")
            }
            assert told == wrong


def test_the_notice_names_every_defect_once() -> None:
    checks = papers(form="missing", rules="defective") | {
        "copy": PaperCheck("copy", "received", copies=0)
    }
    assert checklist.defects(checklist.judge(ITEM, {}, checks)) == (
        Defect(material="form", state="missing"),
        Defect(material="copy", state="defective", reason="copies:2"),
        Defect(material="rules", state="defective", reason="污损"),
    )


def test_a_promised_paper_is_no_defect() -> None:
    checks = COMPLETE | papers(rules="promised")
    assert checklist.defects(checklist.judge(ITEM, {}, checks)) == ()
