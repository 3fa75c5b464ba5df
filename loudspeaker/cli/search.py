"""``loudspeaker search``: what the loudspeakers said, found by its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import is_terminal, say, show, visible
from loudspeaker.cli.typed import whole_number
from loudspeaker.errors import UsageRefused
from loudspeaker.public.entries import Said
from loudspeaker.public.highlight import Stretch, excerpt, stretches
from loudspeaker.public.query import Phrase, phrases_of
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import short_moment
from loudspeaker.store.public_reader import Page, PublicReader

FIRST_PAGE = 10
_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"


def search(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help=_('Words; "in quotes" they follow each other.')),
    ],
    limit: Annotated[
        str | None, typer.Option(metavar="N", help=_("Show so many, newest first (10)."))
    ] = None,
) -> None:
    """Read what is public; no process is needed for that."""
    most = whole_number("--limit", limit) or FIRST_PAGE
    typed = " ".join(words)
    page = _found(typed, most)
    if not page.phrases:
        raise UsageRefused(option="WORDS", problem="no_word")
    document = {
        "query": typed,
        "entries": [_entry(said, page.phrases) for said in page.entries],
        "more": page.before is not None,
    }
    show(document, lambda _document: _as_text(page))


def _found(typed: str, most: int) -> Page:
    """Return what is found; where there is no archive yet, nothing is."""
    path = current().home.public
    if not path.exists():
        return Page(entries=(), before=None, phrases=phrases_of(typed))
    reader = PublicReader(path)
    try:
        found = reader.search(typed, limit=most)
    finally:
        reader.close()
    return found


def _entry(said: Said, phrases: Sequence[Phrase]) -> dict[str, Any]:
    return {
        **said.to_values(),
        "title_marked": [asdict(each) for each in stretches(said.title, phrases)],
        "excerpt": [asdict(each) for each in excerpt(said.text, phrases)],
    }


def _as_text(page: Page) -> None:
    if not page.entries:
        say(_("Nothing that was aired has these words."))
        return
    for said in page.entries:
        item = said.id.rpartition(".")[0]
        title = _marked(stretches(said.title, page.phrases))
        say(f"{short_moment(said.first_aired.isoformat())}  {item}  {title}")
        if said.corrected:
            text = _("corrected on air {when}")
            say("    " + text.format(when=short_moment(said.corrected.isoformat())))
        say("    " + _marked(excerpt(said.text, page.phrases)))
    if page.before is not None:
        say(_("There are more; show them with --limit."))


def _marked(cut: Sequence[Stretch]) -> str:
    """Return the text in one line, what was found in bold where a person looks."""
    bold = (_BOLD, _PLAIN) if is_terminal() else ("", "")
    told = (f"{bold[0]}{_line(s.text)}{bold[1]}" if s.found else _line(s.text) for s in cut)
    return "".join(told).strip()


def _line(text: str) -> str:
    """Return a stretch in one line, with the spaces at its ends."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return unicodedata.normalize("NFC", f"{before}{visible(text)}{after}")
