"""What kiosks pull: signed, in parts, only what has changed, and the same as the public file."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import StorageFailure
from loudspeaker.public.entries import Said
from loudspeaker.public.manifest import PER_PART, Manifest, Part, parts_of
from loudspeaker.public.pages import Block, BlockKind, Card, PublicChange, PublicPage
from loudspeaker.public.parts import Now, Row, heard_of, now_of, rows_of
from loudspeaker.public.signing import fingerprint, opened, public_key_of
from loudspeaker.station.giving_out import GivingOut
from loudspeaker.station.publishing import AGAIN_NS
from loudspeaker.store import for_kiosks
from loudspeaker.store.asrun_tail import Place
from loudspeaker.store.for_kiosks import CROWDED_FOR_NS, KEPT_FOR_NS, ForKiosks, part_in
from loudspeaker.store.public_file import Heard, PublicFile, open_public, remove
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.system.files import write_whole
from tests.public.entries import NOON, coming, said
from tests.station.bench import Bench

SECRET = bytes(range(32))
PINNED = fingerprint(public_key_of(SECRET))
NOW = Now(coming=(coming(),), hamlets=("Bản Lát",))


class House:
    """A public file, and what is given out of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "for-kiosks"
        self.path = folder / "public.db"
        self.clock = StandingClock(NOON)
        self.file = open_public(self.path)
        self.asked = 0
        self.giving_out = self.made()
        self._seq = 0

    def made(self) -> GivingOut:
        return GivingOut(self.folder, secret=self._secret, time=self.clock)

    def _secret(self) -> bytes:
        self.asked += 1
        return SECRET

    def heard(self, *said: Said, corrects: str | None = None) -> None:
        self._seq += 1
        heard = [
            Heard(occurrence=f"o{self._seq}.{n}", said=one, corrects=corrects)
            for n, one in enumerate(said)
        ]
        self.file.take(heard, Place(offset=self._seq, seq=self._seq, hash="0" * 64))

    def update(self, now: Now = NOW, *, ending: bool = False) -> None:
        self.giving_out.update(self.file, now, station="Xã thử", ending=lambda: ending)

    def manifest(self) -> Manifest:
        return opened((self.folder / "manifest").read_bytes(), pinned=PINNED, newest=None)

    def read(self, part: Part) -> bytes:
        path = part_in(self.folder, part.sha256)
        assert path is not None
        content = path.read_bytes()
        assert len(content) == part.size
        return content

    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.read(self.manifest().index))

    def all_heard(self) -> list[Said]:
        return [one for part in self.parts() for one in heard_of(self.read(part))]

    def rows(self) -> list[Row]:
        parts = parts_of(self.read(self.manifest().rows))
        return [row for n, part in enumerate(parts) for row in rows_of(self.read(part), part=n)]

    def there(self) -> set[str]:
        return {path.name for path in (self.folder / "parts").iterdir()}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.file.close()


def many(count: int) -> list[Said]:
    return [said(f"Lời {n}", id=f"a{n}.1") for n in range(count)]


def test_everything_that_is_public_can_be_read_again(house: House) -> None:
    entries = many(2 * PER_PART + 3)
    house.heard(*entries)
    house.update()
    manifest = house.manifest()
    assert (manifest.station, manifest.made) == ("Xã thử", NOON)
    assert now_of(house.read(manifest.now)) == NOW
    assert house.rows() == []
    assert house.all_heard() == entries
    assert len(house.parts()) == 3


def page(name: str = "gio", text: str = "Thứ Hai đến thứ Sáu") -> PublicPage:
    block = Block(kind=BlockKind.PARAGRAPH, text=text)
    return PublicPage(
        name=name, title="Giờ làm việc", blocks=(block,), changed=NOON, plugin="office"
    )


def test_pages_of_plug_ins_go_along(house: House) -> None:
    house.update()
    before = house.manifest()
    house.file.take_pages("office", PublicChange(mark="1", pages=(page(), page("lien-he"))))
    house.file.replace_cards("office", [Card(name="gio", title="Trụ sở", plugin="office")])
    house.update()
    assert {row.name for row in house.rows()} == {"page:gio", "page:lien-he", "card:00"}
    assert house.manifest().index == before.index
    house.file.take_pages("office", PublicChange(mark="2", gone=("gio",)))
    house.update()
    assert {row.name for row in house.rows()} == {"page:lien-he", "card:00"}
    house.file.keep_plugins([])
    house.update()
    assert house.rows() == []


def test_another_file_has_its_own_pages(house: House) -> None:
    house.file.take_pages("office", PublicChange(mark="1", pages=(page(),)))
    house.file.close()
    house.file = open_public(house.path)
    house.update()
    assert len(house.rows()) == 1
    house.file.close()
    remove(house.path)
    house.file = open_public(house.path)
    house.update()
    assert house.rows() == []


def test_what_has_not_changed_is_not_written_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.heard(*many(2 * PER_PART))
    house.update()
    written: list[str] = []

    def write(path: Path, data: bytes) -> None:
        written.append(path.name)
        write_whole(path, data)

    monkeypatch.setattr(for_kiosks, "write_whole", write)
    house.update()
    assert written == []
    house.heard(said("Mới", id="b.1"))
    house.update()
    assert len(written) == 3, "a last part, the index, the manifest"
    assert written[-1] == "manifest"


def test_an_old_entry_that_is_heard_again_or_corrected_changes_its_part(house: House) -> None:
    house.heard(*many(2 * PER_PART))
    house.update()
    _first, second = house.parts()
    house.heard(replace(many(1)[0], airings=1))
    house.update()
    assert house.all_heard()[0].airings > many(1)[0].airings
    assert house.parts()[1] == second
    house.heard(said("Đính chính", id="c.1", kind="correction"), corrects=f"o1.{PER_PART}")
    house.update()
    assert house.all_heard()[PER_PART].corrected is not None


def test_the_number_rises_and_the_signature_is_renewed_each_minute(house: House) -> None:
    house.update()
    first = house.manifest()
    house.clock.advance_s(30)
    house.update()
    assert house.manifest() == first
    house.clock.advance_s(30)
    house.update()
    second = house.manifest()
    assert second.sequence > first.sequence
    assert second.made > first.made
    assert second.now == first.now


def test_after_a_restart_with_a_clock_that_went_back_the_number_rises(house: House) -> None:
    house.update()
    first = house.manifest()
    house.clock.step(-timedelta(days=1))
    house.giving_out = house.made()
    house.update()
    assert house.manifest().sequence == first.sequence + 1


@pytest.mark.parametrize("damage", [b"", b"x" * 200, bytes(9000)])
def test_what_a_power_cut_has_torn_is_made_again(house: House, damage: bytes) -> None:
    house.heard(*many(3))
    house.update()
    (house.folder / "manifest").write_bytes(damage)
    for path in (house.folder / "parts").iterdir():
        path.write_bytes(b"torn")
    house.giving_out = house.made()
    house.update()
    assert house.all_heard() == many(3)


def test_parts_stay_for_an_hour_after_nothing_names_them(house: House) -> None:
    house.heard(*many(1))
    house.update()
    old = house.manifest()
    house.heard(*many(2)[1:])
    house.update()
    assert old.index.sha256 in house.there()
    house.clock.advance_s(KEPT_FOR_NS / 1e9 + 1)
    house.update()
    assert old.index.sha256 not in house.there()
    assert {house.manifest().index.sha256, house.manifest().now.sha256} <= house.there()
    assert len(house.there()) == 5, "one of them is for 256 empty parts"


def test_where_such_parts_are_many_they_go_sooner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(for_kiosks, "CROWDED_BYTES", 10)
    shelf = ForKiosks(tmp_path)
    kept, few = shelf.put(b"named, and longer than that"), shelf.put(b"old")

    def there() -> set[str]:
        return {path.name for path in (tmp_path / "parts").iterdir()}

    shelf.prune({kept.sha256}, now_ns=0)
    shelf.prune({kept.sha256}, now_ns=CROWDED_FOR_NS)
    assert there() == {kept.sha256, few.sha256}
    more = shelf.put(b"longer than that")
    shelf.prune({kept.sha256}, now_ns=CROWDED_FOR_NS)
    assert there() == {kept.sha256, more.sha256}


def test_what_is_no_part_goes_too(tmp_path: Path) -> None:
    shelf = ForKiosks(tmp_path)
    kept = shelf.put(b"kept")
    (tmp_path / "parts" / "rest").write_bytes(b"")
    shelf.prune({kept.sha256}, now_ns=0)
    shelf.prune({kept.sha256}, now_ns=KEPT_FOR_NS)
    assert [path.name for path in (tmp_path / "parts").iterdir()] == [kept.sha256]


@pytest.mark.parametrize("name", ["../manifest", "", "ab" * 31, "AB" * 32, "ab" * 32 + "/"])
def test_no_other_name_is_a_part(tmp_path: Path, name: str) -> None:
    shelf = ForKiosks(tmp_path)
    shelf.give(b"x")
    shelf.put(b"part")
    assert part_in(tmp_path, name) is None


def test_a_full_disk_leaves_the_manifest_before_and_is_made_good(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.heard(*many(1))
    house.update()
    before = house.manifest()

    def full(path: Path, _data: bytes) -> None:
        raise StorageFailure(path=str(path), problem="full")

    house.heard(*many(2)[1:])
    with monkeypatch.context() as patch:
        patch.setattr(for_kiosks, "write_whole", full)
        with pytest.raises(StorageFailure):
            house.update()
    assert house.manifest() == before
    assert len(house.all_heard()) == 1
    house.update()
    assert len(house.all_heard()) == 2


def test_a_process_that_ends_gives_out_nothing_half(house: House) -> None:
    house.heard(*many(1))
    house.update(ending=True)
    assert not (house.folder / "manifest").exists()
    house.update()
    assert len(house.all_heard()) == 1


# --- the station ----------------------------------------------------------------------------------


def test_the_station_signs_with_a_key_that_only_it_reads(bench: Bench) -> None:
    item = bench.approved("Mời họp", title="Họp")
    bench.advance(5)
    bench.announce("Nháp kín", title="Nháp")
    bench.parts.publishing.update()
    key = bench.home.kiosk_key
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    pinned = fingerprint(public_key_of(bytes.fromhex(key.read_text())))
    signed = (bench.home.for_kiosks / "manifest").read_bytes()
    manifest = opened(signed, pinned=pinned, newest=None)
    assert manifest.station == "Xã thử"
    now = now_of((bench.home.for_kiosks / "parts" / manifest.now.sha256).read_bytes())
    assert now.address is None
    assert now.hamlets
    told = b"".join(path.read_bytes() for path in (bench.home.for_kiosks / "parts").iterdir())
    assert f"{item}.1".encode() in told
    assert "Nháp".encode() not in told
    assert all(name.encode() not in told for name in ("soan", "duyet"))
    index = parts_of((bench.home.for_kiosks / "parts" / manifest.index.sha256).read_bytes())
    assert len(index) == 1
    reader = PublicReader(bench.home.public)
    assert json.loads(reader.fact("hamlets") or "[]")
    reader.close()


def test_a_file_that_is_made_anew_is_given_out_anew(bench: Bench) -> None:
    bench.approved("Mời họp")
    bench.advance(5)
    bench.parts.publishing.update()
    signed = (bench.home.for_kiosks / "manifest").read_bytes()
    bench.home.asrun_log.write_bytes(b"")
    bench.parts.publishing.update()
    after = (bench.home.for_kiosks / "manifest").read_bytes()
    assert after != signed
    pinned = fingerprint(after[:32])
    before, now = (opened(each, pinned=pinned, newest=None) for each in (signed, after))
    assert now.sequence > before.sequence
    assert (bench.home.for_kiosks / "parts" / now.index.sha256).read_bytes() == b"[]"


def test_what_plug_ins_show_waits_for_no_minute_and_nothing_waits_for_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest is signed before plug-ins are asked, and once more for what they say."""
    folder, seen = bench.home.for_kiosks, list[bool]()

    def more(file: PublicFile) -> bool:
        seen.append((folder / "manifest").exists())
        file.take_pages("office", PublicChange(mark="1", pages=(page(),)))
        return False

    monkeypatch.setattr(bench.parts.publishing, "_more", more)
    bench.parts.publishing.update()
    assert seen == [True]
    told = [path.read_bytes() for path in (folder / "parts").iterdir()]
    assert any("Thứ Hai đến thứ Sáu".encode() in part for part in told)


def test_what_comes_in_pieces_is_given_out_whole_and_holds_up_no_emergency(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, publishing, told = bench.home.for_kiosks, bench.parts.publishing, iter([True, False])
    publishing.update()
    publishing._wanted.clear()

    def given() -> bytes:
        return b"".join(path.read_bytes() for path in (folder / "parts").iterdir())

    def more(file: PublicFile) -> bool:
        number = file.rows_changed
        file.take_pages("roads", PublicChange(mark=f"m{number}", pages=(page(f"p{number}"),)))
        return next(told)

    monkeypatch.setattr(publishing, "_more", more)
    publishing.update()
    assert publishing._wanted.is_set(), "it goes on at once"
    publishing._wanted.clear()
    assert b'"roads"' not in given()
    bench.approve(str(bench.announce("Lũ về!", priority="emergency")["id"]))
    bench.settle()
    publishing.update()
    assert "Lũ về!".encode() in given()
    assert given().count(b'"page:p') == 2
    assert not publishing._wanted.is_set()


def test_a_key_that_is_none_is_a_fault_and_holds_up_nothing_else(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.home.kiosk_key.write_text("no key")
    asked: list[PublicFile] = []
    publishing = bench.parts.publishing
    monkeypatch.setattr(publishing, "_more", asked.append)
    bench.approved("Mời họp")
    bench.advance(5)
    publishing.update()
    assert bench.fault_codes() == {"public"}
    assert len(asked) == 1
    assert publishing._next_ns <= bench.clock.mono_ns() + AGAIN_NS, "the next news is soon told"
    reader = PublicReader(bench.home.public)
    assert len(reader.newest().entries) == 1
    reader.close()
    bench.home.kiosk_key.unlink()
    publishing.update()
    assert bench.fault_codes() == set()


def test_where_the_commune_reaches_the_pages_goes_along(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "home", extra="web: {public_address: 'https://loa.example.vn'}\n")
    bench.parts.publishing.update()
    signed = (bench.home.for_kiosks / "manifest").read_bytes()
    manifest = opened(signed, pinned=fingerprint(signed[:32]), newest=None)
    now = now_of((bench.home.for_kiosks / "parts" / manifest.now.sha256).read_bytes())
    assert now.address == "https://loa.example.vn"
    bench.kill()
