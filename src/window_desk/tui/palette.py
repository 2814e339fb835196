"""The palette: every action of the present screen and of the whole desk, found by typing."""

from __future__ import annotations

from functools import partial

from rich.text import Text
from textual.command import DiscoveryHit, Hit, Hits, Provider

from window_desk.locale import _, word
from window_desk.locale.punctuation import aside
from window_desk.tui.bindings import Key, keys_of, screens

_left_out = ("command_palette", "move(1)", "move(-1)")
"""What the palette does not offer: itself, and moving in a list that lies below it."""

_signed_out = ("help", "switch_language", "switch_theme", "quit")
"""What works before anybody signed in."""


class DeskActions(Provider):
    """The rows of the table of keys that belong here, each with its key and why it cannot be."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for name, key in self._actions():
            yield DiscoveryHit(
                self._shown(name, key), partial(self._do, name, key), word(key.label)
            )

    async def search(self, query: str) -> Hits:
        """Those whose words, in either language, or key are like what was typed."""
        matcher = self.matcher(query)
        found = False
        for name, key in self._actions():
            score = max(matcher.match(each) for each in (*key.label, word(screens[name])))
            if key.name == query:
                score = 1.0
            if score > 0:
                found = True
                shown = self._shown(name, key)
                yield Hit(score, shown, partial(self._do, name, key), word(key.label))
        if not found:
            yield Hit(0.01, Text(_("No action is called that: Esc closes.")), lambda: None, query)

    def _actions(self) -> list[tuple[str, Key]]:
        here = getattr(self.screen, "name_", "desk")
        names = dict.fromkeys((here, "desk")) if here in screens else ("desk",)
        return [
            (name, key)
            for name in names
            for key in keys_of(name)
            if key.action not in _left_out and (here != "sign_in" or key.action in _signed_out)
        ]

    def _shown(self, name: str, key: Key) -> Text:
        home = key.action.startswith("home(")
        label = _("Go to {screen}").format(screen=word(key.label)) if home else word(key.label)
        text = Text(f"{key.name:>5}  {label}")
        why_not = getattr(self.screen, "why_not", None)
        reason = why_not(key.action) if why_not is not None and name != "desk" else ""
        if reason:
            text.stylize("dim")
            text.append(f"  {aside(reason)}", "dim italic")
        return text

    async def _do(self, name: str, key: Key) -> None:
        target = self.app if name == "desk" else self.screen
        await target.run_action(key.action)
