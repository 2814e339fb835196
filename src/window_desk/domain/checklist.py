"""From an item, the answers and the papers to a verdict with its article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from window_desk.domain.item import Material, Option, ServiceItem, Situation, Step
from window_desk.domain.ops import Defect, PaperCheck

Outcome = Literal["open", "accept", "conditional", "correct", "not_required", "not_ours"]
Act = Literal["accept", "accept_conditionally", "settle", "correct", "refuse", "withdraw"]

articles: dict[Outcome, str] = {
    "open": "xkf.32.1",
    "accept": "xkf.32.1.5",
    "conditional": "yshj.40",
    "correct": "xkf.32.1.4",
    "not_required": "xkf.32.1.1",
    "not_ours": "xkf.32.1.2",
}
"""The article behind each verdict."""


class Need(msgspec.Struct, frozen=True):
    """A paper that this applicant has to bring, and the situation that adds it, if any."""

    material: Material
    check: PaperCheck | None = None
    because: str = ""

    @property
    def in_order(self) -> bool:
        """Whether the paper is here, on file or read from another office, and complete."""
        if self.check is None:
            return self.material.shared
        return self.check.state in ("received", "on_file", "shared") and not self.copies_short

    @property
    def copies_short(self) -> int:
        """How many copies are missing from a paper that was received."""
        if self.check is None or self.check.state != "received" or self.check.copies is None:
            return 0
        return max(0, self.material.copies - self.check.copies)


class Ground(msgspec.Struct, frozen=True):
    """One reason for a verdict: the paper or situation, what is wrong, and the article."""

    code: str
    what: Literal["unchecked", "missing", "defective", "copies", "promised", "situation"]
    article: str
    reason: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """What the law says about the application as it lies on the desk, and what may be done."""

    outcome: Outcome
    article: str
    grounds: tuple[Ground, ...]
    allowed: tuple[Act, ...]
    body: str = ""


def chosen(situation: Situation, answers: Mapping[str, str]) -> Option:
    """The option in force: the one answered, or the usual one, which stands first."""
    code = answers.get(situation.code)
    return next((each for each in situation.options if each.code == code), situation.options[0])


def needs(
    item: ServiceItem, answers: Mapping[str, str], checks: Mapping[str, PaperCheck]
) -> tuple[Need, ...]:
    """The checklist: every paper that is needed in these situations, in the item's order."""
    conditional = {
        code for each in item.situations for option in each.options for code in option.adds
    }
    added: dict[str, str] = {}
    for situation in item.situations:
        for code in chosen(situation, answers).adds:
            added.setdefault(code, situation.code)
    return tuple(
        Need(material=each, check=checks.get(each.code), because=added.get(each.code, ""))
        for each in item.materials
        if each.code not in conditional or each.code in added
    )


def steps(item: ServiceItem, answers: Mapping[str, str]) -> tuple[Step, ...]:
    """The route in these situations: the item's own steps and those an option brings."""
    conditional = {
        code for each in item.situations for option in each.options for code in option.steps
    }
    added = {code for each in item.situations for code in chosen(each, answers).steps}
    return tuple(each for each in item.steps if each.code not in conditional or each.code in added)


def judge(
    item: ServiceItem, answers: Mapping[str, str], checks: Mapping[str, PaperCheck]
) -> Verdict:
    """The verdict after 行政许可法 art. 32(1), with every ground for it."""
    for situation in item.situations:
        option = chosen(situation, answers)
        if option.outcome:
            article = articles[option.outcome]
            ground = Ground(code=situation.code, what="situation", article=article)
            return Verdict(option.outcome, article, (ground,), ("refuse", "withdraw"), option.body)
    grounds = tuple(
        found for need in needs(item, answers, checks) if (found := _ground(need)) is not None
    )
    kinds = {each.what for each in grounds}
    if "unchecked" in kinds:
        return Verdict("open", articles["open"], grounds, ("withdraw",))
    if kinds & {"missing", "defective", "copies"}:
        return Verdict("correct", articles["correct"], grounds, ("correct", "withdraw"))
    if "promised" in kinds:
        allowed: tuple[Act, ...] = ("accept_conditionally", "withdraw")
        return Verdict("conditional", articles["conditional"], grounds, allowed)
    if item.kind == "instant":
        return Verdict("accept", articles["accept"], (), ("settle", "accept", "withdraw"))
    return Verdict("accept", articles["accept"], (), ("accept", "withdraw"))


def _ground(need: Need) -> Ground | None:
    code = need.material.code
    if need.check is None:
        return None if need.in_order else Ground(code, "unchecked", "xkf.32.1")
    if need.check.state in ("missing", "defective"):
        what: Literal["missing", "defective"] = (
            "missing" if need.check.state == "missing" else "defective"
        )
        return Ground(code, what, articles["correct"], need.check.reason)
    if need.copies_short:
        return Ground(code, "copies", articles["correct"], str(need.copies_short))
    if need.check.state == "promised":
        return Ground(code, "promised", articles["conditional"], need.check.reason)
    return None


def defects(verdict: Verdict) -> tuple[Defect, ...]:
    """Everything that has to be corrected, for the one notice that names it all."""
    return tuple(
        Defect(
            material=each.code,
            state="missing" if each.what == "missing" else "defective",
            reason=each.reason if each.what != "copies" else f"copies:{each.reason}",
        )
        for each in verdict.grounds
        if each.what in ("missing", "defective", "copies")
    )
