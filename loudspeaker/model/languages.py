"""The languages of an announcement: Vietnamese by voice, the others as people's own recordings.

Codes are BCP 47 language tags: the two letters of ISO 639-1 where there are such, else the three
of ISO 639-3.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

VIETNAMESE: Final = "vi"
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        VIETNAMESE: "Việt",
        "tyz": "Tày",
        "nut": "Nùng",
        "ium": "Dao (Ưu Miền)",
        "mji": "Dao (Kìm Mùn)",
        "mtq": "Mường",
        "hmn": "Mông",
    }
)
"""Code → name as people say it behind *tiếng*; the first is the one that the voice speaks."""


def is_spoken(language: str) -> bool:
    """Tell whether a voice may read a language: no Vietnamese voice plays at another one."""
    return language == VIETNAMESE


def language_named(text: str) -> str | None:
    """Return the code of a code or a name (``tyz``, ``Tày``, ``tày``); None if it is none."""
    wanted = unicodedata.normalize("NFC", text).strip().casefold()
    matches = (code for code, name in NAMES.items() if wanted in (code, name.casefold()))
    return next(matches, None)


def in_order(languages: Iterable[str]) -> tuple[str, ...]:
    """Return each language once: Vietnamese first, the others in the order in which they come."""
    found = dict.fromkeys(languages)
    first = [VIETNAMESE] if VIETNAMESE in found else []
    return (*first, *(language for language in found if language != VIETNAMESE))
