"""Older tables are brought up on a copy, and no row is lost on the way."""

from __future__ import annotations

import re
import shutil
import sqlite3
from importlib import import_module
from pathlib import Path

import pytest

from tests.storage.files import NOW, files, issue, run
from tests.support import PARALLEL, PLAIN, accept_complete, open_complete, projections
from window_desk.domain.actor import Actor
from window_desk.domain.errors import Unusable
from window_desk.services import cases, tickets
from window_desk.storage import schema, upgrading
from window_desk.storage.desk import Desk
from window_desk.storage.driver import find_driver
from window_desk.storage.shapes import projections as projections_of_newest
from window_desk.storage.tables import Schema
from window_desk.storage.upgrading import upgrade

pytestmark = pytest.mark.on_file("files that take the place of files")

NEWEST = schema.newest
LATER = f"{int(NEWEST) + 1:04d}"


@pytest.fixture
def migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This program with one migration more than the desk has; gives that migration."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.migrations, folder)
    script = folder / "versions" / f"{LATER}_more.py"
    script.write_text(
        f'from alembic import op\nrevision = "{LATER}"\ndown_revision = "{NEWEST}"\n'
        'def upgrade():\n    op.execute("CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT")\n'
    )
    monkeypatch.setattr(schema, "migrations", folder)
    monkeypatch.setattr(schema, "newest", LATER)
    return script


def test_nothing_is_done_when_there_is_nothing_to_do(desk_file: Path) -> None:
    before = files(desk_file.parent)
    done = upgrade(desk_file)
    assert (done.before, done.after, done.backup) == (NEWEST, NEWEST, None)
    assert files(desk_file.parent) == before


@pytest.mark.spoils
def test_older_tables_are_backed_up_and_brought_up(desk_file: Path, migrated: Path) -> None:
    assert migrated.exists()
    with pytest.raises(Unusable) as caught:
        Desk(desk_file)
    assert caught.value.code == "db.older"
    assert "window-desk db upgrade" in caught.value.hint
    done = upgrade(desk_file, NOW)
    assert (done.before, done.after) == (NEWEST, LATER)
    assert done.backup == desk_file.with_name(f"desk-{NEWEST}-20261123T101500.db")
    assert done.backup.exists()
    assert issue(desk_file) == "A001"


@pytest.mark.spoils
def test_a_migration_that_fails_leaves_the_desk_as_it_was(desk_file: Path, migrated: Path) -> None:
    migrated.write_text(migrated.read_text() + '    op.execute("CREATE TABLE broken (")\n')
    with pytest.raises(Exception, match="incomplete input"):
        upgrade(desk_file)
    connection = find_driver().connect(str(desk_file))
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    stamp = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    assert "more" not in tables
    assert stamp == (NEWEST,)


@pytest.mark.spoils
def test_a_desk_of_a_newer_program_is_left_alone(desk_file: Path) -> None:
    run(desk_file, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unusable) as caught:
        upgrade(desk_file)
    assert caught.value.code == "db.newer"


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "songs.db"
    run(path, "CREATE TABLE song (name)")
    with pytest.raises(Unusable) as caught:
        upgrade(path)
    assert caught.value.code == "db.not_ours"


def as_it_was(path: Path) -> None:
    """Give a desk the tables of the first version, empty as their rows are made again."""
    first = import_module("window_desk.storage.migrations.versions.0001_first")
    statements = [each.strip() for each in first.statements]
    own = {each.split()[2] for each in statements if each.startswith("CREATE TABLE")}
    again = own & set(projections_of_newest)
    for name in (set(Schema.tables) - own) | again:
        run(path, f'DROP TABLE "{name}"')
    for each in statements:
        # Each statement makes a table or an index on one, which it names in its first line.
        if any(re.search(rf"(TABLE|ON) {name}\b", each) for name in again):
            run(path, each)
    run(path, "UPDATE alembic_version SET version_num = '0001'")


def test_cases_of_the_first_version_have_their_new_columns(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    accepted = accept_complete(desk, clerk, PARALLEL)
    turned = cases.turn_away(
        desk,
        clerk,
        open_complete(desk, clerk, PLAIN).id,
        "no",
        alternative="else",
        form="not_required",
    )
    before = projections(desk)
    path = desk.path
    desk.close()
    as_it_was(path)
    done = upgrade(path, NOW)
    assert (done.before, done.after) == ("0001", NEWEST)
    assert done.backup is not None
    again = Desk(path)
    assert projections(again) == before
    with again.look() as look:
        assert look.case(accepted.id).number == accepted.number
        assert look.case(turned.id).state == "turned_away"
    again.close()


def test_numbers_of_the_first_version_are_this_desks_own(desk: Desk, clerk: Actor) -> None:
    tickets.issue(desk, clerk, "A")
    before = projections(desk)["ticket"]
    path = desk.path
    desk.close()
    as_it_was(path)
    upgrade(path, NOW)
    again = Desk(path)
    assert projections(again)["ticket"] == before
    with again.read() as connection:
        assert connection.execute("SELECT maker, desk, own FROM ticket").all() == [
            ("h1/desk1", "h1/desk1", 1)
        ]
    again.close()


def test_a_desk_that_is_in_use_is_left_as_it_was(desk: Desk) -> None:
    run(desk.path, "UPDATE alembic_version SET version_num = '0001'")
    before = files(desk.path.parent)
    with desk.change(by="clerk1"), pytest.raises(Unusable) as caught:
        upgrade(desk.path, NOW)
    assert caught.value.code == "db.locked"
    assert {each for each in files(desk.path.parent) if "upgrading" in each} == set()
    assert before <= files(desk.path.parent)
    run(desk.path, f"UPDATE alembic_version SET version_num = '{NEWEST}'")


@pytest.mark.spoils
def test_nobody_writes_while_the_tables_are_brought_up(
    desk_file: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []

    def bring_up(held: sqlite3.Connection, part: Path) -> None:
        other = find_driver().connect(str(desk_file), timeout=0)
        with pytest.raises(find_driver().OperationalError) as caught:
            other.execute("UPDATE meta SET value = value")
        refused.append(str(caught.value))
        other.close()
        real(held, part)

    real = upgrading._bring_up
    assert migrated.exists()
    monkeypatch.setattr(upgrading, "_bring_up", bring_up)
    upgrade(desk_file, NOW)
    assert refused == ["database is locked"]
