"""The line at the top, the line of messages and the line of keys."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from window_desk.locale import word
from window_desk.tui.bindings import Key, screens
from window_desk.tui.widgets.prose import Prose, Words

homes = ("queue", "intake", "routing", "deadlines")


class TopLine(Words):
    """Where I am, who I am, and how the desk is."""

    DEFAULT_CSS = "TopLine { height: 1; background: $panel; color: $foreground; }"

    def show(self, screen: str, who: str, state: str) -> None:
        """Name the homes with the present one marked, the account and window, and the state."""
        text = Text()
        names = (*homes, screen) if screen not in homes else homes
        for number, name in enumerate(names, 1):
            mark = (
                f"[{number} {word(screens[name])}]"
                if name == screen
                else f" {number} {word(screens[name])} "
            )
            if name not in homes:
                mark = f"[{word(screens[name])}]"
            click = Style.from_meta({"@click": f"app.home('{name}')"})
            text.append(mark, Style(bold=name == screen) + click)
        room = self.app.size.width - text.cell_len - 1
        # Where it is narrow the name gives way, not the light.
        tail = f"{state}  {who}".strip()
        text.append(" " * max(1, room - Text(tail).cell_len))
        text.append(tail)
        text.truncate(self.app.size.width, overflow="ellipsis")
        self.update(text)


class Notice(Prose):
    """One line for what was done and what was refused, with a sign beside the colour."""

    DEFAULT_CSS = """
    Notice { height: auto; min-height: 1; max-height: 3; padding: 0 1; }
    Notice.-done { color: $success; }
    Notice.-refused { color: $error; text-style: bold; }
    """

    def done(self, text: str) -> None:
        """Say that something was done."""
        self._say(f"+ {text}", "-done")

    def waits(self, text: str) -> None:
        """Say what is being waited for."""
        self._say(f"~ {text}", "")

    def refused(self, text: str) -> None:
        """Say why something was not done, and the way out."""
        self._say(f"! {text}", "-refused")

    def forget_refusal(self) -> None:
        """Say nothing any more where a refusal is said; what was done stays until the next act."""
        if self.has_class("-refused"):
            self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self._say("", "")

    def _say(self, text: str, tone: str) -> None:
        self.set_class(tone == "-done", "-done")
        self.set_class(tone == "-refused", "-refused")
        self.update(Text(text))


class KeyBar(Widget):
    """At most six keys of the screen, then help and palette; what is not possible is dimmed."""

    DEFAULT_CSS = "KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; }"

    def __init__(self, keys: Sequence[Key], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.keys = tuple(keys)
        self._painted = Text()

    def look_again(self) -> None:
        """Paint the keys anew when one became possible or impossible."""
        if self.line() != self._painted:
            self.refresh()

    def render(self) -> Text:
        """The keys that fit, each clickable."""
        self._painted = self.line()
        return self._painted

    def line(self) -> Text:
        """The keys that fit into the present width."""
        text = Text(no_wrap=True, end="")
        width = self.size.width
        always = Text(" ? ")
        always.append("^p ")
        for each in self.keys:
            possible = self.screen.check_action(each.action, ()) is not False and self._possible(
                each
            )
            tone = Style(bold=possible, dim=not possible)
            part = Text(f" {each.name} ", tone + Style(reverse=possible))
            part.append(f" {word(each.label)} ", tone)
            part.stylize(Style.from_meta({"@click": f"screen.{each.action}"}))
            if text.cell_len + part.cell_len + always.cell_len > width:
                break
            text.append_text(part)
        text.append(" " * max(0, width - text.cell_len - always.cell_len))
        text.append(" ?", Style(bold=True) + Style.from_meta({"@click": "app.help"}))
        text.append(" ^p ", Style(bold=True) + Style.from_meta({"@click": "app.command_palette"}))
        return text

    def _possible(self, key: Key) -> bool:
        reason = getattr(self.screen, "why_not", None)
        return reason is None or not reason(key.action)
