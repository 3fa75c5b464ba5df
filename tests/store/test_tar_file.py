"""Files of many files: what was put in comes out, and nothing else ever does."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import FileRefused
from loudspeaker.store.tar_file import BLOCK, TarWriter, is_safe_name, read_tar

names = st.from_regex(
    r"[a-zăôđ0-9][a-zăôđ0-9._-]{0,12}(/[a-z0-9][a-z0-9._-]{0,12}){0,3}", fullmatch=True
)
contents = st.dictionaries(names, st.binary(max_size=1500), max_size=6)


def written(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    tar = TarWriter(out)
    for name, data in files.items():
        assert tar.add(name, len(data), io.BytesIO(data)) == hashlib.sha256(data).hexdigest()
    tar.finish()
    return out.getvalue()


def read(data: bytes, *, most: int = 1 << 30) -> dict[str, bytes]:
    members = read_tar(io.BytesIO(data), path="x.tar", most_bytes=most)
    return {member.name: b"".join(member.pieces) for member in members}


@given(contents)
def test_what_was_put_in_comes_out(files: dict[str, bytes]) -> None:
    assert read(written(files)) == files


@given(contents)
def test_any_tar_program_reads_it(files: dict[str, bytes]) -> None:
    with tarfile.open(fileobj=io.BytesIO(written(files))) as tar:
        found = {each.name: tar.extractfile(each) for each in tar}
        assert {name: stream.read() for name, stream in found.items() if stream} == files


def test_what_is_not_wanted_is_passed_over() -> None:
    data = written({"a": b"x" * 3000, "b": b"y"})
    assert [m.name for m in read_tar(io.BytesIO(data), path="x", most_bytes=9999)] == ["a", "b"]


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../x", "a/../b", "a//b", "./a", "a/", "a\\b", "a\nb", "\x00", "x" * 241,
     "/".join("abcdefghijklmn")],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert not is_safe_name(name)
    with pytest.raises(FileRefused):
        TarWriter(io.BytesIO()).add(name, 0, io.BytesIO())


def test_a_source_that_ends_early_is_refused() -> None:
    with pytest.raises(FileRefused):
        TarWriter(io.BytesIO()).add("a", 5, io.BytesIO(b"1234"))


# --- what others may bring ----------------------------------------------------------------------


def foreign(change: Callable[[tarfile.TarInfo], None], form: int = tarfile.USTAR_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        info = tarfile.TarInfo("a")
        info.size = 3
        change(info)
        tar.addfile(info, io.BytesIO(b"abc"))
    return out.getvalue()


def _link(info: tarfile.TarInfo) -> None:
    info.type, info.linkname, info.size = tarfile.SYMTYPE, "/etc/passwd", 0


def _hard_link(info: tarfile.TarInfo) -> None:
    info.type, info.linkname, info.size = tarfile.LNKTYPE, "b", 0


def _device(info: tarfile.TarInfo) -> None:
    info.type, info.size = tarfile.CHRTYPE, 0


def _folder(info: tarfile.TarInfo) -> None:
    info.type, info.size = tarfile.DIRTYPE, 0


def _absolute(info: tarfile.TarInfo) -> None:
    info.name = "/etc/x"


def _upwards(info: tarfile.TarInfo) -> None:
    info.name = "../../x"


def _long(info: tarfile.TarInfo) -> None:
    info.name = "x" * 400


@pytest.mark.parametrize("change", [_link, _hard_link, _device, _folder, _absolute, _upwards])
def test_only_plain_files_inside_pass(change: Callable[[tarfile.TarInfo], None]) -> None:
    with pytest.raises(FileRefused):
        read(foreign(change))


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_extensions_are_not_read_at_all(form: int) -> None:
    with pytest.raises(FileRefused):
        read(foreign(_long, form))


def test_no_more_is_given_out_than_is_allowed() -> None:
    with pytest.raises(FileRefused, match="huge"):
        read(written({"a": b"x" * 2000}), most=1999)


def test_a_size_beyond_everything_is_refused_before_it_is_read(tmp_path: Path) -> None:
    header = bytearray(written({"a": b""})[:BLOCK])
    header[124:136] = b"77777777777\0"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    with pytest.raises(FileRefused, match="huge"):
        read(bytes(header))
    assert tmp_path.exists()


@given(contents.filter(bool), st.data())
def test_one_that_was_cut_off_is_refused(files: dict[str, bytes], data: st.DataObject) -> None:
    whole = written(files)
    with pytest.raises(FileRefused):
        read(whole[: data.draw(st.integers(0, len(whole) - 2 * BLOCK))])


@settings(max_examples=200)
@given(st.binary(max_size=3 * BLOCK))
def test_foreign_bytes_never_do_harm(data: bytes) -> None:
    try:
        read(data)
    except FileRefused:
        return
    assert data.startswith(b"\0" * BLOCK)
