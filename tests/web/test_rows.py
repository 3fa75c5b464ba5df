"""Rows of the portal's lists: put together once, lit up for each question, only text."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from re import findall, sub

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.public.entries import Said
from loudspeaker.public.highlight import excerpt, stretches
from loudspeaker.public.query import phrases_of
from loudspeaker.web.lit import marked
from loudspeaker.web.rows import Rows, listed, row_of
from tests.public.entries import NOON, said

LETTERS = "abđô<>&\"' .m"


class Archive:
    """Entries by number, and how often somebody has looked."""

    def __init__(self, *entries: Said) -> None:
        self.entries = dict(enumerate(entries, 1))
        self.asked: list[int] = []

    def __call__(self, numbers: Sequence[int]) -> dict[int, Said]:
        self.asked += numbers
        return {n: self.entries[n] for n in numbers if n in self.entries}


def where(_said: Said) -> str:
    return "Bản <Lát>"


@given(st.text(LETTERS, max_size=300), st.text(LETTERS, max_size=40), st.text("abđ ", max_size=6))
def test_a_row_says_what_was_said_and_nothing_becomes_more_than_text(
    text: str, title: str, typed: str
) -> None:
    phrases = phrases_of(typed)
    shown = str(listed([row_of(said(text, title=title), where)], phrases))
    heading, body = marked(stretches(title, phrases)), marked(excerpt(text, phrases))
    assert f"{heading or 'Thông báo'}</a></h2>" in shown
    assert (f"<p>{body}</p></li>" in shown) if text else shown.count("<p>") == 0
    assert "Bản &lt;Lát&gt;" in shown
    kinds = {"li", "h2", "a", "p", "time", "mark", "span"}
    assert set(findall(r"</?([^ >]*)", shown)) <= kinds
    assert unescape(sub("<[^>]*>", "", str(heading))) == title


def test_what_was_withdrawn_says_so_and_a_name_is_an_address() -> None:
    entry = said("", title="", id="a/b c&d", withdrawn=True, level="emergency", kind="drill")
    shown = listed([row_of(entry, lambda _: "")], (), level=3)
    assert '<h3><a href="/thong-bao/a/b%20c%26d">Thông báo đã rút lại</a></h3>' in shown
    assert '<span class="tag bad">Khẩn cấp</span> <span class="tag">Diễn tập</span>' in shown
    assert f'datetime="{NOON.isoformat()}"' in shown


def test_a_row_is_made_once_until_all_are_cleared() -> None:
    archive = Archive(said("Họp thôn"), said("Cắt điện"))
    rows = Rows(archive, where)
    first = rows.numbered([2, 1], phrases_of("hop"))
    assert "<mark>Họp</mark>" in first
    assert first.index("Cắt") < first.index("Họp"), "in the order that was asked for"
    assert rows.numbered([2, 1, 3], phrases_of("hop")) == first, "what is no more is left out"
    assert archive.asked == [2, 1, 3]
    archive.entries[1] = said("", title="", withdrawn=True)
    rows.clear()
    assert "Họp" not in rows.numbered([1], phrases_of("hop"))


def test_more_than_may_be_kept_is_shown_all_the_same() -> None:
    archive = Archive(*(said(f"Thông báo {n}") for n in range(20)))
    rows = Rows(archive, where, most_bytes=3000)
    assert rows.numbered(range(1, 21), ()).count("<li") == 20
    rows.numbered([20], ())
    assert archive.asked == list(range(1, 21)), "the newest are still there"
    rows.numbered([1], ())
    assert archive.asked[-1] == 1
