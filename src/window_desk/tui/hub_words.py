"""What a clerk is told of the hub: a light, a banner while the desk is alone, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from window_desk.locale import _, current, say

if TYPE_CHECKING:
    from window_desk.domain.errors import Unusable
    from window_desk.storage.desk import Desk
    from window_desk.tui.hub_rounds import Standing


def light_of(standing: Standing) -> str:
    """The light of the top line, a sign and a word; nothing for a desk without a hub."""
    lights = {"": "", "joined": f"+ {_('on line')}", "alone": f"! {_('alone')}"}
    return lights[standing]


def banner_of(desk: Desk, lane: str) -> str:
    """What works and what does not while the hub does not answer; empty while it does."""
    line = desk.line
    if line is None or line.away_since is None:
        return ""
    first = _("No answer from the hub since {time}: this window goes on alone.").format(
        time=f"{line.away_since:%H:%M}"
    )
    trouble: Unusable | None = getattr(line, "trouble", None)
    if trouble is not None and trouble.code != "hub.gone":
        first = say(trouble)
    rest = _(
        "a gives out numbers W{lane}-..., n calls them; what you called goes on as always."
        " Numbers of the hall wait until the hub is back, and it comes back by itself."
    ).format(lane=lane)
    return f"! {first}{'' if current() == 'zh' else ' '}{rest}"
