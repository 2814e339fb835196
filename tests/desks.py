"""Several desks that trust each other, and files that go from one to another."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.support import MORNING, Clock, copy_desk
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.storage import seal
from window_desk.storage.connection import Row
from window_desk.storage.desk import Desk, make_desk
from window_desk.storage.place import Place
from window_desk.sync import receive, send, trusting
from window_desk.sync.receive import Imported
from window_desk.sync.send import Wish

ADMIN = Actor("admin", "", "admin")
BOSS = Actor("supervisor", "", "supervisor")


def make_bare(path: Place) -> Place:
    """A desk without any op, which `name_desk` can rename."""
    make_desk(path, "h0/desk1", Clock()).close()
    return path


def copy_as(bare: Path, path: Path, name: str, now: datetime = MORNING) -> Desk:
    """A bare desk under a name of its own, open."""
    desk = Desk(copy_desk(bare, path), Clock(now))
    with desk.pool.writing() as connection:
        connection.execute("UPDATE stream SET id = ?, owner = ?", (name, name))
        connection.execute("UPDATE meta SET value = ? WHERE key = 'stream'", (name,))
    return desk


def befriend(*desks: Desk) -> None:
    """Let each trust the others' keys."""
    keys = [trusting.own_key(each).public for each in desks]
    for desk in desks:
        own = trusting.own_key(desk).public
        for key in keys:
            if key != own:
                trusting.trust_key(desk, ADMIN, key, key.fingerprint)


def open_case(desk: Desk, name: str = "张三") -> tuple[str, str]:
    """A new person and a case of theirs."""
    with desk.change(by="clerk1") as tx:
        key = seal.new_key()
        sealed = seal.seal(key, seal.Identity(name))
        person = tx.new_person(ops.PersonRecorded(sealed=sealed, certificate_type="111"), key)
        opened = ops.CaseOpened(item="X", item_version=1, applicant=person, window="1")
        return person, tx.record(opened)


def answer(desk: Desk, case: str, text: str = "x") -> None:
    """Something is done with a case."""
    with desk.change(by="clerk1") as tx:
        tx.record(ops.CaseAnswered(answers={"a": text}), on=case)


def meddle(desk: Desk, case: str, op: ops.Op | None = None) -> str:
    """A faulty desk acts on a case that is not its own; gives the op's id."""
    with desk.change(by="clerk9") as tx:
        tx.history(case)
        tx._runs.clear()  # the fault is planted
        tx.record(op or ops.CaseAnswered(answers={"a": "theirs"}), on=case)
        return f"{tx.stream}:{tx._log.seq}"


_files = 0


def export(desk: Desk, wish: Wish | None = None) -> list[Path]:
    """Files with what others lack, beside the desk."""
    global _files
    _files += 1
    target = desk.beside("wdb").with_name(f"export{_files}.wdb")
    return list(send.export_bundle(desk, ADMIN, target, wish or Wish(with_people=True)).files)


def carry(source: Desk, target: Desk, wish: Wish | None = None) -> list[Imported]:
    """What one desk exports is taken in by another."""
    return [receive.import_bundle(target, ADMIN, each) for each in export(source, wish)]


def rows(desk: Desk, query: str) -> list[Row]:
    """What a question to the desk's database gives."""
    with desk.read() as connection:
        return connection.execute(query).all()
