"""What was changed after it was signed is never good, and no bytes bring the reader down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from asn1crypto import cms
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.signing.finding import page_boxes
from loudspeaker.plugins.documents.signing.order import Role
from loudspeaker.plugins.documents.signing.outcome import Reason, Result, Verdict, Verification
from loudspeaker.plugins.documents.signing.reading import MOST_SIGNATURES
from loudspeaker.plugins.documents.signing.sign import Order, sign
from loudspeaker.plugins.documents.signing.verify import verify
from tests.plugins.documents.signing.foreign import (
    bomb,
    locked,
    with_another_page,
    with_note,
    with_signatures_claimed,
    with_words_over,
)
from tests.plugins.documents.signing.papers import NOW, SOON, Keys


def _gap(signed: bytes, number: int = -1) -> tuple[int, int]:
    """Return where a signature's digits begin and end."""
    starts = [at for at in range(len(signed)) if signed.startswith(b"/Contents <", at)]
    begin = starts[number] + len(b"/Contents <")
    return begin, signed.index(b">", begin)


def _cut(signed: bytes) -> bytes:
    begin, end = _gap(signed)
    return signed[:begin] + b"0" * (end - begin) + signed[end:]


def _half(signed: bytes) -> bytes:
    begin, end = _gap(signed)
    return signed[: begin + 400] + b"0" * (end - begin - 400) + signed[end:]


def _padding(signed: bytes) -> bytes:
    _, end = _gap(signed)
    return signed[: end - 8] + b"7" + signed[end - 7 :]


def _spaced(signed: bytes) -> bytes:
    _, end = _gap(signed)
    return signed[: end - 2] + b"  " + signed[end:]


def _unnamed(signed: bytes) -> bytes:
    return signed.replace(b"/FT /Sig", b"/FT /Sie")


def _byte(signed: bytes) -> bytes:
    at = signed.index(b"stream") + 40
    return signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]


def test_every_kind_of_tampering_is_told_apart(keys: Keys, by_both: bytes) -> None:
    broken: list[tuple[Callable[[bytes], bytes], set[Reason]]] = [
        (_byte, {Reason.CONTENT}),
        (with_another_page, {Reason.UPDATE}),
        (with_words_over, {Reason.UPDATE}),
        (with_note, {Reason.UPDATE}),
        (_cut, {Reason.MALFORMED}),
        (_half, {Reason.MALFORMED}),
        (_padding, {Reason.MALFORMED}),
        (_spaced, {Reason.COVERAGE}),
        (_unnamed, {Reason.MALFORMED}),
    ]
    for tamper, reasons in broken:
        found = verify(tamper(by_both), keys.trust(), SOON)
        assert found.verdict is Verdict.BROKEN, tamper
        judged = {each.reason for each in found.signatures if each.result is Result.BROKEN}
        assert judged == reasons, tamper


def test_bytes_after_the_end_are_not_vouched_for(keys: Keys, by_both: bytes) -> None:
    last = by_both[by_both.rindex(b"trailer") :]
    for more in (b"\n", b"junk", last, by_both[-900:], by_both):
        found = verify(by_both + more, keys.trust(), SOON)
        assert found.verdict is Verdict.UNVERIFIED, more
        assert {each.reason for each in found.signatures} == {Reason.STRUCTURE}


def test_a_tampered_copy_is_not_signed_over(keys: Keys, by_person: bytes) -> None:
    for tamper in (_byte, with_words_over, _cut):
        with pytest.raises(EntryRefused, match="không còn hợp lệ"):
            sign(tamper(by_person), keys.body, Order(role=Role.BODY, moment=NOW))


def test_what_cannot_be_opened_is_refused_with_the_reason(keys: Keys, by_both: bytes) -> None:
    for content, problem in (
        (b"", "không phải tệp PDF"),
        (b"PK\x03\x04 word", "không phải tệp PDF"),
        (b"%PDF-1.7\n", "bị hỏng hoặc bị cắt"),
        (by_both[: len(by_both) // 2], "bị hỏng hoặc bị cắt"),
        (locked(by_both), "đặt mật khẩu"),
        (b"%PDF-1.7\n" + bytes(101 << 20), "lớn hơn 100 MB"),
    ):
        with pytest.raises(EntryRefused, match=problem):
            verify(content, keys.trust(), SOON)


def test_a_thousand_signatures_are_refused_before_any_is_checked(keys: Keys, paper: bytes) -> None:
    with pytest.raises(EntryRefused, match=f"hơn {MOST_SIGNATURES} chữ ký"):
        verify(with_signatures_claimed(paper, 1000), keys.trust(), SOON)
    few = verify(with_signatures_claimed(paper, 3), keys.trust(), SOON)
    assert few.verdict is Verdict.BROKEN
    assert [each.reason for each in few.signatures] == [Reason.MALFORMED] * 3


def test_what_outgrows_the_memory_is_refused_not_called_broken(
    keys: Keys, by_person: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outgrow(*_: object, **__: object) -> None:
        raise MemoryError

    for name in ("in_paper", "signed_fields", "async_validate_pdf_signature"):
        with monkeypatch.context() as patched:
            patched.setattr(f"loudspeaker.plugins.documents.signing.verify.{name}", outgrow)
            with pytest.raises(EntryRefused, match="bộ nhớ"):
                verify(by_person, keys.trust(), SOON)


def test_a_bomb_is_refused(keys: Keys) -> None:
    with pytest.raises(EntryRefused, match="bị hỏng"):
        verify(bomb(), keys.trust(), SOON)


# --- any change at all --------------------------------------------------------------------------


def _flip(at: float, bit: int, content: bytes) -> bytes:
    place = int(at * (len(content) - 1))
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


def _insert(at: float, piece: bytes, content: bytes) -> bytes:
    place = int(at * len(content))
    return content[:place] + piece + content[place:]


def _drop(at: float, count: int, content: bytes) -> bytes:
    place = int(at * len(content))
    return content[:place] + content[place + count :]


def _move(at: float, to: float, count: int, content: bytes) -> bytes:
    place = int(at * len(content))
    piece, rest = content[place : place + count], content[:place] + content[place + count :]
    target = int(to * len(rest))
    return rest[:target] + piece + rest[target:]


def _swap(old: bytes, new: bytes, content: bytes) -> bytes:
    return content.replace(old, new, 1)


_AT = st.floats(0, 1)
_COUNT = st.integers(1, 3000)
_PIECES = st.binary(max_size=40) | st.sampled_from(
    [b"%%EOF\n", b"startxref\n0\n%%EOF\n", b"<</Type/Sig>>", b"1 0 obj\n", b"/Prev 0 ", b"\n"]
)
_WORDS = st.sampled_from(
    [b"/Type", b"/Sig", b"/ByteRange", b"/Contents", b"obj", b"xref", b"R", b"0", b"/Kids", b"/V"]
)
_CHANGES = st.one_of(
    st.builds(partial, st.just(_flip), _AT, st.integers(0, 7)),
    st.builds(partial, st.just(_insert), _AT, _PIECES),
    st.builds(partial, st.just(_drop), _AT, _COUNT),
    st.builds(partial, st.just(_move), _AT, _AT, _COUNT),
    st.builds(partial, st.just(_swap), _WORDS, _WORDS),
)


def _verified(content: bytes, keys: Keys) -> Verification | None:
    try:
        return verify(content, keys.trust(), SOON)
    except EntryRefused:
        return None


def _signed_parts(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Return all that a signature rests on: what it covers, its attributes, and itself."""
    begin, end = _gap(content)
    info = cms.ContentInfo.load(bytes.fromhex(content[begin:end].decode()))
    signer = info["content"]["signer_infos"][0]
    covered = content[:begin] + content[end:]
    return covered, signer["signed_attrs"].dump(), signer["signature"].native


@settings(max_examples=100)
@given(st.lists(_CHANGES, min_size=1, max_size=3))
def test_what_was_changed_is_never_good(
    keys: Keys, by_person: bytes, changes: list[Callable[[bytes], bytes]]
) -> None:
    """Beside the signature there are copies of certificates; what nothing rests on may differ."""
    content = by_person
    for change in changes:
        content = change(content)
    found = _verified(content, keys)
    if found is not None and found.verdict is Verdict.GOOD:
        assert _signed_parts(content) == _signed_parts(by_person)
        assert len(content) == len(by_person)


@settings(max_examples=50)
@given(st.integers(0, 6000), st.integers(0, 7))
def test_damage_within_the_signature_is_never_good(
    keys: Keys, by_person: bytes, offset: int, bit: int
) -> None:
    begin, end = _gap(by_person)
    place = begin + offset % (end - begin)
    content = by_person[:place] + bytes([by_person[place] ^ 1 << bit]) + by_person[place + 1 :]
    found = _verified(content, keys)
    if found is not None and found.verdict is Verdict.GOOD:
        assert _signed_parts(content) == _signed_parts(by_person)


@settings(max_examples=40)
@given(st.lists(_CHANGES, min_size=1, max_size=2))
def test_a_changed_paper_is_signed_well_or_refused(
    keys: Keys, paper: bytes, changes: list[Callable[[bytes], bytes]]
) -> None:
    for change in changes:
        paper = change(paper)
    try:
        page_boxes(paper)
        signed = sign(paper, keys.person, Order(role=Role.PERSON, moment=NOW))
    except EntryRefused:
        return
    assert signed.startswith(paper)
    assert verify(signed, keys.trust(), SOON).verdict is Verdict.GOOD


@settings(max_examples=40)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_paper_or_refused(keys: Keys, rest: bytes) -> None:
    for head in (b"", b"%PDF-1.7\n"):
        found = _verified(head + rest, keys)
        assert found is None or found.verdict is not Verdict.GOOD
