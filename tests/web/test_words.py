"""Times, lengths and places as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from loudspeaker.web.kept import MOST_PAGES, Kept
from loudspeaker.web.words import length_words, moment_words, places
from tests.public.entries import NOON


def test_moments_are_those_of_the_commune() -> None:
    assert moment_words(datetime(2026, 11, 27, 10, 30, tzinfo=UTC)) == (
        "17 giờ 30, thứ Sáu 27/11/2026"
    )
    assert moment_words(NOON + timedelta(days=5)) == "12 giờ 00, Chủ nhật 6/12/2026"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1 giây"), (59, "59 giây"), (60, "1 phút"), (72, "1 phút 12 giây"), (119.7, "2 phút")],
)
def test_lengths(seconds: float, told: str) -> None:
    assert length_words(seconds) == told


@pytest.mark.parametrize(
    ("hamlets", "points", "told"),
    [(("A",), (1,), "A"), (("B", "A"), (1,), "toàn xã"), ((), (1, 4), "loa 1, 4"), ((), (), "")],
)
def test_places(hamlets: tuple[str, ...], points: tuple[int, ...], told: str) -> None:
    assert places(hamlets, points, ("A", "B")) == told


def test_pages_are_made_once_and_forgotten_with_the_version() -> None:
    from starlette.requests import Request  # noqa: PLC0415

    kept, made = Kept(), []
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})

    def ask(version: int, key: int) -> None:
        def make() -> bytes:
            made.append(key)
            return b"page"

        kept.answer(request, version=version, key=key, make=make)

    ask(1, 0)
    ask(1, 0)
    assert made == [0]
    ask(2, 0)
    assert made == [0, 0]
    for key in range(1, MOST_PAGES + 1):
        ask(2, key)
    ask(2, 0)  # the oldest is gone
    assert made[-1] == 0
    assert len(kept._pages) == MOST_PAGES
