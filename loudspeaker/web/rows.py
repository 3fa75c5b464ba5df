"""Announcements as the portal lists them, each put together once for all that ask for it.

What is looked for differs from one visitor to the next; what it is looked for in does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from loudspeaker.public.entries import Said
from loudspeaker.public.highlight import Needles, Sought, around, found_in
from loudspeaker.public.query import Phrase
from loudspeaker.web.lit import lit
from loudspeaker.web.words import machine_time, moment_words

MOST_BYTES: Final = 30_000_000
_BYTES_EACH, _BYTES_A_LETTER = 900, 4
LEVELS: Final[Mapping[str, str]] = {"emergency": "Khẩn cấp", "priority": "Ưu tiên"}
KINDS: Final[Mapping[str, str]] = {
    "drill": "Diễn tập",
    "correction": "Đính chính",
    "programme": "Chương trình",
    "live": "Phát trực tiếp",
    "relay": "Tiếp âm",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What is the same of an announcement whatever is looked for: pieces of HTML, and its texts."""

    link: str
    unnamed: str
    facts: str
    title: Sought
    text: Sought
    shown: Callable[[str], str]

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return _BYTES_EACH + _BYTES_A_LETTER * (len(self.text.text) + len(self.title.text))


class Rows:
    """The rows that were made last, by number: to be cleared whenever something has changed."""

    def __init__(
        self,
        entries: Callable[[Sequence[int]], Mapping[int, Said]],
        where: Callable[[Said], str],
        *,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._entries, self._where, self._most_bytes = entries, where, most_bytes
        self._rows: dict[int, Row] = {}
        self._bytes = 0

    def clear(self) -> None:
        """Forget all."""
        self._rows.clear()
        self._bytes = 0

    def numbered(self, numbers: Sequence[int], phrases: Sequence[Phrase]) -> Markup:
        """Return the items of a list, with what was looked for lit up."""
        missing = [number for number in numbers if number not in self._rows]
        made = {n: row_of(said, self._where) for n, said in self._entries(missing).items()}
        rows = [made.get(number) or self._rows.get(number) for number in numbers]
        self._keep(made)
        return listed((row for row in rows if row), phrases)

    def _keep(self, made: Mapping[int, Row]) -> None:
        self._rows |= made
        self._bytes += sum(row.size for row in made.values())
        while self._bytes > self._most_bytes:
            self._bytes -= self._rows.pop(next(iter(self._rows))).size


def listed(rows: Iterable[Row], phrases: Sequence[Phrase], level: int = 2) -> Markup:
    """Return the items of a list, each title a heading of a level."""
    needles = Needles.of(phrases)
    return Markup("".join([_item(row, needles, level) for row in rows]))  # noqa: S704 - escaped


def _item(row: Row, needles: Needles, level: int) -> str:
    title, text = row.title, row.text
    name = lit(title.text, found_in(title, needles), 0, len(title.text), row.shown)
    return (
        f'<li class="card">\n<h{level}>{row.link}{name or row.unnamed}</a></h{level}>\n'
        f"{row.facts}{_excerpt(text, needles, row.shown) if text.text else ''}</li>\n"
    )


def _excerpt(text: Sought, needles: Needles, shown: Callable[[str], str]) -> str:
    spans = found_in(text, needles)
    begin, end = around(text, spans)
    before, after = "… " if begin else "", " …" if end < len(text.text) else ""
    return f"<p>{before}{lit(text.text, spans, begin, end, shown)}{after}</p>"


def row_of(said: Said, where: Callable[[Said], str]) -> Row:
    """Put together what is the same of an announcement whatever is looked for."""
    moment, place = said.first_aired, where(said)
    facts = (
        f'<p class="quiet">{_tags(said)} <time datetime="{machine_time(moment)}">'
        f"{moment_words(moment)}</time>{f' · {escape(place)}' if place else ''}</p>\n"
    )
    plain = not any(mark in said.title or mark in said.text for mark in "&<>\"'")
    return Row(
        link=f'<a href="/thong-bao/{escape(quote(said.id))}">',
        unnamed="Thông báo đã rút lại" if said.withdrawn else "Thông báo",
        facts=facts,
        title=Sought.of(said.title),
        text=Sought.of(said.text),
        shown=str if plain else escape,
    )


def _tags(said: Said) -> str:
    told = [
        ("tag bad" if said.level == "emergency" else "tag", LEVELS.get(said.level)),
        ("tag", KINDS.get(said.kind)),
        ("tag bad", "Đã đính chính" if said.corrected else None),
        ("tag bad", "Đã rút lại" if said.withdrawn else None),
    ]
    return " ".join(f'<span class="{kind}">{name}</span>' for kind, name in told if name)
