"""The local switches of a centre: each out of its range once, and each at its limits."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.catalogue.samples import CENTRE, changed, line_of
from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_centre
from window_desk.catalogue.source import BadSource
from window_desk.domain.centre import Policies

PLACE = '[[centre.queues]]\ncode = "A"'


SILENCE = 'correction_silence = "deemed_withdrawn"'


def write(folder: Path, policies: str) -> tuple[Path, str]:
    """A centre with these policies, as a file and as text."""
    text = changed(CENTRE, PLACE, f"[centre.policies]\n{policies}\n\n{PLACE}")
    path = folder / "centre.toml"
    path.write_text(text, encoding="utf-8")
    return path, text


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("yellow_working_days = -1", "0 to 20 working days"),
        ("yellow_working_days = 21", "0 to 20 working days"),
        ("warn_from_day = 0", "1 to 5 working days after receipt"),
        ("warn_from_day = 6", "1 to 5 working days after receipt"),
        ("correction_working_days = 0", "1 to 250 working days"),
        ("correction_working_days = 251", "1 to 250 working days"),
        ('suspension_days = "from_stat"', 'did you mean "from_start"?'),
        ('missing_opinion = "consent"', 'did you mean "deemed_consent"?'),
        ('correction_silence = "gone"', '"stays_open", "deemed_withdrawn"'),
        ("warn_from_days = 3", 'did you mean "warn_from_day"?'),
        ("yellow_working_days = 1.5", "a whole number"),
    ],
)
def test_a_policy_out_of_its_range_is_one_error_at_its_line(
    tmp_path: Path, line: str, part: str
) -> None:
    path, text = write(tmp_path, line)
    with pytest.raises(BadSource) as caught:
        load_centre(path)
    (error,) = caught.value.errors
    name = line.partition(" ")[0]
    assert (error.path, error.line) == (f"centre.policies.{name}", line_of(text, line))
    assert part in error.message


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("yellow_working_days = 0", Policies(yellow_working_days=0)),
        ("warn_from_day = 5", Policies(warn_from_day=5)),
        ("correction_working_days = 250", Policies(correction_working_days=250)),
        ('suspension_days = "from_start"', Policies(suspension_days="from_start")),
        ('missing_opinion = "deemed_consent"', Policies(missing_opinion="deemed_consent")),
        (SILENCE, Policies(correction_silence="deemed_withdrawn")),
        ("", Policies()),
    ],
)  # fmt: skip
def test_a_policy_within_its_range_is_read(tmp_path: Path, line: str, expected: Policies) -> None:
    path, _ = write(tmp_path, line)
    assert load_centre(path).policies == expected


def test_the_demo_centre_writes_out_every_policy_as_it_is_without() -> None:
    path = data_folder() / "centre" / "demo.toml"
    assert load_centre(path).policies == Policies()
    text = path.read_text(encoding="utf-8")
    table = text[text.index("[centre.policies]") : text.index("[[centre.queues]]")]
    for name in msgspec.structs.asdict(Policies()):
        assert f"\n{name} = " in table


def test_a_power_names_the_paper_that_gives_it(tmp_path: Path) -> None:
    demo = (data_folder() / "centre" / "demo.toml").read_text(encoding="utf-8")
    path = tmp_path / "centre.toml"
    paper = ', authority = "广安区政务服务窗口授权委托书（示例）" }'
    path.write_text(demo.replace(paper, " }", 1), encoding="utf-8")
    with pytest.raises(BadSource) as caught:
        load_centre(path)
    (error,) = caught.value.errors
    assert "clerk1" in error.message
    assert "which one gives it" in error.message


def test_the_demo_centre_lists_grounds_in_both_languages_and_its_clerks_have_power() -> None:
    centre = load_centre(data_folder() / "centre" / "demo.toml")
    assert len({each.code for each in centre.opinion_grounds}) == len(centre.opinion_grounds) >= 5
    assert all(each.name.zh and each.name.en for each in centre.opinion_grounds)
    assert all((each.powers == ("*",)) == (each.role == "clerk") for each in centre.staff)
