"""What narrow columns leave out: the names that nearly everybody here shares."""

from __future__ import annotations

import msgspec
import pytest

from tests.support import Clock
from window_desk.domain.item import Bilingual
from window_desk.storage.desk import Desk
from window_desk.tui.open_cases import names_of, place_of, short_applicant, short_names


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("广安区瑞丰建筑工程有限公司", "瑞丰建筑工程有限公司"),
        ("广安市广安区瑞丰建筑工程有限公司", "瑞丰建筑工程有限公司"),
        ("四川省广安市瑞丰有限公司", "瑞丰有限公司"),
        ("广安锦程有限公司", "锦程有限公司"),
        ("成都广安有限公司", "成都广安有限公司"),
        ("广安", "广安"),
        ("广安区", "广安区"),
        ("张**", "张**"),
        ("", ""),
    ],
)
def test_a_company_goes_without_the_name_of_its_place(name: str, short: str) -> None:
    assert short_applicant(name, "广安") == short
    assert short_applicant(name, "") == name


def test_the_place_is_what_the_centre_is_named_after(desk: Desk, clock: Clock) -> None:
    with desk.look() as look:
        centre = look.centre
    assert place_of(centre) == "广安"
    assert place_of(msgspec.structs.replace(centre, name=Bilingual("政务服务中心"))) == ""
    assert place_of(None) == ""


def test_departments_go_without_what_most_of_them_begin_with(desk: Desk) -> None:
    with desk.look() as look:
        names = names_of(look.centre)
    short = short_names(names)
    assert short["区公安分局"].zh == "公安分局"
    assert not short["区公安分局"].en.startswith("District")
    # Only where it tells none of them apart.
    few = {"a": Bilingual("区甲局", "District A"), "b": Bilingual("市乙局", "City B")}
    assert short_names(few) == few
    assert short_names({}) == {}
