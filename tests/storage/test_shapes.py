"""The tables' shapes, read from the file, are those of the models."""

from __future__ import annotations

import pytest

from window_desk.storage.desk import Desk
from window_desk.storage.shapes import projections, quoted, shape_of
from window_desk.storage.tables import Schema


@pytest.mark.parametrize("name", sorted(Schema.tables))
def test_a_shape_is_what_the_model_says(desk: Desk, name: str) -> None:
    table = Schema.tables[name]
    with desk.read() as connection:
        shape = shape_of(connection, name)
    assert shape.columns == tuple(each.name for each in table.columns)
    assert set(shape.keys) == {each.name for each in table.primary_key}
    assert set(shape.types) <= {"TEXT", "INTEGER", "BLOB"}


@pytest.mark.parametrize("name", projections)
def test_a_key_stands_in_the_order_of_its_table(desk: Desk, name: str) -> None:
    with desk.read() as connection:
        shape = shape_of(connection, name)
    assert list(shape.keys) == [each for each in shape.columns if each in shape.keys]


def test_statements_name_every_column(desk: Desk) -> None:
    with desk.read() as connection:
        shape = shape_of(connection, "draft")
    assert shape.upsert == (
        'INSERT INTO "draft" ("scope", "body", "at") VALUES (?, ?, ?)'
        ' ON CONFLICT ("scope") DO UPDATE SET "body" = excluded."body", "at" = excluded."at"'
    )
    assert shape.delete == 'DELETE FROM "draft" WHERE "scope" = ?'
    assert quoted(("case", "step"), "now") == 'now."case", now."step"'
