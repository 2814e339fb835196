"""Phone numbers: what can be one, in China or abroad, and what cannot."""

from __future__ import annotations

import re
import unicodedata

from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import clean_text

longest_phone = 40
"""How many characters are kept; two numbers with their extensions fit."""

_between = re.compile(r"[/,;、，；]")
_separators = re.compile(r"[\s().·-]")
_extension = re.compile(r"(.+?)\s*(?:-|转|分机|ext\.?|x|#|\*)\s*[0-9]{1,6}", re.IGNORECASE)
_mobile = re.compile(r"1[2-9][0-9]{9}")
_landline = re.compile(
    r"""(?:0(?:10|2[0-9]|[3-9][0-9]{2}))?[2-9][0-9]{6,7}  # with or without its area code
        | [48]00[0-9]{7}                                  # one number for the whole country
    """,
    re.VERBOSE,
)
_home = re.compile(r"(?:\+|00)86(?=[0-9])")
_abroad = re.compile(r"(?:\+|00)(?!86)[1-9][0-9]{6,14}")
"""ITU-T E.164: at most 15 digits with the country's; fewer than seven reach nobody."""


def check_phone(typed: str) -> str:
    """The text as it is kept, empty for none; raises `phone.form` for what is no phone number.

    A Chinese mobile number, a landline or 400 and 800 number with or without an extension, or one
    from abroad with its country code; several stand beside each other with a comma or a slash.
    Whether anybody answers there is not known.
    """
    text = clean_text(unicodedata.normalize("NFKC", clean_text(typed, longest_phone)))
    if text and not all(_is_phone(each.strip()) for each in _between.split(text)):
        raise RuleBroken(
            "phone.form",
            "This is no phone number: a mobile number has 11 digits, a landline its area code, "
            "a foreign one begins with + and the country's.",
            hint="Correct it, or leave it empty.",
        )
    return text


def _is_phone(text: str) -> bool:
    parted = _extension.fullmatch(text)
    return _is_number(text) or (parted is not None and _is_landline(parted[1]))


def _is_number(text: str) -> bool:
    digits = _digits(text)
    return bool(_mobile.fullmatch(digits) or _abroad.fullmatch(digits)) or _is_landline(text)


def _is_landline(text: str) -> bool:
    """Whether it is one of a landline, behind which alone an extension may stand."""
    digits = _digits(text)
    is_dialled_from_abroad = _home.match(_separators.sub("", text)) is not None
    # From abroad the 0 of the area code is left out.
    with_area = f"0{digits}" if is_dialled_from_abroad and len(digits) > 8 else digits
    return _landline.fullmatch(digits) is not None or _landline.fullmatch(with_area) is not None


def _digits(text: str) -> str:
    """The number as it is dialled at home, without what parts its digits."""
    return _home.sub("", _separators.sub("", text), count=1)
