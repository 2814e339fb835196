"""A conflict in words: the act that is only kept, under it the one that counts, and the keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from rich.cells import cell_len

from window_desk.domain.centre import CENTRE_TIME
from window_desk.locale import _, word
from window_desk.locale.punctuation import phrased
from window_desk.tui.told import Teller

if TYPE_CHECKING:
    from window_desk.storage.disputes import Version, Versions


def conflict_lines(versions: Versions | None, names: Mapping[str, str]) -> list[str]:
    """What can be done, and a line for each version, one under the other."""
    if versions is None:
        return [_("This act is kept and does not count.")]
    # Beside the step its desk is named, which says whose it is.
    steps = [msgspec.structs.replace(each, department="") for each in versions.steps]
    teller = Teller(None, steps=steps, people=names)
    labels = [_("kept"), _("counts")]
    width = max(map(cell_len, labels))
    pairs = zip(labels, (versions.theirs, versions.ours), strict=True)
    lines = [
        f"{label}{' ' * (width - cell_len(label))}  {_told(each, teller, names)}"
        for label, each in pairs
        if each is not None
    ]
    said = _("The first does not count: y lets it count, n leaves it out for good.")
    if versions.owner:
        said = _("The first does not count; the supervisor of {desk} decides about it.")
        said = said.format(desk=versions.owner)
    return [said, *lines]


def _told(version: Version, teller: Teller, names: Mapping[str, str]) -> str:
    who = names.get(version.by, version.by)
    who = who if version.desk in who else f"{who}@{version.desk}"
    said = act_text(version.kind) if version.op is None else teller.tell(version.op)
    return phrased((said, f"{version.at.astimezone(CENTRE_TIME):%m-%d %H:%M}", who))


def act_text(kind: str) -> str:
    """What an op of a kind is called; of one that this program does not know, its kind."""
    from window_desk.services.acts import words

    return word(words[kind]) if kind in words else kind
