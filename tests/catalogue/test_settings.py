"""The centre, the notices and the law: right files, and every error of wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from tests.catalogue.samples import CENTRE, changed, line_of
from window_desk.catalogue.settings import load_centre, load_law, load_notices
from window_desk.catalogue.source import BadSource, SourceError
from window_desk.domain.item import Bilingual

NOTICE = dedent(
    """\
    [notice]
    year = 2026
    papers = ["国办发明电〔2025〕7号"]
    announced_through = 2026-12-31

    [[days]]
    date = 2025-12-31
    name = { zh = "元旦", en = "New Year's Day" }
    off = true

    [[days]]
    date = 2026-01-04
    name = { zh = "元旦" }
    off = false
    """
)

LAW = dedent(
    """\
    [law]
    key = "xkf"
    title = { zh = "中华人民共和国行政许可法", en = "Administrative Permit Law" }
    edition = "2019-04-23"
    source = "The official text"

    [[articles]]
    number = "32.1.4"
    heading = { zh = "一次告知", en = "Tell once" }
    [articles.text]
    zh = '''
    申请材料不齐全的，
    应当一次告知。'''
    en = "Incomplete papers."

    [[articles]]
    number = "42"
    heading = { zh = "期限" }
    text = { zh = "二十日。" }
    """
)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def errors_of(load: Callable[[Path], object], path: Path) -> tuple[SourceError, ...]:
    with pytest.raises(BadSource) as caught:
        load(path)
    return caught.value.errors


def test_a_centre_is_read_whole(tmp_path: Path) -> None:
    centre = load_centre(write(tmp_path, "centre.toml", CENTRE))
    assert centre.name.en == "Service centre"
    assert [each.service_minutes for each in centre.queues] == [8, 5]
    assert centre.windows[1].queues == ("B", "A")
    assert centre.staff[1].department == "区市监局"
    assert centre.rules.undo_seconds == 60


QUEUE_B = "service_minutes = 5\n"

CENTRE_RULES = [
    (
        "unknown",
        "undo_seconds = 60",
        "undo_second = 6",
        "undo_second",
        "centre.rules.undo_second",
        "m",
    ),
    (
        "negative",
        "undo_seconds = 60",
        "undo_seconds = -6",
        "-6",
        "centre.rules.undo_seconds",
        "0 or",
    ),
    ("role", '"clerk",', '"clark",', '"clark"', "centre.staff[0].role", 'did you mean "clerk"?'),
    ("no code", 'code = "511602"', 'code = ""', 'code = ""', "centre.code", "empty"),
    (
        "code twice",
        '{ code = "2", name = { zh = "区',
        '{ code = "1", name = { zh = "区',
        '消防大队", en',
        "centre.departments[1].code",
        "stands twice",
    ),
    (
        "prefix twice",
        'prefix = "B"',
        'prefix = "A"',
        'prefix = "A"\nname = { zh = "消',
        "centre.queues[1].prefix",
        "stands twice",
    ),
    ("prefix long", 'prefix = "B"', 'prefix = "BBBB"', "BBBB", "centre.queues[1].prefix", "1 to 3"),
    ("prefix mark", 'prefix = "B"', 'prefix = "-"', '"-"', "centre.queues[1].prefix", "no prefix"),
    (
        "no time",
        QUEUE_B,
        "service_minutes = 0\n",
        "= 0",
        "centre.queues[1].service_minutes",
        "1 or",
    ),
    (
        "queue department",
        'departments = ["区市监局"]',
        'departments = ["区监局"]',
        '"区监局"',
        "centre.queues[0].departments[0]",
        'did you mean "区市监局"?',
    ),
    ("no queue", 'queues = ["A"]', "queues = []", "[] }", "centre.windows[0]", "serves no queue"),
    (
        "unknown queue",
        'queues = ["A"]',
        'queues = ["C"]',
        '["C"]',
        "centre.windows[0].queues[0]",
        'no queue "C"',
    ),
    (
        "unserved",
        '["B", "A"]',
        '["A"]',
        '[[centre.queues]]\ncode = "B"',
        "centre.queues[1]",
        "No window serves",
    ),
    ("staff window", 'window = "1"', 'window = "9"', '"9"', "centre.staff[0].window", "no window"),
    (
        "staff department",
        'department = "区市监局" }',
        'department = "天气台" }',
        "天气台",
        "centre.staff[1].department",
        "no department",
    ),
    (
        "reviewer",
        ', department = "区市监局" }',
        " }",
        '"reviewer", name',
        "centre.staff[1]",
        "has no department",
    ),
    (
        "account twice",
        'account = "reviewer"',
        'account = "clerk1"',
        'name = "杨晓东"',
        "centre.staff[1].account",
        "stands twice",
    ),
    (
        "priorities",
        'priorities = [ { code = "normal", name = { zh = "普通" } } ]',
        "priorities = []",
        "priorities",
        "centre.priorities",
        "needs priorities",
    ),
    (
        "head start",
        'name = { zh = "普通" } }',
        'name = { zh = "普通" }, head_start_minutes = -1 }',
        "-1",
        "centre.priorities[0].head_start_minutes",
        "0 minutes or more",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "place", "path", "part"),
    [case[1:] for case in CENTRE_RULES],
    ids=[case[0] for case in CENTRE_RULES],
)
def test_a_wrong_centre_is_one_error_at_its_place(
    tmp_path: Path, old: str, new: str, place: str, path: str, part: str
) -> None:
    text = changed(CENTRE, old, new)
    (error,) = errors_of(load_centre, write(tmp_path, "centre.toml", text))
    assert (error.path, error.line) == (path, line_of(text, place))
    assert part in error.message


def test_all_errors_of_a_centre_are_reported_at_once(tmp_path: Path) -> None:
    text = changed(CENTRE, 'code = "511602"', "code = 511602")
    text = changed(text, '{ zh = "消防" }', '"消防"')
    text = changed(text, 'window = "1"', 'window = "9"')
    assert [each.path for each in errors_of(load_centre, write(tmp_path, "c.toml", text))] == [
        "centre.code",
        "centre.staff[0].window",
        "centre.queues[1].name",
    ]


@pytest.mark.parametrize(
    ("text", "path", "part"),
    [
        ("", "", "[centre] is missing"),
        ("centre = 1", "centre", "must be a table"),
        ("[centre", "", "not valid TOML"),
        (f"extra = 1\n{CENTRE}", "extra", "not a field of this file"),
    ],
    ids=["empty", "no table", "no toml", "extra"],
)
def test_a_file_that_is_no_centre_is_an_error(
    tmp_path: Path, text: str, path: str, part: str
) -> None:
    (error,) = errors_of(load_centre, write(tmp_path, "centre.toml", text))
    assert (error.path, error.line) == (path, 1)
    assert part in error.message


def test_a_folder_of_two_centres_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", CENTRE)
    assert load_centre(tmp_path).code == "511602"
    write(tmp_path, "b.toml", CENTRE)
    (error,) = errors_of(load_centre, tmp_path)
    assert "A centre is one file" in error.message


def test_notices_come_by_year(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", NOTICE)
    earlier = NOTICE.replace("2025-", "2024-").replace("2026", "2025")
    write(tmp_path, "b.toml", earlier)
    notices = load_notices(tmp_path)
    assert [each.year for each in notices] == [2025, 2026]
    assert notices[1].announced_through == date(2026, 12, 31)
    assert [(each.date, each.off) for each in notices[1].days] == [
        (date(2025, 12, 31), True),
        (date(2026, 1, 4), False),
    ]


NOTICE_RULES = [
    ("unknown", "off = false", "of = false", "of = false", "days[1].of", 'did you mean "off"?'),
    ("truth", "off = false", 'off = "no"', '"no"', "days[1].off", "true or false"),
    ("other year", "2026-01-04", "2027-01-04", "2027", "days[1].date", "is not in 2026"),
    ("november", "2025-12-31", "2025-11-30", "2025-11", "days[0].date", "is not in 2026"),
    ("twice", "2026-01-04", "2025-12-31", '"元旦" }', "days[1].date", "stands twice"),
    (
        "through",
        "2026-12-31",
        "2025-12-30",
        "2025-12-30",
        "notice.announced_through",
        "last settled",
    ),
    ("papers", '["国办发明电〔2025〕7号"]', "[]", "papers", "notice.papers", "names its paper"),
    ("days", "[notice]", "days = 1\n[notice]", "days = 1", "days", "[[days]]"),
]


@pytest.mark.parametrize(
    ("old", "new", "place", "path", "part"),
    [case[1:] for case in NOTICE_RULES],
    ids=[case[0] for case in NOTICE_RULES],
)
def test_a_wrong_notice_is_one_error_at_its_place(
    tmp_path: Path, old: str, new: str, place: str, path: str, part: str
) -> None:
    text = changed(NOTICE, old, new)
    if path == "days":
        text = text[: text.index("[[days]]")]
    (error,) = errors_of(load_notices, write(tmp_path, "2026.toml", text))
    line = line_of(text, place)
    assert (error.path, error.line) == (path, line - 1 if part == "stands twice" else line)
    assert part in error.message


def test_a_year_that_no_calendar_knows_is_an_error(tmp_path: Path) -> None:
    text = "[notice]\nyear = 1800\npapers = ['x']\nannounced_through = 1800-12-31\n"
    (error,) = errors_of(load_notices, write(tmp_path, "1800.toml", text))
    assert (error.path, error.line) == ("notice.year", 2)


def test_errors_of_several_notices_are_reported_at_once(tmp_path: Path) -> None:
    write(tmp_path, "1.toml", NOTICE)
    write(tmp_path, "2.toml", NOTICE)
    write(tmp_path, "3.toml", changed(NOTICE, "off = false", "off = 0"))
    write(tmp_path, "4.toml", "[notice]")
    errors = errors_of(load_notices, tmp_path)
    assert [(Path(each.file).name, each.line, each.path) for each in errors] == [
        ("2.toml", 2, "notice.year"),
        ("3.toml", 2, "notice.year"),
        ("3.toml", 14, "days[1].off"),
        ("4.toml", 1, "notice"),
        ("4.toml", 1, "notice"),
        ("4.toml", 1, "notice"),
    ]


def test_law_keeps_its_paragraphs(tmp_path: Path) -> None:
    law = load_law(write(tmp_path, "xkf.toml", LAW))
    assert [each.key for each in law.articles] == ["xkf.32.1.4", "xkf.42"]
    article = law.article("xkf.32.1.4")
    assert article is not None
    assert article.text == Bilingual(
        zh="申请材料不齐全的，\n应当一次告知。", en="Incomplete papers."
    )
    assert (article.heading.en, article.edition) == ("Tell once", "2019-04-23")


LAW_RULES = [
    ("number", '"42"', '"42b"', '"42b"', "articles[1].number", "no article number"),
    ("four", '"42"', '"42.1.1.1"', '"42.1', "articles[1].number", "no article number"),
    ("twice", '"42"', '"32.1.4"', '"期限"', "articles[1].number", "quoted already"),
    ("key", '"xkf"', '"XKF."', '"XKF."', "law.key", "no short key"),
    ("hidden", "二十日。", "二十\\u200b日。", "二十", "articles[1].text.zh", "U+200B"),
    ("no text", '{ zh = "二十日。" }', "{}", "{}", "articles[1].text", "no text"),
    ("no title", "title =", "name =", "name =", "law.name", "not a field"),
]


@pytest.mark.parametrize(
    ("old", "new", "place", "path", "part"),
    [case[1:] for case in LAW_RULES],
    ids=[case[0] for case in LAW_RULES],
)
def test_a_wrong_law_has_its_error_at_its_place(
    tmp_path: Path, old: str, new: str, place: str, path: str, part: str
) -> None:
    text = changed(LAW, old, new)
    errors = {each.path: each for each in errors_of(load_law, write(tmp_path, "x.toml", text))}
    line = line_of(text, place)
    assert errors[path].line == (line - 1 if part == "quoted already" else line)
    assert part in errors[path].message
