"""Numbers that only the words before them tell: accounts, old cards, insurance, tax."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from loudspeaker.plugins.guard.kinds import Hit, Kind
from loudspeaker.plugins.guard.labels import Label
from loudspeaker.plugins.guard.sight import Number, Sight
from loudspeaker.text.regex import regex

_RUN: Final = regex(r"(?<![0-9])([0-9](?:[ n]?[0-9])*)(?![0-9])")
_LOOSE_RUN: Final = regex(r"(?<![0-9])([0-9](?:[ n,/]?[0-9])*)(?![0-9])")
_CLOSE: Final = 25
_TOUCHING: Final = 15
_MOBILE: Final = regex(r"0?(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")
_FORMER: Final = regex(r"0[1-9][0-9]{8,9}")  # prefixes and area codes until 2018
_LOCAL: Final = regex(r"[2-8][0-9]{6,7}")
_LENGTHS: Final[Mapping[Label, tuple[Kind, Collection[int]]]] = {
    Label.IDENTITY: (Kind.IDENTITY, (9, 12)),
    Label.ACCOUNT: (Kind.ACCOUNT, range(6, 20)),
    Label.HEALTH: (Kind.HEALTH_CARD, (10, 13, 15)),
    Label.INSURANCE: (Kind.SOCIAL_INSURANCE, (10,)),
    Label.TAX: (Kind.TAX_CODE, (10, 13)),
    Label.DOSSIER: (Kind.DOSSIER, range(10, 40)),
}
_DATED: Final = regex(r"(?<![0-9])([0-9]{6}[ n][0-9]{4,6})(?![0-9])")


def labelled(sight: Sight) -> Iterator[Hit]:
    """Yield the numbers whose label and length fit each other."""
    for number in sight.numbers(_DATED):
        if sight.label(number) is Label.DOSSIER:
            yield sight.take(number, Kind.DOSSIER)
    for pattern in (_RUN, _LOOSE_RUN):
        for number in sight.numbers(pattern):
            kind = _kind(sight, number)
            if kind is not None and not sight.is_measured(number):
                yield sight.take(number, kind)


def _kind(sight: Sight, number: Number) -> Kind | None:
    label, count = sight.label(number), len(number.digits)
    if label is None:
        return None
    if label in {Label.TELEPHONE, Label.CALL}:
        return Kind.PHONE if _is_called(sight, number, label) else None
    if label is Label.TAX and sight.label(number, reach=_TOUCHING) is None:
        return None
    kind, lengths = _LENGTHS[label]
    return kind if count in lengths else None


def _is_called(sight: Sight, number: Number, label: Label) -> bool:
    if _MOBILE.fullmatch(number.digits) or _FORMER.fullmatch(number.digits):
        return True
    is_close = sight.label(number, reach=_CLOSE) is Label.TELEPHONE
    return label is Label.TELEPHONE and is_close and _LOCAL.fullmatch(number.digits) is not None
