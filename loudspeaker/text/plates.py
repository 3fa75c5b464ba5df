"""Number plates: the province as a number, then sign by sign."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Start, code_rule
from loudspeaker.text.letters import spelled
from loudspeaker.text.numbers import cardinal, digits

_ARMY = ("biển đỏ", "biển số", "biển", "xe")


def _plate(found: Found) -> str:
    province, series, rest = re.split(r"([A-ZĐ]{1,2})", found.text, maxsplit=1)
    return f"{cardinal(int(province.strip('-')))} {spelled(series)} {digits(rest)}"


def _army_plate(found: Found) -> str | None:
    if not found.before.endswith(_ARMY):
        return None
    return f"{spelled(found.text[:2])} {digits(found.text[2:])}"


PLATE: Final = code_rule(
    "plate", Start.DIGIT,
    r"(?<!\w)[0-9]{2}-?[A-ZĐ]{1,2}[0-9]? ?[-–—]? ?(?:[0-9]{3}\.?[0-9]{2}|[0-9]{4})(?![0-9])",
    _plate,
)  # fmt: skip
ARMY_PLATE: Final = code_rule(
    "army_plate", Start.LETTER, r"(?<!\w)[A-Z]{2} ?[0-9]{2}-[0-9]{2}(?![\w.-])", _army_plate,
    often_none=True,
)  # fmt: skip
