"""A service guide as text: papers, situations, route, limits, fee, basis, result, complaint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from window_desk.domain.errors import Label
from window_desk.domain.item import (
    Basis,
    Bilingual,
    FeeLine,
    Limit,
    Material,
    ServiceItem,
    type_labels,
)
from window_desk.domain.item_versions import standing_labels
from window_desk.domain.item_words import audience_labels, kind_labels, special_labels
from window_desk.domain.law import Law
from window_desk.locale import _, current, word
from window_desk.locale.punctuation import clauses, listed, named
from window_desk.tui.item_pages import version_text
from window_desk.tui.told import department_text, limit_text, working_days

_applicant: Label = ("申请人自备", "the applicant")

Part = tuple[str, list[str]]
"""A heading and its lines."""


class Guide:
    """The text of one item in the present language."""

    def __init__(
        self,
        item: ServiceItem,
        departments: Mapping[str, Bilingual],
        law: Law | None,
        children: Sequence[Bilingual] = (),
        planned: ServiceItem | None = None,
    ) -> None:
        self.item = item
        self.children = children
        self.departments = departments
        self.law = law
        self.planned = planned

    def text(self) -> Text:
        """The whole guide; a directory entry says that there is no more of it."""
        item = self.item
        text = Text()
        text.append(word(item.name), "bold")
        text.append(f"\n{item.code}\n{version_text(item)}\n")
        if self.planned is not None:
            text.append(
                "+ " + named(word(standing_labels["planned"]), version_text(self.planned)) + "\n",
                "bold",
            )
        text.append(f"{department_text(item.department, self.departments)} · {self._type()}\n")
        if not item.guide:
            text.append("\n" + _("Only the directory's entry is here, not the guide.") + "\n")
        for heading, lines in self._parts():
            if lines:
                text.append(f"\n{heading}\n", "bold")
                text.append("".join(f"  {each}\n" for each in lines))
        return text

    def _type(self) -> str:
        item = self.item
        words = [word(type_labels[item.type])] if item.type in type_labels else [item.type]
        if item.guide:
            words.append(word(kind_labels[item.kind]))
        if item.joint:
            words.append(_("joint review"))
        if item.intermediary:
            words.append(_("intermediary service"))
        return " · ".join(words)

    def _parts(self) -> Iterator[Part]:
        item = self.item
        if item.guide:
            yield _("Limits"), list(self._limits())
            yield _("Papers"), [line for each in item.materials for line in self._material(each)]
            yield _("Situations"), list(self._situations())
            yield _("Route"), list(self._route())
            yield _("Fee"), [self._fee(each) for each in item.fees] or [_("no fee")]
        yield _("Conditions"), [word(each) for each in item.conditions]
        yield _("Legal basis"), [self._basis(each) for each in item.basis]
        yield _("Result"), self._result()
        yield _("One matter made of"), [word(each) for each in self.children]
        audience = [word(audience_labels[each]) for each in item.audience]
        yield _("For whom"), [self._joined(audience)] if audience else []
        yield _("Where and when"), [word(each) for each in (item.place, item.hours) if word(each)]
        yield _("Complaints"), [item.complaint] if item.complaint else []
        yield _("Note"), [item.sample] if item.sample else []

    def _joined(self, words: list[str]) -> str:
        return listed(words)

    def _limits(self) -> Iterator[str]:
        item = self.item
        for name, limit in (
            (_("by law"), item.statutory),
            (_("promised"), item.promised),
        ):
            if limit is not None:
                yield named(name, self._limit(limit))
        if item.special:
            words = self._joined([word(special_labels[each]) for each in item.special])
            yield _("Not counted: {procedures}").format(procedures=words)
        yield _("Visits: {count}").format(count=item.visits)

    def _limit(self, limit: Limit) -> str:
        if not limit.value:
            return _("on the spot")
        return limit_text(limit) + (f"  {limit.basis}" if limit.basis else "")

    def _material(self, each: Material) -> Iterator[str]:
        counts = []
        if each.originals:
            counts.append(_("originals: {count}").format(count=each.originals))
        if each.copies:
            counts.append(_("copies: {count}").format(count=each.copies))
        marks = [
            said
            for said, holds in (
                (_("electronic will do"), each.electronic),
                (_("may follow later"), each.deferrable),
                (_("read from another office"), each.shared),
                (_("shown and given back"), each.returned),
            )
            if holds
        ]
        issuer = word(_applicant)
        if each.issuer != "applicant":
            issuer = department_text(each.issuer, self.departments)
        parts = [word(each.name), self._joined(counts) if counts else "", issuer, *marks]
        yield "- " + clauses(part for part in parts if part)
        if word(each.standard):
            yield f"  {word(each.standard)}"

    def _situations(self) -> Iterator[str]:
        names = {each.code: word(each.name) for each in self.item.materials}
        for situation in self.item.situations:
            yield f"? {word(situation.question)}"
            for option in situation.options:
                said = f"  - {word(option.name)}"
                if option.adds:
                    papers = self._joined([names.get(code, code) for code in option.adds])
                    said += " + " + papers
                if option.outcome == "not_ours":
                    said = named(said, _("not for us: {body}").format(body=option.body))
                elif option.outcome:
                    said = named(said, _("no permit is needed"))
                yield said

    def _route(self) -> Iterator[str]:
        names = {each.code: word(each.name) for each in self.item.steps}
        for step in self.item.steps:
            days = working_days(step.days)
            department = department_text(step.department, self.departments)
            needs = self._joined([names.get(code, code) for code in step.needs])
            parts = [department, days]
            if step.needs:
                parts.append(_("after {steps}").format(steps=needs))
            yield "- " + named(word(step.name), self._joined(parts))

    def _fee(self, each: FeeLine) -> str:
        amount = f"{each.amount / 100:.2f}"
        said = _("{name}: {amount} yuan per {per}").format(
            name=word(each.name), amount=amount, per=word(each.per)
        )
        return f"{said}  {each.basis}"

    def _basis(self, each: Basis) -> str:
        if each.key and self.law is not None:
            cited = self.law.cite(each.key, current())
            if cited != each.key:
                return cited
        return f"{each.law} {each.article}"

    def _result(self) -> list[str]:
        result = self.item.result
        if result is None:
            return []
        validity = word(result.validity)
        return [clauses(each for each in (word(result.name), validity) if each)]
