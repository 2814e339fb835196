"""What typer says of wrong words and in its help, in the words and the language of the desk.

Typer speaks English only. Its phrases are known by their form; one that is not is left as it is.
"""

from __future__ import annotations

import io
import re
from typing import NamedTuple

import typer

from window_desk.locale import _, current
from window_desk.locale.punctuation import listed


class Told(NamedTuple):
    """What is wrong with the words of a call: lines for people, and the sentence alone."""

    lines: list[str]
    sentence: str


def told(error: typer.TyperException) -> Told:
    """What typer says of wrong words, with the usage line."""
    said = io.StringIO()
    show = getattr(error, "show", None)
    if show is not None:
        show(file=said)
    head, sign, _message = said.getvalue().partition("Error: ")
    lines = [in_our_words(each) for each in head.splitlines()]
    if show is not None and not sign:
        # A noun without a command shows its help, which is in our words already.
        return Told(lines, lines[-1])
    sentence = in_our_words(error.format_message())
    return Told([*lines, _("Error: {what}").format(what=sentence)], sentence)


def in_our_words(said: str) -> str:
    """One thing that typer says, and what it quotes in it."""
    for phrase, ours in _phrases():
        found = _form(phrase).fullmatch(said)
        if found:
            parts = found.groupdict()
            if "why" in parts:
                parts["why"] = in_our_words(parts["why"])
            if "known" in parts:
                parts["known"] = listed(re.split(r",\s+", parts["known"]))
            if "usage" in parts:
                parts["usage"] = _usage(parts["usage"])
            return ours.format_map(parts)
    return said


def _form(phrase: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", phrase)
    parts = (
        f"(?P<{each}>.+?)" if place % 2 else re.escape(each) for place, each in enumerate(pieces)
    )
    return re.compile("".join(parts), re.DOTALL)


def _phrases() -> list[tuple[str, str]]:
    """Typer's phrases, each before one that its text would fit as well, and ours for them."""
    return [
        ("Usage: {usage}", _("Usage: {usage}")),
        ("Try '{command}' for help.", _("Try '{command}' for help.")),
        ("Invalid value for {name}: {why}", _("Invalid value for {name}: {why}")),
        ("Invalid value: {why}", _("Invalid value: {why}")),
        (
            "Missing option {name}. Choose from:\n\t{known}",
            _("Option {name} is missing; choose from {known}."),
        ),
        (
            "Missing argument {name}. Choose from:\n\t{known}",
            _("{name} is missing; choose from {known}."),
        ),
        ("Missing option {name}.", _("Option {name} is missing.")),
        ("Missing argument {name}.", _("{name} is missing.")),
        ("Missing command.", _("The command is missing.")),
        (
            "No such option: {name} (Possible options: {known})",
            _("No such option: {name}. Did you mean {known}?"),
        ),
        ("No such option: {name}", _("No such option: {name}.")),
        (
            "No such command {name}. Did you mean {known}?",
            _("No such command {name}. Did you mean {known}?"),
        ),
        ("No such command {name}.", _("No such command {name}.")),
        ("Got unexpected extra argument(s) ({words})", _("This is too much: {words}.")),
        ("Got unexpected extra argument ({words})", _("This is too much: {words}.")),
        ("Option {name} requires an argument.", _("A value is missing after {name}.")),
        ("Option {name} does not take a value.", _("{name} stands alone, without a value.")),
        ("Value error, {why}", "{why}"),
        ("{text} is not one of {known}.", _("{text} is not one of {known}.")),
        (
            "Input should be a valid integer, unable to parse string as an integer",
            _("It has to be a whole number."),
        ),
        ("Input should be greater than or equal to {least}", _("It has to be at least {least}.")),
        ("Input should be less than or equal to {most}", _("It has to be at most {most}.")),
    ]


def _usage(words: str) -> str:
    """A usage line: typer's own names for what may follow."""
    if current() == "zh":
        for theirs, ours in (("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]...")):
            words = words.replace(theirs, ours)
    return words


def translate_help(text: str) -> str:
    """A page of help with typer's own headings and remarks in the present language."""
    if current() == "en":
        return text
    for heading, ours in (
        (r"^Usage: (.*(?:\n +\S.*)*)", lambda found: in_our_words(found[0])),
        (r"^Options:$", _("Options:")),
        (r"^Arguments:$", _("Arguments:")),
        (r"^Commands:$", _("Commands:")),
        (r"\bShow this\s+message and exit\.$", _("Show this help.")),
        (r"(?:(?<=\[)|(?<=; ))default: ?", _("default:")),
        (r"(?:(?<=\[)|(?<=; ))env var: ?", _("environment:")),
        (r"(?:(?<=\[)|(?<=; ))required(?=\])", _("required")),
    ):
        text = re.sub(heading, ours, text, flags=re.MULTILINE)
    return text
