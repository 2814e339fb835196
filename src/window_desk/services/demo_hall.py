"""A demo hall in mid-morning: its staff, its waiting citizens, and the cases of the last weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random

import msgspec

from window_desk.domain import ops
from window_desk.domain.centre import Role
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.locale import _
from window_desk.services import access, demo_plots
from window_desk.services.demo_cases import live
from window_desk.services.demo_lines import Act
from window_desk.services.demo_morning import Morning
from window_desk.services.demo_stage import Stage
from window_desk.services.demo_time import Agenda, HallTime, at, opening
from window_desk.storage import bulk, listings, reads
from window_desk.storage.bulk import Bulk
from window_desk.storage.desk import Desk

pin = "2468"
"""The PIN of every demo account."""

parts = ("clerk1", "clerk2", "reviewer-fire", "reviewer-market", "supervisor", "admin")
"""Accounts with something to do, one or two of each role; the first opens the demo."""

usual_cases = 120

_busiest_day = 60
"""How many cases a day the history grows by before it reaches further back instead."""

_history_days = (15, 2_000)
"""The fewest and the most working days that the history goes back."""

_per_commit = 200_000
"""How many ops one transaction holds at most."""


class DemoAccount(msgspec.Struct, frozen=True):
    """An account of the demo hall, with the PIN to sign in."""

    account: str
    role: Role
    pin: str
    window: str


def fill(
    desk: Desk,
    *,
    seed: int = 1,
    cases: int | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> tuple[DemoAccount, ...]:
    """Fill a seeded desk with a hall in mid-morning, the same for the same seed and day.

    It is always about 10:20 in the hall: its last act is a minute old. `cases` is how many cases
    there are in all. A desk that has the hall already is left as it is. Raises `RuleBroken` when
    the desk is in use, or was only filled in part.
    """
    wanted = usual_cases if cases is None else cases
    if wanted < 0:
        raise RuleBroken(
            "demo.cases",
            "{cases} is not a number of cases.",
            hint="Give 0 or more.",
            cases=wanted,
        )
    with bulk.filling(desk) as tx:
        accounts = tuple(
            DemoAccount(each.account, each.role, pin, each.window) for each in tx.centre.staff
        )
        if not _is_filled(tx, accounts):
            _Hall(desk, tx, seed, wanted, progress).fill()
    return accounts


def _is_filled(tx: Bulk, accounts: tuple[DemoAccount, ...]) -> bool:
    """Whether the hall is there already."""
    if not {"clerk", "supervisor", "admin"} <= {each.role for each in accounts}:
        raise RuleBroken(
            "demo.staff",
            "The centre of this desk names no staff.",
            hint="Seed the desk with the demo centre first: window-desk init.",
        )
    present = {actor.account for actor, _enabled in reads.accounts(tx.connection)}
    if not present and not listings.cases_in(tx.connection, limit=1).cases:
        return False
    staff = {each.account for each in accounts}
    if staff <= present and reads.window_state(tx.connection, tx.centre.windows[0].code):
        return True
    raise RuleBroken(
        "demo.in_use",
        "This desk is in use: a demo hall needs an empty one.",
        hint="Give another path with --database.",
    )


class _Hall:
    """One filling of a desk: the order in which everything happens, and how much of it."""

    def __init__(
        self, desk: Desk, tx: Bulk, seed: int, wanted: int, progress: Callable[[str], None]
    ) -> None:
        self._tx, self._wanted, self._progress = tx, wanted, progress
        self._hall = HallTime(desk.clock())
        self._guides = _guides(tx)
        self._stage = Stage(tx, self._hall, Random(f"{seed} cases"), self._guides)
        self._morning = Morning(
            Random(f"{seed} morning"), tx.centre, self._guides, self._hall.today
        )

    def fill(self) -> None:
        """Let the weeks and the morning pass."""
        self._morning.play()
        agenda = Agenda(self._hall.now)
        gallery = demo_plots.gallery(self._stage, self._guides)[: self._wanted]
        rest = self._wanted - len(gallery)
        visits = demo_plots.visits_with_case(self._stage, self._morning.visits, rest // 4)
        days = self._history_days(rest - len(visits))
        self._hire(min([*days, *(visit.start.date() for _, visit in gallery)], default=None))
        agenda.add(self._history(agenda, days, rest - len(visits)))
        agenda.add(self._play(self._morning.lines.acts))
        for plot, visit in [*gallery, *visits]:
            agenda.add(live(self._stage, plot, visit))
        for _moment in agenda.run():
            if self._tx.recorded >= _per_commit:
                self._commit()
        self._commit()

    def _commit(self) -> None:
        self._tx.commit()
        done = self._stage.opened
        self._progress(_("{done} of {total} cases").format(done=done, total=self._wanted))

    def _hire(self, first: date | None) -> None:
        """Add the centre's staff on the first day, all with one PIN, hashed once."""
        pin_hash = access.hash_pin(pin)
        staff = self._tx.centre.staff
        admin = next(each.account for each in staff if each.role == "admin")
        first = first or self._tx.calendar.add(self._hall.today, -1)
        self._stage.act(at(first, opening) - timedelta(hours=1), admin)
        access.hire(self._tx, staff, pin_hash)

    def _history_days(self, cases: int) -> list[date]:
        calendar, today = self._tx.calendar, self._hall.today
        least, most = _history_days
        most = max(least, min(most, calendar.count(calendar.announced_from, today) - 1))
        length = min(max(least, cases // _busiest_day), most) if cases else 0
        return [calendar.add(today, -back) for back in range(length, 0, -1)]

    def _history(self, agenda: Agenda, days: list[date], cases: int) -> Iterator[datetime]:
        """Open each day its share of the cases."""
        opened = 0
        for place, day in enumerate(days, 1):
            yield at(day, opening) - timedelta(minutes=30)
            share = cases * place // len(days) - opened
            opened += share
            for _case in range(share):
                agenda.add(live(self._stage, *demo_plots.usual(self._stage, day)))

    def _play(self, acts: list[Act]) -> Iterator[datetime]:
        """Record the morning's acts at their real times."""
        tickets = self._stage.tickets
        for each in acts:
            yield each.at
            self._stage.act(each.at, each.by)
            op = each.moved(self._hall.real(each.at) - each.at)
            if isinstance(op, ops.TicketIssued):
                tickets[each.on] = self._tx.record(op)
            else:
                self._tx.record(op, on=tickets.get(each.on, each.on))


def _guides(tx: Bulk) -> list[ServiceItem]:
    """The items with a full guide, in the order of their codes.

    What is limited in number is granted in the order of acceptance, which cases that live each by
    themselves do not keep.
    """
    found = (
        reads.item(tx.connection, line.code, line.version) for line, _keys in tx.items if line.guide
    )
    return [each for each in found if each is not None and not each.quota]
