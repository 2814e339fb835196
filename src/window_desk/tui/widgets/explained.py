"""Why a case is due when it is: both clocks, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import msgspec
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from window_desk.domain import case_clocks
from window_desk.domain.clock import Explanation
from window_desk.domain.explanation import sentences
from window_desk.locale import Lang, _, current
from window_desk.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from window_desk.storage.desk import Desk


class Explained(msgspec.Struct, frozen=True):
    """A case's number and the explanations of its promise and of the law's limit, if it has one."""

    number: str
    promised: Explanation | None
    statutory: Explanation | None


def read_explained(desk: Desk, identity: str) -> Explained:
    """Work out both clocks of a case, in a thread."""
    with desk.look() as view:
        case = view.case(identity)
        promised, statutory = (
            case_clocks.explain(case, limit, view.calendar, view.today)
            for limit in (case.promised, case.statutory)
        )
        return Explained(case.number, promised, statutory)


class ExplainedScreen(ModalScreen[None]):
    """The sentences of both clocks, the present language first; the arrow keys scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,e,enter,q", "close", show=False),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
    ]
    CSS = """
    ExplainedScreen .box { width: 96; max-width: 100%; }
    ExplainedScreen VerticalScroll { height: auto; max-height: 30; margin: 1 0 0 0; }
    ExplainedScreen.-short VerticalScroll { max-height: 14; }
    ExplainedScreen VerticalScroll Static { height: auto; }
    ExplainedScreen Prose { margin: 0 0 1 0; }
    """

    def __init__(self, explained: Explained) -> None:
        super().__init__()
        self.explained = explained

    def compose(self) -> ComposeResult:
        """Title, both clocks in both languages, and how to go back."""
        with Vertical(classes="box"):
            title = _("{number}: why this date").format(number=self.explained.number)
            yield Static(Text(title), classes="strong")
            with VerticalScroll():
                for name, told in self.told():
                    yield Static(Text(name), classes="strong")
                    yield Prose(Text(told))
            yield Static(Text(_("up and down scroll · Esc goes back")), classes="label")

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def told(self) -> Iterator[tuple[str, str]]:
        """Each clock with its sentences, in the present language, then in the other."""
        languages: tuple[Lang, Lang] = ("zh", "en") if current() == "zh" else ("en", "zh")
        for lang in languages:
            for name, explanation in _clocks(self.explained, lang):
                yield name, "\n".join(sentences(explanation, lang))

    def action_down(self) -> None:
        """Scroll a line down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        """Scroll a line up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss()


def _clocks(explained: Explained, lang: Lang) -> list[tuple[str, Explanation]]:
    promised, statutory = ("承诺时限", "法定时限") if lang == "zh" else ("Promised", "By law")
    both = ((promised, explained.promised), (statutory, explained.statutory))
    return [(name, explanation) for name, explanation in both if explanation is not None]
