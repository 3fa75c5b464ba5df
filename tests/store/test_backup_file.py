"""A backup is what its manifest says, or it is refused."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import FileRefused, IntegrityFailure
from loudspeaker.store.backup_file import (
    MANIFEST,
    SEAL,
    BackupWriter,
    Checked,
    Manifest,
    manifest_from,
    read_backup,
    seal_of_backup,
)
from loudspeaker.store.tar_file import TarWriter

KEY = b"k" * 32
FILES = {"station.yaml": b"name: x\n", "asrun.jsonl": b'{"seq":1}\n' * 200, "leer": b""}
ABOUT = Manifest(
    made_at="2026-12-01T02:00:00.000+07:00",
    station="Xã thử",
    program="1",
    with_sound=False,
    keys={},
    left_out=("clips/",),
)


def made(files: dict[str, bytes] = FILES, *, sealed: bool = True) -> bytes:
    out = io.BytesIO()
    writer = BackupWriter(out)
    for name, data in files.items():
        writer.add_bytes(name, data)
    about = replace(ABOUT, members=writer.members)
    writer.finish(about, lambda digest: seal_of_backup(digest, KEY) if sealed else None)
    return out.getvalue()


def check(data: bytes) -> Checked:
    return read_backup(io.BytesIO(data), path=Path("x.tar"))


def test_a_whole_one() -> None:
    checked = check(made())
    assert [entry.name for entry in checked.manifest.members] == list(FILES)
    assert checked.manifest.station == "Xã thử"
    assert checked.is_sealed_with(KEY)
    assert not checked.is_sealed_with(b"x" * 32)
    assert check(made(sealed=False)).seal == ""


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(made()) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(place: int, by: int) -> None:
    data = bytearray(made())
    data[place] ^= by
    try:
        checked = check(bytes(data))
    except (FileRefused, IntegrityFailure):
        return
    same = check(made())
    if checked.is_sealed_with(KEY):  # bytes between the files, and times of files, mean nothing
        assert checked.manifest == same.manifest
        assert checked.digest == same.digest


def test_one_that_was_put_together_anew_has_no_seal() -> None:
    forged = check(made({**FILES, "station.yaml": b"name: y\n"}, sealed=False))
    assert not forged.is_sealed_with(KEY)


def raw(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    tar = TarWriter(out)
    for name, data in members:
        tar.add(name, len(data), io.BytesIO(data))
    tar.finish()
    return out.getvalue()


def manifest() -> bytes:
    return ABOUT.to_bytes()


@pytest.mark.parametrize(
    "members",
    [
        [],
        [("a", b"x")],
        [(MANIFEST, b"no JSON"), (SEAL, b"")],
        [(MANIFEST, b"[" * 100_000), (SEAL, b"")],
        [(MANIFEST, b'{"form": "something else"}'), (SEAL, b"")],
        [(MANIFEST, manifest())],
        [(MANIFEST, manifest()), (SEAL, b"x" * 65)],
    ],
)
def test_what_is_no_backup(members: list[tuple[str, bytes]]) -> None:
    with pytest.raises(FileRefused):
        check(raw(members))


@pytest.mark.parametrize(
    "members",
    [
        [("a", b"x"), (MANIFEST, manifest()), (SEAL, b"")],
        [("a", b"x"), ("a", b"x"), (MANIFEST, manifest()), (SEAL, b"")],
        [(MANIFEST, manifest()), ("a", b"x"), (SEAL, b"")],
        [(MANIFEST, manifest()), (MANIFEST, manifest()), (SEAL, b"")],
        [(MANIFEST, manifest()), (SEAL, b""), (SEAL, b"")],
    ],
)
def test_what_is_more_or_other_than_the_manifest_says(members: list[tuple[str, bytes]]) -> None:
    with pytest.raises(IntegrityFailure):
        check(raw(members))


def test_one_of_a_newer_program_is_told_apart() -> None:
    values = {**json.loads(manifest()), "version": 99}
    with pytest.raises(FileRefused, match="newer"):
        manifest_from(json.dumps(values).encode(), path="x")
