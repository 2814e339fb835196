"""A bundle is read only when its signature holds, and then only as far as it is right."""

from __future__ import annotations

import base64
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.desks import answer, export, open_case
from tests.storage.test_op_line import entry
from window_desk.domain.errors import Unusable
from window_desk.storage import log
from window_desk.storage.desk import Desk
from window_desk.storage.op_line import write_line
from window_desk.sync import bundle, trusting
from window_desk.sync.bundle import Bundle, Header, PersonKey, RangeHead
from window_desk.sync.keys import PublicKey, SigningKey, find_key, read_code

Plain: TypeAlias = Any

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    """The key of the desk that writes."""
    return find_key(tmp_path / "writer.db", "h1/desk1")


def finder(*keys: PublicKey) -> bundle.Find:
    """Trust in these keys alone."""

    def find(fingerprint: str) -> PublicKey:
        for each in keys:
            if each.fingerprint == fingerprint:
                return each
        raise Unusable("bundle.key_unknown", "unknown")

    return find


def header(writer: SigningKey, /, **changes: object) -> Header:
    """A header that is right for one op."""
    op = entry(seq=1, hlc=1)
    head = bundle.sign_head(writer, "h1/desk1", 1, op[11])
    signature = base64.b64encode(head.signature).decode()
    one = RangeHead("h1/desk1", 1, 1, log.no_hash.hex(), op[11].hex(), head.key, signature)
    facts: Plain = {
        "wdb": 1, "from_": "h1/desk1", "key": writer.public.fingerprint, "n": 1, "ranges": (one,),
    } | changes  # fmt: skip
    return Header(**facts)


LINE = write_line(entry(seq=1, hlc=1))


def read(key: SigningKey, content: bytes) -> Bundle:
    """Read with trust in that key."""
    return bundle.read(content, finder(key.public))


def code_of(key: SigningKey, content: bytes) -> str:
    """The code with which it is refused."""
    with pytest.raises(Unusable) as caught:
        read(key, content)
    assert caught.value.message
    return caught.value.code


def test_what_is_written_is_read(key: SigningKey) -> None:
    person = PersonKey(base64.b64encode(bytes(32)).decode(), "h1/desk1:9")
    content = bundle.write(key, header(key, people=1), [LINE], [person])
    found = read(key, content)
    assert [(head.stream, head.seq) for head, _run in found.runs] == [("h1/desk1", 1)]
    assert found.runs[0][1] == [entry(seq=1, hlc=1)]
    assert found.people == (("h1/desk1:9", bytes(32)),)
    assert all(json.loads(each) for each in content.splitlines())


def test_a_bundle_of_the_first_version_stays_readable() -> None:
    public = read_code((GOLDEN / "key-1.txt").read_text("utf-8"))
    content = (GOLDEN / "bundle-1.wdb").read_bytes()
    found = bundle.read(content, finder(public))
    assert [(head.stream, head.seq, len(run)) for head, run in found.runs] == [("h1/desk1", 4, 4)]
    assert found.header.heads == {"h1/desk1": (4, found.runs[0][1][-1][11].hex())}
    lines = b"\n".join(write_line(each) for each in found.runs[0][1])
    assert lines in content


def test_an_unknown_key_is_refused_before_anything_is_read(key: SigningKey) -> None:
    content = bundle.write(key, header(key), [b"no op at all"])
    with pytest.raises(Unusable) as caught:
        bundle.read(content, finder())
    assert caught.value.code == "bundle.key_unknown"


def test_another_desks_key_does_not_speak_for_this_one(key: SigningKey, tmp_path: Path) -> None:
    other = find_key(tmp_path / "other.db", "h2/desk1")
    content = bundle.write(other, header(key, key=other.public.fingerprint), [LINE])
    with pytest.raises(Unusable) as caught:
        bundle.read(content, finder(key.public, other.public))
    assert caught.value.code == "bundle.form"


def test_a_run_is_vouched_for_by_its_own_writer(key: SigningKey, tmp_path: Path) -> None:
    courier = find_key(tmp_path / "courier.db", "h2/desk1")
    carried = header(key, from_="h2/desk1", key=courier.public.fingerprint)
    content = bundle.write(courier, carried, [LINE])
    both = bundle.read(content, finder(key.public, courier.public))
    assert len(both.runs) == 1
    # Who trusts only the courier takes nothing of the writer from it.
    alone = bundle.read(content, finder(courier.public))
    assert (alone.runs, [stream for stream, _ in alone.left_out]) == ((), ["h1/desk1"])
    # The courier cannot vouch for it.
    op = entry(seq=1, hlc=1)
    head = bundle.sign_head(courier, "h1/desk1", 1, op[11])
    forged = RangeHead(
        "h1/desk1", 1, 1, log.no_hash.hex(), op[11].hex(), head.key,
        base64.b64encode(head.signature).decode(),
    )  # fmt: skip
    content = bundle.write(courier, header(key, from_="h2/desk1", ranges=(forged,),
                                           key=courier.public.fingerprint), [LINE])  # fmt: skip
    found = bundle.read(content, finder(key.public, courier.public))
    assert (found.runs, [error.code for _, error in found.left_out]) == ((), ["bundle.form"])


def ranged(key: SigningKey, **changes: object) -> bytes:
    """A bundle whose one range says something else; signed all the same."""
    whole = header(key)
    facts = dict(zip(RangeHead.__struct_fields__, tuple_of(whole.ranges[0]), strict=True))
    ranges = (RangeHead(**(facts | changes)),)  # type: ignore[arg-type]  # hostile on purpose
    return bundle.write(key, header(key, ranges=ranges), [LINE])


def tuple_of(head: RangeHead) -> tuple[object, ...]:
    """The fields of a range in order."""
    return tuple(getattr(head, name) for name in RangeHead.__struct_fields__)


HOSTILE: dict[str, Callable[[SigningKey], bytes]] = {
    "fewer lines": lambda key: bundle.write(key, header(key), []),
    "more lines": lambda key: bundle.write(key, header(key), [LINE, LINE]),
    "a newline in a line": lambda key: bundle.write(key, header(key), [LINE + b"\n\n\n"]),
    "no op": lambda key: bundle.write(key, header(key), [b"{}"]),
    "deep JSON": lambda key: bundle.write(key, header(key), [b"[" * 1_000_000]),
    "a huge count": lambda key: bundle.write(key, header(key, n=10**30), [LINE]),
    "a negative count": lambda key: bundle.write(key, header(key, n=-1, people=2), [LINE]),
    "a path for a name": lambda key: bundle.write(key, header(key, to="../../etc"), [LINE]),
    "a path for a stream": lambda key: ranged(key, stream="../../etc/passwd"),
    "a huge number": lambda key: ranged(key, first=10**30, last=10**30),
    "numbers turned round": lambda key: ranged(key, first=2, last=1),
    "another beginning": lambda key: ranged(key, prev="ab" * 32),
    "another end": lambda key: ranged(key, hash="ab" * 32),
    "an end that is no hash": lambda key: ranged(key, hash="x"),
    "the same stream twice": lambda key: bundle.write(
        key, header(key, n=2, ranges=header(key).ranges * 2), [LINE, LINE]
    ),
    "another way to sign": lambda key: bundle.write(key, header(key, alg="none"), [LINE]),
    "a head that is no hash": lambda key: bundle.write(
        key, header(key, heads={"h1/desk1": (1, "x" * 64)}), [LINE]
    ),
    "a head of nobody": lambda key: bundle.write(
        key, header(key, heads={"x": (1, "ab" * 32)}), [LINE]
    ),
    "a person's key that is none": lambda key: bundle.write(
        key, header(key, people=1), [LINE], [PersonKey("AAAA", "h1/desk1:1")]
    ),
    "a million lines": lambda key: bundle.write(key, header(key), [b""] * 1_000_000),
    "a wrong type": lambda key: resigned(key, lambda head: head | {"n": "1"}),
    "a header that is a list": lambda key: resigned(key, lambda head: [head]),
    "no header": lambda key: resigned(key, lambda _head: None),
}


def resigned(key: SigningKey, change: Callable[[dict[str, object]], object]) -> bytes:
    """A bundle with a changed header and a signature that holds."""
    lines = bundle.write(key, header(key), [LINE]).split(b"\n")
    head = json.dumps(change(json.loads(lines[0]))).encode()
    content = b"\n".join([head, LINE, b""])
    signature = base64.b64encode(key.sign(bundle._bundle_message(content))).decode()
    return content + json.dumps({"sig": signature}).replace(" ", "").encode() + b"\n"


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_what_is_signed_and_wrong_is_refused(
    key: SigningKey, make: Callable[[SigningKey], bytes]
) -> None:
    found: list[object] = []
    content = make(key)
    try:
        found = [error for _stream, error in read(key, content).left_out]
    except Unusable as error:
        found = [error]
    assert [each.code in ("bundle.form", "line.form") for each in found] == [True]  # type: ignore[attr-defined]  # errors, both ways


def test_a_newer_bundle_says_so(key: SigningKey) -> None:
    # What a later version adds to the header is no reason not to say it in words.
    content = resigned(key, lambda head: head | {"wdb": 2, "more_words": ["x"]})
    assert code_of(key, content) == "bundle.newer"


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"\n\n\n", b"{}\n{}\n", b"x" * 3_000_000, b"\0" * 100, b'{"wdb":1}\n',
     b"age-encryption.org/v1\n"],
    ids=["empty", "a newline", "newlines", "objects", "no newline", "zeros", "a header", "age"],
)  # fmt: skip
def test_what_is_no_bundle_is_refused(key: SigningKey, content: bytes) -> None:
    assert code_of(key, content) == "bundle.form"


def test_too_long_is_refused_before_all_else(key: SigningKey) -> None:
    content = bundle.write(key, header(key), [LINE])
    assert code_of(key, content + b" " * bundle.most_bytes) == "bundle.form"


def test_every_cut_and_every_flipped_bit_is_refused(two_desks: tuple[Desk, Desk]) -> None:
    desk, _ = two_desks
    _person, case = open_case(desk)
    answer(desk, case)
    content = export(desk)[0].read_bytes()
    find = finder(trusting.own_key(desk).public)
    bundle.read(content, find)
    for place in range(0, len(content), 7):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        for wrong in (content[:place], bytes(changed)):
            with pytest.raises(Unusable):
                bundle.read(wrong, find)


@pytest.mark.parametrize("is_damaged", [False, True], ids=["sound", "damaged in its last op"])
def test_the_longest_bundle_takes_a_few_times_its_size(
    key: SigningKey, *, is_damaged: bool
) -> None:
    lines, prev, size, seq = [], log.no_hash, 0, 0
    while size < bundle.most_bytes - 8_192:
        seq += 1
        header_of = entry(seq=seq, hlc=seq)[:8]
        body, digest = entry()[8:10]
        own = log.chain(header_of, digest, prev)
        lines.append(write_line((*header_of, body, digest, prev, own)))
        prev, size = own, size + len(lines[-1]) + 1
    head = bundle.sign_head(key, "h1/desk1", seq, prev)
    signature = base64.b64encode(head.signature).decode()
    whole = RangeHead("h1/desk1", 1, seq, log.no_hash.hex(), prev.hex(), head.key, signature)
    if is_damaged:
        lines[-1] = lines[-1].replace(b'"v":1', b'"v":2')
    content = bundle.write(key, header(key, n=seq, ranges=(whole,)), lines)
    assert bundle.most_bytes * 0.99 < len(content) <= bundle.most_bytes
    tracemalloc.start()
    try:
        if is_damaged:
            assert code_of(key, content) == "line.form"
        else:
            assert len(read(key, content).runs[0][1]) == seq
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * bundle.most_bytes
