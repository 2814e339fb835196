"""What stands between the parts of a sentence, in the present language."""

from __future__ import annotations

from collections.abc import Iterable

from window_desk.locale import current


def listed(parts: Iterable[str]) -> str:
    """Things of one kind: `a, b`, `甲、乙`."""
    return ("、" if current() == "zh" else ", ").join(parts)


def phrased(parts: Iterable[str]) -> str:
    """Parts of one statement: `sent Mon, due Fri`, `周一派发，周五届满`."""
    return ("，" if current() == "zh" else ", ").join(parts)


def clauses(parts: Iterable[str]) -> str:
    """Statements side by side: `a; b`, `甲；乙`; only the last keeps the stop at its end."""
    *first, last = (*parts,) or ("",)
    stop, between = ("。", "；") if current() == "zh" else (".", "; ")
    return between.join((*(each.removesuffix(stop) for each in first), last))


def named(name: str, said: str) -> str:
    """Something with what is said of it: `a: b`, `甲：乙`; a question keeps its own sign."""
    if name.endswith(("?", "？")):
        return name + said if current() == "zh" else f"{name} {said}"
    return f"{name}：{said}" if current() == "zh" else f"{name}: {said}"


def aside(said: str) -> str:
    """Something in brackets."""
    return f"（{said}）" if current() == "zh" else f"({said})"


def with_aside(said: str, more: str) -> str:
    """Something with more of it in brackets, or without where there is no more."""
    if not more:
        return said
    return said + aside(more) if current() == "zh" else f"{said} {aside(more)}"
