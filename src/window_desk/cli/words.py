"""Words of a call made into values, each refused with a usage error when it does not fit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Annotated, TypeVar

import typer

from window_desk.locale import _
from window_desk.locale.punctuation import listed

Choice = TypeVar("Choice", bound=str)


def read_day(text: str, option: str) -> date:
    """A day written as YYYY-MM-DD."""
    with suppress(ValueError):
        day = date.fromisoformat(text)
        # The library reads other forms too, such as weeks.
        if day.isoformat() == text:
            return day
    raise typer.BadParameter(
        _("{text} is no day; write it like 2026-11-23.").format(text=repr(text)), param_hint=option
    )


def read_time(text: str, option: str) -> time:
    """A time of day written as HH:MM."""
    with suppress(ValueError):
        found = time.fromisoformat(text)
        if f"{found:%H:%M}" == text:
            return found
    raise typer.BadParameter(
        _("{text} is no time; write it like 09:30.").format(text=repr(text)), param_hint=option
    )


def read_number(text: str, option: str) -> Decimal:
    """A number of days, halves allowed."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not text.isascii():
        raise typer.BadParameter(
            _("{text} is no number; write it like 5 or 0.5.").format(text=repr(text)),
            param_hint=option,
        )
    return number


def read_choice(text: str, known: Collection[Choice], option: str) -> Choice:
    """One of a few words; that it is one of them is what the rest stands on."""
    for each in known:
        if each == text:
            return each
    raise typer.BadParameter(
        _("{text} is not one of {known}.").format(text=repr(text), known=listed(known)),
        param_hint=option,
    )


def read_pairs(words: Iterable[str], option: str) -> dict[str, str]:
    """Words of the form KEY=VALUE, each key once."""
    pairs: dict[str, str] = {}
    for each in words:
        key, sign, value = each.partition("=")
        key = key.strip()
        if not sign or not key:
            raise typer.BadParameter(
                _("{text} is not of the form KEY=VALUE.").format(text=repr(each)),
                param_hint=option,
            )
        if key in pairs:
            raise typer.BadParameter(
                _("{key} stands there twice.").format(key=repr(key)), param_hint=option
            )
        pairs[key] = value
    return pairs


FirstDay = Annotated[str, typer.Option("--from", metavar="D", help=_("The first day."))]
LastDay = Annotated[str, typer.Option("--to", metavar="D", help=_("The last day."))]
