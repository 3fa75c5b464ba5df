"""Which passwords are taken."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.accounts.rules import FEWEST, MOST, normal, problem_of

NAMES = ("Nguyễn Văn An", "Đài truyền thanh xã Pù Cà", "An")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", "short"),
        ("bò gà lợn", "short"),
        ("x" * 129, "long"),
        ("con trâu\tđi cày", "hidden"),
        ("con trâu \u202eđi cày", "hidden"),
        ("aaaaaaaaaaaaa", "plain"),
        ("123456789012", "plain"),
        ("qwertyuiopas", "plain"),
        ("lkjhgfdsapoi", "plain"),
        ("trâubòtrâubò", "plain"),
        ("Password2026", "common"),
        ("Mật khẩu 12345", "common"),
        ("truyenthanh1", "common"),
        ("nguyễn văn an", "name"),
        ("NguyenVanAn1990", "name"),
        ("con trâu đi cày", None),
        ("cái nón của An rơi", None),
        ("!@#$%^&*()_+", None),
    ],
)
def test_each_is_judged(password: str, problem: str | None) -> None:
    assert problem_of(password, names=NAMES) == problem


@given(st.text(max_size=200))
def test_what_is_taken_is_long_enough_and_all_seen(password: str) -> None:
    if problem_of(password, names=NAMES) is None:
        assert FEWEST <= len(normal(password)) <= MOST
        assert all(unicodedata.category(each) != "Cc" for each in password)


@given(st.text(max_size=40))
def test_another_keyboards_letters_are_the_same_password(password: str) -> None:
    apart = unicodedata.normalize("NFD", password)
    assert normal(apart) == normal(password)
    assert problem_of(apart) == problem_of(unicodedata.normalize("NFC", password))
