"""Number words that differ by region: nghìn or ngàn, linh or lẻ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from loudspeaker.text.found import Kind, Span

_SAID_BY_RULES: Final = frozenset({Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.UNIT, Kind.CODE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A region's words; what people wrote out themselves is never changed."""

    thousand: str = "nghìn"
    zero_tens: str = "linh"

    def of(self, text: str, spans: Iterable[Span]) -> Iterator[Span]:
        """Yield the spans of a text with the numbers among them in this region's words."""
        for span in spans:
            changes = span.kind in _SAID_BY_RULES and not _is_as_written(text, span)
            yield span._replace(reading=self._said(span.reading)) if changes else span

    def _said(self, reading: str) -> str:
        words = {"nghìn": self.thousand, "linh": self.zero_tens}
        parts = (part.rstrip(",") for part in reading.split())
        commas = ("," * part.endswith(",") for part in reading.split())
        return " ".join(words.get(p, p) + c for p, c in zip(parts, commas, strict=True))


def _is_as_written(text: str, span: Span) -> bool:
    return text[span.start : span.end].casefold() == span.reading


NORTHERN: Final = Wording()
