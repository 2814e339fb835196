"""The centre, the working-day notices and the law from their files, each checked whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path as FilePath

import msgspec

from window_desk.catalogue.check import check_codes
from window_desk.catalogue.check_centre import check_centre
from window_desk.catalogue.convert import check_keys, convert, convert_parts
from window_desk.catalogue.lines import Path
from window_desk.catalogue.source import (
    BadSource,
    Complain,
    Source,
    SourceError,
    complaints,
    harmless,
    read_sources,
    shown,
)
from window_desk.domain.calendar import Day, Notice, first_day, last_day
from window_desk.domain.centre import Centre
from window_desk.domain.item import Bilingual
from window_desk.domain.law import Article, Law, is_number
from window_desk.locale import _


class _NoticeHead(msgspec.Struct, frozen=True):
    """The `[notice]` of a calendar file; its days follow."""

    year: int
    papers: tuple[str, ...]
    announced_through: date


class _LawHead(msgspec.Struct, frozen=True):
    """The `[law]` of a law file; its articles follow."""

    key: str
    title: Bilingual
    edition: str
    source: str


class _Quote(msgspec.Struct, frozen=True):
    """One article as a law file holds it."""

    number: str
    heading: Bilingual
    text: Bilingual


def load_centre(path: FilePath) -> Centre:
    """The settings of the centre in a file. Raises `BadSource` with every error in it."""
    sources, errors = read_sources([path])
    centre = None
    for source in sources:
        complain = complaints(errors, source)
        raw = _only_table(source, "centre", complain)
        parts = convert_parts(Centre, raw, ("centre",), complain) if raw is not None else None
        if parts is not None:
            check_centre(parts, ("centre",), complain)
            centre = None if parts.wrong else Centre(**parts.values)
    _refuse(errors)
    if centre is None or len(sources) != 1:
        wrong = SourceError(harmless(str(path)), 0, "", _("A centre is one file; name that file."))
        raise BadSource([wrong])
    return centre


def load_notices(folder: FilePath) -> tuple[Notice, ...]:
    """The working-day notices of a folder or file by year. Raises `BadSource` with every error."""
    sources, errors = read_sources([folder])
    notices: dict[int, Notice] = {}
    for source in sources:
        complain = complaints(errors, source)
        notice = _notice(source, complain)
        if notice is not None and notice.year in notices:
            complain(
                ("notice", "year"),
                f"Another file has the notice for {notice.year}; keep both papers in one file.",
            )
        elif notice is not None:
            notices[notice.year] = notice
    _refuse(errors)
    return tuple(notices[year] for year in sorted(notices))


def load_law(folder: FilePath) -> Law:
    """The articles of all laws in a folder or file. Raises `BadSource` with every error."""
    sources, errors = read_sources([folder])
    articles: dict[str, Article] = {}
    for source in sources:
        complain = complaints(errors, source)
        for path, article in _articles(source, complain):
            if article.key in articles:
                complain(
                    (*path, "number"), f"{article.key} is quoted already; keep one of the two."
                )
            articles[article.key] = article
    _refuse(errors)
    return Law(tuple(articles.values()))


def _refuse(errors: Iterable[SourceError]) -> None:
    found = sorted(set(errors))
    if found:
        raise BadSource(found)


def _only_table(source: Source, name: str, complain: Complain, *others: str) -> object:
    """The table of that name; complain when it is missing or something else is beside it."""
    check_keys(source.values, (name, *others), (), complain)
    if name not in source.values:
        complain((), f"[{name}] is missing; add it at the top of the file.")
    return source.values.get(name)


def _elements(source: Source, name: str, complain: Complain) -> list[object]:
    raw = source.values.get(name, [])
    if not isinstance(raw, list):
        complain((name,), f'"{name}" must be a list of tables; write [[{name}]] before each.')
        return []
    return raw


def _notice(source: Source, complain: Complain) -> Notice | None:
    raw = _only_table(source, "notice", complain, "days")
    head = convert(_NoticeHead, raw, ("notice",), complain) if raw is not None else None
    days: list[Day] = []
    for position, each in enumerate(_elements(source, "days", complain)):
        path = ("days", position)
        day = convert(Day, each, path, complain)
        if day is not None and head is not None:
            _check_day(day, days, head.year, (*path, "date"), complain)
        if day is not None:
            days.append(day)
    if head is None:
        return None
    _check_head(head, complain)
    return Notice(head.year, head.papers, head.announced_through, tuple(days))


def _check_head(head: _NoticeHead, complain: Complain) -> None:
    if not first_day.year < head.year <= last_day.year:
        complain(
            ("notice", "year"),
            f"{head.year} is not a year of this calendar; "
            f"write {first_day.year + 1} to {last_day.year}.",
        )
    if head.announced_through.year != head.year:
        complain(
            ("notice", "announced_through"),
            f"A notice for {head.year} settles days of {head.year}; write its last settled day.",
        )
    if not head.papers:
        complain(("notice", "papers"), "A notice names its paper; add where it was published.")


def _check_day(day: Day, before: Sequence[Day], year: int, path: Path, complain: Complain) -> None:
    """A notice may move days of its own year and of the December before it."""
    if not (day.date.year == year or (day.date.year, day.date.month) == (year - 1, 12)):
        complain(
            path, f"{day.date} is not in {year} or the December before; move it to its own file."
        )
    if any(each.date == day.date for each in before):
        complain(path, f"{day.date} stands twice in this file; keep one of them.")


def _articles(source: Source, complain: Complain) -> list[tuple[Path, Article]]:
    raw = _only_table(source, "law", complain, "articles")
    head = convert(_LawHead, raw, ("law",), complain) if raw is not None else None
    if head is not None:
        check_codes([(("law",), head.key)], complain, key="key")
    found = []
    for position, each in enumerate(_elements(source, "articles", complain)):
        path: Path = ("articles", position)
        quote = convert(_Quote, each, path, complain)
        if quote is not None and not is_number(quote.number):
            complain(
                (*path, "number"),
                f"{shown(quote.number)} is no article number; "
                'write article, paragraph and item such as "32.1.4".',
            )
        elif quote is not None and head is not None:
            article = Article(
                key=f"{head.key}.{quote.number}",
                law=head.title,
                number=quote.number,
                heading=quote.heading,
                text=quote.text,
                edition=head.edition,
            )
            found.append((path, article))
    return found
