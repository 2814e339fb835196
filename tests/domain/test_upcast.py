"""An op of an older version is read by going up one version after the other."""

from __future__ import annotations

from typing import ClassVar

import msgspec
import pytest

from window_desk.domain import ops
from window_desk.domain.errors import Unusable
from window_desk.domain.ops import Op
from window_desk.domain.ops.upcast import Body, upcast, upcasters
from window_desk.storage import bodies, log


class SampleMeasured(Op, frozen=True):
    """An op in its third version: centimetres became millimetres, then got a name."""

    kind: ClassVar[str] = "sample.measured"
    version: ClassVar[int] = 3
    millimetres: int
    what: str


def in_millimetres(body: Body) -> Body:
    """Version 1 said centimetres."""
    rest = {key: value for key, value in body.items() if key != "centimetres"}
    return rest | {"millimetres": body["centimetres"] * 10}


def named(body: Body) -> Body:
    """Version 2 knew only one thing to measure."""
    return body | {"what": "door"}


STEPS = {("sample.measured", 1): in_millimetres, ("sample.measured", 2): named}


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample among the kinds that the program knows."""
    monkeypatch.setitem(ops.kinds, SampleMeasured.kind, SampleMeasured)
    decoder = msgspec.json.Decoder(SampleMeasured)
    monkeypatch.setitem(bodies.decoders, SampleMeasured.kind, decoder)
    for key, step in STEPS.items():
        monkeypatch.setitem(upcasters, key, step)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("version", "body"),
    [
        (1, b'{"centimetres":8}'),
        (2, b'{"millimetres":80}'),
        (3, b'{"millimetres":80,"what":"door"}'),
    ],
)
def test_every_version_reads_as_the_newest(version: int, body: bytes) -> None:
    op = log.read_op("sample.measured", body, version)
    assert op == SampleMeasured(millimetres=80, what="door")


@pytest.mark.usefixtures("sample")
def test_a_version_of_the_future_is_not_guessed_at() -> None:
    with pytest.raises(Unusable) as caught:
        log.read_op("sample.measured", b'{"millimetres":80,"what":"door"}', 4)
    assert caught.value.code == "log.kind"


@pytest.mark.usefixtures("sample")
def test_a_body_that_no_step_fits_is_one_sentence() -> None:
    with pytest.raises(Unusable) as caught:
        log.read_op("sample.measured", b'{"feet":1}', 1)
    assert caught.value.code == "log.shape"


def test_a_step_changes_nothing_that_it_was_given() -> None:
    body: Body = {"centimetres": 8}
    assert upcast("sample.measured", 1, 3, body, STEPS) == {"millimetres": 80, "what": "door"}
    assert body == {"centimetres": 8}


def test_every_version_between_has_its_step() -> None:
    missing = [
        (kind, version)
        for kind, op in ops.kinds.items()
        for version in range(1, op.version)
        if (kind, version) not in upcasters
    ]
    assert missing == []
