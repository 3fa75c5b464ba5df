"""What kiosks pull: files by their hashes, whole or in stretches, and only what is public."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from loudspeaker.store.for_kiosks import ForKiosks
from loudspeaker.web.app import for_everybody
from tests.web.village_pages import Pages


@pytest.fixture
def shelf(pages: Pages) -> ForKiosks:
    return ForKiosks(pages.folder / "for-kiosks")


def test_the_manifest_is_passed_on_as_it_is(pages: Pages, shelf: ForKiosks) -> None:
    assert pages.get("/pull/manifest").status_code == 404
    shelf.give(b"signed")
    answer = pages.get("/pull/manifest")
    assert (answer.status_code, answer.content) == (200, b"signed")
    assert answer.headers["cache-control"] == "no-cache"
    again = pages.get("/pull/manifest", if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    shelf.give(b"other")
    assert pages.get("/pull/manifest", if_none_match=answer.headers["etag"]).content == b"other"


def test_a_part_is_kept_for_ever(pages: Pages, shelf: ForKiosks) -> None:
    part = shelf.put(b"part" * 1000)
    answer = pages.get(f"/pull/parts/{part.sha256}", accept_encoding="identity")
    assert answer.content == b"part" * 1000
    assert answer.headers["content-length"] == "4000"
    assert "immutable" in answer.headers["cache-control"]
    again = pages.get(f"/pull/parts/{part.sha256}", if_none_match=answer.headers["etag"])
    assert again.status_code == 304


def test_a_clip_is_given_byte_by_byte_from_where_one_wants(pages: Pages) -> None:
    sound = pages.clip(0.5)
    pages.heard(sounds=(sound,))
    whole = (pages.clips / f"{sound.sha256}.wav").read_bytes()
    address = f"/pull/clips/{sound.sha256}.wav"
    answer = pages.get(address)
    assert (answer.status_code, answer.content) == (200, whole)
    rest = pages.get(address, range="bytes=1000-", if_range=answer.headers["etag"])
    assert (rest.status_code, rest.content) == (206, whole[1000:])
    assert rest.headers["content-range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    assert pages.get(address, if_none_match=answer.headers["etag"]).status_code == 304


def test_a_clip_that_nobody_has_heard_is_not_there(pages: Pages) -> None:
    draft, heard = pages.clip(0.1), pages.clip(0.2)
    pages.heard(sounds=(heard,))
    assert pages.get(f"/pull/clips/{draft.sha256}.wav").status_code == 404
    (pages.clips / f"{heard.sha256}.wav").unlink()
    assert pages.get(f"/pull/clips/{heard.sha256}.wav").status_code == 404


def test_a_clip_whose_first_airing_had_none_is_named_later(pages: Pages) -> None:
    sound = pages.clip(0.1)
    entry = pages.heard(sounds=())
    pages.again(entry, sounds=(sound,))
    assert pages.get(f"/pull/clips/{sound.sha256}.wav").status_code == 200


@pytest.mark.parametrize(
    "name",
    ["../public.db", "..%2F..%2Fpublic.db", "manifest", "", ".", "%00", "ab" * 31, "AB" * 32,
     "ab" * 32 + "%0a", "ă" * 64, "\ud800"],
)  # fmt: skip
def test_no_other_name_is_given(pages: Pages, shelf: ForKiosks, name: str) -> None:
    shelf.give(b"signed")
    shelf.put(b"part")
    typed = quote(name.encode("utf-8", "surrogatepass"), safe="/%.")
    for address in (f"/pull/parts/{typed}", f"/pull/clips/{typed}.wav", f"/pull/{typed}x"):
        assert pages.get(address).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_left_there(pages: Pages, method: str) -> None:
    for address in ("/pull/manifest", f"/pull/parts/{'ab' * 32}", f"/pull/clips/{'ab' * 32}.wav"):
        assert pages.get(address, method=method).status_code == 405


def test_a_kiosk_has_neither_desk_nor_door_nor_api(pages: Pages) -> None:
    entry = pages.heard("Lời đã phát", sounds=(pages.clip(),))
    pages.app = for_everybody(pages.parts)
    for address in ("/desk", "/login", "/account", "/api/v1/status", "/api/v1/openapi.json",
                    "/pull/manifest", "/link/x"):  # fmt: skip
        assert pages.get(address).status_code == 404, address
    for address in ("/kiosk", "/", f"/thong-bao/{entry.id}", f"/thong-bao/{entry.id}/tieng.wav"):
        assert pages.get(address).status_code == 200, address


def test_where_nothing_is_given_out_there_is_no_address(tmp_path: Path) -> None:
    made = Pages(tmp_path / "x", gives_out=False)
    made.now()
    assert made.get("/pull/manifest").status_code == 404
    made.close()
