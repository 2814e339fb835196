"""The chain that the hub reckons in SQL is the one that a desk reckons."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hubs import Hub
from window_desk.domain.centre import CENTRE_TIME
from window_desk.storage import log

numbers = st.integers(0, (1 << 62) - 1)
# PostgreSQL holds any text but U+0000, and a desk writes none.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
nasty = st.sampled_from(
    ['"', "\\", "\b\f\n\r\t", "\x01\x1f\x7f\x80", "\u2028\u2029", "张三𠮷", "</"]
)
entries = st.tuples(
    texts, numbers, numbers, texts | nasty, texts | nasty, texts | nasty, texts, st.integers(1, 9)
)


@settings(max_examples=20)
@given(st.lists(st.tuples(entries, st.binary(max_size=9), st.binary(max_size=9)), min_size=8))
def test_the_hash_in_sql_is_the_desk_s(
    hub: Hub, ops: list[tuple[tuple[object, ...], bytes, bytes]]
) -> None:
    hashed = [
        (entry, hashlib.sha256(body).digest(), hashlib.sha256(before).digest())
        for entry, body, before in ops
    ]
    with hub.owner() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "SELECT hub.chain(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [(*entry, digest, prev) for entry, digest, prev in hashed],
            returning=True,
        )
        found = [cursor.fetchone() for _set in cursor.results()]
    assert found == [(log.chain(entry, digest, prev),) for entry, digest, prev in hashed]


def test_an_op_of_the_hub_is_chained_and_stamped_as_a_desk_s_would_be(hub: Hub) -> None:
    at = datetime(2026, 11, 23, 1, 0, 0, 123999, tzinfo=UTC)
    body = '{"x":"张三"}'
    append = "SELECT * FROM hub.append('h8', 'h8/queue', %s, 'x.done', 1, %s, 'a', %s, %s)"
    with hub.owner() as connection:
        made = [
            connection.execute(append, (entity, body, seen, at)).fetchall()[0]
            for entity, seen in (("", 0), ("h8/queue:1", 0), ("", 1 << 50), ("", 1 << 61))
        ]
    clock = int(at.timestamp() * 1000) << 16
    latest = 4_102_444_800_000 << 16
    assert [row[3] for row in made] == [clock, clock + 1, max(clock + 2, (1 << 50) + 1), latest + 1]
    prev = log.no_hash
    for number, row in enumerate(made, 1):
        _hall, *entry, kept, digest, before, own = row
        assert entry[0] == "h8/queue"
        assert entry[1] == number
        assert entry[3] == at.astimezone(CENTRE_TIME).isoformat(timespec="milliseconds")
        assert (kept, digest) == (body.encode(), hashlib.sha256(body.encode()).digest())
        assert before == prev
        assert own == log.chain(entry, digest, prev)
        prev = own
    assert [row[6] for row in made] == ["h8/queue:1", "h8/queue:1", "h8/queue:3", "h8/queue:4"]
    head = hub.rows("SELECT have_seq, have_hash, hlc FROM hub.stream WHERE id = 'h8/queue'")
    assert head == [(4, prev, made[-1][3])]
