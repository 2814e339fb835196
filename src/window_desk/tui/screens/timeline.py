"""Everything on record about one case: what was done, when, by whom, and what was undone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import msgspec
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from window_desk.domain import ops
from window_desk.domain.actor import rights
from window_desk.domain.case import named_for, numbers_in, state_labels
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual, ServiceItem
from window_desk.locale import _, current, say, word
from window_desk.locale.punctuation import aside, named
from window_desk.storage.rows import CaseLine, Person
from window_desk.tui.bindings import bindings_of
from window_desk.tui.cells import day_text
from window_desk.tui.item_since import SinceLine, TellsSince
from window_desk.tui.told import Teller
from window_desk.tui.told_amended import read_items, tell_all
from window_desk.tui.widgets.lines import Column, Line, Lines
from window_desk.tui.widgets.page import PageScreen
from window_desk.tui.widgets.prose import Prose, Words

if TYPE_CHECKING:
    from window_desk.documents.notices import Notice
    from window_desk.services.item_versions import Since


class Record(msgspec.Struct, frozen=True):
    """A case with its whole history, the looks at its applicant, and the names of accounts.

    `closed` is why nothing can be done with it here, or None.
    """

    line: CaseLine
    items: tuple[ServiceItem, ...]
    history: tuple[ops.Recorded, ...]
    names: dict[str, str]
    since: Since | None
    closed: RuleBroken | None


class TimelineScreen(TellsSince):
    """The acts of the chosen case in their order."""

    name_ = "timeline"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("timeline")]
    CSS = """
    TimelineScreen #case { height: auto; max-height: 5; padding: 0 1; }
    TimelineScreen Lines { padding: 0 1; }
    TimelineScreen #whole { height: auto; min-height: 2; max-height: 6; padding: 0 1;
                            border-top: solid $panel; }
    TimelineScreen #empty { height: 1fr; padding: 1 2; display: none; }
    TimelineScreen.-empty #empty { display: block; }
    TimelineScreen.-empty #case, TimelineScreen.-empty Lines, TimelineScreen.-empty SinceLine,
    TimelineScreen.-empty #whole { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.record: Record | None = None
        self.texts: dict[str, str] = {}
        self.shown: Person | None = None

    def body(self) -> ComposeResult:
        """The case, its acts, and the chosen act in full."""
        yield Words(id="case")
        yield SinceLine()
        yield Lines(self._columns())
        yield Prose(id="whole")
        yield Words(id="empty")

    def _columns(self) -> list[Column]:
        return [
            Column(_("when"), 11),
            Column(_("who"), 8),
            Column(_("what"), 0),
            Column(_("document"), 18),
        ]

    def on_mount(self) -> None:
        """Read, and let the arrows work at once."""
        super().on_mount()
        self.query_one(Lines).focus()

    def refresh_rows(self) -> None:
        """Read the case and its acts in a thread."""
        desk, identity = self.desk, self.desk_app.chosen_case
        if not identity:
            self._show(None)
            return

        def work() -> Record | None:
            from window_desk.services.item_versions import changed_since
            from window_desk.storage import listings, reads

            with desk.look() as view:
                line = listings.case_line(view.connection, identity)
                if line is None:
                    return None
                looks = [
                    each
                    for each in view.history(line.applicant)
                    if isinstance(each.op, ops.PersonShown) and each.at >= line.opened_at
                ]
                case = view.case(identity)
                acts = sorted([*view.history(identity), *looks], key=lambda each: each.at)
                return Record(
                    line,
                    read_items(view, identity),
                    tuple(named_for(each, view.home) for each in acts),
                    {each.account: each.name for each, _on in reads.accounts(view.connection)},
                    changed_since(view, case.item, case.item_version),
                    view.closed(identity),
                )

        self.read(work, self._show)

    def retranslate(self) -> None:
        """Name the columns anew, too."""
        self.query_one(Lines).retitle([each.title for each in self._columns()])
        super().retranslate()

    def _show(self, record: Record | None) -> None:
        self.record = record
        self.set_class(record is None, "-empty")
        if record is None:
            chosen = bool(self.desk_app.chosen_case)
            self.query_one("#empty", Static).update(
                Text(
                    _("This case is not on record here. 5 finds another one.")
                    if chosen
                    else _("No case is chosen. 5 finds one, 4 lists the open ones.")
                )
            )
            return
        if self.shown is not None and self.shown.id != record.line.applicant:
            self.shown = None
        self._show_case(record.line, record.closed)
        self.show_since(record.since)
        lines = self._lines(record)
        self.query_one(Lines).show(lines)
        self._show_whole()

    def _show_case(self, line: CaseLine, closed: RuleBroken | None) -> None:
        text = Text()
        text.append(line.number or _("not accepted yet"), "bold")
        text.append(f"  {word(Bilingual(line.item_zh, line.item_en)) or line.item}\n")
        text.append(_("State: {state}").format(state=_state(line)))
        if line.promised_due:
            due = day_text(line.promised_due, year=True)
            text.append("  " + _("promised {day}").format(day=due))
        text.append("\n")
        text.append(self._applicant(line))
        if closed is None:
            text.append("  " + aside(_("2 opens intake, 3 routing")), "dim")
        else:
            text.append(f"\n! {say(closed)}")
        self.query_one("#case", Static).update(text)

    def _applicant(self, line: CaseLine) -> str:
        person = self.shown
        if person is None:
            name = line.shown_name or _("erased")
            return _("Applicant: {name}").format(name=name)
        parts = (person.name, person.certificate_number, person.phone, person.address)
        return _("Applicant: {name}").format(name="  ".join(each for each in parts if each))

    def _lines(self, record: Record) -> list[Line]:
        centre = self.desk_app.centre
        steps = [
            step
            for each in record.history
            if isinstance(each.op, ops.CaseAccepted | ops.CaseAmended)
            for step in each.op.steps
        ]
        steps += [each.op.step for each in record.history if isinstance(each.op, ops.CaseLegAdded)]
        departments = {each.name.zh: each.name for each in centre.departments} if centre else {}
        grounds = {each.code: each.name for each in centre.opinion_grounds} if centre else {}
        tellers = [Teller(each, steps, departments, record.names, grounds) for each in record.items]
        told = tell_all(record.history, record.items, tellers)
        undone = {each.op.undoes for each in record.history if isinstance(each.op, ops.CaseUndone)}
        lines = []
        self.texts = {}
        for each in record.history:
            what = told[each.id]
            if isinstance(each.op, ops.CaseUndone):
                taken_back = told.get(each.op.undoes, each.op.undoes)
                what = _("Took back: {act}").format(act=taken_back)
            elif each.id in undone:
                what = f"x {named(_('undone'), what)}"
            who = record.names.get(each.by, each.by)
            numbers = numbers_in(each.op)
            lines.append(
                Line(
                    each.id,
                    (_when(each.at), who, what, " ".join(numbers[-1:])),
                    "struck" if each.id in undone else "plain",
                )
            )
            self.texts[each.id] = "  ".join((f"{each.at:%Y-%m-%d %H:%M:%S}", who, *numbers, what))
        return lines

    @on(Lines.Chosen)
    def _chosen(self, message: Lines.Chosen) -> None:
        message.stop()
        self._show_whole()

    def _show_whole(self) -> None:
        chosen = self.query_one(Lines).chosen
        text = self.texts.get(chosen.key, "") if chosen else ""
        self.query_one("#whole", Static).update(Text(text))

    @property
    def _document(self) -> str:
        """The number of the notice that the chosen act gave out, or an empty text."""
        chosen = self.query_one(Lines).chosen
        history = self.record.history if self.record else ()
        acts = (each.op for each in history if chosen is not None and each.id == chosen.key)
        return next((numbers_in(each)[-1] for each in acts if numbers_in(each)), "")

    def action_notice(self) -> None:
        """Show what the applicant was told in writing by the chosen act."""
        if self.refuse("notice") or self.record is None:
            return
        desk, case, number, lang = self.desk, self.record.line.id, self._document, current()

        def work() -> Notice:
            from window_desk.documents.notices import make_notice

            with desk.look() as view:
                return make_notice(view, case, number, lang)

        def show(notice: Notice) -> None:
            facts = "\n".join(named(*each) for each in notice.facts)
            title = f"{notice.title} {notice.number}"
            self.app.push_screen(PageScreen(title, [facts, *notice.paragraphs]))

        self.read(work, show, "notice")

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        if action not in ("show_person", "notice", "item_changes"):
            return ""
        if self.record is None:
            return _("No case is chosen: 5 finds one.")
        if action == "item_changes":
            return self.why_not_since()
        if action == "notice":
            return "" if self._document else _("This act gave out no notice; choose another.")
        if "see_person" not in rights[self.actor.role]:
            return _("Your role does not see personal data.")
        return ""

    def action_show_person(self) -> None:
        """Show the applicant unmasked, which is recorded; or mask them again."""
        if self.refuse("show_person") or self.record is None:
            return
        if self.shown is not None:
            self.shown = None
            self._show(self.record)
            return
        desk, actor, person = self.desk, self.actor, self.record.line.applicant

        def work() -> Person:
            from window_desk.services import people

            return people.show_person(desk, actor, person)

        self.act(work, self._shown, _("Shown; that you looked is on record. v masks again."))

    def _shown(self, person: Person) -> None:
        self.shown = person
        if self.record is not None:
            self._show(self.record)

    def action_back(self) -> None:
        """Where this case was chosen, or the deadlines."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.desk_app.action_home("deadlines")


def _when(at: datetime) -> str:
    return f"{at:%m-%d %H:%M}"


def _state(line: CaseLine) -> str:
    return word(next(label for state, label in state_labels.items() if state == line.state))


def make() -> TimelineScreen:
    """This screen."""
    return TimelineScreen()
