from __future__ import annotations

import os
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.config.strict_yaml import (
    LIMIT_BYTES,
    LIMIT_DEPTH,
    Entries,
    Items,
    Written,
    load,
    parse,
)
from loudspeaker.errors import ConfigurationRefused


def refusal(data: bytes) -> ConfigurationRefused:
    with pytest.raises(ConfigurationRefused) as caught:
        parse(data, file="f.yaml")
    assert caught.value.file == "f.yaml"
    assert caught.value.exit_code == 78
    return caught.value


def test_values_stay_as_written() -> None:
    tree = parse(
        b"a: no\nb: 05:30\nc: 010\nd: 2026-12-01\ne: 1_000\nf: 'on'\ng: ~\n", file="f.yaml"
    )
    assert isinstance(tree, Entries)
    texts = [value.text for _, value in tree.pairs if isinstance(value, Written)]
    assert texts == ["no", "05:30", "010", "2026-12-01", "1_000", "on", "~"]


def test_everything_knows_its_line() -> None:
    tree = parse("tên: Thôn 1\n\nlist:\n  - 1\n  - {a: 2}\n".encode(), file="f.yaml")
    assert isinstance(tree, Entries)
    (key, value), (_, items) = tree.pairs
    assert key == Written(text="tên", line=1)
    assert value == Written(text="Thôn 1", line=1)
    assert isinstance(items, Items)
    assert [node.line for node in items.nodes] == [4, 5]


def test_nothing_and_an_empty_text_differ() -> None:
    tree = parse(b"a:\nb: ''\n", file="f.yaml")
    assert isinstance(tree, Entries)
    assert [value for _, value in tree.pairs] == [
        Written(text="", line=1),
        Written(text="", line=2, quoted=True),
    ]


@pytest.mark.parametrize("data", [b"", b"# only a comment\n", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_an_empty_mapping(data: bytes) -> None:
    assert parse(data, file="f.yaml") == Entries(pairs=(), line=1)


@pytest.mark.parametrize(
    ("data", "problem", "line"),
    [
        (b"a: 1\nb: 2\na: 3\n", "duplicate_key", 3),
        (b"a:\n  b: 1\n  b: 1\n", "duplicate_key", 3),
        (b"a: &x 1\n", "alias", 1),
        (b"a: 1\nb: *x\n", "alias", 2),
        (b"a: &x [1]\nb: {<<: *x}\n", "alias", 1),
        (b"a: !!python/object/apply:os.system [id]\n", "tag", 1),
        (b"a: 1\nb: !!str 2\n", "tag", 2),
        (b"a: !local 2\n", "tag", 1),
        (b"a: 1\n---\nb: 2\n", "several_documents", 2),
        (b"a: [1\n", "syntax", 2),
        (b"a: 1\n\tb: 2\n", "syntax", 2),
        (b"a: b: c\n", "syntax", 1),
        (b"? [a]\n: 1\n", "wrong_shape", 1),
        (b"a: 1\nb: \xff\n", "not_utf8", 2),
        ("a: 1".encode("utf-16"), "not_utf8", 1),
        (b"a: 1\n\nb: \x00\n", "control_character", 3),
        (b"a: \x1b[2J\n", "control_character", 1),
        (b"%FOO\n", "syntax", 1),
    ],
)
def test_refusals_name_the_line(data: bytes, problem: str, line: int) -> None:
    error = refusal(data)
    assert (error.problem, error.line) == (problem, line)


def test_depth_has_a_limit() -> None:
    def nested(levels: int) -> bytes:
        return b"[" * levels + b"1" + b"]" * levels

    assert parse(nested(LIMIT_DEPTH), file="f.yaml").line == 1
    assert refusal(nested(LIMIT_DEPTH + 1)).problem == "too_deep"


def test_size_has_a_limit() -> None:
    assert parse(b"#" * LIMIT_BYTES, file="f.yaml").line == 1
    assert refusal(b"#" * (LIMIT_BYTES + 1)).problem == "too_large"
    assert refusal(b"[" + b"a," * 40_000 + b"]").problem == "too_large"


HOSTILE = {
    "alias bomb": b"".join(b"a%d: &a%d [%s]\n" % (i, i, b"*a0," * 9) for i in range(50)),
    "flow depth": b"[" * 120_000,
    "mapping depth": b"{a: " * 30_000,
    "block depth": b"".join(b" " * i + b"a:\n" for i in range(400)),
    "keys": b"".join(b"k%d: 1\n" % i for i in range(14_000)),
    "items": b"- a\n" * 30_000,
    "questions": b"? " * 60_000,
    "anchors": b"&a " * 40_000,
    "escapes": b'"' + b"\\" * 120_000,
    "one key": b"a" * 120_000 + b": 1",
    "colons": b":" * 120_000,
    "block text": b"a: |\n" + b" x\n" * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_little(name: str) -> None:
    tracemalloc.start()
    began = time.process_time()
    try:
        parse(HOSTILE[name], file="f.yaml")
    except ConfigurationRefused:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert time.process_time() - began < 1.0
    assert peak < 16_000_000


def line_of_outcome(data: bytes) -> int:
    try:
        return parse(data, file="f.yaml").line
    except ConfigurationRefused as error:
        return error.line


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert line_of_outcome(data) >= 0


@given(st.text(alphabet="ab:-[]{}!&*|>'\"#%?, \n\t~\\0", max_size=60))
def test_any_punctuation_is_read_or_refused(text: str) -> None:
    assert line_of_outcome(text.encode()) >= 0


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path / "station.yaml")
    assert caught.value.problem == "missing_file"


def test_what_is_not_a_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path, tmp_path / "pipe.yaml"):
        with pytest.raises(ConfigurationRefused) as caught:
            load(path)
        assert caught.value.problem == "unreadable_file"


def test_a_path_that_cannot_be(tmp_path: Path) -> None:
    for name in ("x" * 300, "a\0b"):
        with pytest.raises(ConfigurationRefused) as caught:
            load(tmp_path / name)
        assert caught.value.problem == "unreadable_file"


def test_only_the_limit_is_read_of_a_huge_file(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(10**11)
    with pytest.raises(ConfigurationRefused) as caught:
        load(path)
    assert caught.value.problem == "too_large"


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\n")
    assert isinstance(load(path), Entries)
