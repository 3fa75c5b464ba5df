"""Recordings brought at the desk, on a real station."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from loudspeaker.errors import SoundRefused, StorageFailure
from loudspeaker.web.desk import frame, recordings
from tests.station.bench import NOON
from tests.web.desk.conftest import Office
from tests.web.desk.test_work import HOUR

TITLE = "Mời họp, bản tiếng Tày"
SOUND = b"tieng Tay 1"
LONG = SOUND * 5
"""Longer than the head of a sound file, which is not sent again."""


def draft(office: Office) -> str:
    return str(office.bench.announce("Mời bà con họp.", at=NOON + HOUR)["id"])


def bring(
    office: Office, item: str, *files: bytes, seen: str | None = None, **values: str
) -> httpx.Response:
    """Send the form with so many files, as a browser does."""
    known = office.bench.ask("show", id=item)["content_sha256"] if seen is None else seen
    form = {"seen": known, "title-0": TITLE, "language-0": "tyz", **values}
    sent = {f"file-{n}": (f"băng {n}.wav", data, "audio/wav") for n, data in enumerate(files)}
    sent.setdefault("file-3", ("", b"", "application/octet-stream"))  # nothing was chosen there
    return office.of("soan").post(f"/desk/tin/{item}/ban-ghi", data=form, files=sent)


def parts(office: Office, item: str) -> list[Any]:
    return [p for p in office.bench.ask("show", id=item)["parts"] if p["kind"] == "recording"]


def left(office: Office) -> list[str]:
    return [path.name for path in office.bench.home.incoming.iterdir()]


def test_a_recording_is_part_of_the_announcement_and_can_be_heard(office: Office) -> None:
    item = draft(office)
    assert TITLE not in office.of("soan").get(f"/desk/tin/{item}/ban-ghi").text
    answer = bring(office, item, LONG)
    assert answer.headers["location"] == f"/desk/tin/{item}?xong=ban-ghi"
    (part,) = parts(office, item)
    assert (part["said"], part["language"]) == (TITLE, "tyz")
    assert left(office) == []
    assert TITLE in office.of("soan").get(f"/desk/tin/{item}/ban-ghi").text
    heard = office.of("duyet").get(f"/desk/nghe/tin/{item}.wav").content
    assert heard.endswith(LONG[44:])
    assert len(heard) > 44


def test_several_at_once_replace_those_there_were(office: Office) -> None:
    item = draft(office)
    bring(office, item, SOUND)
    more = {"title-1": "Bản tiếng Nùng", "language-1": "nut", "transcript-1": "Mời bà con."}
    assert bring(office, item, b"x" * 9, b"y" * 11, **more).status_code == 303
    assert [part["language"] for part in parts(office, item)] == ["tyz", "nut"]
    assert parts(office, item)[1]["said"] == "Bản tiếng Nùng\nMời bà con."


@pytest.mark.parametrize(
    ("files", "values", "words"),
    [
        ((), {"title-0": ""}, "Chưa có bản ghi nào"),
        ((), {}, "Chưa có tiếng"),
        ((b"",), {}, "Chưa có tiếng"),
        ((SOUND,), {"title-0": " "}, "Chưa ghi bản này nói gì"),
        ((SOUND,), {"language-0": "vua"}, "tiếng"),
    ],
)
def test_what_is_missing_is_said_at_its_row(
    office: Office, files: tuple[bytes, ...], values: dict[str, str], words: str
) -> None:
    item = draft(office)
    page = bring(office, item, *files, **values)
    assert page.status_code == 422
    assert words in page.text
    assert (parts(office, item), left(office)) == ([], [])


def test_what_is_no_good_is_refused_with_what_was_measured_and_nothing_stays(
    office: Office,
) -> None:
    item = draft(office)
    office.bench.reader.fails = SoundRefused(path="", problem="silent", measured="-67 dBFS")
    page = bring(office, item, SOUND, **{"transcript-0": "Mời bà con đi họp."})
    assert page.status_code == 422
    assert "67 dBFS" in page.text
    assert "Mời bà con đi họp." in page.text
    assert (parts(office, item), left(office)) == ([], [])


def test_nobody_undoes_unseen_what_somebody_else_has_written(office: Office) -> None:
    item = draft(office)
    seen = office.bench.ask("show", id=item)["content_sha256"]
    office.bench.ask("edit", "hai-vai", id=item, text="Họp dời sang mai.")
    page = bring(office, item, SOUND, seen=seen)
    assert page.status_code == 422
    assert "có người đã sửa" in page.text
    assert (parts(office, item), left(office)) == ([], [])


def test_a_full_disk_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageFailure(path="incoming", problem="disk is full")

    monkeypatch.setattr(recordings, "write_durable", full)
    item = draft(office)
    assert bring(office, item, SOUND).status_code == 422
    assert parts(office, item) == []


def test_only_such_a_form_and_no_larger_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, soan = draft(office), office.of("soan")
    typed = soan.post(f"/desk/tin/{item}/ban-ghi", data={"title-0": TITLE})
    assert typed.status_code == 415
    sent = {"file-0": ("x.wav", b"x", "audio/wav")}
    assert soan.post("/desk/soan", files=sent).status_code == 415
    monkeypatch.setattr(frame, "LONGEST_FORM", 10)
    assert office.of("soan").post(f"/desk/tin/{item}/ban-ghi", files=sent).status_code == 422


def test_no_more_files_than_rows_are_even_read_and_none_from_who_only_looks(
    office: Office,
) -> None:
    item = draft(office)
    many = {f"file-{n}": ("x.wav", b"x", "audio/wav") for n in range(5)}
    assert office.of("soan").post(f"/desk/tin/{item}/ban-ghi", files=many).status_code == 400
    one = {"file-0": ("x.wav", b"x", "audio/wav")}
    assert office.of("xem").post(f"/desk/tin/{item}/ban-ghi", files=one).status_code == 403
    assert left(office) == []


def test_a_page_that_plays_what_it_has_recorded_may_do_that_and_no_more(office: Office) -> None:
    item = draft(office)
    policy = office.of("soan").get(f"/desk/tin/{item}/ban-ghi").headers["content-security-policy"]
    assert policy.endswith("media-src 'self' blob:")
    assert "blob:" not in office.of("soan").get("/desk").headers["content-security-policy"]
