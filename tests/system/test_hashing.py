"""What is kept of secrets: slow for passwords, random enough for the rest."""

from __future__ import annotations

import base64

import pytest
from argon2 import PasswordHasher, extract_parameters

from loudspeaker.system import hashing


def test_the_costs_are_the_least_that_owasp_recommends() -> None:
    kept = extract_parameters(hashing.hash_password("x"))
    assert (kept.type.name, kept.memory_cost, kept.time_cost) == ("ID", 19 * 1024, 2)
    assert kept.parallelism == 1


def test_each_hash_has_its_own_salt() -> None:
    assert hashing.hash_password("x") != hashing.hash_password("x")


@pytest.mark.parametrize("password", ["con trâu đi cày", "", "\ud800", "x" * 1000])
def test_only_the_password_fits(password: str) -> None:
    kept = hashing.hash_password(password)
    assert hashing.is_password(kept, password)
    assert not hashing.is_password(kept, password + " ")


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$v=19$m=19456,t=2,p=1$x$y"])
def test_what_is_no_hash_fits_nothing(kept: str) -> None:
    assert not hashing.is_password(kept, "")


def test_a_hash_of_other_costs_is_told() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x")
    assert hashing.is_password(old, "x")
    assert hashing.is_outdated(old)
    assert not hashing.is_outdated(hashing.hash_password("x"))


def test_a_secret_is_32_bytes_and_no_other() -> None:
    made = {hashing.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(base64.urlsafe_b64decode(f"{each}=")) for each in made} == {32}
    assert hashing.digest_of("a") != hashing.digest_of("b")
