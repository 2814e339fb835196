"""Every screen has what the acts that it is made of ask it for."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import window_desk
from window_desk.tui import screens
from window_desk.tui.queue_acts import QueueActs

_names = sorted(each.name for each in pkgutil.iter_modules(screens.__path__))


def unanswered(kind: type) -> list[str]:
    """What a class declares and does not have; mypy refuses to make one of it."""
    return [
        name
        for name in dir(kind)
        if getattr(getattr(kind, name, None), "__isabstractmethod__", False)
    ]


@pytest.mark.parametrize("name", _names)
def test_a_screen_has_all_that_its_acts_ask_for(name: str) -> None:
    module = import_module(f"{screens.__name__}.{name}")
    own = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__ == module.__name__
    ]
    assert own
    assert [unanswered(each) for each in own] == [[]] * len(own)


def test_acts_without_their_screen_lack_something() -> None:
    assert unanswered(QueueActs) == ["chosen"]


def test_nothing_is_left_to_fail_when_it_is_called() -> None:
    sources = Path(window_desk.__file__).parent.rglob("*.py")
    assert [each.name for each in sources if "NotImplementedError" in each.read_text("utf-8")] == []
