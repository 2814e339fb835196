"""The five ways out of 行政许可法 art. 32(1), and the local forms of acceptance, from one rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from window_desk.domain.case import Case
from window_desk.domain.item import Option, ServiceItem
from window_desk.domain.ops import Defect
from window_desk.domain.told_once import notice_out

Name = Literal[
    "not_required", "not_ours", "correct_on_spot", "correct", "accept", "conditional", "commit"
]
"""The five ways in the law's order, then 容缺受理 and 告知承诺."""

articles: dict[Name, str] = {
    "not_required": "xkf.32.1.1",
    "not_ours": "xkf.32.1.2",
    "correct_on_spot": "xkf.32.1.3",
    "correct": "xkf.32.1.4",
    "accept": "xkf.32.1.5",
    "conditional": "国发〔2022〕5号",
    "commit": "yshj.40",
}
"""The article behind each way. No law of the state knows 容缺受理: the State Council's paper on
standardised services names it, and each place publishes where it applies."""

Why = Literal[
    "", "finding", "ended", "unchecked", "wrong", "promised", "nothing_wrong", "only_missing",
    "nothing_promised", "licence", "broken_promise", "false_declaration", "no_commitment", "told",
]  # fmt: skip
"""Why a way is closed; empty for an open one.

`finding`: no situation says so, and only the clerk's own finding with a written reason can;
papers are never a ground. `ended`: a situation ends the application in another way. `told`: the
notice that is out says the same.
"""


class Ground(msgspec.Struct, frozen=True):
    """One reason for a verdict: the paper or situation, what is wrong, and the article."""

    code: str
    what: Literal["unchecked", "missing", "defective", "copies", "promised", "situation"]
    article: str
    reason: str = ""


class Ask(msgspec.Struct, frozen=True):
    """A paper that may be asked for only with a written reason.

    `told_late`: it could be seen in an earlier round (art. 32(1)4). `on_file`: the centre has it
    from `source`, the number of an earlier case.
    """

    material: str
    why: Literal["told_late", "on_file"]
    source: str = ""


class Way(msgspec.Struct, frozen=True):
    """One way out: whether it is open now, its article, and if not why, with the papers behind it.

    `source` is the case or the notice that stands against it; `asks` are what a correction notice
    may name only with a reason.
    """

    name: Name
    article: str
    why: Why = ""
    codes: tuple[str, ...] = ()
    source: str = ""
    asks: tuple[Ask, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether it is open now."""
        return not self.why


class Facts(msgspec.Struct, frozen=True):
    """What is on record beside the papers.

    `told` is what earlier notices named, `rounds` how many there were; `out` is what the notice
    `notice` names, with which the applicant has not come back yet. `broken_promise` and
    `false_declaration` are the numbers of the applicant's cases in which a promise (容缺) or a
    declaration (告知承诺) was not kept. `on_file` is by material the case that a paper is on file
    from.
    """

    rounds: int = 0
    told: tuple[Defect, ...] = ()
    out: tuple[Defect, ...] = ()
    notice: str = ""
    licence_until: date | None = None
    broken_promise: str = ""
    false_declaration: str = ""
    on_file: Mapping[str, str] = {}


def facts_of(case: Case) -> Facts:
    """What the case itself says; the applicant's record and papers on file come from elsewhere."""
    told = tuple(each for round_ in case.rounds for each in round_.defects)
    last = notice_out(case)
    return Facts(
        rounds=len(case.rounds),
        told=told,
        out=last.defects if last else (),
        notice=last.document if last else "",
        licence_until=case.licence_until,
    )


def accepted_on(case: Case, today: date) -> date:
    """Day 0 of an acceptance today: after a correction the day on which the papers came back.

    行政许可法 art. 32(1)5: an application is accepted once all corrected papers are handed in.
    """
    return case.received_on if case.rounds and case.returned_at is not None else today


def ways(
    item: ServiceItem, ending: Option | None, grounds: Sequence[Ground], facts: Facts
) -> tuple[Way, ...]:
    """Every way out for an application as it lies on the desk, in the law's order.

    `ending` is the answer to a situation that ends the application. Papers open or close only the
    ways from art. 32(1)3 on: missing ones are never a ground to refuse.
    """
    papers = _Papers(grounds)
    outcome = ending.outcome if ending is not None else ""
    return (
        _way("not_required", _why_not_away("not_required", outcome)),
        _way("not_ours", _why_not_away("not_ours", outcome)),
        _on_spot(papers, bool(outcome)),
        _correct(papers, bool(outcome), facts),
        _way("accept", *_against(item, papers, bool(outcome), facts, promised=False)),
        _conditional(item, papers, bool(outcome), facts),
        _commit(item, papers, bool(outcome), facts),
    )


class _Papers:
    """The codes of the papers by what is the matter with them."""

    def __init__(self, grounds: Sequence[Ground]) -> None:
        def of(*what: str) -> tuple[str, ...]:
            return tuple(each.code for each in grounds if each.what in what)

        self.unchecked = of("unchecked")
        self.missing = of("missing")
        self.flawed = of("defective", "copies")
        self.wrong = of("missing", "defective", "copies")
        self.promised = of("promised")
        self.grounds = tuple(each for each in grounds if each.code in self.wrong)


def _way(name: Name, why: Why = "", codes: tuple[str, ...] = (), source: str = "") -> Way:
    return Way(name, articles[name], why, codes, source)


def _why_not_away(name: Name, outcome: str) -> Why:
    if outcome == name:
        return ""
    return "ended" if outcome else "finding"


def _on_spot(papers: _Papers, is_over: bool) -> Way:
    if is_over:
        return _way("correct_on_spot", "ended")
    if papers.flawed:
        return _way("correct_on_spot", codes=papers.flawed)
    if papers.missing:
        return _way("correct_on_spot", "only_missing", papers.missing)
    return _way("correct_on_spot", "nothing_wrong")


def _correct(papers: _Papers, is_over: bool, facts: Facts) -> Way:
    if is_over:
        return _way("correct", "ended")
    if papers.unchecked:
        return _way("correct", "unchecked", papers.unchecked)
    if not papers.wrong:
        return _way("correct", "nothing_wrong")
    if facts.out and _same(defects_of(papers.grounds), facts.out):
        return _way("correct", "told", papers.wrong, facts.notice)
    asks = tuple(ask for each in papers.grounds for ask in _asks(each, facts))
    return Way("correct", articles["correct"], codes=papers.wrong, asks=asks)


def defects_of(grounds: Sequence[Ground]) -> tuple[Defect, ...]:
    """What has to be corrected, as a notice names it."""
    return tuple(
        Defect(
            material=each.code,
            state="missing" if each.what == "missing" else "defective",
            reason=each.reason if each.what != "copies" else f"copies:{each.reason}",
        )
        for each in grounds
        if each.what in ("missing", "defective", "copies")
    )


def _same(found: Sequence[Defect], told: Sequence[Defect]) -> bool:
    """Whether two lists say the same; why something was told late is no part of it."""
    return {(each.material, each.state, each.reason) for each in found} == {
        (each.material, each.state, each.reason) for each in told
    }


def _asks(ground: Ground, facts: Facts) -> tuple[Ask, ...]:
    if facts.rounds and not _was_told(ground, facts.told):
        return (Ask(ground.code, "told_late"),)
    source = facts.on_file.get(ground.code, "")
    is_first = all(each.material != ground.code for each in facts.told)
    if source and ground.what == "missing" and is_first:
        return (Ask(ground.code, "on_file", source),)
    return ()


def _was_told(ground: Ground, told: Sequence[Defect]) -> bool:
    """Whether this could not be said earlier, or was said already.

    A paper that was missing could not be looked at. One that was there could: another flaw in it
    was visible then.
    """
    last = next((each for each in reversed(told) if each.material == ground.code), None)
    if last is None:
        return False
    copies_again = ground.what == "copies" and last.reason.startswith("copies:")
    return "missing" in (last.state, ground.what) or copies_again or last.reason == ground.reason


def _against(
    item: ServiceItem, papers: _Papers, is_over: bool, facts: Facts, *, promised: bool
) -> tuple[Why, tuple[str, ...]]:
    """What stands against any form of acceptance, `promised` papers where they may not follow."""
    if is_over:
        return "ended", ()
    if papers.unchecked:
        return "unchecked", papers.unchecked
    if papers.wrong:
        return "wrong", papers.wrong
    if papers.promised and not promised:
        return "promised", papers.promised
    if item.renewal and facts.licence_until is None:
        return "licence", ()
    return "", ()


def _conditional(item: ServiceItem, papers: _Papers, is_over: bool, facts: Facts) -> Way:
    why, codes = _against(item, papers, is_over, facts, promised=True)
    if not why and not papers.promised:
        why = "nothing_promised"
    if why:
        return _way("conditional", why, codes)
    record = _record(facts)
    return _way("conditional", *record) if record else _way("conditional", codes=papers.promised)


def _record(facts: Facts) -> tuple[Why, tuple[str, ...], str] | None:
    if facts.broken_promise:
        return "broken_promise", (), facts.broken_promise
    if facts.false_declaration:
        return "false_declaration", (), facts.false_declaration
    return None


def _commit(item: ServiceItem, papers: _Papers, is_over: bool, facts: Facts) -> Way:
    if item.commitment is None:
        return _way("commit", "no_commitment")
    if facts.false_declaration:
        return _way("commit", "false_declaration", source=facts.false_declaration)
    return _way("commit", *_against(item, papers, is_over, facts, promised=False))


def find(ways_: Sequence[Way], name: Name) -> Way:
    """The way of that name."""
    return next(each for each in ways_ if each.name == name)
