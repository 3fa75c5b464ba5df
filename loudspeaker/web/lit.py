"""What was looked for, lit up in a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from markupsafe import Markup

from loudspeaker.public.highlight import Stretch


def marked(stretches: Iterable[Stretch]) -> Markup:
    """Return stretches of a text, those that were found in ``mark``."""
    return Markup("".join(_escaped(stretches)))  # noqa: S704 - each stretch is escaped


def _escaped(stretches: Iterable[Stretch]) -> Iterator[str]:
    for each in stretches:
        text = escape(each.text)
        yield f"<mark>{text}</mark>" if each.found else text
