"""What is spotted is what folding finds."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.public.folding import folded
from loudspeaker.public.query import phrases_of
from loudspeaker.public.spotting import spotter

VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyÁẶỆĐỜ 0123.,-_/\u0301\u0323", max_size=60)


def test_a_phrase_is_spotted_however_it_is_written() -> None:
    pattern = spotter(phrases_of('"dong dang" 19h30'))
    for text in ("thôn Đồng Đăng.", "ĐỒNG, ĐẰNG", "họp lúc 19h30", "đồng\nđăng"):
        for form in ("NFC", "NFD"):
            assert pattern.search(unicodedata.normalize(form, text)), text
    for text in ("đồng", "đồng đăngx", "xđồng đăng", "119h30", "đồng ơ đăng"):
        assert not pattern.search(text), text


@settings(max_examples=200)
@given(VIETNAMESE, VIETNAMESE)
def test_whatever_folding_finds_is_spotted(text: str, typed: str) -> None:
    said = f" {folded(text)} "
    for phrase in phrases_of(typed) + phrases_of(text):
        if f" {' '.join(phrase)} " in said:
            assert spotter((phrase,)).search(text)
