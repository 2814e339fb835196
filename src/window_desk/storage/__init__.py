"""The only room that knows SQLModel and the database driver; its modules load on use."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from window_desk.storage import desk as desk
    from window_desk.storage import drafts as drafts
    from window_desk.storage import reads as reads
    from window_desk.storage import rows as rows


def __getattr__(name: str) -> ModuleType:
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name == f"{__name__}.{name}":
            raise AttributeError(name) from None
        raise
