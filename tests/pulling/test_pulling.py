"""What a kiosk takes, in which order, and what it does when there is no way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import PullFailure, StorageFailure
from loudspeaker.public.entries import InForce, Said
from loudspeaker.public.manifest import PER_PART
from loudspeaker.public.pages import Card, PublicChange
from loudspeaker.public.parts import heard_of
from loudspeaker.pulling import puller as puller_module
from loudspeaker.pulling.clip_shelf import FREE_BYTES
from loudspeaker.pulling.loop import EVERY_S, LONGEST_WAIT_S, read_pulled
from tests.public.entries import NOON, coming, said
from tests.pulling.kiosk import Post
from tests.station.test_giving_out import page


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    made = Post(tmp_path)
    yield made
    made.close()


def many(count: int, start: int = 0) -> list[Said]:
    return [
        said(f"Lời {n}", id=f"a{n}.1", sounds=(), last_aired=NOON + timedelta(minutes=n))
        for n in range(start, start + count)
    ]


FLOOD = InForce(
    id="e.1",
    title="Lũ về",
    text="Sơ tán ngay.",
    since=NOON,
    until=NOON + timedelta(hours=1),
    points=(1,),
    hamlets=("Bản Lát",),
)


def test_everything_that_is_public_arrives(post: Post) -> None:
    sound = post.clip()
    entries = [*many(2 * PER_PART), said("Họp thôn", id="b.1", sounds=(sound,))]
    post.publish(*entries, coming=(coming(due=NOON + timedelta(hours=3)),), in_force=(FLOOD,))
    post.pull()
    assert post.shown() == entries
    assert post.reader.search("hop thon").entries == (entries[-1],)
    assert len(post.reader.newest(hamlet="Bản Lát", limit=200).entries) == len(entries)
    assert post.reader.in_force(NOON) == (FLOOD,)
    assert len(post.reader.coming(NOON)) == 1
    assert post.reader.fact("station") == "Xã thử"
    assert json.loads(post.reader.fact("hamlets") or "") == ["Bản Lát", "Xóm Mới"]
    whole = (post.station_clips / f"{sound.sha256}.wav").read_bytes()
    assert (post.home / "clips" / f"{sound.sha256}.wav").read_bytes() == whole
    assert list((post.home / "parts").iterdir()) == []


def test_pages_of_plug_ins_arrive_and_are_found(post: Post) -> None:
    pages = tuple(page(f"so-{n}", f"Thủ tục số {n}") for n in range(50))
    post.station.file.take_pages("office", PublicChange(mark="1", pages=pages))
    post.station.file.replace_cards("office", [Card(name="so-1", title="Trụ sở", plugin="office")])
    post.publish()
    post.pull()
    assert post.reader.page("office", "so-7") == pages[7]
    assert [each.title for each in post.reader.cards()] == ["Trụ sở"]
    assert [each.name for each in post.reader.pages_found("thu tuc so 7")] == ["so-7"]
    changed = PublicChange(mark="2", pages=(page("so-7", "Đã đổi"),), gone=("so-8",))
    post.station.file.take_pages("office", changed)
    post.publish()
    post.way.asked.clear()
    post.pull()
    assert len(post.way.asked) == 4, "manifest, index, two parts of 256"
    assert post.reader.pages_found("thu tuc so 7") == ()
    assert [each.name for each in post.reader.pages_found("da doi")] == ["so-7"]
    assert post.reader.page("office", "so-8") is None
    assert post.reader.page("office", "so-9") == pages[9]
    post.station.file.keep_plugins([])
    post.publish()
    post.pull()
    assert post.reader.cards() == ()
    assert post.reader.pages_found("thu tuc") == ()


def test_only_what_has_changed_is_pulled(post: Post) -> None:
    post.publish(*many(2 * PER_PART + 1))
    post.pull()
    post.way.asked.clear()
    post.pull()
    assert post.way.asked == ["/pull/manifest"]
    post.publish(*many(1, 2 * PER_PART + 1))
    post.way.asked.clear()
    post.pull()
    assert len(post.way.asked) == 3, "manifest, index, the last part"
    post.restart()
    post.way.asked.clear()
    post.pull()
    assert post.way.asked == ["/pull/manifest"]
    assert len(post.shown()) == 2 * PER_PART + 2


def test_an_entry_that_changes_is_found_by_its_new_words_alone(post: Post) -> None:
    old, new = said("Cắt điện", id="x.1"), said("Mất nước", id="x.1")
    post.publish(old)
    post.pull()
    post.station.file._connection.execute("UPDATE said SET text = 'Mất nước'")
    post.station.giving_out = post.station.made()
    post.publish()
    post.pull()
    assert post.reader.search("cat dien").entries == ()
    assert post.reader.search("mat nuoc").entries == (new,)
    assert post.shown() == [new]


def test_an_entry_that_moves_to_another_hamlet_is_there_alone(post: Post) -> None:
    post.publish(said("x", id="x.1", sounds=()))
    post.pull()
    assert len(post.reader.newest(hamlet="Bản Lát").entries) == 1
    post.station.file._connection.execute("UPDATE said SET hamlets = '[\"Xóm Mới\"]'")
    post.station.giving_out = post.station.made()
    post.publish()
    post.pull()
    assert post.reader.newest(hamlet="Bản Lát").entries == ()
    assert len(post.reader.newest(hamlet="Xóm Mới").entries) == 1


def test_what_is_taken_back_goes_with_its_words_and_its_clip(post: Post) -> None:
    sound = post.clip()
    post.publish(said("Lời nhầm", id="x.1", sounds=(sound,)))
    post.pull()
    assert post.clips() == {f"{sound.sha256}.wav"}
    post.station.file._connection.execute(
        "UPDATE said SET title = '', text = '', sounds = '[]', withdrawn = 1"
    )
    post.station.giving_out = post.station.made()
    post.publish()
    post.pull()
    assert post.reader.search("loi nham").entries == ()
    assert post.shown()[0].withdrawn
    assert post.clips() == set()


def test_a_shorter_archive_leaves_nothing_of_the_longer(post: Post) -> None:
    post.publish(*many(2 * PER_PART))
    post.pull()
    connection = post.station.file._connection
    for table in ("said", "said_in", "airing", "clip"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    post.station.giving_out = post.station.made()
    post.publish(*many(1, 50))
    post.pull()
    assert post.shown() == many(1, 50)
    assert post.reader.search("loi 3").entries == ()
    assert post.reader.newest(hamlet="Bản Lát").entries == tuple(many(1, 50))


# --- order and time -------------------------------------------------------------------------------


def test_an_emergency_is_there_before_the_archive(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(puller_module, "SLICE_NS", 0)
    post.publish(*many(3 * PER_PART), in_force=(FLOOD,))
    assert post.puller.round() is True
    assert post.reader.in_force(NOON) == (FLOOD,)
    assert post.reader.newest().entries == ()


def test_a_long_archive_comes_in_slices_and_goes_on_after_a_cut(post: Post) -> None:
    post.publish(*many(3 * PER_PART))

    def slow(_path: str, content: bytes) -> bytes:
        post.clock.advance_s(1.5)
        return content

    post.way.change = slow
    assert post.puller.round() is True
    assert post.reader.newest().entries == (), "old or new, never half"
    asked = set(post.way.asked)
    post.restart()
    post.way.asked.clear()
    post.pull()
    assert len(post.shown()) == 3 * PER_PART
    again = asked & {path for path in post.way.asked if path.startswith("/pull/parts/")}
    assert again == set(), "what was there was not pulled twice"


def test_an_archive_that_takes_longer_to_read_than_a_slice_comes_to_its_end(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.publish(*many(3 * PER_PART))
    real = Path.read_bytes

    def slow(path: Path) -> bytes:
        if path.parent == post.home / "parts":
            post.clock.advance_s(1.5)
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", slow)
    post.pull()
    assert len(post.shown()) == 3 * PER_PART


def test_an_archive_comes_to_its_end_where_the_manifest_alone_takes_a_slice(post: Post) -> None:
    post.publish(*many(3 * PER_PART))

    def slow(_path: str, content: bytes) -> bytes:
        post.clock.advance_s(5)
        return content

    post.way.change = slow
    post.pull()
    assert len(post.shown()) == 3 * PER_PART


def test_a_part_that_was_spoiled_after_it_was_read_is_pulled_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.publish(*many(3 * PER_PART))
    monkeypatch.setattr(puller_module, "SLICE_NS", 0)
    while len(list((post.home / "parts").glob("*"))) < 3:
        assert post.puller.round() is True
    monkeypatch.undo()
    for path in (post.home / "parts").iterdir():
        path.write_bytes(bytes(path.stat().st_size))
    post.pull()
    assert len(post.shown()) == 3 * PER_PART


def test_one_part_at_a_time_is_in_the_memory(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    put: list[int] = []

    def read(content: bytes) -> tuple[Said, ...]:
        copy = post.puller._copy
        assert copy is not None
        put.extend(copy._connection.execute("SELECT count(*) FROM said").fetchone())
        return heard_of(content)

    monkeypatch.setattr(puller_module, "heard_of", read)
    post.publish(*many(3 * PER_PART))
    post.pull()
    assert put == [0, PER_PART, 2 * PER_PART], "so much was put when the next was decoded"


def test_clips_come_newest_first_and_those_in_force_before_them(post: Post) -> None:
    sounds = [post.clip(tone=tone) for tone in range(1, 5)]
    entries = [
        said("x", id=f"s{n}.1", sounds=(sound,), last_aired=NOON + timedelta(minutes=n))
        for n, sound in enumerate(sounds)
    ]
    post.publish(*entries, in_force=(replace(FLOOD, id="s1.1"),))
    post.pull()
    asked = [path for path in post.way.asked if "/clips/" in path]
    wanted = [sounds[1], sounds[3], sounds[2], sounds[0]]
    assert asked == [f"/pull/clips/{sound.sha256}.wav" for sound in wanted]


def test_a_clip_that_comes_in_pieces_goes_on_also_after_a_restart(post: Post) -> None:
    sound = post.clip()
    post.publish(said("x", id="x.1", sounds=(sound,)))
    post.way.piece = 4_000
    real = post.way.rest

    def one(path: str, into: Path, *, size: int, until_ns: int) -> bool:
        post.clock.advance_s(3)
        return real(path, into, size=size, until_ns=until_ns)

    post.way.rest = one  # type: ignore[method-assign]
    assert post.puller.round() is True
    assert post.clips() == {f"{sound.sha256}.part"}
    post.restart()
    post.pull()
    assert post.clips() == {f"{sound.sha256}.wav"}
    assert len([path for path in post.way.asked if "/clips/" in path]) == 3


def test_as_many_clips_as_there_is_room_for(post: Post) -> None:
    sounds = [post.clip(tone=tone) for tone in range(1, 4)]
    post.room_bytes = 2 * (44 + 9_600)
    post.restart()
    for n, sound in enumerate(sounds):
        when = NOON + timedelta(minutes=n)
        post.publish(said("x", id=f"s{n}.1", sounds=(sound,), last_aired=when))
        post.pull()
    assert post.clips() == {f"{sound.sha256}.wav" for sound in sounds[1:]}


@pytest.mark.parametrize(("spare", "there"), [(-1, 0), (0, 1)])
def test_a_disk_that_is_nearly_full_keeps_room_for_others(
    post: Post, spare: int, there: int
) -> None:
    sound = post.clip(frames=4_800)
    post.publish(said("x", id="x.1", sounds=(sound,)))
    post.free_bytes = lambda _folder: FREE_BYTES + 44 + 9_600 + spare
    post.pull()
    assert len(post.clips()) == there
    assert len(post.shown()) == 1


def test_a_disk_that_was_full_is_looked_at_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_more: object) -> bool:
        post.free_bytes = lambda _folder: 0
        raise StorageFailure(path="x", problem="No space left on device")

    post.publish(said("x", id="x.1", sounds=(post.clip(),)))
    with monkeypatch.context() as patch:
        patch.setattr(post.way, "rest", full)
        post.pull()
    post.clock.advance_s(31)
    post.pull()
    assert not [path for path in post.way.asked if "/clips/" in path], "there is no room for it"
    assert post.puller.clips.trouble is None


def test_a_clip_that_the_station_has_cleared_away_holds_up_nothing(post: Post) -> None:
    gone, there = post.clip(tone=1), post.clip(tone=2)
    (post.station_clips / f"{gone.sha256}.wav").unlink()
    post.publish(said("x", id="x.1", sounds=(gone, there)))
    post.pull()
    assert post.clips() == {f"{there.sha256}.wav"}
    assert post.puller.clips.trouble is None


# --- the loop -------------------------------------------------------------------------------------


def test_a_way_that_is_cut_is_asked_ever_more_seldom_and_found_again_soon(post: Post) -> None:
    post.publish(*many(1))
    assert post.loop.turn() == EVERY_S
    post.way.refuse()
    waits = [post.loop.turn() for _ in range(6)]
    assert waits == [2.0, 4.0, 8.0, 15.0, 15.0, 15.0]
    assert len(post.shown()) == 1
    post.way.mend()
    assert post.loop.turn() == EVERY_S


def test_the_loop_tells_how_it_goes(post: Post) -> None:
    told = post.home / "told.json"
    assert read_pulled(told) is None
    post.way.refuse("timeout")
    post.loop.turn()
    first = read_pulled(told)
    assert first is not None
    assert first.sequence is None
    assert isinstance(first.trouble, PullFailure)
    post.way.mend()
    post.publish(*many(1))
    post.loop.turn()
    second = read_pulled(told)
    assert second is not None
    assert (second.trouble, second.sequence) == (None, post.puller.newest)
    post.clock.advance_s(200)
    post.way.refuse("redirect")
    post.loop.turn()
    third = read_pulled(told)
    assert third is not None
    assert third.trouble_since is not None


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"trouble": 1}', b"\xff"])
def test_what_was_told_and_is_torn_is_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert read_pulled(tmp_path / "x") is None


def test_an_error_of_our_own_ends_nothing(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(post.puller, "round", wrong)
    assert post.loop.turn() <= LONGEST_WAIT_S
    pulled = read_pulled(post.home / "told.json")
    assert pulled is not None
    assert "ZeroDivisionError" in str(pulled.trouble)
