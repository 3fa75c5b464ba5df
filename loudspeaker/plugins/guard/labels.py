"""The words before a number that tell what it is: CCCD, điện thoại, STK."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loudspeaker.text.regex import regex


class Label(StrEnum):
    """What a number is said to be."""

    IDENTITY = "identity"
    TELEPHONE = "telephone"
    CALL = "call"
    DOSSIER = "dossier"
    ACCOUNT = "account"
    HEALTH = "health"
    INSURANCE = "insurance"
    TAX = "tax"


# In the folded text: small letters without marks.  The first that fits at a place counts.
_LABEL: Final = regex(
    r"(?<![a-z])(?:"
    r"(?P<identity>cccd|can ?cuoc|dinh danh|cmnd|cmtnd|cmt|chung minh(?: nhan dan| thu)?"
    r"|giay to(?: tuy than)?)"
    r"|(?P<insurance>bhxh|bao hiem xa hoi)"
    r"|(?P<health>bhyt|bao hiem y te|(?:ma|so|ma so) the)"
    r"|(?P<tax>ma so thue|mst)"
    r"|(?P<dossier>(?:ma|so|ma so) (?:ho so|hs)|ho so (?:ma|so)(?: so)?|bien nhan(?: so)?)"
    r"|(?P<account>so tai khoan|tai khoan|stk|so tk|tk|momo|chuyen khoan)"
    r"|(?P<telephone>dien thoai|sdt|dt|may ban|co dinh|so may|di dong|dd)"
    r"|(?P<call>goi|zalo|alo|viber|hotline|duong day|lien he|lh|bao|tong dai|truc ban|so truc)"
    r")(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a text, in order of their ends."""

    found: list[tuple[int, str]]

    def before(self, place: int, *, reach: int) -> tuple[int, Label] | None:
        """Return where the last label before a place ends, if not farther away than ``reach``."""
        index = bisect_right(self.found, (place, "~"))
        if not index:
            return None
        end, name = self.found[index - 1]
        return (end, Label(name)) if place - end <= reach else None


def labels_of(plain: str) -> Labels:
    """Return the labels of a folded text."""
    return Labels([(match.end(), str(match.lastgroup)) for match in _LABEL.finditer(plain)])
