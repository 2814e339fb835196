"""The hub takes a run that follows, compares what it knows, and keeps nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desks import copy_as
from tests.hubs import Hub, link_of
from window_desk.domain import ops
from window_desk.domain.errors import Unusable
from window_desk.storage import log, streams
from window_desk.storage.log import Entry
from window_desk.sync.hub import install
from window_desk.sync.hub.link import Link

INGEST = (
    "SELECT state, seq, hash FROM hub.ingest(%s, %s, %s, %s::bigint[], %s::text[], %s::text[],"
    " %s::text[], %s::text[], %s::integer[], %s::bytea[], %s::bytea[], %s::bytea[], %s, %s)"
)
Stream = tuple[Link, list[Entry]]


@pytest.fixture(scope="module")
def entries(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    """Six ops of `h1/desk1`, as a desk writes them."""
    desk = copy_as(bare, tmp_path_factory.mktemp("writer") / "desk.db", "h1/desk1")
    for _ in range(6):
        with desk.change(by='张 "三"') as tx:
            tx.record(ops.PersonRecorded(sealed="", certificate_type="111"))
    with desk.read() as connection:
        found = list(streams.read_entries(connection, "h1/desk1", 1, 6))
    desk.close()
    return found


_names = (f"h1/desk{number}" for number in range(1, 1000))


@pytest.fixture
def stream(hub: Hub, entries: list[Entry]) -> Iterator[Stream]:
    """A desk at the hub, and the same ops as if it had written them."""
    name = next(_names)
    link = link_of(hub.admit(name))
    yield link, rewritten(entries, name)
    link.close()


def rewritten(entries: list[Entry], name: str = "", **changed: Any) -> list[Entry]:  # noqa: ANN401
    """The ops in another stream, or with another header, chained again."""
    prev, found = log.no_hash, []
    names = ("stream", "seq", "hlc", "at", "by", "entity", "kind", "version")
    for each in entries:
        stream = name or each[0]
        header = dict(zip(names, each[:8], strict=True)) | {"stream": stream} | changed
        header["entity"] = changed.get("entity", f"{stream}:{each[1]}")
        fields = tuple(header.values())
        own = log.chain(fields, each[9], prev)
        found.append((*fields, each[8], each[9], prev, own))
        prev = own
    return found  # type: ignore[return-value]  # the columns in their order


def give(link: Link, entries: list[Entry], **changed: Any) -> tuple[str, int, bytes]:  # noqa: ANN401
    """What the hub answers to a run."""
    names = ("hlcs", "ats", "bys", "entities", "kinds", "versions", "bodies", "digests", "hashes")
    columns = {
        name: [each[place] for each in entries]
        for name, place in zip(names, (2, 3, 4, 5, 6, 7, 8, 9, 11), strict=True)
    }
    words = {
        "stream": entries[0][0], "first": entries[0][1], "before": entries[0][10], **columns,
        "key": "k" * 32, "signature": bytes(64),
    } | changed  # fmt: skip
    ((state, seq, head),) = link.query(INGEST, list(words.values()))
    return state, seq, bytes(head)


def kept(hub: Hub, link: Link) -> list[tuple[Any, ...]]:
    return hub.rows(
        'SELECT stream, seq, hlc, at, "by", entity, kind, version, body, digest, prev, hash'
        " FROM hub.op WHERE stream = %s ORDER BY seq",
        (link.desk,),
    )


def test_a_run_is_kept_byte_for_byte_with_its_signed_end(hub: Hub, stream: Stream) -> None:
    link, run = stream
    assert give(link, run) == ("done", 6, run[-1][11])
    assert kept(hub, link) == run
    assert link.heads()[link.desk] == (6, run[-1][11])
    signed = "SELECT seq, hash, key, signature FROM hub.signed_head WHERE stream = %s"
    assert hub.rows(signed, (link.desk,)) == [(6, run[-1][11], "k" * 32, bytes(64))]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([(0, 6), (0, 6)], id="twice"),
        pytest.param([(0, 3), (3, 6)], id="in two parts"),
        pytest.param([(0, 4), (2, 6)], id="overlapping"),
        pytest.param([(0, 6), (1, 3)], id="a part of what is known"),
        pytest.param([(0, 1), (0, 6)], id="from the beginning again"),
    ],
)
def test_duplicates_and_overlaps_are_the_same_run(
    hub: Hub, stream: Stream, parts: list[tuple[int, int]]
) -> None:
    link, run = stream
    for first, last in parts:
        assert give(link, run[first:last])[0] == "done"
    assert kept(hub, link) == run
    assert link.heads()[link.desk] == (6, run[-1][11])


def test_a_gap_is_answered_with_the_head(hub: Hub, stream: Stream) -> None:
    link, run = stream
    assert give(link, run[2:]) == ("gap", 0, log.no_hash)
    give(link, run[:2])
    assert give(link, run[4:]) == ("gap", 2, run[1][11])
    assert kept(hub, link) == run[:2]


def test_another_op_under_a_known_number_is_a_fork(hub: Hub, stream: Stream) -> None:
    link, run = stream
    other = [*run[:3], *rewritten(run, by="somebody else")[3:]]
    give(link, run[:4])
    assert give(link, other[3:]) == ("fork", 4, run[3][11])
    assert give(link, rewritten(run, by="somebody else")) == ("fork", 1, run[0][11])
    # It does not follow either: the op before it is another one.
    strange = rewritten(run, by="somebody else")[4:]
    assert give(link, strange) == ("fork", 4, run[3][11])
    assert kept(hub, link) == run[:4]


COLUMNS = {
    "hlcs": (2, "bigint[]"), "ats": (3, "text[]"), "bys": (4, "text[]"),
    "entities": (5, "text[]"), "kinds": (6, "text[]"), "versions": (7, "integer[]"),
    "bodies": (8, "bytea[]"), "digests": (9, "bytea[]"), "hashes": (11, "bytea[]"),
}  # fmt: skip
SHAPES = {
    "two dimensions": "ARRAY[{x}]",
    "from nought on": "('[0:5]=' || {x}::text)::{t}",
    "nothing": "CASE WHEN {x} IS NULL THEN {x} END",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_columns_of_another_shape_are_not_kept(hub: Hub, stream: Stream, shape: str) -> None:
    """Bodies that are not where they are looked for would not be hashed."""
    link, run = stream
    values = [[each[place] for each in run] for place, _kind in COLUMNS.values()]
    for column in COLUMNS:
        words, given = [], []
        for (name, (_place, kind)), value in zip(COLUMNS.items(), values, strict=True):
            word = SHAPES[shape] if name == column else "{x}"
            words.append(word.replace("{x}", f"%s::{kind}").replace("{t}", kind))
            given.extend([value] * word.count("{x}"))
        with pytest.raises(Unusable) as caught:
            link.query(
                f"SELECT * FROM hub.ingest(%s, 1, %s, {', '.join(words)}, %s, %s)",
                [link.desk, log.no_hash, *given, "k" * 32, bytes(64)],
            )
        assert caught.value.code == "hub.form", column
    assert kept(hub, link) == []


def changes(run: list[Entry]) -> dict[str, Callable[[], tuple[list[Entry], dict[str, object]]]]:
    def column(place: int) -> list[Any]:
        return [each[place] for each in run]

    def with_one(place: int, value: object) -> list[Any]:
        return [*column(place)[:3], value, *column(place)[4:]]

    return {
        "a body that was changed": lambda: (run, {"bodies": with_one(8, b"{}")}),
        "a body that is missing": lambda: (
            rewritten(run, run[0][0], kind="case.opened"), {"bodies": with_one(8, None)}
        ),
        "a hash that was changed": lambda: (run, {"hashes": with_one(11, bytes(32))}),
        "a writer that was changed": lambda: (run, {"bys": with_one(4, "other")}),
        "an entity that was changed": lambda: (run, {"entities": with_one(5, "h1/desk1:9")}),
        "a version that was changed": lambda: (run, {"versions": with_one(7, 9)}),
        "a clock that stands still": lambda: (rewritten(run, run[0][0], hlc=7), {}),
        "a digest that is short": lambda: (run, {"digests": with_one(9, b"x")}),
        "a kind that is none": lambda: (rewritten(run, run[0][0], kind="nothing"), {}),
        "a moment that is none": lambda: (rewritten(run, run[0][0], at="now"), {}),
        "a clock beyond all": lambda: (rewritten(run[:1], run[0][0], hlc=1 << 62), {}),
        "an entity without end": lambda: (rewritten(run, run[0][0], entity="x" * 201), {}),
    }  # fmt: skip


@pytest.mark.parametrize("name", list(changes([])))
def test_what_does_not_hold_is_not_kept(hub: Hub, stream: Stream, name: str) -> None:
    link, run = stream
    changed, words = changes(run)[name]()
    with pytest.raises(Unusable) as caught:
        give(link, changed, **words)
    assert caught.value.code == "hub.unsound"
    assert kept(hub, link) == []


@pytest.mark.parametrize(
    "words",
    [
        {"first": 0}, {"first": -5}, {"first": (1 << 62) + 1}, {"hlcs": [1]}, {"hashes": []},
        {"key": "short"}, {"signature": b"short"}, {"bodies": [b"{}"] * 1001},
    ],
    ids=str,
)  # fmt: skip
def test_what_has_a_wrong_form_is_not_kept(
    hub: Hub, stream: Stream, words: dict[str, object]
) -> None:
    link, run = stream
    with pytest.raises(Unusable):
        give(link, run, **words)
    assert kept(hub, link) == []


CHECKS = {
    "the hash is not reckoned again": (
        "OR l.hash <> hub.chain(",
        "OR false AND l.hash <> hub.chain(",
        "a hash that was changed",
    ),
    "the body is not hashed again": (
        "OR sha256(bodies[l.seq - first + 1]) <> l.digest",
        "",
        "a body that was changed",
    ),
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_that_is_left_out_would_be_noticed(hub: Hub, stream: Stream, name: str) -> None:
    link, run = stream
    there, planted, change = CHECKS[name]
    statements = install.read_statements()
    (whole,) = (text for file, text in statements if file.startswith("040"))
    assert there in whole
    try:
        with hub.owner() as connection:
            group = hub.rows("SELECT value FROM hub.about WHERE key = 'group'")[0][0]
            text = whole.replace(there, planted).replace("{group}", f'"{group}"')
            connection.execute(text.encode())
        changed, words = changes(run)[change]()
        assert give(link, changed, **words)[0] == "done"
    finally:
        keeper = install.Keeper("h1/keeper", "public of h1/keeper", "age1keeper")
        hub.installed = install.install(hub.address, "hub1", keeper)


def test_the_bodies_of_an_erased_person_are_gone_for_good(hub: Hub, stream: Stream) -> None:
    link, run = stream
    person = run[1][5]
    body = log.write_body(ops.PersonErased(reason="asked for"))
    digest = hashlib.sha256(body).digest()
    header = (link.desk, 7, run[-1][2] + 1, run[0][3], "admin", person, "person.erased", 1)
    erased: Entry = (*header, body, digest, run[-1][11], log.chain(header, digest, run[-1][11]))
    give(link, run)
    link.query(
        "SELECT hub.put_envelopes(%s::text[], %s::text[], %s::bytea[])",
        ([link.desk] * 2, [person, run[2][5]], [b"sealed", b"sealed"]),
    )
    assert give(link, [erased])[0] == "done"
    bodies = [row[8] for row in kept(hub, link)]
    assert bodies == [run[0][8], None, *(each[8] for each in run[2:]), body]
    # The chain holds without it, and what comes later with the old body fills nothing in.
    assert give(link, [*run, erased])[0] == "done"
    assert [row[8] for row in kept(hub, link)] == bodies
    waiting = "SELECT person FROM hub.envelope WHERE to_desk = %s"
    assert hub.rows(waiting, (link.desk,)) == [(run[2][5],)]
    ((many,),) = link.query(
        "SELECT hub.put_envelopes(%s::text[], %s::text[], %s::bytea[])",
        ([link.desk], [person], [b"sealed"]),
    )
    assert many == 0
    # A hub that lost the ops but not the list of the erased keeps none of the bodies either.
    with hub.owner() as connection:
        connection.execute("DELETE FROM hub.op WHERE stream = %s", (link.desk,))
        connection.execute("DELETE FROM hub.stream WHERE id = %s", (link.desk,))
    give(link, run)
    assert kept(hub, link)[1][8] is None


def test_an_envelope_that_was_being_left_meanwhile_goes_when_it_is_taken(
    hub: Hub, stream: Stream
) -> None:
    link, run = stream
    person, kept_person = run[1][5], run[2][5]
    body = log.write_body(ops.PersonErased(reason="asked for"))
    digest = hashlib.sha256(body).digest()
    header = (link.desk, 7, run[-1][2] + 1, run[0][3], "admin", person, "person.erased", 1)
    erased: Entry = (*header, body, digest, run[-1][11], log.chain(header, digest, run[-1][11]))
    give(link, run)
    reader = hub.admit(next(_names))
    with hub.login(reader) as connection:
        connection.autocommit = False
        connection.execute(
            "SELECT hub.put_envelopes(%s::text[], %s::text[], %s::bytea[])",
            ([reader.desk] * 2, [person, kept_person], [b"sealed", b"sealed"]),
        )
        assert give(link, [erased])[0] == "done"
        connection.commit()
    waiting = "SELECT person FROM hub.envelope WHERE to_desk = %s ORDER BY person"
    assert hub.rows(waiting, (reader.desk,)) == [(person,), (kept_person,)]
    with hub.login(reader) as connection:
        connection.execute("SELECT hub.take_envelopes(%s)", ([person, kept_person],))
    assert hub.rows(waiting, (reader.desk,)) == [(kept_person,)]


def test_another_desk_cannot_erase_a_person(hub: Hub, stream: Stream) -> None:
    link, run = stream
    body = log.write_body(ops.PersonErased(reason="x"))
    digest = hashlib.sha256(body).digest()
    header = (link.desk, 7, run[-1][2] + 1, run[0][3], "admin", "h1/other:1", "person.erased", 1)
    erased: Entry = (*header, body, digest, run[-1][11], log.chain(header, digest, run[-1][11]))
    assert give(link, [*run, erased])[0] == "done"
    assert hub.rows("SELECT * FROM hub.erased WHERE person = 'h1/other:1'") == []


def test_a_witness_signs_not_over_another(hub: Hub, stream: Stream) -> None:
    link, _run = stream
    with hub.owner() as connection:
        connection.execute("SELECT hub.append('h1', 'h1/queue', '', 'x.done', 1, '{}', 'a', 0)")
    place = hub.rows("SELECT seq, hash FROM hub.op WHERE stream = 'h1/queue' ORDER BY seq")[-1]
    other = link_of(hub.admit(next(_names)))
    for each, signature in ((link, bytes(64)), (other, b"x" * 64)):
        each.query("SELECT hub.witness('h1/queue', %s, %s, %s, %s)", (*place, "w" * 32, signature))
    other.close()
    signed = "SELECT signature FROM hub.signed_head WHERE key = %s"
    assert hub.rows(signed, ("w" * 32,)) == [(bytes(64),)]
