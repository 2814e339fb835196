"""From an item, the answers and the papers to a verdict with its article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from window_desk.domain import acceptance
from window_desk.domain.acceptance import Facts, Ground, Way
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Material, Option, ServiceItem, Situation, Step
from window_desk.domain.ops import Defect, PaperCheck

Outcome = Literal["open", "accept", "conditional", "correct", "not_required", "not_ours"]
Act = Literal[
    "accept", "accept_conditionally", "settle", "commit", "correct", "correct_on_spot", "refuse",
    "withdraw",
]  # fmt: skip

Ended = Literal["", "not_required", "not_ours"]
"""What an answer ends an application as; empty where none does."""

articles: dict[Outcome, str] = {
    "open": "xkf.32.1",
    "accept": acceptance.articles["accept"],
    "conditional": acceptance.articles["conditional"],
    "correct": acceptance.articles["correct"],
    "not_required": acceptance.articles["not_required"],
    "not_ours": acceptance.articles["not_ours"],
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


class Verdict(msgspec.Struct, frozen=True):
    """What the law says about the application as it lies on the desk, and what may be done.

    `ways` are all ways out with what stands against each; `allowed` are the acts of the open ones.
    """

    outcome: Outcome
    article: str
    grounds: tuple[Ground, ...]
    ways: tuple[Way, ...]
    allowed: tuple[Act, ...]
    body: str = ""

    def way(self, name: acceptance.Name) -> Way:
        """One of the ways out."""
        return acceptance.find(self.ways, name)


def chosen(situation: Situation, answers: Mapping[str, str]) -> Option:
    """The option in force: the one answered, or the usual one, which stands first."""
    code = answers.get(situation.code)
    return next((each for each in situation.options if each.code == code), situation.options[0])


def require_answer(item: ServiceItem, code: str, option: str) -> None:
    situation = next((each for each in item.situations if each.code == code), None)
    if situation is None:
        raise RuleBroken(
            "case.situation",
            "This item has no situation {situation}.",
            hint="Its situations are: {known}.",
            situation=code,
            known=[each.code for each in item.situations] or "-",
        )
    if all(each.code != option for each in situation.options):
        raise RuleBroken(
            "case.option",
            "{situation} has no answer {option}.",
            hint="The answers are: {known}.",
            situation=code,
            option=option,
            known=[each.code for each in situation.options],
        )


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
    item: ServiceItem,
    answers: Mapping[str, str],
    checks: Mapping[str, PaperCheck],
    facts: Facts | None = None,
) -> Verdict:
    """The verdict after 行政许可法 art. 32(1), with every ground and every way out.

    `facts` are what is on record beside the papers; without them nothing is.
    """
    known = facts or Facts()
    ended = _ended(item, answers)
    grounds = tuple(
        found for need in needs(item, answers, checks) if (found := _ground(need)) is not None
    )
    ways = acceptance.ways(item, ended[1] if ended else None, grounds, known)
    if ended and ended[1].outcome:
        code, option = ended
        article = articles[ended[1].outcome]
        ground = Ground(code=code, what="situation", article=article)
        return Verdict(ended[1].outcome, article, (ground,), ways, _acts(item, ways), option.body)
    outcome = _outcome({each.what for each in grounds})
    return Verdict(outcome, articles[outcome], grounds, ways, _acts(item, ways))


def _ended(item: ServiceItem, answers: Mapping[str, str]) -> tuple[str, Option] | None:
    """The situation whose answer ends the application, and that answer."""
    found = ((each.code, chosen(each, answers)) for each in item.situations)
    return next((each for each in found if each[1].outcome), None)


def ended_as(item: ServiceItem, answers: Mapping[str, str]) -> Ended:
    """What an answer ends the application as (art. 32(1)1-2), empty where none does."""
    found = _ended(item, answers)
    return found[1].outcome if found else ""


def _outcome(kinds: set[str]) -> Outcome:
    if "unchecked" in kinds:
        return "open"
    if kinds & {"missing", "defective", "copies"}:
        return "correct"
    return "conditional" if "promised" in kinds else "accept"


_act_of: dict[acceptance.Name, Act] = {
    "accept": "accept",
    "conditional": "accept_conditionally",
    "commit": "commit",
    "correct": "correct",
    "correct_on_spot": "correct_on_spot",
    "not_required": "refuse",
    "not_ours": "refuse",
}


def _acts(item: ServiceItem, ways: tuple[Way, ...]) -> tuple[Act, ...]:
    """What may be done: the acts of the open ways, and taking it back, which is always possible."""
    is_open = {each.name for each in ways if each.allowed}
    acts: list[Act] = ["settle"] if item.kind == "instant" and "accept" in is_open else []
    acts += [act for name, act in _act_of.items() if name in is_open]
    return (*acts, "withdraw")


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
    return acceptance.defects_of(verdict.grounds)
