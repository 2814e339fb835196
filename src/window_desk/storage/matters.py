"""What a supervisor is shown: a matter of one of the sections, and how many wait in each."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import msgspec

from window_desk.domain import checklist
from window_desk.domain.item import Bilingual
from window_desk.storage import rows
from window_desk.storage.disputes import Versions

Section = Literal[
    "noes", "amendments", "late", "promises", "declarations", "unanswered", "serve",
    "conflicts", "forks",
]  # fmt: skip
sections: tuple[Section, ...] = get_args(Section)


class Matter(msgspec.Struct, frozen=True):
    """One thing for a supervisor: the case, who did or asked it, the day it hangs on, and why.

    `article` is the law behind it where there is one; `instead` what the applicant was told to do
    instead of a no; `papers` those that it is about; `ends` what an answer at the window ends a
    silent intake as, which silence does not accept; `item` and `day` what an amendment would set;
    `item_keys` what the case's item is searched by.
    A conflict names its `op`, the `kind` of act, the `desk`, and has both `versions`, that of a
    number in `ours` the kind of its last act; a fork the
    stream as its `op`, and as its line's id and number the place in it.
    """

    section: Section
    line: rows.CaseLine
    who: str
    day: date
    reason: str = ""
    instead: str = ""
    article: str = ""
    papers: tuple[Bilingual, ...] = ()
    ends: checklist.Ended = ""
    item: str = ""
    item_name: Bilingual | None = None
    accepted_on: date | None = None
    accepted_before: date | None = None
    item_keys: str = ""
    op: str = ""
    kind: str = ""
    desk: str = ""
    versions: Versions | None = None
    ours: str = ""

    @property
    def is_about_case(self) -> bool:
        """Whether there is a case to open: a fork and a number have none."""
        return bool(self.line.state)

    @property
    def key(self) -> str:
        """What tells it apart in a list of all sections."""
        return "|".join(each for each in (self.section, self.line.id, self.op) if each)


class Waiting(msgspec.Struct, frozen=True):
    """The matters that were read, how many wait in each section, and the day."""

    matters: tuple[Matter, ...]
    counts: dict[Section, int]
    today: date
