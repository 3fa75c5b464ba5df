"""One-time codes as the RFCs print them, and never twice."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.accounts import totp

SECRET = b"12345678901234567890"  # RFC 6238, appendix B; RFC 4226, appendix D
steps = st.integers(0, 2**40)


@pytest.mark.parametrize(
    ("unix_s", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(unix_s: int, code: str) -> None:
    assert totp.code_of(SECRET, totp.step_at(unix_s), digits=8) == code


def test_the_vectors_of_rfc_4226() -> None:
    codes = [totp.code_of(SECRET, counter) for counter in range(10)]
    assert codes == [
        *("755224", "287082", "359152", "969429", "338314"),
        *("254676", "287922", "162583", "399871", "520489"),
    ]


@given(steps, st.integers(-3, 3))
def test_a_code_counts_half_a_minute_around_its_own(step: int, off: int) -> None:
    unix_s = max(0, step + off) * totp.STEP_S
    found = totp.step_of(SECRET, totp.code_of(SECRET, step), unix_s=unix_s, after=-1)
    if abs(max(0, step + off) - step) <= 1:
        assert found is not None
    elif found is not None:  # another half minute may have the same six digits
        assert totp.code_of(SECRET, found) == totp.code_of(SECRET, step)


@given(steps)
def test_no_code_counts_twice(step: int) -> None:
    code, unix_s = totp.code_of(SECRET, step), step * totp.STEP_S
    first = totp.step_of(SECRET, code, unix_s=unix_s, after=-1)
    assert first is not None
    assert totp.step_of(SECRET, code, unix_s=unix_s, after=first) is None


@given(st.text())
def test_whatever_is_typed_is_judged(text: str) -> None:
    found = totp.step_of(SECRET, text, unix_s=59, after=-1)
    wanted = {totp.code_of(SECRET, step) for step in (0, 1, 2)}
    assert (found is not None) == ("".join(text.split()) in wanted)


def test_spaces_are_no_matter() -> None:
    assert totp.step_of(SECRET, " 287 082\n", unix_s=59, after=-1) == 1


@given(st.binary(min_size=20, max_size=20))
def test_the_secret_is_text_that_telephones_take(secret: bytes) -> None:
    assert base64.b32decode(totp.as_text(secret)) == secret
    told = totp.address(secret, person="Lê Văn C/", station="Xã: Một")
    assert told.startswith("otpauth://totp/X%C3%A3%3A%20M%E1%BB%99t:L%C3%AA%20V%C4%83n%20C%2F?")
