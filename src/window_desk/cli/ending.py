"""How a run ends: its exit status, and what went wrong as one sentence, never as a traceback."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from window_desk.domain.errors import DeskError, RuleBroken

if TYPE_CHECKING:
    from window_desk.cli.call import Call
    from window_desk.cli.usage_words import Told

done = 0
refused = 1
wrong_words = 2
unusable = 3
interrupted = 130
unread = 141
"""Nobody reads the answer any more; as a shell says of a program that ended so (128 + SIGPIPE)."""

log_name = "window-desk.log"

_append_only = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


def tell(error: DeskError, call: Call | None = None) -> int:
    """Say what a rule or a file stood against; gives the exit status."""
    from window_desk.locale import say

    sentence = say(error)
    article = error.article if isinstance(error, RuleBroken) else ""
    citation = _cite(call, article) if article else ""
    _write(f"{sentence} ({citation})" if citation else sentence)
    if call is not None and call.as_json:
        _write_document(error.code, sentence, article, citation)
    return refused if isinstance(error, RuleBroken) else unusable


def tell_usage(told: Told, call: Call | None = None) -> int:
    """Say what is wrong with the words of the call; gives the exit status."""
    for each in told.lines:
        _write(each)
    if call is not None and call.as_json:
        _write_document("usage", told.sentence, "", "")
    return wrong_words


def _write_document(code: str, message: str, article: str, citation: str) -> None:
    from window_desk.cli.printing import write_json

    said = {"code": code, "message": message, "article": article or None}
    write_json({"error": said | ({"citation": citation} if citation else {})})


def _cite(call: Call | None, article: str) -> str:
    from window_desk.locale import current

    try:
        return call.law.cite(article, current()) if call else article
    except DeskError:
        # The refusal itself matters more than how its article is called.
        return article


def tell_unexpected(error: BaseException, call: Call | None = None) -> int:
    """Say that something nobody foresaw happened, and where its details are; gives the status."""
    from window_desk.domain.errors import Unusable

    place = _write_details(error, call)
    failed = Unusable(
        "desk.unexpected",
        "Something inside window-desk failed ({kind}).",
        hint="The details are in {place}: give them to whoever looks after this desk.",
        kind=type(error).__name__,
        place=str(place) if place else "-",
    )
    return tell(failed, call)


def _write_details(error: BaseException, call: Call | None) -> Path | None:
    """Append the traceback to a log that only this user can read; gives its path."""
    import traceback
    from datetime import datetime

    text = (
        f"{datetime.now().astimezone().isoformat()}\n{''.join(traceback.format_exception(error))}\n"
    )
    for folder in _folders(call):
        path = folder / log_name
        try:
            handle = os.open(path, _append_only, 0o600)
        except OSError:
            continue
        with os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(text)
        return path
    return None


def _folders(call: Call | None) -> list[Path]:
    """Where the details may go: the folder of the database, or else the one for passing files."""
    import tempfile

    from window_desk.bootstrap import data_home, find_settings
    from window_desk.storage.place import folder_of

    passing = Path(tempfile.gettempdir())
    try:
        place = (call.settings if call else find_settings()).database
        folder = folder_of(place)
        if folder == data_home() or not isinstance(place, Path):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (DeskError, OSError):
        return [passing]
    return [folder, passing]


def _write(line: str) -> None:
    from window_desk.cli.printing import visible

    sys.stderr.write(f"{visible(line)}\n")


def drop_output() -> int:
    """Nobody reads on: let what is still to be written go nowhere, quietly; gives the status."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(nowhere, stream.fileno())
    return unread
