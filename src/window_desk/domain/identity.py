"""Certificate numbers: what can be checked of them, and how they, names and phones are masked."""

from __future__ import annotations

import string
import unicodedata
from datetime import date

import msgspec

from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.item import Bilingual
from window_desk.domain.text import clean_text

certificate_types = {
    "111": Bilingual(zh="居民身份证", en="resident identity card"),
    "414": Bilingual(zh="普通护照", en="ordinary passport"),
    "511": Bilingual(zh="台湾居民来往大陆通行证", en="mainland travel permit (Taiwan)"),
    "516": Bilingual(zh="港澳居民来往内地通行证", en="mainland travel permit (Hong Kong, Macao)"),
    "553": Bilingual(zh="外国人永久居留身份证", en="foreigner's permanent residence card"),
    "uscc": Bilingual(zh="统一社会信用代码", en="unified social credit code"),
    "other": Bilingual(zh="其他证件", en="other certificate"),
}
"""Codes of GA/T 2000.156, and two of our own for organisations and for everything else.

The residence permits for residents of Hong Kong, Macao and Taiwan have numbers of the resident
identity card's form and are taken under 111.
"""

_places = {
    "11": ("北京", "Beijing"),
    "12": ("天津", "Tianjin"),
    "13": ("河北", "Hebei"),
    "14": ("山西", "Shanxi"),
    "15": ("内蒙古", "Inner Mongolia"),
    "21": ("辽宁", "Liaoning"),
    "22": ("吉林", "Jilin"),
    "23": ("黑龙江", "Heilongjiang"),
    "31": ("上海", "Shanghai"),
    "32": ("江苏", "Jiangsu"),
    "33": ("浙江", "Zhejiang"),
    "34": ("安徽", "Anhui"),
    "35": ("福建", "Fujian"),
    "36": ("江西", "Jiangxi"),
    "37": ("山东", "Shandong"),
    "41": ("河南", "Henan"),
    "42": ("湖北", "Hubei"),
    "43": ("湖南", "Hunan"),
    "44": ("广东", "Guangdong"),
    "45": ("广西", "Guangxi"),
    "46": ("海南", "Hainan"),
    "50": ("重庆", "Chongqing"),
    "51": ("四川", "Sichuan"),
    "52": ("贵州", "Guizhou"),
    "53": ("云南", "Yunnan"),
    "54": ("西藏", "Tibet"),
    "61": ("陕西", "Shaanxi"),
    "62": ("甘肃", "Gansu"),
    "63": ("青海", "Qinghai"),
    "64": ("宁夏", "Ningxia"),
    "65": ("新疆", "Xinjiang"),
    "71": ("台湾", "Taiwan"),
    "81": ("香港", "Hong Kong"),
    "82": ("澳门", "Macao"),
    "83": ("台湾", "Taiwan"),
}

oldest_age = 130
longest_number = 50
_letters_and_digits = frozenset(string.ascii_uppercase + string.digits)
_uscc_first = frozenset("123456789ANY")
_uscc_alphabet = _letters_and_digits - frozenset("IOSVZ")

_at_most: Label = (f"最多{longest_number}位", f"at most {longest_number} characters")
_eighteen: Label = ("18位", "18 characters")
_card_or_older: Label = (
    "18位（旧版证件为3个字母加12位数字）",
    "18 characters, or on an older card 3 letters and 12 digits",
)
_digits_and_x: Label = ("17位数字，末位为数字或X", "17 digits, then a digit or X")
_nine_digits_and_x: Label = (
    "以9开头的17位数字，末位为数字或X",
    "17 digits from 9 on, then a digit or X",
)
_latin: Label = ("字母和数字", "letters and digits")
_uscc_form: Label = (
    "数字和大写字母（不含I、O、S、V、Z）",
    "digits and capital letters without I, O, S, V and Z",
)
_no_such_day: Label = ("不存在", "is no day of the calendar")
_in_future: Label = ("晚于今天", "lies in the future")
_too_long_ago: Label = (f"早于{oldest_age}年前", f"lies more than {oldest_age} years back")


class Certificate(msgspec.Struct, frozen=True):
    """A checked certificate: its number in normal form, and what the number itself tells.

    `place` is a hint only: the province where a resident number was first given out.
    """

    type: str
    number: str
    birth: date | None = None
    place: Bilingual | None = None


def check_certificate(type: str, number: str, today: date) -> Certificate:
    """The certificate, if its number can be one of that type; raises RuleBroken `identity.*`.

    A resident number is checked by length, digits, birth date (not in the future, at most 130
    years ago) and check digit, never by its county code, because codes were given to people born
    before the code existed. A passport or travel permit has no check digit to go by.
    """
    if type not in certificate_types:
        raise RuleBroken(
            "identity.type",
            "There is no certificate type {type}.",
            hint="Use one of {types}.",
            type=clean_text(type[:longest_number]),
            types=list(certificate_types),
        )
    compact = _compact(number, spaced=type == "other")
    if type == "111":
        return _resident(type, compact, today)
    if type == "553":
        return _permanent_resident(compact, today)
    if type == "uscc":
        return _organisation(compact)
    if type != "other":
        _require_latin(compact)
    return Certificate(type, compact)


def mask_number(number: str) -> str:
    """The number with its middle hidden: 110***********002X, E******78, and all of a short one."""
    if len(number) >= 15:
        return _mask(number, 3, 4)
    return _mask(number, 1, 2) if len(number) >= 7 else "*" * len(number)


def shown_name(name: str, is_organisation: bool) -> str:
    """An applicant's name as lists and notices show it: a person's masked, an organisation's whole.

    What is protected is the information of natural persons; organisations are on public registers.
    """
    return name if is_organisation else mask_name(name)


def mask_name(name: str) -> str:
    """The first character and two stars, so that the length is not told: 张**, Z**."""
    if not name:
        return ""
    shown = 1
    while shown < len(name) and unicodedata.category(name[shown]).startswith("M"):
        shown += 1
    return name[:shown] + "**"


def mask_phone(phone: str) -> str:
    """The phone number with its middle hidden: 138****5678, and all of a short one."""
    if len(phone) >= 11:
        return _mask(phone, 3, 4)
    return _mask(phone, 0, 2) if len(phone) >= 7 else "*" * len(phone)


def _mask(text: str, head: int, tail: int) -> str:
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def _compact(number: str, *, spaced: bool) -> str:
    if len(number) > 10 * longest_number:
        raise _wrong_length(len(number), _at_most)
    text = clean_text(unicodedata.normalize("NFKC", number), 200 * longest_number)
    if not spaced:
        kept = (each for each in text if each != " " and unicodedata.category(each) != "Pd")
        text = "".join(kept).upper()
    if not text:
        raise RuleBroken(
            "identity.empty", "The certificate's number is missing.", hint="Type it as printed."
        )
    if len(text) > longest_number:
        raise _wrong_length(len(text), _at_most)
    return text


def _resident(type: str, number: str, today: date) -> Certificate:
    if len(number) == 15 and number.isascii() and number.isdigit():
        raise RuleBroken(
            "identity.old_number",
            "This is an old number of 15 digits; cards with such a number ended with 2012.",
            hint="Ask for the present card and type its 18 characters.",
        )
    if len(number) != 18:
        raise _wrong_length(len(number), _eighteen)
    if not (number.isascii() and number[:17].isdigit() and number[17] in "0123456789X"):
        raise _wrong_characters(_digits_and_x)
    birth = _birth(number[6:14], today)

    # Imported here and below because most of the desk never checks a number.
    from stdnum.cn import ric

    if ric.calc_check_digit(number) != number[17]:
        raise _wrong_check_digit()
    place = _places.get(number[:2])
    return Certificate(type, number, birth, Bilingual(*place) if place else None)


def _permanent_resident(number: str, today: date) -> Certificate:
    # Cards of the 2023 form have 18 characters from 9 on, those before 15 from three letters on.
    if len(number) == 15 and number.isascii() and number[:3].isalpha() and number[3:].isdigit():
        return Certificate("553", number)
    if len(number) != 18:
        raise _wrong_length(len(number), _card_or_older)
    if number[0] != "9":
        raise _wrong_characters(_nine_digits_and_x)
    return _resident("553", number, today)


def _organisation(number: str) -> Certificate:
    if len(number) != 18:
        raise _wrong_length(len(number), _eighteen)
    # A and N (the army's bodies, village collectives) stand at the front of real codes, which
    # uscc.validate refuses; so only its check digit is used.
    shaped = number[0] in _uscc_first and number[:8][1:].isdigit()
    if not (shaped and _uscc_alphabet.issuperset(number)):
        raise _wrong_characters(_uscc_form)

    from stdnum.cn import uscc

    if uscc.calc_check_digit(number[:17]) != number[17]:
        raise _wrong_check_digit()
    return Certificate("uscc", number)


def _birth(digits: str, today: date) -> date:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise _wrong_birth(_no_such_day) from None
    if birth > today:
        raise _wrong_birth(_in_future)
    had_birthday = (today.month, today.day) >= (birth.month, birth.day)
    if today.year - birth.year - (not had_birthday) > oldest_age:
        raise _wrong_birth(_too_long_ago)
    return birth


def _require_latin(number: str) -> None:
    if not _letters_and_digits.issuperset(number):
        raise _wrong_characters(_latin)


def _wrong_length(length: int, wanted: Label) -> RuleBroken:
    return RuleBroken(
        "identity.length",
        "The number has {length} characters; this certificate's has {wanted}.",
        hint="Compare it with the certificate, or choose another type.",
        length=length,
        wanted=wanted,
    )


def _wrong_characters(wanted: Label) -> RuleBroken:
    return RuleBroken(
        "identity.characters",
        "The number has other characters than this certificate's: {wanted}.",
        hint="Compare it with the certificate, or choose another type.",
        wanted=wanted,
    )


def _wrong_birth(why: Label) -> RuleBroken:
    return RuleBroken(
        "identity.birth_date",
        "The birth date in the number (characters 7 to 14) {why}.",
        hint="Compare these digits with the certificate.",
        why=why,
    )


def _wrong_check_digit() -> RuleBroken:
    return RuleBroken(
        "identity.check_digit",
        "The last character does not fit the others.",
        hint="A digit is mistyped or two have changed places: compare each with the certificate.",
    )
