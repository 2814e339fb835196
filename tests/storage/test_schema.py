"""Migrations and models are one schema, and a file of another version says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel, create_engine

from tests.storage.files import run
from window_desk.domain.errors import Unusable
from window_desk.storage import schema
from window_desk.storage.desk import Desk
from window_desk.storage.driver import find_driver
from window_desk.storage.shapes import projections
from window_desk.storage.tables import Schema


def objects(path: Path) -> dict[tuple[str, str], str]:
    """Every table and index of a file by type and name, its statement without layout."""
    connection = find_driver().connect(str(path))
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
        " AND name <> 'alembic_version'"
    ).fetchall()
    connection.close()
    return {
        (kind, name): " ".join(sql.split()).replace("( ", "(").replace(" )", ")")
        for kind, name, sql in found
    }


def test_the_stamp_is_the_newest_migration(desk_file: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.migrations))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.newest]
    desk = Desk(desk_file)
    with desk.read() as connection:
        assert schema.read_version(connection) == schema.newest
    desk.close()


@pytest.mark.on_file("SQLite's own schema")
def test_the_migrations_make_exactly_what_the_models_say(desk_file: Path, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'models.db'}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    assert objects(desk_file) == objects(tmp_path / "models.db")


@pytest.mark.on_file("SQLite's own schema")
def test_every_model_is_listed_and_every_table_is_strict(desk_file: Path) -> None:
    assert set(Schema.tables) == set(SQLModel.metadata.tables)
    assert set(projections) < set(Schema.tables)
    tables = {name: sql for (kind, name), sql in objects(desk_file).items() if kind == "table"}
    assert set(tables) == set(Schema.tables)
    assert [name for name, sql in tables.items() if not sql.endswith("STRICT")] == []


@pytest.mark.on_file("strict tables")
def test_a_strict_table_takes_no_wrong_type(desk_file: Path) -> None:
    with pytest.raises(Exception, match="cannot store TEXT value in INTEGER column"):
        run(desk_file, "UPDATE account SET enabled = 'yes'")


@pytest.mark.spoils
@pytest.mark.parametrize(
    ("version", "code", "said", "way_out"),
    [
        pytest.param(
            "9999", "db.newer", f"a newer window-desk (tables 9999, this program {schema.newest})",
            "Update window-desk.", id="newer",
        ),
        pytest.param(
            "0001", "db.older", f"has older tables (0001, this program {schema.newest})",
            "window-desk db upgrade", id="older",
        ),
    ],
)  # fmt: skip
@pytest.mark.on_file("the bytes of a file")
def test_another_version_is_one_sentence_with_the_way_out(
    desk_file: Path, version: str, code: str, said: str, way_out: str
) -> None:
    run(desk_file, f"UPDATE alembic_version SET version_num = '{version}'")
    before = desk_file.read_bytes()
    with pytest.raises(Unusable) as caught:
        Desk(desk_file)
    assert caught.value.code == code
    assert said in caught.value.message
    assert str(desk_file) in caught.value.message
    assert way_out in caught.value.hint
    assert desk_file.read_bytes() == before
