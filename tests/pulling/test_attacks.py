"""Whoever stands on the way, and whatever breaks: the kiosk shows the old state or the new one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.errors import (
    IntegrityFailure,
    LoudspeakerError,
    PullFailure,
    PullRefused,
    StorageFailure,
)
from loudspeaker.public.entries import Said
from loudspeaker.public.manifest import MOST_PART_BYTES, PER_PART, index_of, part_of
from loudspeaker.public.pages import PublicChange
from loudspeaker.public.parts import Row, heard_part, row_parts
from loudspeaker.public.signing import opened, signed
from loudspeaker.pulling import clip_shelf, memory, puller
from loudspeaker.sentences.language import Language, speak
from loudspeaker.sentences.telling import sentence
from loudspeaker.store import public_copy
from tests.public.entries import said
from tests.pulling.kiosk import Post
from tests.station.test_giving_out import PINNED, SECRET, page

MANIFEST = "/pull/manifest"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    made = Post(tmp_path)
    yield made
    made.close()


def entry(number: int, post: Post | None = None) -> Said:
    sounds = (post.clip(tone=number),) if post else ()
    return said(f"Lời {number}", id=f"a{number}.1", sounds=sounds)


def refused(post: Post, *, leaf: type[LoudspeakerError] = PullRefused) -> Any:
    """Pull, which is refused; what is shown stays, and there is a sentence about it."""
    before = post.shown()
    with pytest.raises(leaf) as caught:
        post.pull()
    assert post.shown() == before
    speak(Language.VIETNAMESE)
    told = sentence(caught.value)
    assert len(told.split()) > 6
    assert "{" not in told
    return caught.value


# --- on the way -----------------------------------------------------------------------------------


def changed_at(path_begins: str, change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda path, content: change(content) if path.startswith(path_begins) else content


def flip(at: float, bit: int) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        changed = bytearray(content)
        changed[int(at * (len(changed) - 1))] ^= 1 << bit
        return bytes(changed)

    return change


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(at=st.floats(0, 1), bit=st.integers(0, 7), what=st.sampled_from([MANIFEST, "/pull/parts/"]))
def test_no_byte_can_be_changed(post: Post, at: float, bit: int, what: str) -> None:
    post.way.mend()
    post.publish(entry(len(post.shown()) + 1))
    post.way.change = changed_at(what, flip(at, bit))
    assert refused(post).problem in {"signature", "key", "hash"}
    post.way.mend()
    post.pull()
    assert len(post.shown()) == post.station.file.heard_in(0).__len__()


def test_a_changed_clip_is_thrown_away_and_fetched_anew(post: Post) -> None:
    post.publish(entry(1, post))
    post.way.change = changed_at("/pull/clips/", flip(0.5, 3))
    post.pull()
    assert isinstance(post.puller.clips.trouble, PullRefused)
    assert post.clips() == set()
    post.way.mend()
    post.pull()
    assert post.clips() == set(), "not at once again"
    post.clock.advance_s(31)
    post.pull()
    assert len(post.clips()) == 1
    assert post.puller.clips.trouble is None


def test_a_bad_clip_keeps_no_other_away_and_no_emergency_waits(post: Post) -> None:
    bad, good = post.clip(tone=1), post.clip(tone=2)
    post.publish(said("x", id="x.1", sounds=(bad, good)))
    post.way.change = changed_at(f"/pull/clips/{bad.sha256}", flip(0.5, 3))
    post.pull()
    for _ in range(3):
        post.clock.advance_s(31)
        post.pull()
    assert post.clips() == {f"{good.sha256}.wav"}


@pytest.mark.parametrize("seconds", [0, 10])
def test_a_bad_clip_does_not_make_a_new_one_wait(post: Post, seconds: float) -> None:
    bad = post.clip(tone=1)
    post.publish(said("x", id="x.1", sounds=(bad,)))
    spoil = changed_at(f"/pull/clips/{bad.sha256}", flip(0.5, 3))

    def change(path: str, content: bytes) -> bytes:
        post.clock.advance_s(seconds if bad.sha256 in path else 0)
        return spoil(path, content)

    post.way.change = change
    post.pull()
    assert isinstance(post.puller.clips.trouble, PullRefused)
    new = post.clip(tone=2)
    post.clock.advance_s(-60)  # as publish goes a minute on
    post.publish(said("y", id="y.1", sounds=(new,)))
    post.pull()
    assert post.clips() == {f"{new.sha256}.wav"}


@pytest.mark.parametrize(("seconds", "asked"), [(0, 3), (10, 1)])
def test_a_way_that_lets_clips_time_out_is_not_tried_with_each_of_them(
    post: Post, seconds: float, asked: int
) -> None:
    post.publish(said("x", id="x.1", sounds=tuple(post.clip(tone=tone) for tone in (1, 2, 3))))

    def stuck(_content: bytes) -> bytes:
        post.clock.advance_s(seconds)
        raise PullFailure(address="x", what="clip", problem="timeout")

    post.way.change = changed_at("/pull/clips/", stuck)
    for _ in range(5):
        post.pull()
    assert len([path for path in post.way.asked if "/clips/" in path]) == asked


def test_an_older_manifest_is_refused_also_after_a_restart(post: Post) -> None:
    post.publish(entry(1))
    old = (post.station.folder / "manifest").read_bytes()
    post.pull()
    post.publish(entry(2))
    post.pull()
    post.way.change = changed_at(MANIFEST, lambda _content: old)
    for power_cut in (False, True):
        assert refused(post).problem == "older"
        post.restart(power_cut=power_cut)
    assert len(post.shown()) == 2


def test_an_older_manifest_is_refused_though_nothing_of_the_newer_was_taken(post: Post) -> None:
    post.publish(entry(1))
    old = (post.station.folder / "manifest").read_bytes()
    post.pull()
    post.publish(entry(2))
    post.way.change = changed_at("/pull/parts/", flip(0.5, 1))
    refused(post)
    post.restart()
    post.way.change = changed_at(MANIFEST, lambda _content: old)
    assert refused(post).problem == "older"


def test_another_stations_key_is_refused(post: Post) -> None:
    post.publish(entry(1))
    post.pull()

    def other(content: bytes) -> bytes:
        manifest = opened(content, pinned=PINNED, newest=None)
        return signed(replace(manifest, sequence=manifest.sequence + 10**6), bytes(32))

    post.way.change = changed_at(MANIFEST, other)
    assert refused(post).problem == "key"


def test_a_huge_answer_is_refused(post: Post) -> None:
    post.publish(entry(1))
    for path in (MANIFEST, "/pull/parts/"):
        post.way.change = changed_at(path, lambda content: content + bytes(MOST_PART_BYTES))
        assert refused(post, leaf=PullFailure).problem == "too_large"
    post.way.change = changed_at("/pull/clips/", lambda content: content + bytes(10**6))
    post.publish(entry(2, post))
    post.pull()
    assert isinstance(post.puller.clips.trouble, PullFailure)


@pytest.mark.parametrize("length", [0, 1, 100])
def test_what_is_cut_short_is_refused(post: Post, length: int) -> None:
    post.publish(entry(1))
    for path in (MANIFEST, "/pull/parts/"):
        post.way.change = changed_at(path, lambda content: content[:length])
        refused(post)


def test_parts_that_contradict_each_other_change_nothing(post: Post) -> None:
    """Not even who has the key can leave the copy half changed."""
    post.publish(entry(1))
    post.pull()
    twice = [entry(n) for n in range(PER_PART)]
    shelf = post.station.giving_out._shelf
    parts = [shelf.put(heard_part(twice)), shelf.put(heard_part(twice[:1]))]
    sign(post, index=shelf.put(index_of(parts)))
    assert refused(post).problem == "form"


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'[{"id": 1}]', b"[" * 5000, b"\xff"])
def test_parts_of_another_form_are_refused_though_they_are_signed(
    post: Post, content: bytes
) -> None:
    post.publish(entry(1))
    post.pull()
    shelf = post.station.giving_out._shelf
    part = shelf.put(content)
    now = post.station.manifest().now
    for changed in ({"now": part}, {"now": now, "index": shelf.put(index_of([part]))}):
        sign(post, **changed)
        if content == b"[]" and "index" in changed:
            post.pull()
            assert post.shown() == [], "an empty part is one"
        else:
            assert refused(post).problem == "form"


@pytest.mark.parametrize(
    ("name", "body"),
    [("page:gio", "{}"), ("page:gio", "[]"), ("page:gio", "{"), ("page:gio", "1"),
     ("card:00", "{}"), ("card:00", "null"), ("other:x", "{}"), ("page", "{}"), ("", "")],
)  # fmt: skip
def test_rows_that_no_page_can_show_change_nothing(post: Post, name: str, body: str) -> None:
    post.station.file.take_pages("office", PublicChange(mark="1", pages=(page(),)))
    post.publish(entry(1))
    post.pull()
    shelf = post.station.giving_out._shelf
    rows = [Row(plugin="office", name=name, body=body)]
    sign(post, rows=shelf.put(index_of([shelf.put(part) for part in row_parts(rows)])))
    assert refused(post).problem == "form"
    assert post.reader.page("office", "gio") == page()


def sign(post: Post, **changed: Any) -> None:
    manifest = post.station.manifest()
    made = replace(manifest, sequence=manifest.sequence + 1, **changed)
    post.station.giving_out._shelf.give(signed(made, SECRET))


# --- at the kiosk ---------------------------------------------------------------------------------


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch, *places: tuple[Any, str]) -> Iterator[None]:
    def full(path: Path, *_rest: object, **_more: object) -> None:
        raise StorageFailure(path=str(path), problem="No space left on device")

    with monkeypatch.context() as patch:
        for module, name in places:
            patch.setattr(module, name, full)
        yield


@pytest.mark.parametrize(
    "place", [(memory, "write_durable"), (puller, "write_whole"), (public_copy, "put_now"),
              (public_copy, "keep"), (public_copy, "_add")]
)  # fmt: skip
def test_a_full_disk_leaves_what_there_was(
    post: Post, place: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    post.publish(entry(1))
    post.pull()
    post.publish(entry(2), coming=())
    with full_disk(monkeypatch, place):
        if place[1] == "put_now":
            sign_now(post)
        refused(post, leaf=StorageFailure)
    post.pull()
    assert len(post.shown()) == 2


def sign_now(post: Post) -> None:
    from tests.public.entries import coming  # noqa: PLC0415 - only here

    post.publish(coming=(coming(),))


def test_a_disk_that_takes_no_clip_costs_only_the_clip(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_more: object) -> bool:
        raise StorageFailure(path="x", problem="No space left on device")

    post.publish(entry(1, post))
    with monkeypatch.context() as patch:
        patch.setattr(post.way, "rest", full)
        post.pull()
        assert isinstance(post.puller.clips.trouble, StorageFailure)
    assert len(post.shown()) == 1
    post.clock.advance_s(31)
    post.pull()
    assert len(post.clips()) == 1


class Killed(BaseException):
    """The power is gone."""


def killed_at(monkeypatch: pytest.MonkeyPatch, count: int) -> list[int]:
    """Cut the power before the write of this number; return where the writes are counted."""
    seen = [0]

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        def write(*arguments: Any, **more: Any) -> Any:
            seen[0] += 1
            if seen[0] == count:
                raise Killed
            return real(*arguments, **more)

        return write

    for module, name in (
        (memory, "write_durable"), (puller, "write_whole"), (puller, "make_directory"),
        (public_copy, "put_now"), (public_copy, "keep"), (public_copy, "_add"),
        (public_copy, "_drop"), (clip_shelf, "sync_directory"), (clip_shelf, "_hash_of"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, counting(getattr(module, name)))
    return seen


def test_a_power_cut_at_every_step_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    steps = 0
    while True:
        post, patch = Post(tmp_path / str(steps)), pytest.MonkeyPatch()
        post.publish(entry(1, post))
        post.pull()
        old = post.shown()
        post.publish(replace(entry(1, post), airings=1), entry(2, post))
        new = post.station.all_heard()
        assert old != new
        seen = killed_at(patch, steps + 1)
        try:
            post.pull()
            done = True
        except Killed:
            done = False
        patch.undo()
        post.way.refuse()
        post.restart(power_cut=True)
        with pytest.raises(PullFailure):
            post.pull()
        assert post.shown() in (old, new)
        post.way.mend()
        post.pull()
        assert post.shown() == new
        assert len(post.clips()) == 2
        post.close()
        if done:
            assert seen[0] == steps
            break
        steps += 1
    assert steps >= 10


def test_what_was_taken_is_on_the_disk(post: Post) -> None:
    post.publish(entry(1))
    post.pull()
    copy, station = post.puller._opened(), post.station.file
    told = [
        each._connection.execute("PRAGMA synchronous").fetchone()[0] for each in (copy, station)
    ]
    assert told == [2, 1], "full, and normal"


@pytest.mark.parametrize("damage", [b"", b"garbage" * 1000])
@pytest.mark.parametrize("name", ["taken.json", "public.db"])
def test_a_file_that_is_torn_is_made_anew(post: Post, name: str, damage: bytes) -> None:
    post.publish(entry(1, post))
    post.pull()
    post.puller.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{post.home / name}{suffix}").unlink(missing_ok=True)
    (post.home / name).write_bytes(damage)
    post.start()
    post.pull()
    assert len(post.shown()) == 1


def test_a_part_that_was_torn_while_it_waited_is_pulled_again(post: Post) -> None:
    post.publish(entry(1))
    index = post.station.manifest().index
    (post.home / "parts").mkdir()
    (post.home / "parts" / index.sha256).write_bytes(b"torn")
    post.pull()
    assert len(post.shown()) == 1


def test_the_copy_is_lost_while_the_kiosk_runs(post: Post) -> None:
    post.publish(entry(1))
    post.pull()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{post.home / 'public.db'}{suffix}").unlink()
    post.pull()
    assert len(post.shown()) == 1


def test_a_copy_that_is_found_damaged_is_filled_anew(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_arguments: object, **_more: object) -> None:
        raise IntegrityFailure(what="database", where="x", problem="malformed")

    post.publish(entry(1))
    post.pull()
    sign_now(post)
    with monkeypatch.context() as patch:
        patch.setattr(post.puller._opened(), "put_now", damaged)
        assert post.loop.turn() > 0
    assert not (post.home / "public.db").exists()
    post.pull()
    assert len(post.shown()) == 1


def test_nothing_private_is_ever_here(post: Post) -> None:
    post.publish(entry(1, post))
    post.pull()
    told = b"".join(p.read_bytes() for p in sorted(post.home.rglob("*")) if p.is_file())
    assert part_of(told).size > 0
    assert SECRET not in told
    assert SECRET.hex().encode() not in told
    assert json.loads((post.home / "taken.json").read_bytes())["key"] == PINNED
