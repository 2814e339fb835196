"""The catalogue: every item, filtered while typing, and the guide of the chosen one."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from window_desk.domain.item import Bilingual
from window_desk.locale import _, word
from window_desk.locale.punctuation import named
from window_desk.tui.base import DeskScreen
from window_desk.tui.bindings import bindings_of
from window_desk.tui.catalogue_reading import Opened, Shelf, read_item, read_shelf
from window_desk.tui.guide_text import Guide
from window_desk.tui.item_pages import law_paragraphs, version_paragraphs
from window_desk.tui.told import department_text
from window_desk.tui.widgets.lines import Column, Line, Lines
from window_desk.tui.widgets.page import PageScreen
from window_desk.tui.widgets.prose import Words
from window_desk.tui.widgets.route_plan import RoutePlanScreen


class Reading(VerticalScroll):
    """The guide, scrolled with the arrows or j and k."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "scroll_down"),
        ("k", "scroll_up"),
        ("space", "page_down"),
        ("g", "scroll_home"),
        ("G", "scroll_end"),
    ]


class CatalogueScreen(DeskScreen):
    """A list and a guide: side by side where there is room, else the guide below the list."""

    name_ = "catalogue"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("catalogue")]
    CSS = """
    CatalogueScreen Input { margin: 0 1; }
    CatalogueScreen #found { height: 1; padding: 0 1; }
    CatalogueScreen Lines { padding: 0 1; }
    CatalogueScreen #shelf { height: 1fr; layout: vertical; }
    CatalogueScreen.-wide #shelf { layout: horizontal; }
    CatalogueScreen #list { height: 9; }
    CatalogueScreen.-wide #list { height: 1fr; width: 1fr; }
    CatalogueScreen Reading { height: 1fr; padding: 0 1; border-top: solid $panel; }
    CatalogueScreen Reading:focus { border-top: solid $primary; }
    CatalogueScreen.-wide Reading { width: 1fr; border-top: none; border-left: solid $panel; }
    CatalogueScreen.-wide Reading:focus { border-left: solid $primary; }
    CatalogueScreen.-narrow.-reading #list { display: none; }
    CatalogueScreen #guide { height: auto; }
    CatalogueScreen #empty { height: 1fr; padding: 1 1; display: none; }
    CatalogueScreen.-empty #empty { display: block; }
    CatalogueScreen.-empty Lines { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.guides_only = False
        self.opened: Opened | None = None
        self.wanted = ""

    def body(self) -> ComposeResult:
        """The filter, the list, the guide."""
        yield Input(placeholder=self._placeholder(), max_length=60)
        yield Words(id="found", classes="label")
        with Vertical(id="shelf"):
            with Vertical(id="list"):
                yield Lines(self._columns())
                yield Words(id="empty")
            with Reading():
                yield Words(id="guide")

    def _placeholder(self) -> str:
        return _("name, pinyin, initials, code or department")

    def _columns(self) -> list[Column]:
        return [Column(_("guide"), 7), Column(_("item"), 0), Column(_("department"), 18)]

    @property
    def departments(self) -> dict[str, Bilingual]:
        """Departments by the Chinese name that items carry."""
        centre = self.desk_app.centre
        return {each.name.zh: each.name for each in centre.departments} if centre else {}

    def on_mount(self) -> None:
        """Show the item that was chosen elsewhere, or be ready to type."""
        self.wanted = self.desk_app.chosen_item
        self.desk_app.chosen_item = ""
        super().on_mount()
        if self.wanted:
            self.query_one(Lines).focus()
        else:
            self.query_one(Input).focus()

    def retranslate(self) -> None:
        """Name the columns, the field and the guide anew, too."""
        self.query_one(Lines).retitle([each.title for each in self._columns()])
        self.query_one(Input).placeholder = self._placeholder()
        self._show_guide(self.opened)
        super().retranslate()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.refresh_rows()

    def refresh_rows(self) -> None:
        """Filter in a thread; only the answer to what was typed last is shown."""
        desk, text, guides_only = self.desk, self.query_one(Input).value, self.guides_only
        departments = self.departments

        self.read(lambda: read_shelf(desk, text, guides_only, departments), self._show)

    def _show(self, shelf: Shelf) -> None:
        departments = self.departments
        lines = self.query_one(Lines)
        lines.show(
            [
                Line(
                    each.code,
                    (
                        f"* {_('guide')}" if each.guide else "-",
                        word(Bilingual(each.name_zh, each.name_en)),
                        department_text(each.department, departments),
                    ),
                    "plain" if each.guide else "dim",
                )
                for each in shelf.items
            ]
        )
        if self.wanted:
            lines.choose(self.wanted)
            self.wanted = ""
        self.set_class(not shelf.items, "-empty")
        self.query_one("#empty", Static).update(Text(self._nothing(shelf)))
        self.query_one("#found", Static).update(
            Text(
                _("{count} of {total} items; * marks the {guides} full guides").format(
                    count=len(shelf.items), total=shelf.total, guides=shelf.guides
                ),
                no_wrap=True,
                overflow="ellipsis",
            )
        )
        self._read_item()

    def _nothing(self, shelf: Shelf) -> str:
        if not shelf.total:
            return _(
                "The catalogue is empty: an admin imports it with window-desk catalogue import."
            )
        return _("No item matches. Esc empties the filter.")

    @on(Lines.Chosen)
    def _chosen(self, message: Lines.Chosen) -> None:
        message.stop()
        self._read_item()

    def _read_item(self) -> None:
        chosen = self.query_one(Lines).chosen
        desk, code = self.desk, chosen.key if chosen else ""

        self.read(lambda: read_item(desk, code), self._show_guide, "guide")

    def _show_guide(self, opened: Opened | None) -> None:
        before, self.opened = self.opened, opened
        text = Text()
        if opened is not None:
            law = self.desk_app.law
            item, planned = opened.item, opened.planned
            text = Guide(item, self.departments, law, opened.children, planned).text()
        self.query_one("#guide", Static).update(text)
        moved = before is None or opened is None or before.item.code != opened.item.code
        if moved:
            self.query_one(Reading).scroll_home(animate=False)

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        if action in ("read_guide", "law", "versions", "plan") and self.opened is None:
            return _("No item is chosen.")
        if action == "plan" and self.opened is not None and not self.opened.item.steps:
            return _("This item has no route: nobody else looks at it.")
        return ""

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_read_guide()

    @on(Lines.Pressed)
    def _pressed(self, message: Lines.Pressed) -> None:
        message.stop()
        self.action_read_guide()

    def action_read_guide(self) -> None:
        """Let the arrows scroll the guide; on a small terminal it takes the list's place."""
        if not self.refuse("read_guide"):
            self.add_class("-reading")
            self.query_one(Reading).focus()

    def action_law(self) -> None:
        """The text of the law that the item stands on."""
        if self.refuse("law") or self.opened is None or self.desk_app.law is None:
            return
        item = self.opened.item
        title = named(_("The law behind it"), word(item.name))
        self.app.push_screen(PageScreen(title, law_paragraphs(item, self.desk_app.law)))

    def action_versions(self) -> None:
        """Every version with its first day, and what changed in each."""
        if not self.refuse("versions") and self.opened is not None:
            title = named(_("Versions"), word(self.opened.item.name))
            self.app.push_screen(PageScreen(title, version_paragraphs(self.opened)))

    def action_plan(self) -> None:
        """The route drawn over its working days."""
        if not self.refuse("plan") and self.opened is not None:
            self.app.push_screen(RoutePlanScreen(self.opened.item, self.departments))

    def action_type(self) -> None:
        """Go to the filter."""
        self.remove_class("-reading")
        self.query_one(Input).focus()

    def action_only_guides(self) -> None:
        """Only items with a full guide, or all of them again."""
        self.guides_only = not self.guides_only
        self.notice.done(
            _("Only items with a full guide.") if self.guides_only else _("All items again.")
        )
        self.refresh_rows()

    def action_move(self, by: int) -> None:
        """Move through the items while the filter is typed in."""
        self.query_one(Lines).action_move(by)

    def action_back(self) -> None:
        """From the guide to the list, then empty the filter, then leave."""
        field = self.query_one(Input)
        if self.query_one(Reading).has_focus:
            self.remove_class("-reading")
            self.query_one(Lines).focus()
        elif field.value:
            field.value = ""
            field.focus()
        elif len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.query_one(Lines).focus()
            self.notice.done(_("1 to 6 go to the other screens, / types again."))


def make() -> CatalogueScreen:
    """This screen."""
    return CatalogueScreen()
