"""What is known by its letters: passports, health cards, plates, e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loudspeaker.plugins.guard.folding import Folded
from loudspeaker.plugins.guard.kinds import Hit, Kind
from loudspeaker.text.regex import regex

_PASSPORT: Final = regex(
    r"(?<![a-z])(?:ho chieu|passport)[^0-9\n]{0,25}?(?<![a-z])"
    r"(?P<number>[a-z]{1,2} ?[0-9o](?:[ .-]?[0-9o]){6,7})(?![0-9])"
)
_HEALTH_CARD: Final = regex(
    r"(?<![a-z])(?:dn|hx|ch|nn|hc|xk|ht|tb|no|ct|xb|tn|cs|qn|ca|cy|xn|ms|cc|ck|cb|kc|hd|te|bt|hn"
    r"|dt|dk|xd|ts|tc|tq|ta|ty|hg|ls|pv|cn|hs|sv|gb|gd)[ .-]?[1-5](?:[ .\n-]?[0-9o]){12}(?![0-9])"
)
_PLATE: Final = regex(
    r"(?<!\w)[0-9]{2}[ -]?[A-ZĐ]{1,2}[0-9]?[ –-]{0,3}(?:[0-9]{3}\.?[0-9]{2}|[0-9]{4})(?![\w/])"
)
_VEHICLE: Final = regex(r"(?<![a-z])(?:xe|bien|bks|o to|mo to)(?![a-z])")
_VEHICLE_REACH: Final = 40
_EMAIL: Final = regex(
    r"(?<![\w.+-])[\w.+-]{1,64}(?: ?@ ?| (?:a cong|a moc|a vong) )"
    r"(?P<host>[\w-]{1,63}(?:(?:\.| cham | ?dot )[\w-]{2,63}){0,5})"
)
_OFFICIAL: Final = regex(r".*(?:\.| cham )gov(?:\.| cham )vn")


def passports(folded: Folded) -> Iterator[Hit]:
    """Yield passport numbers; only the word tells them from the numbers of lots."""
    for match in _PASSPORT.finditer(folded.plain):
        yield Hit(kind=Kind.PASSPORT, start=match.start("number"), end=match.end())


def health_cards(folded: Folded) -> Iterator[Hit]:
    """Yield health insurance cards of two letters and thirteen digits."""
    for match in _HEALTH_CARD.finditer(folded.plain):
        yield Hit(kind=Kind.HEALTH_CARD, start=match.start(), end=match.end())


def plates(folded: Folded) -> Iterator[Hit]:
    """Yield number plates of vehicles."""
    for match in _PLATE.finditer(folded.cased):
        before = max(0, match.start() - _VEHICLE_REACH)
        if _VEHICLE.search(folded.plain, before, match.start()):
            yield Hit(kind=Kind.PLATE, start=match.start(), end=match.end())


def emails(folded: Folded) -> Iterator[Hit]:
    """Yield e-mail addresses but those of offices."""
    for match in _EMAIL.finditer(folded.plain):
        if not _OFFICIAL.fullmatch(match["host"]):
            yield Hit(kind=Kind.EMAIL, start=match.start(), end=match.end())
