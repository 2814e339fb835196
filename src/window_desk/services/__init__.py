"""What people do: one function, one verb, one transaction; its modules load on use."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from window_desk.services import access as access
    from window_desk.services import acts as acts
    from window_desk.services import cases as cases
    from window_desk.services import intake as intake
    from window_desk.services import people as people
    from window_desk.services import publishing as publishing
    from window_desk.services import review as review
    from window_desk.services import tickets as tickets
    from window_desk.services import windows as windows


def __getattr__(name: str) -> ModuleType:
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name == f"{__name__}.{name}":
            raise AttributeError(name) from None
        raise
