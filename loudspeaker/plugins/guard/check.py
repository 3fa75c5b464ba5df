"""All rules over one text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from loudspeaker.model.review import Severity
from loudspeaker.plugins.guard.folding import Folded, fold
from loudspeaker.plugins.guard.kinds import SEVERITIES, Hit, Kind
from loudspeaker.plugins.guard.labelled import labelled
from loudspeaker.plugins.guard.named.told import told
from loudspeaker.plugins.guard.numbers import cards, dossiers, persons_numbers
from loudspeaker.plugins.guard.persons import persons
from loudspeaker.plugins.guard.sight import Sight
from loudspeaker.plugins.guard.written import emails, health_cards, passports, plates

MOST_HITS: Final = 100
_MAY_BE_PUBLIC: Final = frozenset({Kind.PHONE, Kind.ACCOUNT})
_FEWEST_LOCAL: Final = 7


def personal_data(text: str, public: Collection[str] = ()) -> list[tuple[Hit, int, int]]:
    """Return hits with where they stand in the text, in its order; the hard ones if too many.

    ``public`` are numbers as ``national`` gives them, which are nobody's own.  Never raises.
    """
    folded = fold(text)
    hits = [hit for hit in _hits(folded) if not _is_public(hit, public)]
    hard = [hit for hit in hits if SEVERITIES[hit.kind] is Severity.HARD]
    kept = hits if len(hits) <= MOST_HITS else (hard or hits)[:MOST_HITS]
    placed = [(hit, *folded.span(hit.start, hit.end)) for hit in kept]
    return sorted(placed, key=lambda each: each[1:])


def _hits(folded: Folded) -> Iterator[Hit]:
    yield from islice(_numbers(folded), 10 * MOST_HITS)
    for rule in (passports, plates, emails, persons, told):
        yield from islice(rule(folded), MOST_HITS)


def _numbers(folded: Folded) -> Iterator[Hit]:
    """Yield numbers, those whose form says most first: digits belong to one hit only."""
    sight = Sight(folded)
    yield from dossiers(sight)
    for hit in health_cards(folded):
        yield sight.claim(hit)
    for rule in (cards, labelled, persons_numbers):
        yield from rule(sight)


def national(number: str) -> str:
    """Return a number's digits as they are dialled in the country."""
    digits = "".join(filter(str.isdigit, number))
    for abroad in ("0084", "84"):
        if digits.startswith(abroad) and len(digits) >= len(abroad) + 9:
            return "0" + digits.removeprefix(abroad).removeprefix("0")
    return digits


def _is_public(hit: Hit, public: Collection[str]) -> bool:
    if hit.kind not in _MAY_BE_PUBLIC:
        return False
    digits = national(hit.digits)
    is_local = len(digits) in {_FEWEST_LOCAL, _FEWEST_LOCAL + 1} and not digits.startswith("0")
    return digits in public or (is_local and any(known.endswith(digits) for known in public))
