"""An application in which why a key did nothing is forgotten as soon as another one acts."""

from __future__ import annotations

from collections.abc import Mapping

from textual.actions import ActionParseResult
from textual.dom import DOMNode

from window_desk.tui.watching import WatchedDesk
from window_desk.tui.widgets.bars import Notice


class ActingDesk(WatchedDesk):
    """An application whose screens say in a `Notice` why something was refused.

    Every key that is bound, every click on one and every choice of the palette runs an action.
    """

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; a refusal that it brings about stands alone."""
        for each in self.screen.query(Notice):
            each.forget_refusal()
        return await super().run_action(action, default_namespace, namespaces)
