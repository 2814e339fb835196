"""One field that finds cases, people and items by number, name, pinyin and initials."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Static

from window_desk.domain.case import state_labels
from window_desk.domain.identity import mask_number
from window_desk.domain.item import Bilingual
from window_desk.locale import _, word
from window_desk.storage.rows import CaseLine, ItemLine, Person
from window_desk.tui.app import make_screen
from window_desk.tui.base import DeskScreen
from window_desk.tui.bindings import bindings_of
from window_desk.tui.cells import short_day
from window_desk.tui.open_cases import place_of, short_applicant
from window_desk.tui.widgets.lines import Column, Line, Lines
from window_desk.tui.widgets.prose import Words

most_items = 20
"""How many items a search shows; the catalogue has the rest."""


class Found(msgspec.Struct, frozen=True):
    """What a search found, in its groups; `of` is the person whose cases these are."""

    text: str
    cases: tuple[CaseLine, ...] = ()
    people: tuple[Person, ...] = ()
    items: tuple[ItemLine, ...] = ()
    of: Person | None = None


class SearchScreen(DeskScreen):
    """Typing finds; Enter opens a case's timeline, a person's cases, or an item's guide."""

    name_ = "search"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("search")]
    CSS = """
    SearchScreen Input { margin: 0 1; }
    SearchScreen Lines { padding: 0 1; }
    SearchScreen #found { height: 1; padding: 0 1; }
    SearchScreen #empty { height: 1fr; padding: 1 2; display: none; }
    SearchScreen.-empty #empty { display: block; }
    SearchScreen.-empty Lines { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found = Found("")
        self.person: Person | None = None

    def body(self) -> ComposeResult:
        """The field, how much was found, and the results."""
        yield Input(placeholder=self._placeholder(), max_length=60)
        yield Words(id="found", classes="label")
        yield Lines(self._columns())
        yield Words(id="empty")

    def _placeholder(self) -> str:
        return _("number, ticket, certificate, name, item, pinyin or initials")

    def _columns(self) -> list[Column]:
        applicant = 16 if self.app.size.width >= 110 else 9
        return [
            Column("", 7),
            Column(_("number"), 20),
            Column(_("what"), 0),
            Column(_("applicant"), applicant),
            Column(_("state"), 16),
        ]

    def on_mount(self) -> None:
        """Ready to type."""
        super().on_mount()
        self.query_one(Input).focus()

    def retranslate(self) -> None:
        """Name the columns and the field anew, too."""
        self.query_one(Lines).retitle([each.title for each in self._columns()])
        self.query_one(Input).placeholder = self._placeholder()
        super().retranslate()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.person = None
        self.refresh_rows()

    def refresh_rows(self) -> None:
        """Search in a thread; only the answer to what was typed last is shown."""
        desk, person = self.desk, self.person
        text = " ".join(self.query_one(Input).value.split())
        if not text and person is None:
            self.read(lambda: Found(""), self._show)
            return

        def work() -> Found:
            from window_desk.catalogue import search
            from window_desk.storage import listings

            with desk.look() as look:
                connection = look.connection
                if person is not None:
                    return Found(text, listings.earlier_cases(connection, person.id, 50), of=person)
                query = search.normalise_query(text)
                ranked = sorted(
                    (
                        (rank, at, each)
                        for at, (each, keys) in enumerate(look.items)
                        if query and (rank := search.matches(keys, query)) is not None
                    ),
                    key=lambda one: one[:2],
                )
                return Found(
                    text,
                    listings.find_cases(connection, text),
                    listings.find_people(connection, text),
                    tuple(each for _rank, _at, each in ranked[:most_items]),
                )

        self.read(work, self._show)

    def _show(self, found: Found) -> None:
        self.found = found
        lines = [
            *(self._case_line(each) for each in found.cases),
            *(_person_line(each) for each in found.people),
            *(self._item_line(each) for each in found.items),
        ]
        self.set_class(not lines, "-empty")
        self.query_one(Lines).show(lines)
        self.query_one("#empty", Static).update(Text(self._nothing()))
        self.query_one("#found", Static).update(
            Text(self._counted(), no_wrap=True, overflow="ellipsis")
        )

    def _nothing(self) -> str:
        if self.found.of is not None:
            return _("No case of this person is on record. Esc goes back to the results.")
        if not self.found.text:
            return _(
                "Type a number, a name or a word. Numbers and names match from their beginning."
            )
        return _('Nothing is called "{text}". Esc empties the field.').format(text=self.found.text)

    def _counted(self) -> str:
        found = self.found
        if found.of is not None:
            return _("Cases of {name}: {count}. Esc goes back to the results.").format(
                count=len(found.cases), name=found.of.shown_name
            )
        if not found.text:
            return ""
        return _("cases {cases}, people {people}, items {items}").format(
            cases=len(found.cases), people=len(found.people), items=len(found.items)
        )

    def _case_line(self, each: CaseLine) -> Line:
        state = next(label for name, label in state_labels.items() if name == each.state)
        cells = (
            _("case"),
            each.number
            or _("opened {day}").format(day=short_day(each.opened_at.date(), year=True)),
            word(Bilingual(each.item_zh, each.item_en)) or each.item,
            short_applicant(each.shown_name, place_of(self.desk_app.centre)) or _("erased"),
            word(state),
        )
        return Line(f"case {each.id}", cells)

    def _item_line(self, each: ItemLine) -> Line:
        guide = f"* {_('guide')}" if each.guide else f"- {_('directory')}"
        name = word(Bilingual(each.name_zh, each.name_en))
        return Line(f"item {each.code}", (_("item"), each.code, name, "", guide))

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        if action == "open" and self.query_one(Lines).chosen is None:
            return _("There is no result to open: type something else.")
        return ""

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    @on(Lines.Pressed)
    def _pressed(self, message: Lines.Pressed) -> None:
        message.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open what is chosen."""
        chosen = self.query_one(Lines).chosen
        if self.refuse("open") or chosen is None:
            return
        what, _blank, identity = chosen.key.partition(" ")
        if what == "case":
            self.desk_app.chosen_case = identity
            self.app.push_screen(make_screen("timeline"))
        elif what == "item":
            self.desk_app.chosen_item = identity
            self.app.push_screen(make_screen("catalogue"))
        else:
            self.person = next(each for each in self.found.people if each.id == identity)
            self.query_one(Lines).focus()
            self.refresh_rows()

    def action_type(self) -> None:
        """Go to the field."""
        self.query_one(Input).focus()

    def action_move(self, by: int) -> None:
        """Move through the results while the field is typed in."""
        self.query_one(Lines).action_move(by)

    def action_back(self) -> None:
        """From a person's cases to the results; then empty the field; then leave it.

        Once the field is left, the digits go to the homes.
        """
        field = self.query_one(Input)
        if self.person is not None:
            self.person = None
            self.refresh_rows()
        elif field.value:
            field.value = ""
            field.focus()
        elif field.has_focus:
            self.query_one(Lines).focus()
            self.notice.done(_("1 to 6 go to the other screens, / types again."))


def _person_line(each: Person) -> Line:
    kind = _("organisation") if each.organisation else _("person")
    number = mask_number(each.certificate_number)
    return Line(f"person {each.id}", (_("who"), number, kind, each.shown_name, ""))


def make() -> SearchScreen:
    """This screen."""
    return SearchScreen()
