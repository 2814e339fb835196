"""The rules that an item keeps: each broken once, with its place; each with its right neighbour."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalogue.samples import GUIDE, changed, line_of, write_catalogue
from window_desk.catalogue.load import load_items
from window_desk.catalogue.source import SourceError

BASIS = '[[item.basis]]\nlaw = "中华人民共和国公司法"\narticle = "第二十九条"\n\n'
FEE = 'basis = "财税〔2015〕1号"'
REVIEW = 'department = "区市监局"\ndays = 2\n'
AGENT = 'adds = ["mandate"]\nsteps = ["visit"]\n'

INSTANT = changed(GUIDE, '"committed"', '"instant"')
INSTANT = changed(INSTANT, "{ value = 5, unit", "{ value = 0, unit")
INSTANT = changed(INSTANT, 'steps = ["visit"]\n', "")
INSTANT = changed(
    INSTANT[: INSTANT.index('[[item.steps]]\ncode = "visit"')], "days = 2", "days = 0"
)

COMMITTED_RULES = [
    ("no code", 'code = "511A0064"', 'code = ""', 'code = ""', "item.code", "code is empty"),
    ("type", 'type = "01"', 'type = "1"', 'type = "1"', "item.type", "two digits"),
    ("unused type", 'type = "01"', 'type = "11x"', '"11x"', "item.type", "two digits"),
    ("level", 'level = "4"', 'level = "8"', '"8"', "item.level", '"1" to "7"'),
    ("version", "version = 1", "version = 0", "version = 0", "item.version", "count from 1"),
    ("visits", "visits = 1", "visits = -1", "visits = -1", "item.visits", "negative"),
    (
        "department",
        'type = "01"\ndepartment = "区市监局"',
        'type = "01"\ndepartment = "区市监管局"',
        '"区市监管局"',
        "item.department",
        'did you mean "区市监局"?',
    ),
    (
        "step department",
        'department = "区消防大队"',
        'department = "天气台"',
        '"天气台"',
        "item.steps[1].department",
        "not in the directory",
    ),
    ("no basis", BASIS, "", "[item]", "item", "A permit needs its legal basis"),
    (
        "no promise",
        'promised = { value = 5, unit = "working_days" }\n',
        "",
        "[item]",
        "item",
        "promised limit",
    ),
    (
        "promise too long",
        "value = 5,",
        "value = 20.5,",
        "20.5",
        "item.promised",
        "longer than the 20 days of the law",
    ),
    ("quarter", "value = 5,", "value = 5.25,", "5.25", "item.promised.value", "half days"),
    ("negative limit", "value = 20,", "value = -20,", "-20", "item.statutory.value", "half days"),
    ("route too long", "days = 2.5", "days = 3.5", "promised", "item.promised", "take 5.5 days"),
    ("step days", "days = 2.5", "days = 0.2", "0.2", "item.steps[1].days", "half days"),
    (
        "capital code",
        'code = "application"',
        'code = "Application-1"',
        "Application-1",
        "item.materials[0].code",
        "a-z, digits and _",
    ),
    (
        "material twice",
        'code = "application"',
        'code = "mandate"',
        'code = "mandate"\nname = { zh = "委',
        "item.materials[1].code",
        "stands twice",
    ),
    (
        "option twice",
        'code = "agent"',
        'code = "self"',
        'code = "self"\nname = { zh = "代',
        "item.situations[0].options[1].code",
        "stands twice",
    ),
    (
        "nothing to bring",
        "copies = 1\n",
        "",
        '[[item.materials]]\ncode = "mandate"',
        "item.materials[1]",
        "originals or",
    ),
    (
        "negative count",
        "copies = 1",
        "copies = -1",
        '[[item.materials]]\ncode = "mandate"',
        "item.materials[1]",
        "negative",
    ),
    (
        "unknown paper",
        'adds = ["mandate"]',
        'adds = ["mandate", "mandat"]',
        '"mandat"]',
        "item.situations[0].options[1].adds[1]",
        'did you mean "mandate"?',
    ),
    (
        "unknown step",
        'steps = ["visit"]',
        'steps = ["hearing"]',
        '["hearing"]',
        "item.situations[0].options[1].steps[0]",
        "add the step",
    ),
    (
        "unknown need",
        'needs = ["review"]',
        'needs = ["tax"]',
        '["tax"]',
        "item.steps[1].needs[0]",
        "no step",
    ),
    (
        "circle",
        REVIEW,
        f'{REVIEW}needs = ["visit"]\n',
        'needs = ["visit"]',
        "item.steps[0].needs",
        "review > visit > review",
    ),
    (
        "own need",
        'needs = ["review"]',
        'needs = ["visit"]',
        'needs = ["visit"]',
        "item.steps[1].needs",
        "visit > visit",
    ),
    (
        "away to nowhere",
        AGENT,
        'outcome = "not_ours"\n',
        '[[item.situations.options]]\ncode = "agent"',
        "item.situations[0].options[1]",
        'competent body in "body"',
    ),
    ("unknown child", '["511A0065"]', '["511A0099"]', '"511A0099"', "item.children[0]", "no item"),
    (
        "own child",
        '["511A0065"]',
        '["511A0064"]',
        '["511A0064"]',
        "item.children[0]",
        "names itself",
    ),
    (
        "unknown issuer",
        'issued_by_item = "511A0065"',
        'issued_by_item = "511A0099"',
        '"511A0099"',
        "item.materials[1].issued_by_item",
        "no item",
    ),
    ("fee without ground", FEE, 'basis = ""', 'basis = ""', "item.fees[0].basis", "legal basis"),
    ("negative fee", "amount = 500", "amount = -5", "-5", "item.fees[0].amount", "in fen"),
]

INSTANT_RULES = [
    ("promise", "value = 0,", "value = 1,", "promised =", "item.promised.value", "promise 0 days"),
    (
        "two steps",
        "days = 0\n",
        'days = 0\n[[item.steps]]\ncode = "b"\nname = { zh = "乙" }\n'
        'department = "区市监局"\ndays = 0\n',
        '[[item.steps]]\ncode = "b"',
        "item.steps[1]",
        "one step at most",
    ),
    (
        "another's step",
        'department = "区市监局"\ndays = 0',
        'department = "区消防大队"\ndays = 0',
        '"区消防大队"',
        "item.steps[0].department",
        "its own department",
    ),
]


def errors_in(folder: Path, guide: str) -> tuple[SourceError, ...]:
    loaded = load_items([write_catalogue(folder, guide=guide)])
    assert bool(loaded.items) is not bool(loaded.errors)
    return loaded.errors


@pytest.mark.parametrize(
    ("base", "old", "new", "place", "path", "part"),
    [(GUIDE, *case[1:]) for case in COMMITTED_RULES]
    + [(INSTANT, *case[1:]) for case in INSTANT_RULES],
    ids=[case[0] for case in COMMITTED_RULES] + [f"instant {case[0]}" for case in INSTANT_RULES],
)
def test_a_broken_rule_is_one_error_at_its_place(
    tmp_path: Path, base: str, old: str, new: str, place: str, path: str, part: str
) -> None:
    guide = changed(base, old, new)
    (error,) = errors_in(tmp_path, guide)
    assert error.file == str(tmp_path / "guides" / "company.toml")
    assert (error.path, error.line) == (path, line_of(guide, place))
    assert part in error.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('type = "01"', 'type = "21"'),
        ("copies = 1\n", "electronic = true\n"),
        ("copies = 1\n", "shared = true\n"),
        (AGENT, 'outcome = "not_ours"\nbody = "市税务局"\n'),
        (AGENT, 'outcome = "not_required"\n'),
        ("days = 2.5", "days = 3"),
        ('needs = ["review"]', ""),
        ("value = 20,", "value = 5,"),
        ('20, unit = "working_days"', '4, unit = "calendar_days"'),
        ("amount = 500", "amount = 0"),
        (
            f'{BASIS}[[item.fees]]\nname = {{ zh = "工',
            f'{BASIS}[[item.fees]]\nname = {{ zh = "工工',
        ),
    ],
    ids=[
        "local type",
        "electronic",
        "shared",
        "body named",
        "not required",
        "as long as promised",
        "in parallel",
        "as the law",
        "another unit",
        "free",
        "longer name",
    ],
)
def test_what_a_rule_allows_is_loaded(tmp_path: Path, old: str, new: str) -> None:
    assert errors_in(tmp_path, changed(GUIDE, old, new)) == ()


def test_an_instant_item_is_loaded(tmp_path: Path) -> None:
    assert errors_in(tmp_path, INSTANT) == ()


def test_only_a_permit_needs_a_basis(tmp_path: Path) -> None:
    guide = changed(changed(GUIDE, BASIS, ""), 'type = "01"', 'type = "20"')
    assert errors_in(tmp_path, guide) == ()


def test_a_guide_without_papers_is_an_error(tmp_path: Path) -> None:
    start, end = GUIDE.index("[[item.materials]]"), GUIDE.index("[[item.situations]]")
    guide = changed(GUIDE[:start] + GUIDE[end:], 'adds = ["mandate"]\n', "")
    (error,) = errors_in(tmp_path, guide)
    assert (error.path, error.line) == ("item", 1)
    assert "at least one material" in error.message


def test_a_situation_without_options_is_an_error(tmp_path: Path) -> None:
    start, end = GUIDE.index("[[item.situations.options]]"), GUIDE.index("[[item.steps]]")
    guide = GUIDE[:start] + "options = []\n" + GUIDE[end:].replace("\n\n", "\n")
    (error,) = errors_in(tmp_path, guide)
    assert (error.path, error.line) == ("item.situations[0]", line_of(guide, "[[item.situations]]"))
    assert "no options" in error.message
