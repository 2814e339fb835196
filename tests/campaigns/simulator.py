"""Several desks that exchange files in every wrong way, from one seed, with the real code."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import msgspec

from tests.desks import ADMIN, BOSS, befriend, copy_as, meddle
from tests.support import MORNING, Clock, assert_sound
from window_desk.domain import ops
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual, Limit, Step
from window_desk.domain.ops import Op, Recorded
from window_desk.services import custody
from window_desk.storage import bodies, maintenance, restoring, seal, streams
from window_desk.storage.connection import Answer, Values
from window_desk.storage.desk import Desk
from window_desk.storage.file_store import FileConnection
from window_desk.storage.shapes import quoted, shape_of
from window_desk.sync import receive, send
from window_desk.sync.send import Wish

SHARED = (
    "service_case", "paper", "correction_notice", "leg", "document", "person", "conflict",
    "unfolded",
)  # fmt: skip
"""The projections that every desk has to come to; the others are for each desk itself."""


STEPS = ("fire", "sign")


def accepted(number: int) -> Op:
    """A case is accepted, with a leg for each of two departments."""
    return ops.CaseAccepted(
        number=f"511602-20261123-{number:04d}", document=f"受字〔2026〕{number}号",
        article="xkf.32.1.5", promised=Limit(Decimal(5)), lead="fire",
        steps=tuple(Step(each, Bilingual(zh=each), each, Decimal(2)) for each in STEPS),
    )  # fmt: skip


class CaseNoted(Op, frozen=True):
    """An op of a version of the program that only some desks have."""

    kind: ClassVar[str] = "case.noted"
    until: str


# Defining an op adds it to `Op.__subclasses__`, not to the table of kinds that a program has.
assert CaseNoted.kind not in ops.kinds


@contextmanager
def newer_program() -> Iterator[None]:
    """The next version of the program, which knows one kind of op more."""
    ops.kinds[CaseNoted.kind] = CaseNoted
    bodies.decoders[CaseNoted.kind] = msgspec.json.Decoder(CaseNoted)
    try:
        yield
    finally:
        del ops.kinds[CaseNoted.kind], bodies.decoders[CaseNoted.kind]


class Crash(Exception):
    """The power goes."""


@contextmanager
def crashing_after(statements: int) -> Iterator[None]:
    """End everything after so many statements, wherever that is."""
    left = statements
    run, run_many, commit = (
        FileConnection.execute,
        FileConnection.execute_many,
        FileConnection.commit,
    )

    def count() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Crash

    def execute(self: FileConnection, statement: str, values: Values = ()) -> Answer:
        count()
        return run(self, statement, values)

    def execute_many(self: FileConnection, statement: str, rows: object) -> None:
        count()
        run_many(self, statement, rows)  # type: ignore[arg-type]  # passed on as it came

    def commit_(self: FileConnection) -> None:
        count()
        commit(self)

    FileConnection.execute = execute  # type: ignore[method-assign]  # the fault is planted
    FileConnection.execute_many = execute_many  # type: ignore[method-assign]
    FileConnection.commit = commit_  # type: ignore[method-assign]
    try:
        yield
    finally:
        FileConnection.execute = run  # type: ignore[method-assign]
        FileConnection.execute_many = run_many  # type: ignore[method-assign]
        FileConnection.commit = commit  # type: ignore[method-assign]


class Site:
    """One desk: its file, its clock, which is wrong, and the version of its program."""

    def __init__(self, bare: Path, path: Path, name: str, offset: int, *, newer: bool) -> None:
        self.path, self.name, self.newer = path, name, newer
        self.desk = copy_as(bare, path, name, MORNING + timedelta(seconds=offset))
        self.clock = self.desk.clock

    @contextmanager
    def program(self) -> Iterator[Desk]:
        """The desk, run by its own version."""
        if self.newer:
            with newer_program():
                yield self.desk
        else:
            yield self.desk

    def advance(self, seconds: int) -> None:
        """Let time go by at this desk."""
        assert isinstance(self.clock, Clock)
        self.clock.advance(seconds=seconds)

    def reopen(self) -> None:
        """Start the program again."""
        self.desk.close()
        self.desk = Desk(self.path, self.clock)

    def cases(self, *, mine: bool) -> list[str]:
        """The cases that this desk sees and owns, or does not own."""
        sign = "NOT IN" if mine else "IN"
        with self.desk.read() as connection:
            return [
                row[0]
                for row in connection.execute(
                    f'SELECT id FROM service_case WHERE id {sign} (SELECT "case" FROM elsewhere)'
                    " AND id NOT IN (SELECT entity FROM unfolded) ORDER BY id"
                )
            ]

    def heads(self) -> dict[str, tuple[int, bytes]]:
        """How far it has every stream."""
        with self.desk.read() as connection:
            return {
                stream: (head.seq, head.hash)
                for stream, head in streams.read_heads(connection).items()
                if head.seq
            }

    def digest(self) -> str:
        """One hash of everything that all desks have to agree on."""
        found = hashlib.sha256()
        with self.desk.read() as connection:
            for name in SHARED:
                keys = quoted(shape_of(connection, name).keys)
                for row in connection.execute(f"SELECT * FROM {name} ORDER BY {keys}"):
                    found.update(repr((name, row)).encode())
        return found.hexdigest()


class Simulation:
    """A few desks from one seed: `run` lets everything go wrong, `heal` brings them together."""

    def __init__(self, bare: Path, folder: Path, seed: int, *, sites: int = 3) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.sites = [
            Site(
                bare, folder / f"{number}.db", f"h{number}/desk1",
                self.chance.randint(-1000, 1000), newer=number == 1,
            )
            for number in range(1, sites + 1)
        ]  # fmt: skip
        self.files: list[Path] = []
        self.snapshots: dict[str, Path] = {}
        self._written = 0
        self.answered = 0
        befriend(*(each.desk for each in self.sites))

    def run(self, steps: int) -> None:
        """So many steps of one desk each; some end in the middle."""
        for _ in range(steps):
            site = self.chance.choice(self.sites)
            site.advance(self.chance.randint(0, 90))
            step = self.chance.choices(self._steps, self._weights)[0]
            crash = self.chance.randint(1, 60) if self.chance.random() < 0.2 else 10_000
            try:
                with site.program(), crashing_after(crash):
                    step(self, site)
            except Crash:
                site.reopen()

    def open_case(self, site: Site) -> None:
        """An applicant comes."""
        with site.desk.change(by="clerk1") as tx:
            key = bytes(self.chance.randbytes(32))
            sealed = seal.seal(key, seal.Identity(f"申请人{self.chance.randint(1, 999)}"))
            person = tx.new_person(ops.PersonRecorded(sealed=sealed, certificate_type="111"), key)
            opened = ops.CaseOpened(item="X", item_version=1, applicant=person, window="1")
            case = tx.record(opened)
            if self.chance.random() < 0.7:
                tx.record(accepted(self.chance.randint(1, 10**6)), on=case)
                tx.record(self._sent(), on=case)

    def work(self, site: Site) -> None:
        """Something is done with a case of this desk."""
        found = site.cases(mine=True)
        if not found:
            return
        case = self.chance.choice(found)
        with site.desk.change(by="clerk1") as tx:
            tx.record(self._op(site), on=case)

    def _op(self, site: Site) -> Op:
        number = self.chance.randint(1, 10**6)
        kinds: list[Op] = [
            ops.CaseAnswered(answers={"a": str(number)}),
            ops.CasePapersChecked(checks=(ops.PaperCheck(material="m", state="received"),)),
            ops.CaseReceiptGiven(document=f"收字〔2026〕{number}号", papers=("m",)),
            ops.CaseWithdrawn(reason=str(number)),
            self._sent(),
            self._sent(),
            self._answer(),
        ]
        if site.newer:
            kinds.append(CaseNoted(until=str(number)))
        return self.chance.choice(kinds)

    def _sent(self) -> Op:
        """Legs go out, to the own desk or to others."""
        steps = tuple(self.chance.sample(STEPS, self.chance.randint(1, 2)))
        names = [each.name for each in self.sites]
        return ops.CaseDispatched(
            steps=steps,
            desks={each: self.chance.choice(names) for each in steps if self.chance.random() < 0.8},
        )

    def _answer(self) -> Op:
        step = self.chance.choice(STEPS)
        return self.chance.choice([
            ops.CaseLegAnswered(step=step, outcome="agreed"),
            ops.CaseLegAnswered(step=step, outcome="disagreed", reason="r"),
            ops.CaseLegAnswered(step=step, outcome="returned", reason="r"),
            ops.CaseLegAssigned(step=step, to="li"),
        ])  # fmt: skip

    def answer(self, site: Site) -> None:
        """A department's desk answers a leg of a case that is not its own, or takes that back."""
        with site.desk.look() as look:
            able = [
                (case, op)
                for case in site.cases(mine=False)
                for op in (self._answer(), self._answer(), self._undone(look.history(case)))
                if look.closed(case, op) is None
            ]
        if able:
            case, op = self.chance.choice(able)
            with site.desk.change(by="officer") as tx:
                tx.record(op, on=case)
            self.answered += 1

    def undo(self, site: Site) -> None:
        """Somebody takes back what was done last."""
        with site.desk.look() as look:
            able = [
                (case, op)
                for case in site.cases(mine=True)
                if (op := self._undone(look.history(case))) and look.closed(case, op) is None
            ]
        if able:
            case, op = self.chance.choice(able)
            with site.desk.change(by="clerk1") as tx:
                tx.record(op, on=case)

    @staticmethod
    def _undone(history: list[Recorded]) -> Op:
        """Taking back the last op, where it is one about legs; else the case just goes on."""
        kinds = ("case.dispatched", "case.leg_answered", "case.leg_assigned")
        last = history[-1]
        if last.op.kind in kinds:
            return ops.CaseUndone(undoes=last.id)
        return ops.CaseLegAssigned(step=STEPS[0], to="li")

    def meddle(self, site: Site) -> None:
        """A desk acts on what it does not own, as a faulty one may."""
        found = site.cases(mine=False)
        if not found:
            return
        case = self.chance.choice(found)
        meddle(site.desk, case, self._op(site))

    def hand(self, site: Site) -> None:
        """A case goes to another desk."""
        found = site.cases(mine=True)
        if found:
            to = self.chance.choice([each.name for each in self.sites if each is not site])
            custody.hand_case(site.desk, BOSS, self.chance.choice(found), to, "转办")

    def decide(self, site: Site) -> None:
        """The owner looks at an op that is only kept."""
        with site.desk.read() as connection:
            waiting = connection.execute(
                "SELECT \"case\", op FROM conflict WHERE outcome = '' ORDER BY op"
            ).all()
        mine = [each for each in waiting if each[0] in site.cases(mine=True)]
        if mine:
            case, op = self.chance.choice(mine)
            with site.desk.change(by="supervisor") as tx:
                outcome: ops.ConflictOutcome = self.chance.choice(["set_aside", "taken"])
                decided = ops.CaseConflictDecided(op=op, outcome=outcome, note="核实")
                tx.record(decided, on=case)

    def erase(self, site: Site) -> None:
        """A person asks to be forgotten."""
        with site.desk.read() as connection:
            people = list(connection.execute("SELECT id FROM person WHERE name <> ''").scalars())
        with site.desk.look() as look:
            erased = ops.PersonErased(reason="r")
            mine = [each for each in people if look.closed(each, erased) is None]
        if mine and self.chance.random() < 0.3:
            with site.desk.change(by="admin") as tx:
                tx.erase_person(ops.PersonErased(reason="本人要求"), self.chance.choice(mine))

    def export(self, site: Site) -> None:
        """A file is written, for one desk or for all, in parts of any size."""
        others = [each.name for each in self.sites if each is not site]
        wish = Wish(
            to=self.chance.choice([*others, "", "", "", ""]),
            from_start=self.chance.random() < 0.3,
            with_people=True,
            room=self.chance.choice([3_000, 20_000, 1 << 20]),
        )
        self._written += 1
        try:
            sent = send.export_bundle(site.desk, ADMIN, self.folder / f"f{self._written}.wdb", wish)
        except RuleBroken:
            return
        self.files += sent.files

    def bring(self, site: Site) -> None:
        """Some file is read: an old one, a later part first, a damaged or a cut one."""
        if not self.files:
            return
        for path in self.chance.choices(self.files[-30:], k=self.chance.randint(1, 5)):
            if self.chance.random() < 0.15:
                content = bytearray(path.read_bytes())
                place = self.chance.randrange(len(content))
                if self.chance.random() < 0.5:
                    del content[place:]
                else:
                    content[place] ^= 1 << self.chance.randrange(8)
                path = self.folder / "damaged.wdb"
                path.write_bytes(content)
                imported = receive.import_bundle(site.desk, ADMIN, path)
                assert imported.error is not None
            else:
                receive.import_bundle(site.desk, ADMIN, path)

    def snapshot(self, site: Site) -> None:
        """A backup is made."""
        self._written += 1
        target = self.folder / f"backup{self._written}.db"
        maintenance.backup(site.desk, target)
        self.snapshots[site.name] = target

    def restore(self, site: Site) -> None:
        """The backup takes the desk's place; what was never brought elsewhere is lost."""
        if site.name in self.snapshots and self.chance.random() < 0.3:
            site.desk.close()
            try:
                restoring.restore(site.path, self.snapshots[site.name], site.clock())
            finally:
                site.desk = Desk(site.path, site.clock)

    Step = Callable[["Simulation", Site], None]
    _steps: ClassVar[list[Step]] = [
        open_case, work, answer, undo, meddle, hand, decide, erase, export, bring, snapshot,
        restore,
    ]  # fmt: skip
    _weights: ClassVar[list[int]] = [6, 16, 8, 2, 3, 4, 5, 1, 8, 14, 1, 1]

    def heal(self, rounds: int = 3) -> None:
        """Bring every desk to the newest program, and everything to everybody."""
        for site in self.sites:
            site.newer = True
        for _ in range(rounds):
            for site in self.sites:
                self._written += 1
                with site.program():
                    sent = send.export_bundle(
                        site.desk, ADMIN, self.folder / f"f{self._written}.wdb",
                        Wish(from_start=True, with_people=True),
                    )  # fmt: skip
                for other in self.sites:
                    for path in sent.files:
                        if other is not site:
                            with other.program():
                                done = receive.import_bundle(other.desk, ADMIN, path)
                            assert done.error is None, done.error
        with newer_program():
            for site in self.sites:
                maintenance.rebuild(site.desk)

    def check_each(self) -> None:
        """Every desk by itself is sound, as its own version of the program sees it."""
        for site in self.sites:
            with site.program() as desk:
                assert_sound(desk)

    def check(self) -> None:
        """All desks hold the same ops, agree on everything shared, and are sound."""
        with newer_program():
            for site in self.sites:
                assert maintenance.verify(site.desk).broken == ()
                assert_sound(site.desk)
        first, *others = self.sites
        for site in others:
            assert site.heads() == first.heads()
            assert site.digest() == first.digest()

    def close(self) -> None:
        """Close every desk."""
        for site in self.sites:
            site.desk.close()


def unforked(site: Site) -> bool:
    """Whether the desk has met no fork."""
    with site.desk.read() as connection:
        return connection.execute("SELECT 1 FROM fork").scalar() is None
