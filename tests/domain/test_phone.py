"""What is taken for a phone number, and what is not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.errors import RuleBroken
from window_desk.domain.phone import check_phone, longest_phone


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="none"),
        pytest.param("13800138000", id="mobile"),
        pytest.param("138 0013 8000", id="mobile with spaces"),
        pytest.param("138-0013-8000", id="mobile with hyphens"),
        pytest.param("19912345678", id="mobile of a newer range"),
        pytest.param("+8613800138000", id="mobile with +86"),
        pytest.param("+86 138 0013 8000", id="mobile with +86 and spaces"),
        pytest.param("0086-13800138000", id="mobile with 0086"),
        pytest.param("010-62345678", id="Beijing"),
        pytest.param("(028)86123456", id="area code in brackets"),
        pytest.param("0826-2345678", id="Guang'an"),
        pytest.param("08262345678", id="without a hyphen"),
        pytest.param("+86 826 2345678", id="a landline with +86"),
        pytest.param("+86 10 6234 5678", id="Beijing with +86"),
        pytest.param("+86-010-62345678", id="+86 and the 0"),
        pytest.param("2345678", id="local"),
        pytest.param("0826-2345678-123", id="extension after a hyphen"),
        pytest.param("0826-2345678转123", id="extension in Chinese"),
        pytest.param("010-62345678 ext. 8021", id="extension in English"),
        pytest.param("2345678x12", id="extension of a local number"),
        pytest.param("400-123-4567", id="400"),
        pytest.param("8001234567", id="800"),
        pytest.param("+852 2345 6789", id="Hong Kong"),
        pytest.param("+1 (202) 555-0143", id="United States"),
        pytest.param("0044 20 7946 0958", id="dialled with 00"),
        pytest.param("13800138000/0826-2345678", id="two"),
        pytest.param("13800138000、13900139000", id="two in Chinese"),
    ],
)
def test_what_can_be_a_phone_number(typed: str) -> None:
    assert check_phone(f" {typed} ") == typed


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("abc", id="letters"),
        pytest.param("139", id="the beginning of one"),
        pytest.param("1380013800", id="a digit short"),
        pytest.param("138001380001", id="a digit more"),
        pytest.param("11010519491231002X", id="an identity number with X"),
        pytest.param("110105194912310021", id="an identity number"),
        pytest.param("91350100M000100Y43", id="a credit code"),
        pytest.param("E12345678", id="a passport"),
        pytest.param("1380013800O", id="O for 0"),
        pytest.param("13800138000-12", id="an extension of a mobile number"),
        pytest.param("0826-1345678", id="no exchange begins with 1"),
        pytest.param("000-12345678", id="no such area"),
        pytest.param("+86138001380", id="too short for +86"),
        pytest.param("+852", id="a country alone"),
        pytest.param("+1234567890123456", id="longer than any"),
        pytest.param("13800138000/", id="nothing behind the slash"),
        pytest.param("13800138000/139", id="the second one short"),
        pytest.param("无", id="none in words"),
    ],
)
def test_what_cannot_be_one(typed: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        check_phone(typed)
    assert caught.value.code == "phone.form"


def test_full_width_digits_are_kept_as_digits() -> None:
    assert check_phone("１３８００１３８０００") == "13800138000"


@given(st.text(max_size=longest_phone + 5))
def test_what_is_kept_is_taken_again_as_it_is(typed: str) -> None:
    with suppress(RuleBroken):
        kept = check_phone(typed)
        assert check_phone(kept) == kept


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from("- "))
def test_every_mobile_number_is_taken_however_it_is_parted(digits: str, sign: str) -> None:
    assert check_phone(digits) == digits
    parted = sign.join((digits[:3], digits[3:7], digits[7:]))
    assert check_phone(parted) == parted
    assert check_phone(f"+86 {parted}") == f"+86 {parted}"
