"""A kiosk has the files of pages: believed by their hash, behind what is heard, gone with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.public.pages import PageFile, PublicChange, PublicPage
from loudspeaker.pulling.clip_shelf import ClipShelf
from loudspeaker.pulling.puller import Puller
from tests.pulling.kiosk import Post
from tests.station.bench import NOON


class Reading(Post):
    """A post office that has files too."""

    def start(self) -> None:
        super().start()
        self.files = ClipShelf(self.home / "public-files", room_bytes=1 << 20, ending="")
        puller = self.puller
        self.puller = Puller(
            puller._pairing,
            puller._places,
            fetch=self.way,
            clips=self.shelf,
            time=self.time,
            files=self.files,
        )

    def file(self, content: bytes) -> PageFile:
        sha256 = hashlib.sha256(content).hexdigest()
        (self.station_clips / sha256).write_bytes(content)
        return PageFile(name=f"f-{sha256[:8]}", title="Văn bản", sha256=sha256, size=len(content))

    def show(self, *files: PageFile) -> None:
        page = PublicPage(name="van-ban", title="Văn bản", blocks=(), changed=NOON, files=files)
        mark = str(len(self.way.asked) + 1)
        self.station.file.take_pages("papers", PublicChange(mark=mark, pages=(page,)))
        self.publish()

    def there(self) -> list[str]:
        return sorted(path.name for path in (self.home / "public-files").iterdir())


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Reading]:
    made = Reading(tmp_path)
    yield made
    made.close()


def test_files_come_with_their_page_and_go_with_it(post: Reading) -> None:
    one, two = post.file(b"one" * 1000), post.file(b"two")
    post.show(one, two)
    post.pull()
    assert post.there() == sorted([one.sha256, two.sha256])
    page = post.reader.page("papers", "van-ban")
    assert page is not None
    assert page.files == (one, two)
    post.show(two)
    post.pull()
    assert post.there() == [two.sha256]
    assert f"/pull/files/{one.sha256}" in post.way.asked


def test_what_is_not_the_stations_is_not_kept(post: Reading) -> None:
    file = post.file(b"paper")
    (post.station_clips / file.sha256).write_bytes(b"other")
    post.show(file)
    for _ in range(5):
        post.puller.round()
    assert post.there() == []
    assert post.puller.trouble is not None


def test_a_file_that_does_not_fit_is_left_out_and_nothing_else_waits_for_it(
    post: Reading,
) -> None:
    large = post.file(b"x" * (2 << 20))
    post.show(large)
    post.pull()
    assert post.there() == []
    assert post.puller.trouble is None
    assert post.reader.page("papers", "van-ban") is not None
