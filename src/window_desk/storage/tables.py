"""Every table that a desk has, by name.

Times are integers of milliseconds since the epoch, dates `YYYY-MM-DD`, durations integer seconds.
Every table is STRICT; every projection can be made again from the ops.
"""

from __future__ import annotations

from itertools import chain
from typing import ClassVar

from sqlalchemy import Table
from sqlalchemy.ext.compiler import compiles
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from window_desk.storage import case_tables, hall_tables, log_tables, stream_tables


@compiles(AutoString, "sqlite")
def _strict_text(_type: AutoString, _compiler: object, **_options: object) -> str:
    return "TEXT"


def _table(model: type[SQLModel]) -> Table:
    table = model.__table__  # type: ignore[attr-defined]  # set by SQLModel's metaclass, not declared
    assert isinstance(table, Table)
    return table


_models = chain(log_tables.models, hall_tables.models, case_tables.models, stream_tables.models)


class Schema:
    """The tables by name."""

    tables: ClassVar[dict[str, Table]] = {str(each.name): each for each in map(_table, _models)}
