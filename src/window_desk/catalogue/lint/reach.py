"""What the answers to an item's situations can bring about, without trying every combination.

Every situation is answered by itself, so a combination is one option of each. The intake goes on
only where no chosen option ends it; those options are called open here. What one option brings is
reached exactly when that option is open and every other situation has an open option too.
"""

from __future__ import annotations

from typing import Literal

from window_desk.domain.item import Option, ServiceItem, Situation

Brings = Literal["adds", "steps"]
"""What options bring: papers (`adds`) or steps."""


def open_options(situation: Situation) -> list[Option]:
    """The answers after which the intake goes on."""
    return [each for each in situation.options if not each.outcome]


def goes_on(item: ServiceItem) -> bool:
    """Whether at least one combination of answers does not end the intake."""
    return all(open_options(each) for each in item.situations)


def brought(item: ServiceItem, what: Brings) -> frozenset[str]:
    """The codes of papers or steps that depend on an answer."""
    options = [option for each in item.situations for option in each.options]
    return frozenset(code for option in options for code in getattr(option, what))


def is_ever(item: ServiceItem, what: Brings, code: str) -> bool:
    """Whether a combination of answers asks for the paper, or takes the step."""
    return goes_on(item) and (code not in brought(item, what) or bool(_bringing(item, what, code)))


def is_always(item: ServiceItem, what: Brings, code: str) -> bool:
    """Whether every combination of answers that goes on asks for the paper, or takes the step."""
    if code not in brought(item, what):
        return True
    return any(
        all(code in getattr(option, what) for option in open_options(each))
        for each in item.situations
    )


def can_meet(item: ServiceItem, what: Brings, first: str, second: str) -> bool:
    """Whether one combination of answers brings both."""
    if not goes_on(item):
        return False
    depending = brought(item, what)
    if first not in depending or second not in depending:
        return is_ever(item, what, first) and is_ever(item, what, second)
    return any(
        one == other or one[0] != other[0]
        for one in _bringing(item, what, first)
        for other in _bringing(item, what, second)
    )


def _bringing(item: ServiceItem, what: Brings, code: str) -> list[tuple[str, str]]:
    """The open options that bring it, each as its situation's code and its own."""
    return [
        (situation.code, option.code)
        for situation in item.situations
        for option in open_options(situation)
        if code in getattr(option, what)
    ]
