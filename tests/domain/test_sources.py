"""Desks that are followed: what of theirs counts here, and what does not yet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from window_desk.domain import ops
from window_desk.domain.ops import Op, Recorded
from window_desk.domain.ownership import Unread, Written, divide
from window_desk.domain.sources import Source, fold_sources

CITY = Source("city/desk1", frozenset({"item", "key"}), {"city/desk1": 4})


@pytest.mark.parametrize(
    ("family", "stream", "seq", "counts"),
    [
        ("item", "city/desk1", 4, True),
        ("item", "city/desk1", 5, False),
        ("item", "city/desk1.2", 1, False),
        ("item", "city/desk2", 1, False),
        ("calendar", "city/desk1", 1, False),
        ("key", "city/desk1", 9, True),
        ("key", "city/desk1.2", 1, True),
        ("account", "city/desk1", 1, False),
    ],
)
def test_only_what_is_published_whole_counts(
    family: str, stream: str, seq: int, counts: bool
) -> None:
    assert CITY.counts(family, stream, seq) is counts


def recorded(*found: Op) -> list[Recorded]:
    return [Recorded(f"h1/desk1:{n}", datetime.now(UTC), "admin", x) for n, x in enumerate(found)]


def test_following_adds_up_and_leaving_takes_away() -> None:
    def followed(*families: str, desk: str = "city/desk1") -> Op:
        return ops.SourceFollowed(desk=desk, families=families)

    def left(*families: str) -> Op:
        return ops.SourceLeft(desk="city/desk1", families=families)

    assert fold_sources([]) == {}
    run = [followed("item"), followed("key", desk="h1/keeper"), followed("law", "item")]
    assert fold_sources(recorded(*run)) == {
        "city/desk1": frozenset({"item", "law"}),
        "h1/keeper": frozenset({"key"}),
    }
    assert fold_sources(recorded(*run, left("item", "law"))) == {"h1/keeper": frozenset({"key"})}
    assert fold_sources(recorded(*run, left("item"), followed("item")))["city/desk1"] == {
        "item", "law",
    }  # fmt: skip


def written(stream: str, seq: int, kind: str = "item.published") -> Written:
    return Written(stream, seq, "2026-11-23T09:30:00.000+08:00", "admin", kind, 1, b"{}")


def read(row: Written) -> Recorded | Unread | None:
    if row.kind == "item.strange":
        return Unread(row.id, row.kind, row.version, "newer")
    return Recorded(row.id, datetime.fromisoformat(row.at), row.by, ops.KeyRevoked(reason=""))


def applied(*rows: Written, sources: tuple[Source, ...] = (CITY,)) -> list[str]:
    return [each.id for each in divide("item/A", "h1/desk1", rows, read, sources).applied]


def test_what_is_followed_comes_after_what_was_here_whatever_the_clocks_say() -> None:
    rows = (written("city/desk1", 4), written("h1/desk1", 9), written("city/desk1", 5))
    assert applied(*rows) == ["h1/desk1:9", "city/desk1:4"]
    assert applied(*rows, sources=()) == ["h1/desk1:9"]
    assert divide("item/A", "h1/desk1", rows, read, (CITY,)).owner == "h1/desk1"


def test_what_cannot_be_read_of_it_ends_the_reading() -> None:
    rows = (written("city/desk1", 3, "item.strange"), written("city/desk1", 4))
    run = divide("item/A", "h1/desk1", rows, read, (CITY,))
    assert run.applied == []
    assert run.unread == Unread("city/desk1:3", "item.strange", 1, "newer")
