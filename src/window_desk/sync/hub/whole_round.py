"""A round of a desk with its hub: exchange, then settle what it asked of its hall's queue."""

from __future__ import annotations

from contextlib import suppress

from window_desk.storage.desk import Desk
from window_desk.storage.progress import Progress, untold
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.exchange import Round, run_round
from window_desk.sync.hub.line import HubLine
from window_desk.sync.hub.link import Link
from window_desk.sync.hub.taking import settle_claims


def go_round(desk: Desk, link: Link, progress: Progress = untold) -> Round:
    """Exchange once with a hub; where it keeps the desk's queue, note whether it answers.

    Raises `HubGone` where it does not, `Unusable` where it says no.
    """
    line = desk.line
    if not isinstance(line, HubLine) or line.hub != link.name:
        return run_round(desk, link, progress)
    with line.reaching(desk):
        done = run_round(desk, link, progress)
        line.require_going(desk)
    # What is not settled now is asked for again by the next round.
    with suppress(HubGone):
        settle_claims(desk, line)
    return done
