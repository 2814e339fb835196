"""The checklist: a row for each situation and each needed paper, with glyph, word and colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from window_desk.domain import checklist
from window_desk.domain.checklist import Need
from window_desk.domain.errors import Label
from window_desk.domain.item import ServiceItem, Situation
from window_desk.locale import _, word
from window_desk.tui.widgets.lines import Column, Line, Lines

if TYPE_CHECKING:
    from window_desk.services.intake import CaseView

_states: dict[str, tuple[str, Label, str]] = {
    "unchecked": ("?", ("未核对", "not checked"), "plain"),
    "received": ("+", ("已收", "received"), "green"),
    "missing": ("x", ("缺", "missing"), "red"),
    "defective": ("!", ("不合要求", "not in order"), "red"),
    "copies": ("!", ("份数不足", "copies short"), "red"),
    "promised": ("~", ("承诺后补", "to follow"), "yellow"),
    "on_file": ("=", ("已有存档", "on file"), "green"),
    "shared": ("@", ("部门共享", "read by us"), "green"),
}
"""Glyph, word and colour of each state of a paper."""


_electronic: Label = ("电子件", "e-file")


def state_of(need: Need) -> str:
    """The state of a paper as the checklist names it."""
    if need.check is None:
        return "shared" if need.material.shared else "unchecked"
    return "copies" if need.copies_short else need.check.state


def pieces(need: Need) -> str:
    """Originals and copies that are needed, with the copies counted where they were."""
    material = need.material
    copies = str(material.copies)
    if need.check is not None and need.check.copies is not None:
        copies = f"{need.check.copies}/{material.copies}"
    if material.electronic and not material.originals and not material.copies:
        return word(_electronic)
    return f"{material.originals}+{copies}"


def _in_words(need: Need) -> str:
    material = need.material
    counts = ((material.originals, _("originals")), (material.copies, _("copies")))
    parts = [f"{what} {count}" for count, what in counts if count]
    return " + ".join(parts) or word(_electronic)


def issuer(need: Need) -> str:
    """Who issues the paper."""
    return _("applicant") if need.material.issuer == "applicant" else need.material.issuer


def why_needed(need: Need, item: ServiceItem, answers: dict[str, str]) -> str:
    """The situation that adds the paper, or that everybody brings it."""
    if not need.because:
        return _("always")
    found = next(each for each in item.situations if each.code == need.because)
    return word(checklist.chosen(found, answers).name)


class Checklist(Lines):
    """Situations above, papers below; the cursor goes on by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.turn(-1)", show=False),
        Binding("right,space", "screen.turn(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(self._columns(), id="papers")
        self.view: CaseView | None = None

    # Where names would be cut to nothing, who issues a paper stands in the line below only.
    _is_tight = False

    def _columns(self) -> list[Column]:
        issued = [] if self._is_tight else [Column(_("issued by"), 9)]
        return [
            Column(_("state"), 14),
            Column(_("paper"), 0),
            Column(_("o+c"), 6),
            *issued,
            Column(_("why, what is wrong"), 14 if self._is_tight else 18),
        ]

    def on_resize(self, event: events.Resize) -> None:
        """Beside the verdict there is less room than above it."""
        super().on_resize(event)
        was_tight, self._is_tight = self._is_tight, event.size.width < 77
        if was_tight != self._is_tight:
            self.columns = tuple(self._columns())
            if self.view is not None:
                self.show_view(self.view)

    def show_view(self, view: CaseView) -> None:
        """Show a case; another one begins at its first paper that nobody looked at."""
        is_new = self.view is None or self.view.case.id != view.case.id
        self.view = view
        # Whoever is back with corrections is asked for nothing else.
        is_back = view.case.state == "correction" and view.case.returned_at is not None
        needs = view.asked if is_back else view.needs
        situations = () if is_back else view.item.situations
        self.show([*map(self._situation, situations), *map(self._paper, needs)])
        if is_new:
            to_do = "promised" if view.case.state == "under_review" else "unchecked"
            first = [each for each in needs if state_of(each) == to_do] or list(needs)
            if first:
                self.choose(f"paper:{first[0].material.code}")

    def _situation(self, situation: Situation) -> Line:
        assert self.view is not None
        chosen = checklist.chosen(situation, self.view.case.answers)
        at = situation.options.index(chosen) + 1
        place = f"{at}/{len(situation.options)}"
        nobody = () if self._is_tight else ("",)
        answer = f"< {word(chosen.name)} >"
        cells = (_("> situation"), word(situation.question), place, *nobody, answer)
        return Line(f"situation:{situation.code}", cells, "blue")

    def _paper(self, need: Need) -> Line:
        assert self.view is not None
        glyph, label, tone = _states[state_of(need)]
        reason = (need.check.reason if need.check else "") or self._offer(need)
        cells = (
            f"{glyph} {word(label)}",
            word(need.material.name),
            pieces(need),
            *(() if self._is_tight else (issuer(need),)),
            reason or why_needed(need, self.view.item, self.view.case.answers),
        )
        return Line(f"paper:{need.material.code}", cells, tone)

    def _offer(self, need: Need) -> str:
        """That the paper is on file, while it is neither here nor used from there."""
        assert self.view is not None
        found = self.view.on_file.get(need.material.code)
        if found is None or state_of(need) not in ("unchecked", "missing"):
            return ""
        return _("= on file {number}").format(number=found.number)

    @property
    def need(self) -> Need | None:
        """The paper under the cursor."""
        kind, _colon, code = self._key.partition(":")
        if self.view is None or kind != "paper":
            return None
        return next((each for each in self.view.needs if each.material.code == code), None)

    @property
    def situation(self) -> Situation | None:
        """The situation under the cursor."""
        kind, _colon, code = self._key.partition(":")
        if self.view is None or kind != "situation":
            return None
        return next((each for each in self.view.item.situations if each.code == code), None)

    @property
    def _key(self) -> str:
        return self.chosen.key if self.chosen else ""

    def advance(self) -> None:
        """Go to the next paper that the applicant brings; stay on the last."""
        shared = {
            f"paper:{each.material.code}"
            for each in (self.view.needs if self.view else ())
            if each.material.shared
        }
        for at in range(self.cursor + 1, len(self.lines)):
            if self.lines[at].key not in shared:
                self.cursor = at
                return

    def detail(self) -> tuple[str, str]:
        """The row under the cursor in full, in two lines."""
        need, situation = self.need, self.situation
        if situation is not None and self.view is not None:
            chosen = checklist.chosen(situation, self.view.case.answers)
            return f"{word(situation.question)}  {word(chosen.name)}", _("← → change the answer")
        if need is None or self.view is None:
            return "", ""
        material = need.material
        first = _("{name}: {pieces}, from {issuer}").format(
            name=word(material.name), pieces=_in_words(need), issuer=issuer(need)
        )
        reason = need.check.reason if need.check else ""
        more = [
            reason,
            word(material.standard),
            _("may follow later: o") if material.deferrable else "",
        ]
        return first, " · ".join(each for each in more if each)

    def retranslate(self) -> None:
        """Name columns and states in the present language."""
        self.retitle([each.title for each in self._columns()])
        if self.view is not None:
            self.show_view(self.view)
