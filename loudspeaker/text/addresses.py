"""E-mail and web addresses."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Kind, Start, make_rule
from loudspeaker.text.letters import word
from loudspeaker.text.numbers import digits
from loudspeaker.text.tables import Tables

_ADDRESS_SIGNS = {".": "chấm", "-": "gạch ngang", "_": "gạch dưới", "/": "gạch chéo", "@": "a còng"}


def _address(found: Found) -> str:
    text = re.sub(r"^(?:https?://)?(?:www\.)?", "", found.text)
    parts = re.findall(r"[0-9]+|[^\W\d_]+|.", text)
    return " ".join(filter(None, (_address_part(part, found.tables) for part in parts)))


def _address_part(part: str, tables: Tables) -> str:
    if part.isdigit():
        return digits(part)
    return word(part, tables.foreign) if part.isalpha() else _ADDRESS_SIGNS.get(part, "")


_LABEL = r"[A-Za-z0-9_-]{1,40}"
_ENDS = "vn|com|net|org|info|edu|gov|xyz|top|biz|asia|io|me|app|shop|online|site|example"
_DOMAIN = rf"{_LABEL}(?:\.{_LABEL}){{0,5}}\.(?:{_ENDS})(?![\w-])"
_ANY_DOMAIN = rf"{_LABEL}(?:\.{_LABEL}){{1,5}}"
_HANDLE = r"@[A-Za-z0-9_.]{2,40}(?<=[A-Za-z0-9_])"
_BOTH = Start.LETTER | Start.DIGIT
RULES: Final = (
    make_rule("mail_address", Kind.ADDRESS, _BOTH,
          rf"{_LABEL}(?:\.{_LABEL}){{0,3}}@{_ANY_DOMAIN}", _address),
    make_rule("handle", Kind.ADDRESS, Start.SIGN, rf"(?<!\w){_HANDLE}", _address),
    make_rule("web_address", Kind.ADDRESS, _BOTH,
          rf"(?:https?://{_ANY_DOMAIN}|www\.{_ANY_DOMAIN}|{_DOMAIN})(?:/[!-~]{{0,100}}[\w/])?",
          _address),
)  # fmt: skip
