"""Hostile files: changed bytes are refused, and what a trusted desk signs cannot do harm.

`make fuzz ROUNDS=2000` reads more of them than the tests do.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.desks import ADMIN, answer, befriend, copy_as, export, open_case
from tests.support import assert_sound, projections
from window_desk.domain.errors import Unusable
from window_desk.storage import driver, log, project_run, streams
from window_desk.storage.desk import Desk
from window_desk.storage.log import Entry
from window_desk.storage.op_line import write_line
from window_desk.sync import bundle, receive, trusting
from window_desk.sync.bundle import Header
from window_desk.sync.keys import PublicKey
from window_desk.sync.send import Wish

Plain: TypeAlias = Any

ROUNDS = int(os.environ.get("WINDOW_DESK_ROUNDS", "40"))
GOLDEN = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "storage" / "golden" / "ops-0001.jsonl")
    .read_text("utf-8")
    .splitlines()
]


@pytest.fixture
def desks(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Desk, Desk]]:
    """A desk that is trusted and hostile, and the one that reads its files."""
    monkeypatch.setattr(driver, "journal_pragmas", lambda _version: ("DELETE", "OFF"))
    hostile, desk = (copy_as(bare, tmp_path / f"{n}.db", f"h{n}/desk1") for n in (1, 2))
    befriend(hostile, desk)
    _person, case = open_case(desk)
    answer(desk, case, "ours")
    yield hostile, desk
    hostile.close()
    desk.close()


def mutant(content: bytes, chance: random.Random) -> bytes:
    """The bytes of a file, damaged once or a few times."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        place = chance.randrange(len(changed))
        end = min(len(changed), place + chance.choice([1, 2, 10, 500]))
        match chance.randrange(5):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                del changed[place:end]
            case 2:
                changed[place:place] = changed[chance.randrange(len(changed)) :][:500]
            case 3:
                changed[place:end] = chance.randbytes(end - place)
            case _:
                digits = str(chance.choice([-1, 0, 1 << 63, 10**40])).encode()
                changed[place:end] = digits
    return bytes(changed) or b"\n"


def test_no_damaged_file_is_taken_in(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    hostile, desk = desks
    for number in range(4):
        _person, case = open_case(hostile, f"申请人{number}")
        answer(hostile, case)
    content = export(hostile)[0].read_bytes()
    before = projections(desk)
    path = tmp_path / "mutant.wdb"
    for seed in range(ROUNDS * 5):
        damaged = mutant(content, random.Random(seed))
        if damaged == content:
            continue
        path.write_bytes(damaged)
        assert receive.import_bundle(desk, ADMIN, path).error is not None, seed
    assert projections(desk) == before
    assert_sound(desk)


def test_a_signature_that_is_not_looked_at_is_caught(
    desks: tuple[Desk, Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile, desk = desks
    open_case(hostile)
    content = export(hostile)[0].read_bytes()
    monkeypatch.setattr(PublicKey, "verifies", lambda *_words: True)
    path = tmp_path / "mutant.wdb"
    path.write_bytes(content.replace(b'"part":1', b'"part":7'))
    assert receive.import_bundle(desk, ADMIN, path).error is None


HOSTILE: list[Plain] = [
    10**30, -(10**30), 1 << 63, 1.5, True, None, "", "\x1b[2J", "[/x]", "=cmd|' /C calc'!A0",
    "../../etc/passwd", "x" * 10_000, "\u202e", "'; DROP TABLE op; --", [], {}, [[[[[]]]]],
    "9999-12-31", "0001-01-01", "9999-12-31T23:59:59+00:00", "h2/desk1:2", {"zh": []},
]  # fmt: skip


def twisted(value: Plain, chance: random.Random) -> Plain:
    """A body in which some values are others."""
    if chance.random() < 0.15:
        return chance.choice(HOSTILE)
    if isinstance(value, dict):
        return {key: twisted(each, chance) for key, each in value.items()}
    if isinstance(value, list):
        return [twisted(each, chance) for each in value]
    return value


Said: TypeAlias = tuple[str, str, int, bytes]
"""What a hostile op says: its kind, its entity (empty for a new one), its version, its body."""


def hostile_run(chance: random.Random, count: int, made: list[str]) -> list[Said]:
    """Ops with anything in them, on anything: new cases, earlier ones, and what is not theirs."""
    others = ["h2/desk1:1", "h2/desk1:2", "h3/desk1:9", "window/1", "account/root", "centre/main"]
    found: list[Said] = []
    for _ in range(count):
        line = chance.choice(GOLDEN)
        kind = line["kind"] if chance.random() < 0.95 else "case.danced"
        body = json.dumps(twisted(json.loads(line["body"]), chance), ensure_ascii=False).encode()
        if chance.random() < 0.05:
            body = chance.choice([b"{}", b"[]", b"7", b'""', b"[" * 50 + b"]" * 50])
        begins = kind in ("case.opened", "person.recorded", "ticket.issued")
        entity = "" if begins else chance.choice([*made[-5:], *made[-5:], *others])
        found.append((kind, entity, chance.choice([1] * 19 + [2]), body))
    return found


def record(desk: Desk, said: list[Said]) -> list[Entry]:
    """Chain ops to the desk's stream, as they should be, whatever they say."""
    with desk.pool.writing() as connection:
        head = streams.read_head(connection, "h1/desk1")
        hlc, prev = head.hlc, head.hash
        found: list[Entry] = []
        for seq, (kind, entity, version, body) in enumerate(said, head.seq + 1):
            hlc += 1 + seq % 3
            digest = hashlib.sha256(body).digest()
            header = (
                "h1/desk1", seq, hlc, "2026-11-23T09:30:00.000+08:00", "root",
                entity or f"h1/desk1:{seq}", kind, version,
            )  # fmt: skip
            own = log.chain(header, digest, prev)
            found.append((*header, body, digest, prev, own))
            prev = own
        streams.append(connection, "h1/desk1", "h1/desk1", found)
    return found


def sign(desk: Desk, run: list[Entry]) -> bytes:
    """A bundle of these ops, signed by the desk as if it had recorded them."""
    key = trusting.own_key(desk)
    head = bundle.sign_head(key, "h1/desk1", run[-1][1], run[-1][11])
    one = bundle.range_head(run[0], head)
    header = Header(wdb=1, from_="h1/desk1", key=key.public.fingerprint, n=len(run), ranges=(one,))
    return bundle.write(key, header, [write_line(each) for each in run])


def ours(desk: Desk) -> list[tuple[object, ...]]:
    """What this desk itself recorded, and who may act here."""
    with desk.read() as connection:
        found = connection.execute(
            "SELECT * FROM service_case WHERE id GLOB 'h2/desk1:*' ORDER BY id"
        ).all()
        return [*found, *connection.execute("SELECT * FROM account").all()]


def attack(desks: tuple[Desk, Desk], path: Path, rounds: int) -> None:
    """Let the hostile desk sign whatever it wants, and the other read it."""
    hostile, desk = desks
    before = ours(desk)
    carried = receive.import_bundle(desk, ADMIN, export(hostile, Wish())[0])
    assert carried.error is None
    made: list[str] = []
    for seed in range(rounds):
        run = record(hostile, hostile_run(random.Random(seed), 8, made))
        made += [each[5] for each in run if each[6] == "case.opened"]
        path.write_bytes(sign(hostile, run))
        done = receive.import_bundle(desk, ADMIN, path)
        assert done.error is None, (seed, done.error)
        assert done.taken.appended == len(run)
    assert ours(desk) == before
    assert_sound(desk)


def test_what_a_trusted_desk_signs_does_no_harm(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    attack(desks, tmp_path / "signed.wdb", ROUNDS)


def too_large(hostile: Desk, path: Path) -> Path:
    """A file with a case whose item has a version that no table holds."""
    body = b'{"applicant":"h1/desk1:2","item":"X","item_version":1' + b"0" * 30 + b"}"
    path.write_bytes(sign(hostile, record(hostile, [("case.opened", "", 1, body)])))
    return path


def test_a_number_that_no_table_holds_stops_only_its_case(
    desks: tuple[Desk, Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile, desk = desks
    receive.import_bundle(desk, ADMIN, export(hostile)[0])
    path = too_large(hostile, tmp_path / "large.wdb")
    with monkeypatch.context() as patch:
        patch.setattr(project_run, "check_rows", lambda _rows: None)
        with pytest.raises(OverflowError):
            receive.import_bundle(desk, ADMIN, path)
    assert receive.import_bundle(desk, ADMIN, path).taken.appended == 1
    assert_sound(desk)


def test_a_longer_line_than_there_may_be_is_refused(
    desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    hostile, desk = desks
    body = json.dumps({"reason": "x" * (4 << 20)}).encode()
    path = tmp_path / "long.wdb"
    path.write_bytes(sign(hostile, record(hostile, [("window.paused", "window/1", 1, body)])))
    error = receive.import_bundle(desk, ADMIN, path).error
    assert isinstance(error, Unusable)
    assert error.code == "line.form"
