"""Certificate numbers: real people pass, typing errors are found, and masks hide."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.errors import RuleBroken
from window_desk.domain.identity import (
    Certificate,
    certificate_types,
    check_certificate,
    mask_name,
    mask_number,
    mask_phone,
    shown_name,
)

TODAY = date(2026, 11, 22)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def with_check(first_17: str) -> str:
    """The full number by the table of GB 11643, worked out here on its own."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return first_17 + "10X98765432"[total % 11]


def code_of(type: str, number: str, today: date = TODAY) -> str:
    with pytest.raises(RuleBroken) as broken:
        check_certificate(type, number, today)
    assert broken.value.message
    assert broken.value.hint
    assert number == "" or number not in str(broken.value)
    return broken.value.code


def test_the_example_of_the_standard() -> None:
    found = check_certificate("111", "11010519491231002X", TODAY)
    assert (found.type, found.number) == ("111", "11010519491231002X")
    assert found.birth == date(1949, 12, 31)
    assert found.place is not None
    assert found.place.text("zh") == "北京"
    assert found.place.text("en") == "Beijing"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("11010519491231002x", id="small x"),
        pytest.param(" 110105 19491231 002X ", id="spaces"),
        pytest.param("110105-19491231-002X", id="hyphens"),
        pytest.param("110105–19491231‑002X", id="dashes"),
        pytest.param("１１０１０５１９４９１２３１００２Ｘ", id="full width"),
        pytest.param("110105\u200b19491231\ufeff002X", id="zero width"),
        pytest.param("11010519491231002Ⅹ", id="Roman ten"),
    ],
)
def test_ways_of_typing_are_understood(typed: str) -> None:
    assert check_certificate("111", typed, TODAY).number == "11010519491231002X"


@pytest.mark.parametrize(
    ("county", "birth"),
    [
        pytest.param("330106", "19600101", id="Hangzhou Xihu 1960"),
        pytest.param("442000", "19800101", id="Zhongshan 1980"),
        pytest.param("500103", "19900101", id="Chongqing Yuzhong 1990"),
        pytest.param("110114", "19900101", id="Beijing Changping 1990"),
        pytest.param("320571", "19950101", id="Suzhou industrial park"),
        pytest.param("810000", "19900101", id="Hong Kong permit"),
        pytest.param("820000", "19900101", id="Macao permit"),
        pytest.param("830000", "19900101", id="Taiwan permit"),
        pytest.param("710000", "19900101", id="Taiwan"),
        pytest.param("999999", "19900101", id="a place nobody knows"),
    ],
)
def test_people_whose_county_code_is_younger_than_they_pass(county: str, birth: str) -> None:
    found = check_certificate("111", with_check(f"{county}{birth}001"), TODAY)
    assert found.birth is not None
    assert found.birth.strftime("%Y%m%d") == birth
    assert (found.place is None) == (county == "999999")


@given(
    county=st.integers(min_value=110000, max_value=659999),
    birth=st.dates(min_value=date(1896, 11, 22), max_value=TODAY),
    order=st.integers(min_value=0, max_value=999),
)
def test_every_person_of_any_place_passes(county: int, birth: date, order: int) -> None:
    number = with_check(f"{county}{birth:%Y%m%d}{order:03}")
    assert check_certificate("111", number, TODAY).birth == birth


@given(
    order=st.integers(min_value=0, max_value=999),
    place=st.integers(min_value=0, max_value=16),
    other=st.integers(min_value=1, max_value=9),
)
def test_every_single_typing_error_is_found(order: int, place: int, other: int) -> None:
    number = with_check(f"51160219800229{order:03}")
    wrong = (int(number[place]) + other) % 10
    typed = f"{number[:place]}{wrong}{number[place + 1 :]}"
    assert code_of("111", typed) in ("identity.check_digit", "identity.birth_date")


@given(order=st.integers(min_value=0, max_value=999), place=st.integers(min_value=0, max_value=15))
def test_neighbours_that_changed_places_are_found(order: int, place: int) -> None:
    number = with_check(f"51160219831024{order:03}")
    typed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if typed == number:
        assert check_certificate("111", typed, TODAY).number == number
    else:
        assert code_of("111", typed) in ("identity.check_digit", "identity.birth_date")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param("110105194912310021", "identity.check_digit", id="wrong check digit"),
        pytest.param(with_check("11010519491301002"), "identity.birth_date", id="month 13"),
        pytest.param(with_check("11010519490230002"), "identity.birth_date", id="30 February"),
        pytest.param(with_check("11010500000101002"), "identity.birth_date", id="year 0"),
        pytest.param(with_check("11010520261123002"), "identity.birth_date", id="tomorrow"),
        pytest.param(with_check("11010518951121002"), "identity.birth_date", id="131 years ago"),
        pytest.param("110105491231002", "identity.old_number", id="old number"),
        pytest.param("1101054912310", "identity.length", id="too short"),
        pytest.param("11010519491231002X0", "identity.length", id="too long"),
        pytest.param("1" * 100_000, "identity.length", id="far too long"),
        pytest.param("11010519491231O02X", "identity.characters", id="letter O"),
        pytest.param("X10105194912310021", "identity.characters", id="X in front"),
        pytest.param("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "identity.characters", id="Arabic digits"),
        pytest.param("11010519491231002Х", "identity.characters", id="Cyrillic X"),
        pytest.param("", "identity.empty", id="empty"),
        pytest.param(" \u200b- ", "identity.empty", id="nothing visible"),
    ],
)
def test_wrong_resident_numbers_are_refused_with_the_way_out(number: str, code: str) -> None:
    assert code_of("111", number) == code


@pytest.mark.parametrize("birth", [date(1896, 11, 22), date(1895, 11, 23), TODAY])
def test_birth_dates_at_the_edges(birth: date) -> None:
    number = with_check(f"110105{birth:%Y%m%d}002")
    assert check_certificate("111", number, TODAY).birth == birth


def test_sentences_come_in_both_languages() -> None:
    with pytest.raises(RuleBroken) as broken:
        check_certificate("111", with_check("11010520261123002"), TODAY)
    assert "lies in the future" in broken.value.message
    assert broken.value.facts["why"] == ("晚于今天", "lies in the future")


@pytest.mark.parametrize(
    ("type", "typed", "number"),
    [
        pytest.param("414", " e1234 5678", "E12345678", id="passport"),
        pytest.param("511", "01234567", "01234567", id="Taiwan permit"),
        pytest.param("516", "h12345678 01", "H1234567801", id="Hong Kong permit"),
        pytest.param("553", "usa110180010101", "USA110180010101", id="older residence card"),
        pytest.param("other", "南字第 1234 号", "南字第 1234 号", id="an officer's card"),
    ],
)
def test_other_certificates_are_taken_as_they_are(type: str, typed: str, number: str) -> None:
    assert check_certificate(type, typed, TODAY) == Certificate(type, number)


def test_a_residence_card_of_the_new_form_is_checked() -> None:
    number = with_check("91184019850706001")
    found = check_certificate("553", number, TODAY)
    assert (found.type, found.birth, found.place) == ("553", date(1985, 7, 6), None)
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    assert code_of("553", wrong) == "identity.check_digit"


@pytest.mark.parametrize(
    ("type", "number", "code"),
    [
        pytest.param("414", "", "identity.empty", id="empty passport"),
        pytest.param("414", "=cmd|calc", "identity.characters", id="a formula"),
        pytest.param("516", "Н12345678", "identity.characters", id="Cyrillic letter"),
        pytest.param("553", "123456789012345", "identity.length", id="15 digits"),
        pytest.param("553", "11010519491231002X", "identity.characters", id="a citizen's"),
        pytest.param("other", "x" * 51, "identity.length", id="too long"),
        pytest.param("other", "\x1b", "identity.empty", id="only a control"),
        pytest.param("112", "1", "identity.type", id="no such type"),
        pytest.param("\x1b[2J", "2", "identity.type", id="a type that is an escape"),
    ],
)
def test_wrong_other_certificates_are_refused(type: str, number: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_certificate(type, number, TODAY)
    assert broken.value.code == code
    assert "\x1b" not in str(broken.value)


@pytest.mark.parametrize(
    "typed", ["91110000600037341L", "91110000-600037341l", " 9 1110000 600037341L"]
)
def test_an_organisations_code(typed: str) -> None:
    found = check_certificate("uscc", typed, TODAY)
    assert found == Certificate("uscc", "91110000600037341L")


@pytest.mark.parametrize("first", "159ANY")
def test_every_registering_authority_passes(first: str) -> None:
    """Village collectives have codes that start with N; the library's own check refuses them."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"{first}2330110MF1234567"
    total = sum(alphabet.index(each) * pow(3, n, 31) for n, each in enumerate(body))
    code = body + alphabet[-total % 31]
    assert check_certificate("uscc", code, TODAY).number == code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param("911100006000373411", "identity.check_digit", id="check digit"),
        pytest.param("9111000060003734", "identity.length", id="short"),
        pytest.param("9111000060003734IL", "identity.characters", id="letter I"),
        pytest.param("9111000O600037341L", "identity.characters", id="O in the region"),
        pytest.param("TE51000060003734XL", "identity.characters", id="a local code"),
        pytest.param("９1110000600037341会", "identity.characters", id="a Han character"),
    ],
)
def test_wrong_organisations_codes_are_refused(number: str, code: str) -> None:
    assert code_of("uscc", number) == code


@given(type=st.sampled_from([*certificate_types]), number=st.text(max_size=40))
def test_nothing_typed_breaks_the_check(type: str, number: str) -> None:
    found: Certificate | RuleBroken
    try:
        found = check_certificate(type, number, TODAY)
    except RuleBroken as broken:
        found = broken
    if isinstance(found, RuleBroken):
        assert found.code.startswith("identity.")
    else:
        assert type == "other" or (found.number.isascii() and found.number.isalnum())


def test_the_library_is_loaded_only_for_a_check() -> None:
    program = (
        "import sys, datetime, window_desk.domain.identity as identity;"
        "print('stdnum' in sys.modules);"
        "identity.check_certificate('111', '11010519491231002X', datetime.date(2026, 1, 1));"
        "print('stdnum' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("mask", "text", "masked"),
    [
        pytest.param(mask_number, "11010519491231002X", "110***********002X", id="resident"),
        pytest.param(mask_number, "E12345678", "E******78", id="passport"),
        pytest.param(mask_number, "1234", "****", id="short number"),
        pytest.param(mask_number, "", "", id="no number"),
        pytest.param(mask_name, "张三丰", "张**", id="Chinese name"),
        pytest.param(mask_name, "张三", "张**", id="short Chinese name"),
        pytest.param(mask_name, "Zhang Wei", "Z**", id="Latin name"),
        pytest.param(mask_name, "𠮷野", "𠮷**", id="Han of four bytes"),
        pytest.param(mask_name, "x\u0323ab", "x\u0323**", id="combining mark"),
        pytest.param(mask_name, "", "", id="no name"),
        pytest.param(mask_phone, "13812345678", "138****5678", id="mobile"),
        pytest.param(mask_phone, "1234567", "*****67", id="landline"),
        pytest.param(mask_phone, "110", "***", id="short phone"),
    ],
)
def test_masks(mask: Callable[[str], str], text: str, masked: str) -> None:
    assert mask(text) == masked


@given(text=st.text(min_size=1, max_size=30))
def test_a_mask_never_shows_half(text: str) -> None:
    for mask in (mask_number, mask_phone):
        masked = mask(text)
        assert len(masked) == len(text)
        hidden = sum(each == "*" and shown != "*" for each, shown in zip(masked, text, strict=True))
        assert hidden + text.count("*") >= len(text) - 7


def test_only_natural_persons_are_masked() -> None:
    assert shown_name("张三丰", is_organisation=False) == "张**"
    assert shown_name("张三丰餐饮店", is_organisation=True) == "张三丰餐饮店"
    assert shown_name("", is_organisation=False) == ""
