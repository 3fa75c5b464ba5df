"""What is said sign by sign or part by part: telephone and document numbers, addresses."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Kind, Read, Rule
from loudspeaker.text.letters import spelled, word
from loudspeaker.text.numbers import cardinal, digits, number
from loudspeaker.text.tables import ABBREVIATIONS, DOCUMENTS, SYMBOLS

_CALLED = re.compile(
    r"\b(?:gọi|điện thoại|đt|sđt|hotline|tổng đài|đường dây nóng|liên hệ)\W{0,3}(?:\w+\W+){0,2}$"
)
_NAMED = re.compile(r"\b(?:cccd|cmnd|căn cước|căn cước công dân|tài khoản|stk|mã|mã số)( số)?\W*$")
_NAMED_LENGTH = 6
_FEWEST_DIGITS, _MOST_DIGITS = 8, 13


def _telephone(found: Found) -> str | None:
    read = digits(found.text)
    if not _FEWEST_DIGITS <= len(read.split()) <= _MOST_DIGITS:
        return None
    return f"cộng {read}" if found.text.startswith("+") else read


def _emergency_number(found: Found) -> str | None:
    return digits(found.text) if _CALLED.search(found.before + " ") else None


def _identity(found: Found) -> str | None:
    return digits(found.text) if _NAMED.search(found.before + " ") else None


def _document(found: Found) -> str:
    parts = re.findall("[0-9]+/?|[^0-9/&-]+", found.text)
    return " ".join(map(_document_part, parts))


def _document_part(part: str) -> str:
    if part[0].isdigit():
        return number(part.rstrip("/")) + " trên" * part.endswith("/")
    return DOCUMENTS.get(part) or ABBREVIATIONS.get(part) or spelled(part)


def _plate(found: Found) -> str:
    province, series, rest = re.split(r"([A-ZĐ]{1,2})", found.text, maxsplit=1)
    return f"{cardinal(int(province))} {spelled(series)} {digits(rest)}"


_ADDRESS_SIGNS = {".": "chấm", "-": "gạch ngang", "_": "gạch dưới", "/": "gạch chéo"}


def _address(found: Found) -> str:
    text = re.sub("^https?://", "", found.text)
    parts = re.findall(r"[0-9]+|[^\W\d_]+|.", text)
    return " ".join(filter(None, map(_address_part, parts)))


def _address_part(part: str) -> str:
    if part.isdigit():
        return digits(part)
    return word(part) if part.isalpha() else _ADDRESS_SIGNS.get(part) or SYMBOLS.get(part, "")


def _rule(name: str, pattern: str, read: Read) -> Rule:
    return Rule(name=name, kind=Kind.CODE, pattern=pattern, read=read)


_LABEL = r"[A-Za-z0-9_-]{1,40}"
_DOMAIN = rf"{_LABEL}(?:\.{_LABEL}){{0,5}}\.(?:vn|com|net|org|info|edu|gov)(?![\w-])"
_START = r"(?<![0-9.,/+])"
_END = r"(?![0-9])"

_KINDS = r"[A-ZĐ]{2,6}[a-z]?(?:[-&][A-ZĐ]{1,8}[a-z]?){0,4}"

ADDRESSES: Final = (
    _rule("mail_address", rf"{_LABEL}(?:\.{_LABEL}){{0,3}}@{_DOMAIN}", _address),
    _rule("web_address", rf"(?:https?://)?{_DOMAIN}(?:/[!-~]{{0,100}}[\w/])?", _address),
)
_PARTY_KINDS = r"[A-ZĐ]{2,4}/[A-ZĐ]{2,8}"
DOCUMENT: Final = _rule(
    "document",
    rf"[0-9]{{1,5}}(?:/(?:[0-9]{{4}}/)?{_KINDS}|-{_PARTY_KINDS})(?![^\W\d_])",
    _document,
)
NUMBERS: Final = (
    _rule("plate", r"(?<!\w)[0-9]{2}[A-ZĐ]{1,2}[0-9]?-[0-9]{3}\.?[0-9]{2}" + _END, _plate),
    _rule("telephone_abroad", r"\+[0-9]{1,3}(?:[ .-]?[0-9]{2,4}){3,4}" + _END, _telephone),
    _rule(
        "telephone_area",
        r"\(0[0-9]{1,4}\) ?[0-9]{1,4}(?:[ .-]?[0-9]{1,4}){1,3}" + _END,
        _telephone,
    ),
    _rule("telephone", rf"{_START}0[0-9]{{1,4}}(?:[ .-]?[0-9]{{1,4}}){{2,4}}{_END}", _telephone),
    _rule("service_number", rf"{_START}1[89]00[ .-]?[0-9]{{4,6}}{_END}", _telephone),
    _rule("emergency_number", rf"{_START}11[1-9]{_END}", _emergency_number),
    _rule("identity", rf"{_START}[0-9]{{{_NAMED_LENGTH},}}{_END}", _identity),
)
