"""What was looked for, lit up in a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from markupsafe import Markup

from loudspeaker.public.highlight import Span, Stretch


def marked(stretches: Iterable[Stretch]) -> Markup:
    """Return stretches of a text, those that were found in ``mark``."""
    return Markup("".join(_escaped(stretches)))  # noqa: S704 - each stretch is escaped


def _escaped(stretches: Iterable[Stretch]) -> Iterator[str]:
    for each in stretches:
        text = escape(each.text)
        yield f"<mark>{text}</mark>" if each.found else text


def lit(
    text: str, spans: Sequence[Span], begin: int, end: int, shown: Callable[[str], str] = escape
) -> str:
    """Return a text from one place to another as HTML, the spans of it in ``mark``.

    ``shown`` makes HTML of a piece of it: whoever knows that there is nothing to escape says so.
    """
    if not spans:
        return shown(text[begin:end])
    told: list[str] = []
    last = begin
    for start, stop in spans:
        if stop > begin and start < end:
            first, last_before = max(start, begin), last
            last = min(stop, end)
            told += shown(text[last_before:first]), "<mark>", shown(text[first:last]), "</mark>"
    told.append(shown(text[last:end]))
    return "".join(told)
