from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.public.manifest import (
    MOST_MANIFEST_BYTES,
    MOST_PART_BYTES,
    Manifest,
    NotTaken,
    Part,
    Reason,
    checked,
    index_of,
    manifest_of,
    next_sequence,
    packed,
    part_of,
    parts_of,
)
from loudspeaker.public.signing import (
    MOST_SIGNED_BYTES,
    SECRET_BYTES,
    fingerprint,
    key_shown,
    opened,
    signed,
    typed_fingerprint,
)
from tests.public.entries import NOON

SECRET = bytes(range(SECRET_BYTES))
OTHER = bytes(SECRET_BYTES)


def manifest(**other: Any) -> Manifest:
    values: dict[str, Any] = {
        "station": "Xã Minh Sơn",
        "sequence": 7,
        "made": NOON,
        "now": part_of(b"now"),
        "rows": part_of(b"rows"),
        "index": part_of(b"index"),
        **other,
    }
    return Manifest(**values)


GOOD = signed(manifest(), SECRET)
PINNED = fingerprint(GOOD[:32])


def reason(content: bytes, *, pinned: str = PINNED, newest: int | None = None) -> Reason:
    with pytest.raises(NotTaken) as caught:
        opened(content, pinned=pinned, newest=newest)
    return caught.value.reason


def test_what_was_signed_is_what_is_opened() -> None:
    assert opened(GOOD, pinned=PINNED, newest=None) == manifest()
    assert key_shown(GOOD) == PINNED


def test_the_bytes_on_the_wire_stay_as_they_are() -> None:
    assert manifest().to_bytes().startswith(b'{"index":{"sha256":"1bc04b5291c26a46')
    assert len(PINNED.replace("-", "")) == 32


@pytest.mark.parametrize("typed", [PINNED, PINNED.upper().replace("-", " "), f" {PINNED}\n"])
def test_a_fingerprint_may_be_typed_without_groups_and_in_capitals(typed: str) -> None:
    assert typed_fingerprint(typed) == PINNED


@pytest.mark.parametrize("typed", ["", PINNED[:-1], PINNED + "a", "1" * 32, "ă" * 32, "_" * 32])
def test_what_is_no_fingerprint(typed: str) -> None:
    assert typed_fingerprint(typed) is None


def test_an_older_manifest_is_refused_and_the_same_again_is_not() -> None:
    assert reason(GOOD, newest=8) is Reason.OLDER
    assert opened(GOOD, pinned=PINNED, newest=7).sequence == 7


def test_a_clock_that_differs_by_years_is_no_matter() -> None:
    late = manifest(made=NOON + timedelta(days=9000))
    assert opened(signed(late, SECRET), pinned=PINNED, newest=7) == late


def test_another_key_is_refused_though_its_signature_is_right() -> None:
    assert reason(signed(manifest(), OTHER)) is Reason.KEY


def test_our_key_before_the_signature_of_another_is_refused() -> None:
    assert reason(GOOD[:32] + signed(manifest(), OTHER)[32:]) is Reason.SIGNATURE


@given(at=st.integers(32, len(GOOD) - 1), bit=st.integers(0, 7))
def test_no_bit_can_be_turned(at: int, bit: int) -> None:
    changed = bytearray(GOOD)
    changed[at] ^= 1 << bit
    assert reason(bytes(changed)) is Reason.SIGNATURE


@given(length=st.integers(0, len(GOOD) - 1))
def test_a_torn_manifest_is_refused(length: int) -> None:
    assert reason(GOOD[:length]) in {Reason.SIZE, Reason.SIGNATURE}


def test_a_huge_one_is_refused_before_it_is_read() -> None:
    assert reason(GOOD + bytes(MOST_SIGNED_BYTES)) is Reason.SIZE
    with pytest.raises(NotTaken):
        key_shown(bytes(MOST_SIGNED_BYTES + 1))
    with pytest.raises(NotTaken):
        manifest_of(bytes(MOST_MANIFEST_BYTES + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_and_nothing_else_happens(content: bytes) -> None:
    reason(content)
    for read in (key_shown, manifest_of):
        with pytest.raises(NotTaken):
            read(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(name=st.sampled_from(["version", "sequence", "made", "now", "rows", "index"]), value=JSON)
def test_wrong_types_are_refused_even_from_who_can_sign(name: str, value: Any) -> None:
    values = json.loads(manifest().to_bytes())
    if name == "sequence" and type(value) is int and 0 <= value < 1 << 63:
        value = -1
    if name == "version" and value == 1:
        value = 2
    values[name] = value
    with pytest.raises(NotTaken):
        manifest_of(packed(values))


@pytest.mark.parametrize(
    "field", ["version", "station", "sequence", "made", "now", "rows", "index"]
)
def test_no_field_may_be_missing_and_none_be_more(field: str) -> None:
    values = json.loads(manifest().to_bytes())
    for changed in ({**values, "more": 1}, {k: v for k, v in values.items() if k != field}):
        with pytest.raises(NotTaken):
            manifest_of(packed(changed))


def test_deep_json_is_refused() -> None:
    with pytest.raises(NotTaken):
        parts_of(b"[" * 100_000)


@pytest.mark.parametrize(
    "part",
    [
        Part(sha256="../../etc/passwd", size=1),
        Part(sha256="AB" * 32, size=1),
        Part(sha256="ab" * 32 + "\n", size=1),
        Part(sha256="ab" * 32, size=-1),
        Part(sha256="ab" * 32, size=MOST_PART_BYTES + 1),
    ],
)
def test_a_part_whose_name_is_no_hash_or_that_is_too_large_is_refused(part: Part) -> None:
    with pytest.raises(NotTaken):
        parts_of(index_of([part]))


def test_an_index_names_its_parts_in_order() -> None:
    parts = tuple(part_of(bytes([n])) for n in range(5))
    assert parts_of(index_of(parts)) == parts


def test_bytes_must_be_those_of_their_part() -> None:
    assert checked(b"now", part_of(b"now")) == b"now"
    with pytest.raises(NotTaken) as caught:
        checked(b"not", part_of(b"now"))
    assert caught.value.reason is Reason.HASH
    with pytest.raises(NotTaken) as caught:
        checked(b"nowhere", part_of(b"now"))
    assert caught.value.reason is Reason.SIZE


def test_numbers_rise_whatever_the_clock_does() -> None:
    first = next_sequence(None, NOON)
    assert first == 1_796_101_200_000
    assert next_sequence(first, NOON - timedelta(days=1)) == first + 1
    assert next_sequence(first, NOON + timedelta(seconds=1)) == first + 1000
