"""A whole catalogue in one file: written, and read back to the same items."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from window_desk.catalogue import data_folder
from window_desk.catalogue.load import Loaded, load_items
from window_desk.catalogue.write import write_catalogue
from window_desk.domain.item import Bilingual, Limit, Material, ServiceItem

CATALOGUE = data_folder() / "catalogue"

HOSTILE = ['"quoted" \\ back', "'''", "[/x] # =1", "𠮷𱁬", "{ a = 1 }", "true", "２０２６", '"""']


@pytest.fixture(scope="module")
def shipped() -> Loaded:
    """Everything in the data folder."""
    return load_items([CATALOGUE / "directory", CATALOGUE / "guides"])


def read_back(text: str, tmp_path: Path) -> Loaded:
    """The items of a file with that text."""
    path = tmp_path / "all.toml"
    path.write_text(text, encoding="utf-8")
    return load_items([path])


def by_code(items: tuple[ServiceItem, ...]) -> dict[str, ServiceItem]:
    return {each.code: each for each in items}


def test_what_is_shipped_comes_back_as_it_was(shipped: Loaded, tmp_path: Path) -> None:
    codes = {each.name.zh: each.code for each in shipped.departments}
    found = read_back(write_catalogue(shipped.items, codes), tmp_path)
    assert found.errors == ()
    assert by_code(found.items) == by_code(shipped.items)
    assert {each.code for each in found.departments} == set(codes.values())


def test_the_same_items_make_the_same_text(shipped: Loaded, tmp_path: Path) -> None:
    once = write_catalogue(shipped.items, {})
    again = write_catalogue(read_back(once, tmp_path).items, {})
    assert sorted(once.splitlines()) == sorted(again.splitlines())


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str, tmp_path: Path) -> None:
    item = ServiceItem(
        code="XX-1",
        name=Bilingual(zh=text, en=text),
        type="20",
        department=text,
        promised=Limit(Decimal("2.5"), basis=text),
        materials=(Material("paper", Bilingual(text), issuer=text, originals=1),),
        complaint=text,
    )
    entry = ServiceItem(code="XX-2", name=Bilingual(text), type="20", department=text)
    found = read_back(write_catalogue([item, entry], {}), tmp_path)
    assert found.errors == ()
    assert by_code(found.items) == by_code((item, entry))


class TestCollection:
    """The form of the file, also when people write it."""

    def test_errors_have_their_line(self, shipped: Loaded, tmp_path: Path) -> None:
        wrong = msgspec.structs.replace(shipped.items[-1], department="nobody", steps=())
        text = write_catalogue([wrong], {})
        lines = text.replace('name = "nobody"', 'name = "somebody"').splitlines()
        found = read_back("\n".join(lines), tmp_path)
        (error,) = [each for each in found.errors if each.path == "guides[0].department"]
        assert lines[error.line - 1] == 'department = "nobody"'

    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("departments = 5", "departments"),
            ("guides = { a = 1 }", "guides"),
            ("departments = [5]", "departments[0]"),
            ("guides = ['x']", "guides[0]"),
            ("[[departments]]\nname = '甲'\ncode = 'a'\nitems = 5", "departments[0].items"),
            ("[[departments]]\nname = '甲'", "departments[0]"),
            ("[[departments]]\nname = '甲'\ncode = 'a'\nextra = 1", "departments[0].extra"),
            ("[[guides]]\ncode = 'a'\n[other]\nx = 1", "other"),
        ],
    )
    def test_a_wrong_form_is_an_error_and_nothing_is_loaded(
        self, text: str, path: str, tmp_path: Path
    ) -> None:
        found = read_back(text, tmp_path)
        assert path in {each.path for each in found.errors}
        assert found.items == ()
