"""What was looked for is lit up, and nothing else of a text becomes more than text."""

from __future__ import annotations

from html import unescape
from re import sub

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.public.highlight import Stretch, stretches
from loudspeaker.public.query import phrases_of
from loudspeaker.web.lit import marked


def test_what_was_found_is_lit_up() -> None:
    cut = (Stretch("a <b>", found=False), Stretch("'c' & d", found=True))
    assert marked(cut) == "a &lt;b&gt;<mark>&#x27;c&#x27; &amp; d</mark>"


@given(st.text("ab<>&'\"/ đô mark"), st.text("ab< đô"))
def test_the_text_is_all_there_and_only_text(text: str, typed: str) -> None:
    shown = str(marked(stretches(text, phrases_of(typed))))
    bare = sub("</?mark>", "", shown)
    assert "<" not in bare
    assert unescape(bare) == text
