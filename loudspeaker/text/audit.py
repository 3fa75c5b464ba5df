"""What should be looked at before a text is approved: readings that may not be what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from loudspeaker.text import marks, quantities, rests, words
from loudspeaker.text.audit_dates import date_findings
from loudspeaker.text.findings import Concern, Finding
from loudspeaker.text.found import Kind, Span
from loudspeaker.text.reading import Reading
from loudspeaker.text.regex import regex
from loudspeaker.text.spelling import without_tones
from loudspeaker.text.tables import Tables

# Names in Tày, Nùng, Dao and of the Tây Nguyên, which people here do say: Bjoóc, Slưn, Lắk.
_OF_THE_REGION: Final = regex(
    "(?:[bpm]j|phj|sl|hr|kr|đr|br|ml|pl|ngh?|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    "[aăâeêioôơuưy]{1,3}(?:ng|nh|ch|[cmnptk])?"
)
_SAID_BY_ALL: Final = frozenset({"alô"})
_BRACES: Final = regex(r"\{[^{}\n]{0,220}\}")
_LONG_BARE_NUMBER: Final = regex(r"[0-9]{7,}|0[0-9]{2,}")
_GROUPED: Final = regex(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_MOST_FINDINGS: Final = 200


def audit(reading: Reading, tables: Tables, *, today: date | None = None) -> tuple[Finding, ...]:
    """Return what to look at, in the order of the text, at most 200 findings.

    ``today`` is the day on which the text is looked at; without it nothing is said of dates that
    are over, and weekdays are compared only where the year is written.
    """
    found = [
        *(finding for span in reading.spans if (finding := _of_span(reading.text, span, tables))),
        *date_findings(reading.text, _dates(reading.spans), today),
        *_marks(reading),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end))[:_MOST_FINDINGS])


def _dates(spans: Sequence[Span]) -> set[int]:
    return {span.start for span in spans if span.kind is Kind.DATE}


def _of_span(text: str, span: Span, tables: Tables) -> Finding | None:
    written = text[span.start : span.end]
    concern, detail = _concern(text, written, span, tables)
    if concern is None:
        return None
    return Finding(
        concern=concern, start=span.start, end=span.end, text=written, reading=span.reading,
        detail=detail,
    )  # fmt: skip


def _concern(text: str, written: str, span: Span, tables: Tables) -> tuple[Concern | None, str]:
    if span.rule is words.SPELLED:
        return (Concern.SPELLED if len(written) > 1 else None), ""
    if span.rule is words.TELEX:
        return Concern.TELEX, ""
    if span.rule in (rests.OTHER, quantities.ARROW) and not span.reading:
        return Concern.SILENT, ""
    if span.rule is words.ABBREVIATION:
        return _of_abbreviation(written, span, tables)
    if span.kind is Kind.WORD and span.rule is not words.LEXICON:
        return _of_word(written, span), ""
    return (Concern.NUMBER if _is_unclassed(text, written, span) else None), ""


def _of_abbreviation(written: str, span: Span, tables: Tables) -> tuple[Concern | None, str]:
    entries = tables.abbreviations[written]
    meant = [entry for entry in entries if entry.reading.endswith(span.reading)]
    is_certain = any(entry.has_context for entry in meant)
    others = sorted({entry.reading for entry in entries} - {entry.reading for entry in meant})
    return (
        (None, "") if is_certain or not others else (Concern.SEVERAL_MEANINGS, " · ".join(others))
    )


def _of_word(written: str, span: Span) -> Concern | None:
    if span.reading.replace(" ", "") != written.casefold().replace("-", ""):
        return Concern.FOREIGN
    is_name = all(_OF_THE_REGION.fullmatch(without_tones(w)) for w in span.reading.split())
    is_said = is_name or len(written) == 1 or span.reading in _SAID_BY_ALL
    return None if is_said else Concern.STRANGE


def _is_unclassed(text: str, written: str, span: Span) -> bool:
    if span.rule.name != "number":
        return False
    is_heading = span.start == 0 or text[span.start - 1] == "\n"
    has_odd_dots = "." in written and not _GROUPED.fullmatch(written) and not is_heading
    return has_odd_dots or _LONG_BARE_NUMBER.fullmatch(written) is not None


def _marks(reading: Reading) -> Iterator[Finding]:
    """Yield braces that look like a mark and were read as text."""
    done = {s.start for s in reading.spans if s.rule in (marks.REPEAT, marks.SPELL, marks.REST)}
    for match in _BRACES.finditer(reading.text):
        if match.start() not in done and marks.is_meant(match.group()):
            yield Finding(
                concern=Concern.MARK, start=match.start(), end=match.end(), text=match.group(),
                reading="",
            )  # fmt: skip
