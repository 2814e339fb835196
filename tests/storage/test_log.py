"""One stream, one writer: gapless, chained, and every byte that was ever written reads the same."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import MORNING, Clock, assert_sound
from window_desk.domain import ops
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.domain.item import Bilingual, Limit, ServiceItem
from window_desk.storage import log
from window_desk.storage.desk import Desk, make_desk

golden = [
    json.loads(line)
    for line in (Path(__file__).parent / "golden" / "ops-0001.jsonl")
    .read_text("utf-8")
    .splitlines()
]


def test_every_version_of_every_kind_of_op_has_a_golden_line() -> None:
    # Of a kind that got another field there are several.
    assert {(each["kind"], each["version"]) for each in golden} == {
        (kind, version)
        for kind, newest in ops.kinds.items()
        for version in range(1, newest.version + 1)
    }


@pytest.mark.parametrize("line", golden, ids=lambda line: str(line["kind"]))
def test_an_op_that_was_ever_written_reads_and_writes_the_same(line: dict[str, Any]) -> None:
    op = log.read_op(line["kind"], line["body"].encode(), line["version"])
    assert op.kind == line["kind"]
    written = log.write_body(op)
    assert log.read_op(op.kind, written) == op
    # One of an older version is written as the newest.
    assert written.decode() == line["body"] or line["version"] < op.version


def test_the_chain_over_the_golden_ops_is_the_one_it_always_was() -> None:
    prev = log.no_hash
    for seq, line in enumerate(golden, 1):
        stamp, entity = "2026-11-23T09:30:00.000+08:00", f"h1/desk1:{seq}"
        header = (
            "h1/desk1", seq, seq << 16, stamp, "clerk1", entity, line["kind"], line["version"]
        )  # fmt: skip
        prev = log.chain(header, hashlib.sha256(line["body"].encode()).digest(), prev)
        assert prev.hex() == line["hash"]


class TestWriting:
    @pytest.fixture
    def empty(self, tmp_path: Path) -> Desk:
        """A desk without any op."""
        return make_desk(tmp_path / "desk.db", "h1/desk1", Clock())

    def test_ops_are_numbered_without_a_gap_and_named_by_their_number(self, empty: Desk) -> None:
        with empty.change(by="clerk1") as tx:
            first = tx.record(ops.PersonRecorded(sealed="", certificate_type="111"))
            second = tx.record(ops.WindowOpened(account="clerk1"), on="window/1")
        with empty.change(by="clerk2") as tx:
            third = tx.record(ops.WindowClosed(), on="window/1")
        assert (first, second, third) == ("h1/desk1:1", "window/1", "window/1")
        with empty.read() as connection:
            run = log.history(connection, "window/1")
        assert [(each.id, each.by, each.op) for each in run] == [
            ("h1/desk1:2", "clerk1", ops.WindowOpened(account="clerk1")),
            ("h1/desk1:3", "clerk2", ops.WindowClosed()),
        ]

    def test_what_is_folded_is_what_a_later_reader_reads(self, empty: Desk) -> None:
        # Equal to the default, and another object: an encoder may tell them apart.
        limit = Limit(value=Decimal(5), unit="".join(("working", "_days")))  # type: ignore[arg-type]  # a made text
        item = ServiceItem(
            code="T-1", name=Bilingual(zh="甲"), type="01", department="乙", promised=limit
        )
        with empty.change(by="admin") as tx:
            tx.record(ops.ItemPublished(item=item, keys=""), on="item/T-1")
            mine = tx.history("item/T-1")[0]
        with empty.read() as connection:
            theirs = log.history(connection, "item/T-1")[0]
        assert mine == theirs
        assert log.write_body(mine.op) == log.write_body(theirs.op)
        assert_sound(empty)

    @pytest.mark.parametrize(
        "op",
        [
            pytest.param(
                ops.CaseLegAnswered(step="a", outcome="perhaps"),  # type: ignore[arg-type]  # wrong on purpose
                id="a word that is not in the list",
            ),
            pytest.param(
                ops.WindowOpened(account=7),  # type: ignore[arg-type]  # wrong on purpose
                id="a number for a text",
            ),
            pytest.param(ops.WindowOpened(account="\ud800"), id="half of a surrogate pair"),
        ],
    )
    def test_an_op_that_could_not_be_read_again_is_not_written(
        self, empty: Desk, op: ops.Op
    ) -> None:
        with pytest.raises(RuleBroken) as caught, empty.change(by="clerk1") as tx:
            tx.record(op, on="window/1")
        assert caught.value.code == "op.form"
        with empty.read() as connection:
            assert log.verify(connection) == (0, 1, [])

    def test_the_logs_clock_goes_on_when_the_wall_clock_goes_back(self, empty: Desk) -> None:
        moments = [MORNING, MORNING - timedelta(days=400), MORNING, MORNING + timedelta(hours=1)]
        for now in moments:
            with empty.change(by="clerk1", now=now) as tx:
                tx.record(ops.WindowClosed(), on="window/1")
        with empty.read() as connection:
            run = log.history(connection, "window/1")
            clocks = connection.execute("SELECT hlc FROM op ORDER BY seq").scalars()
        assert [each.at for each in run] == moments
        assert list(clocks) == sorted(set(clocks))


@pytest.fixture(scope="module")
def unused(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk to which nothing is ever committed."""
    return make_desk(tmp_path_factory.mktemp("unused") / "desk.db", "h1/desk1")


moments = st.integers(-(10**12), 10**12).map(lambda each: MORNING + timedelta(milliseconds=each))


@given(run=st.lists(moments, max_size=8))
def test_any_run_of_moments_verifies(unused: Desk, run: list[datetime]) -> None:
    with unused.pool.lend() as connection:
        connection.begin()
        writer = log.Writer(connection, "h1/desk1")
        for each in run:
            writer.append(ops.WindowClosed(), entity="window/1", at=each, by="x")
        writer.finish()
        assert log.verify(connection) == (len(run), 1, [])
        found = log.history(connection, "window/1")
        connection.rollback()
    assert [each.id for each in found] == [f"h1/desk1:{seq}" for seq in range(1, len(run) + 1)]
    assert [each.at for each in found] == run


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        pytest.param("ticket.danced", b"{}", "log.kind", id="an unknown kind"),
        pytest.param("ticket.left", b"{", "log.shape", id="no JSON"),
        pytest.param("ticket.left", b'{"window":7}', "log.shape", id="a wrong type"),
        pytest.param("ticket.left", b'{"door":"7"}', "log.shape", id="a field from the future"),
        pytest.param("ticket.left", b"\xff\xfe", "log.shape", id="no text"),
    ],
)
def test_an_op_of_another_program_is_one_sentence(kind: str, body: bytes, code: str) -> None:
    with pytest.raises(Unusable) as caught:
        log.read_op(kind, body)
    assert caught.value.code == code
    assert kind in caught.value.message
    assert "update window-desk" in caught.value.hint.lower()


def test_every_single_changed_byte_is_found(desk_file: Path) -> None:
    desk = Desk(desk_file, Clock())
    with desk.change(by="clerk1") as tx:
        for _ in range(5):
            tx.record(ops.WindowPaused(reason="meal"), on="window/1")
    with desk.read() as connection:
        last = connection.execute("SELECT max(seq) FROM op").scalar()
    changes = {
        "hlc": "hlc + 1",
        "at": "replace(at, '2026', '2027')",
        '"by"': "'clerk2'",
        "entity": "'window/2'",
        "kind": "'window.resumed'",
        "version": "version + 1",
        "body": 'CAST(\'{"reason":"tea"}\' AS BLOB)',
        "digest": "CAST('0' AS BLOB)",
        "prev": "CAST('0' AS BLOB)",
        "hash": "CAST('0' AS BLOB)",
    }
    for column, value in changes.items():
        for seq in (last - 4, last):
            with desk.pool.lend() as connection:
                connection.begin()
                connection.execute(f"UPDATE op SET {column} = {value} WHERE seq = ?", (seq,))
                _, _, broken = log.verify(connection)
                assert broken, column
                assert broken[0].stream == "h1/desk1"
                assert all(log.why_label(broken[0].why))
                assert broken[0].seq in (seq, seq + 1)
                connection.rollback()
    with desk.read() as connection:
        assert log.verify(connection)[2] == []
    desk.close()


@pytest.mark.spoils
def test_an_erased_body_does_not_break_the_chain(desk_file: Path) -> None:
    desk = Desk(desk_file, Clock())
    with desk.change(by="clerk1") as tx:
        tx.record(ops.WindowPaused(reason="meal"), on="window/1")
        tx.record(ops.WindowClosed(), on="window/1")
    with desk.pool.writing() as connection:
        connection.execute("UPDATE op SET body = NULL WHERE kind = 'window.paused'")
        assert log.verify(connection)[2] == []
    desk.close()
