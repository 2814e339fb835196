"""What the shipped data promises: the breadth, the depth, and what it says about itself."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from window_desk import catalogue
from window_desk.catalogue import data_folder
from window_desk.catalogue.load import Loaded, load_items
from window_desk.catalogue.search import matches, normalise_query, search_keys
from window_desk.catalogue.settings import load_centre, load_law, load_notices
from window_desk.domain import clock
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.checklist import articles
from window_desk.domain.errors import Unusable
from window_desk.domain.item import Limit, ServiceItem
from window_desk.domain.route import plan

DATA = data_folder()
GUIDE_FILES = sorted((DATA / "catalogue" / "guides").glob("*.toml"))

COVERAGE = {
    "business registration": "公司设立登记",
    "food permit": "食品(含保健食品)经营许可",
    "construction permit": "建筑工程施工许可",
    "joint review": "竣工联合验收",
    "real estate registration": "不动产转移登记",
    "social insurance payment": "社会保险费申报缴纳",
    "social insurance enrolment": "职工参保登记",
    "household registration": "户口迁移",
    "vehicle registration": "机动车注册登记",
    "administrative review": "行政复议申请",
    "legislative consultation": "立法意见",
    "complaints": "投诉",
    "public resource transaction": "公共资源交易",
    "intermediary service": "中介服务",
    "one matter": "一件事",
}


@cache
def loaded() -> Loaded:
    return load_items([DATA / "catalogue"])


@cache
def guides() -> tuple[ServiceItem, ...]:
    return tuple(each for each in loaded().items if each.guide)


def departments_of(item: ServiceItem) -> set[str]:
    return {item.department, *(each.department for each in item.steps)}


def test_the_whole_catalogue_is_right() -> None:
    assert [str(each) for each in loaded().errors] == []


def test_the_directory_has_34_departments_and_1135_items() -> None:
    directory = load_items([DATA / "catalogue" / "directory"])
    assert directory.errors == ()
    assert len(directory.departments) == 34
    assert len(directory.items) == 1135
    assert not any(each.guide for each in directory.items)


def test_there_are_at_least_30_guides_one_in_each_file() -> None:
    assert len(guides()) == len(GUIDE_FILES) >= 30


@pytest.mark.parametrize("name", COVERAGE.values(), ids=COVERAGE)
def test_the_guides_cover(name: str) -> None:
    assert any(name in each.name.zh for each in guides())


def test_some_guides_are_decided_while_the_citizen_waits() -> None:
    assert sum(each.kind == "instant" for each in guides()) >= 6


def test_some_guides_go_to_two_to_five_departments() -> None:
    assert sum(2 <= len(departments_of(each)) <= 5 for each in guides()) >= 6


def test_the_construction_permit_is_reviewed_by_several_departments() -> None:
    permit = next(each for each in guides() if "施工许可" in each.name.zh)
    assert len(departments_of(permit)) >= 2


def test_one_guide_is_a_bundle_and_one_an_intermediary_service() -> None:
    bundle = [each for each in guides() if each.children]
    assert len(bundle) >= 1
    assert len(bundle[0].children) >= 2
    assert any(each.intermediary for each in guides())


@pytest.mark.parametrize("file", GUIDE_FILES, ids=lambda file: file.stem)
def test_a_guide_file_says_that_it_is_sample_data_and_what_it_follows(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    comment = " ".join(text[: text.index("[item]")].split())
    assert "Sample data" in comment
    assert "Modelled on" in comment
    assert "hecked against the full text: " in comment


def test_every_guide_is_complete_in_both_languages() -> None:
    for guide in guides():
        texts = [
            guide.name,
            *guide.conditions,
            *(each.name for each in guide.materials),
            *(each.question for each in guide.situations),
            *(option.name for each in guide.situations for option in each.options),
            *(each.name for each in guide.steps),
        ]
        assert all(text.zh and text.en for text in texts), guide.code
        assert "ample data" in guide.sample, guide.code
        assert guide.result is not None, guide.code
        assert guide.complaint, guide.code
        assert guide.conditions, guide.code
        assert guide.basis, guide.code
        assert guide.situations, guide.code
        assert guide.steps or guide.children, guide.code
        assert all(each.issuer for each in guide.materials), guide.code


def test_permits_keep_the_limits_of_the_permit_law() -> None:
    """行政许可法 art. 42: twenty working days, forty-five where departments handle it jointly."""
    permits = [each for each in guides() if each.type == "01"]
    assert len(permits) > 10
    for permit in permits:
        assert permit.statutory is not None, permit.code
        assert permit.statutory.basis, permit.code
        if permit.statutory.unit == "working_days":
            assert permit.statutory.value <= (45 if permit.joint else 20), permit.code
        else:
            assert "行政许可法" not in permit.statutory.basis, permit.code


def test_special_procedures_belong_to_permits() -> None:
    assert {each.type for each in guides() if each.special} == {"01"}


def test_several_items_that_are_no_permits_have_grounds_of_their_own() -> None:
    found = [each for each in guides() if each.own_suspensions]
    assert len(found) >= 4
    assert "01" not in {each.type for each in found}
    assert all(ground.zh and ground.en for each in found for ground in each.own_suspensions)


def test_two_renewals_ask_for_the_licence_that_ends() -> None:
    """行政许可法 art. 50."""
    found = [each for each in guides() if each.renewal]
    assert len(found) >= 2
    for each in found:
        assert any(basis.key == "xkf.50" for basis in each.basis), each.code
        assert any(paper.code == "former_permit" for paper in each.materials), each.code


def test_one_permit_is_limited_in_number() -> None:
    """行政许可法 art. 57."""
    found = [each for each in guides() if each.quota]
    assert found
    assert all(any(basis.key == "xkf.57" for basis in each.basis) for each in found)


def test_declarations_tell_their_conditions_and_what_a_false_one_costs() -> None:
    """国办发〔2020〕42号."""
    found = [each for each in guides() if each.commitment]
    assert len(found) >= 2
    for each in found:
        assert each.commitment is not None
        assert len(each.commitment.conditions) >= 2, each.code
        assert all(text.zh and text.en for text in each.commitment.conditions), each.code
        assert "承诺不实" in each.commitment.conditions[-1].zh, each.code


def test_papers_age_and_promises_end_where_a_rule_says_so() -> None:
    ageing = {each.code: paper for each in guides() for paper in each.materials if paper.valid_days}
    assert len(ageing) >= 10
    assert all(30 <= paper.valid_days <= 730 for paper in ageing.values())
    assert any(each.late_promise == "withdrawn" for each in guides())


def test_a_kept_promise_keeps_the_law_and_leaves_time_for_the_route_on_every_day() -> None:
    calendar = WorkingCalendar(load_notices(DATA / "calendar"))
    days = [
        day
        for day in calendar.workdays(calendar.announced_from, calendar.announced_through)
        if day <= calendar.announced_through - timedelta(days=100)
    ]
    assert len(days) > 2000
    for guide in guides():
        assert guide.promised is not None
        route = Limit(plan(guide.steps).days)
        for day in days:
            promised = clock.due(calendar, day, guide.promised).date
            assert clock.due(calendar, day, route).date <= promised, (guide.code, day)
            if guide.statutory is not None:
                by_law = clock.due(calendar, day, guide.statutory).date
                assert promised <= by_law, (guide.code, day)


@pytest.mark.parametrize("folder", ["catalogue/directory", "calendar", "law", "centre"])
def test_every_file_begins_with_where_it_comes_from(folder: str) -> None:
    files = sorted((DATA / folder).glob("*.toml"))
    assert files
    for file in files:
        assert file.read_text(encoding="utf-8").startswith("# "), file.name


def test_every_item_has_search_keys_that_find_it() -> None:
    for item in loaded().items:
        keys = search_keys(item)
        assert matches(keys, normalise_query(item.name.zh)) is not None
        assert matches(keys, normalise_query(item.code)) is not None


def test_the_licence_is_found_by_its_initials() -> None:
    found = [
        each.name.zh
        for each in loaded().items
        if matches(search_keys(each), normalise_query("gssldj")) is not None
    ]
    assert "公司设立登记" in found


def test_the_centre_is_right_and_knows_the_departments_of_the_directory() -> None:
    centre = load_centre(DATA / "centre" / "demo.toml")
    ours = {each.name.zh for each in centre.departments}
    assert ours == {each.name.zh for each in loaded().departments}
    assert all(centre.queue_of_department(name) is not None for name in ours)
    reviewed = {each.department for each in centre.staff if each.role == "reviewer"}
    assert reviewed >= {step.department for each in guides() for step in each.steps}
    assert {each.role for each in centre.staff} == {"clerk", "reviewer", "supervisor", "admin"}


def test_the_notices_make_one_calendar_without_a_gap() -> None:
    notices = load_notices(DATA / "calendar")
    assert [each.year for each in notices] == list(range(2018, 2027))
    calendar = WorkingCalendar(notices)
    assert calendar.announced_through == notices[-1].announced_through


def test_every_article_that_a_verdict_names_is_quoted() -> None:
    law = load_law(DATA / "law")
    assert law.cite("xkf.32.1.4", "zh") == "《行政许可法》第三十二条第一款第（四）项"
    # Papers to follow (容缺受理) stand in no law, but in a paper of the State Council.
    named = set(articles.values()) - {"国发〔2022〕5号"}
    assert [key for key in sorted(named) if law.article(key) is None] == []


def test_every_article_that_the_sources_name_is_quoted() -> None:
    law = load_law(DATA / "law")
    laws = "|".join(sorted({each.key.split(".")[0] for each in law.articles}))
    name = re.compile(rf"\b(?:{laws})(?:\.[0-9]+)+")
    package = Path(catalogue.__file__).parents[1]
    named = {
        key
        for file in package.rglob("*.py")
        for key in name.findall(file.read_text(encoding="utf-8"))
    }
    assert {"xkf.32.1.4", "yshj.40"} <= named
    assert sorted(key for key in named if law.article(key) is None) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_part_of_an_article_reads_as_it_does_in_the_whole(lang: str) -> None:
    law = load_law(DATA / "law")
    parts = 0
    for each in law.articles:
        short, article, *rest = each.key.split(".")
        whole = law.article(f"{short}.{article}")
        if rest and whole is not None:
            parts += 1
            assert each.text.text(lang) in whole.text.text(lang), each.key
    assert parts > 50


def test_every_law_text_that_a_basis_refers_to_is_quoted() -> None:
    law = load_law(DATA / "law")
    keys = {basis.key for each in guides() for basis in each.basis if basis.key}
    assert [key for key in sorted(keys) if law.article(key) is None] == []


def test_an_installation_finds_its_own_data_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "src" / "window_desk"
    monkeypatch.setattr(catalogue, "__file__", str(package / "catalogue" / "__init__.py"))
    with pytest.raises(Unusable, match="install window-desk again"):
        data_folder()
    (tmp_path / "data" / "catalogue").mkdir(parents=True)
    assert data_folder() == tmp_path / "data"
    (package / "_data" / "catalogue").mkdir(parents=True)
    assert data_folder() == package / "_data"
