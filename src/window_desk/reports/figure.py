"""What a report is made of: metrics, which are defined once, and figures, which have values."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Bilingual

Section = Literal["queue", "cases"]
Unit = Literal["tickets", "cases", "notices", "legs", "seconds", "working_days", "share"]
Value = int | Decimal | None

unit_labels: dict[Unit, Bilingual] = {
    "tickets": Bilingual(zh="号", en="tickets"),
    "cases": Bilingual(zh="件", en="cases"),
    "notices": Bilingual(zh="份", en="notices"),
    "legs": Bilingual(zh="环节", en="legs"),
    "seconds": Bilingual(zh="秒", en="seconds"),
    "working_days": Bilingual(zh="工作日", en="working days"),
    "share": Bilingual(zh="比率", en="share"),
}
"""Each unit's word; a share is a number from 0 to 1."""


share_rounding = Bilingual(
    zh="取四位小数，四舍五入；全部才为 1，全无才为 0。",
    en="To four places, half up; only all are 1 and only none are 0.",
)
"""How every share is rounded, so that one late case in a million is not lost."""


class Metric(msgspec.Struct, frozen=True):
    """Something that is measured: its stable name, its words, its unit and its exact formula."""

    name: str
    section: Section
    label: Bilingual
    unit: Unit
    definition: Bilingual


class LeftOut(msgspec.Struct, frozen=True):
    """How many rows a figure leaves out for one reason."""

    reason: str
    count: int

    @property
    def label(self) -> Bilingual:
        """The reason in words."""
        return reasons[self.reason]


reasons: dict[str, Bilingual] = {
    "void": Bilingual(zh="已作废", en="void"),
    "forgotten": Bilingual(zh="隔夜未结束", en="open overnight"),
    "missed": Bilingual(zh="过号", en="missed"),
    "left": Bilingual(zh="离开", en="left"),
    "open": Bilingual(zh="尚未办完", en="not finished yet"),
    "instant": Bilingual(zh="即办件", en="instant"),
    "no_limit": Bilingual(zh="无此时限", en="without this limit"),
    "withdrawn": Bilingual(zh="受理后撤回", en="withdrawn after acceptance"),
}
"""Why rows are left out, in words."""


class Group(msgspec.Struct, frozen=True):
    """What a figure is about: everything (an empty key), one queue or one window."""

    key: str
    label: Bilingual
    note: Bilingual = Bilingual(zh="")


everything = Group(key="", label=Bilingual(zh="合计", en="total"))


class Figure(msgspec.Struct, frozen=True):
    """One measured value.

    `n` is the number of rows it was computed over: the denominator of a share, the rows of a mean,
    those among which a count was made. `left_out` are the other rows of the same period and group.
    The value of a mean or share is None when `n` is 0: it is not known, and not zero.
    """

    metric: Metric
    group: Group
    value: Value
    n: int
    left_out: tuple[LeftOut, ...] = ()

    @property
    def name(self) -> str:
        """The stable key of what is measured."""
        return self.metric.name

    @property
    def label(self) -> Bilingual:
        """What is measured, in words."""
        return self.metric.label

    @property
    def unit(self) -> Unit:
        """The unit of the value."""
        return self.metric.unit

    @property
    def excluded(self) -> int:
        """How many rows were left out, for whatever reason."""
        return sum(each.count for each in self.left_out)

    @property
    def definition(self) -> Bilingual:
        """The exact formula in words, its rounding, and which rows belong to the group."""
        parts = [self.metric.definition, *([share_rounding] if self.unit == "share" else [])]
        parts += [self.group.note] if self.group.note.zh else []
        return Bilingual(
            zh="".join(each.zh for each in parts), en=" ".join(each.en for each in parts)
        )


def left_out(counts: Counter[str]) -> tuple[LeftOut, ...]:
    """The reasons that occurred, in their fixed order."""
    return tuple(LeftOut(each, counts[each]) for each in reasons if counts[each])


class Report(msgspec.Struct, frozen=True):
    """The figures of the local days from `first` to `last`, as they stood at `made_at`.

    They are of one `hall`, this desk's own where nobody asked for another, or of `all`.
    """

    first: date
    last: date
    made_at: datetime
    figures: tuple[Figure, ...]
    hall: str
    is_own: bool = False

    @property
    def is_running(self) -> bool:
        """Whether the last day was not over yet."""
        return self.made_at.astimezone(CENTRE_TIME).date() <= self.last
