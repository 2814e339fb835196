"""The way in: without a command the desk, and otherwise the commands."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from window_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from window_desk.locale import Lang


def main(argv: Sequence[str] | None = None) -> int:
    """Open the desk or run a command; gives the exit status and never raises an error."""
    from window_desk.cli import ending

    words = list(sys.argv[1:] if argv is None else argv)
    _prepare_streams()
    try:
        status = _run(words)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return ending.interrupted
    except BrokenPipeError:
        return ending.drop_output()
    except DeskError as error:
        return ending.tell(error)
    except Exception as error:
        return ending.tell_unexpected(error)


def _run(words: list[str]) -> int:
    from window_desk.locale import use, wished_language

    options, rest = read_options(words)
    lang: Lang | None = "zh" if options.get("lang") == "zh" else "en" if "lang" in options else None
    # The commands' own words are made when they are loaded.
    use(lang or wished_language())
    if rest:
        from window_desk.cli.command import run

        return run(words)
    return _open(options.get("database", ""), lang)


def read_options(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The options before a command, and what the library for commands has to read.

    Opening a desk without a command does not wait for that library; what it would refuse is left
    to it.
    """
    found: dict[str, str] = {}
    rest = list(words)
    while rest:
        name, is_joined, value = rest[0].partition("=")
        value = value if is_joined else "".join(rest[1:2])
        known = {"--database": bool(value), "--lang": value in ("zh", "en")}
        if not known.get(name):
            break
        found[name.removeprefix("--")] = value
        rest = rest[1 if is_joined else 2 :]
    return found, rest


def _open(database: str, lang: Lang | None) -> int:
    from window_desk.bootstrap import find_settings, has_terminal, run_screens
    from window_desk.locale import _

    settings = find_settings(database, lang)
    if not has_terminal():
        said = _("The desk needs a terminal; window-desk --help shows what works without one.")
        sys.stderr.write(f"{said}\n")
        return 2
    return run_screens(settings)


def _prepare_streams() -> None:
    """Print every character or its number: a terminal's encoding is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
