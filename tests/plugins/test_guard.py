"""The plug-in as the station asks it."""

from __future__ import annotations

import pytest

from loudspeaker.hookspecs import Services
from loudspeaker.model import Priority
from loudspeaker.model.review import Announcement, Concern, Part, Severity
from loudspeaker.plugins.guard import Guard
from loudspeaker.plugins.guard.check import national


def review(text: str, *, title: str = "Thông báo", public: tuple[str, ...] = ()) -> list[Concern]:
    guard = Guard()
    guard.startup(Services(settings=lambda: {"public_numbers": public}))
    return guard.review_announcement(Announcement(title=title, text=text, priority=Priority.NORMAL))


def test_a_concern_says_what_it_is_where_and_what_to_do() -> None:
    text = "Mời ông A, căn cước 035 075 001 234, ra xã."
    (concern,) = review(text)
    assert (concern.code, concern.severity, concern.part) == ("identity", Severity.HARD, Part.TEXT)
    assert text[concern.start : concern.end] == "035 075 001 234"
    assert concern.what == "a person's identity number"
    assert "guard.public_numbers" in concern.advice


def test_a_warning_is_no_refusal() -> None:
    (concern,) = review("Xe máy biển số 90B1-234.56 đỗ chắn cổng chợ.")
    assert (concern.code, concern.severity) == ("plate", Severity.WARN)


def test_a_title_is_shown_by_radios_and_so_is_looked_at_too() -> None:
    (concern,) = review("Họp thôn.", title="Gọi 0912345678")
    assert (concern.part, concern.start, concern.end) == (Part.TITLE, 4, 14)
    assert len(review("Gọi 0912345678", title="Gọi 0912345678")) == 1


@pytest.mark.parametrize("known", ["0226 3868 113", "+84 226 3868113", "(0226) 3.868.113"])
@pytest.mark.parametrize("said", ["02263868113", "(0226) 3868 113", "+84 226 3868 113", "3868113"])
def test_a_number_of_an_office_may_be_said_however_it_is_written(known: str, said: str) -> None:
    text = f"Điện thoại {said} của Ủy ban nhân dân xã."
    assert review(text)
    assert not review(text, public=(known,))


def test_a_published_number_hides_no_other() -> None:
    concerns = review("Gọi 02263868113 hoặc 0912345678.", public=("02263868113",))
    assert [concern.code for concern in concerns] == ["phone"]


def test_an_identity_number_is_never_public() -> None:
    assert review("Căn cước 035075001234.", public=("035075001234",))


def test_without_settings_nothing_is_public() -> None:
    plain = Announcement(title="", text="Gọi 02263868113.", priority=Priority.NORMAL)
    assert Guard().review_announcement(plain)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("+84 912 345 678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("(+84) 0912 345 678", "0912345678"),
        ("84 123", "84123"),
        ("0226.3.868.113", "02263868113"),
        ("", ""),
    ],
)
def test_numbers_are_compared_as_they_are_dialled(written: str, digits: str) -> None:
    assert national(written) == digits
