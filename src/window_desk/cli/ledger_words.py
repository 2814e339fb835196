"""The ledger of a clock, written as the options of a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import get_args

import typer

from window_desk.cli.words import read_choice, read_day, read_number
from window_desk.domain.clock import Extension, Policy, Restart, Suspension
from window_desk.locale import _


def read_suspensions(spans: Sequence[str], counting: Sequence[str]) -> list[Suspension]:
    """Suspensions written D..D; `counting` is one reading for all of them, or one for each."""
    readings = [_reading(each) for each in counting]
    if len(readings) not in (0, 1, len(spans)):
        raise typer.BadParameter(
            _("give it once for all suspensions, or once for each of them, in their order."),
            param_hint="--counting",
        )
    if len(readings) < 2:
        readings = (readings or [None]) * len(spans)
    return [_suspension(*each) for each in zip(spans, readings, strict=True)]


def _reading(text: str) -> Policy | None:
    found: Policy = read_choice(text, get_args(Policy), "--counting")
    return found


def _suspension(text: str, counting: Policy | None) -> Suspension:
    first, dots, last = text.partition("..")
    if not dots:
        raise typer.BadParameter(
            _("{text} is not of the form D..D.").format(text=repr(text)), param_hint="--suspend"
        )
    start, end = read_day(first, "--suspend"), read_day(last, "--suspend")
    return Suspension(start, end, counting=counting)


def read_extension(days: str | None, told_on: str | None) -> list[Extension]:
    """An extension and the day on which it was told; none where no days are given."""
    day = read_day(told_on, "--told-on") if told_on is not None else None
    if days is not None:
        return [Extension(read_number(days, "--extend"), told_on=day)]
    if day is not None:
        raise typer.BadParameter(
            _("it is the day of an extension: give --extend too."), param_hint="--told-on"
        )
    return []


def read_restart(text: str | None, start: date) -> list[Restart]:
    """The day from which everything counts again, on or after `start`; none where not given."""
    if text is None:
        return []
    day = read_day(text, "--restart")
    if day < start:
        raise typer.BadParameter(
            _("{day} lies before {start}, from which the period counts.").format(
                day=day, start=start
            ),
            param_hint="--restart",
        )
    return [Restart(day)]
