"""However it is tried, few tries an hour reach the hash, and nobody is shut out from elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.accounts import pace

HOUR_S = 3600.0
NOW = 1_800_000_000.0


class Door:
    """The buckets as the station keeps them."""

    def __init__(self, known: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.kept: dict[str, float] = {}
        self.known = known
        self.reached: list[float] = []

    def try_at(self, now: float, person: str, address: str) -> bool:
        limits = pace.limits_for(person, address, known=(person, address) in self.known)
        if pace.longest_wait_s(self.kept, limits, now) > 0:
            return False
        self.kept |= {n: pace.spent(self.kept.get(n), now, each) for n, each in limits.items()}
        self.reached.append(now)
        return True

    def most_in_an_hour(self) -> int:
        return max(
            (sum(start <= at < start + HOUR_S for at in self.reached) for start in self.reached),
            default=0,
        )


tries = st.lists(
    st.tuples(
        st.floats(0, 600, allow_nan=False),
        st.sampled_from(["an", "binh", "nobody"]),
        st.integers(1, 40).map("10.0.0.{}".format),
    ),
    max_size=300,
)


@given(tries)
def test_strangers_together_reach_it_twenty_times_an_hour(
    made: list[tuple[float, str, str]],
) -> None:
    door, now = Door(), NOW
    for gap_s, person, address in made:
        now += gap_s
        door.try_at(now, person, address)
    assert door.most_in_an_hour() <= 20


@given(tries)
def test_also_with_somebody_at_the_address_of_a_person(made: list[tuple[float, str, str]]) -> None:
    door, now = Door(frozenset({("an", "10.0.0.1"), ("binh", "10.0.0.1")})), NOW
    for gap_s, person, address in made:
        now += gap_s
        door.try_at(now, person, address)
    assert door.most_in_an_hour() <= 30


@pytest.mark.parametrize("addresses", [1, 7, 10_000])
def test_ten_thousand_tries_in_an_hour(addresses: int) -> None:
    door = Door(frozenset({("an", "10.0.0.0")}))
    for number in range(10_000):
        door.try_at(NOW + number * 0.36, "an", f"10.0.0.{number % addresses}")
    assert door.most_in_an_hour() <= 30


@given(tries)
def test_what_strangers_do_elsewhere_shuts_nobody_out(made: list[tuple[float, str, str]]) -> None:
    door, now = Door(frozenset({("an", "192.168.1.9")})), NOW
    for gap_s, person, address in made:
        now += gap_s
        door.try_at(now, person, address)
    assert door.try_at(now, "an", "192.168.1.9")


@given(st.floats(-1e9, 1e9, allow_nan=False), st.integers(1, 20))
def test_a_clock_that_was_set_shuts_out_no_longer_than_an_empty_bucket(
    step_s: float, spent: int
) -> None:
    limit, full_at = pace.AT_ADDRESS, None
    for _ in range(spent):
        full_at = pace.spent(full_at, NOW, limit)
    assert pace.wait_s(full_at, NOW + step_s, limit) <= limit.every_s + 1e-6


@given(st.integers(0, 5), st.floats(0, 1e5, allow_nan=False))
def test_what_is_given_back_was_never_spent(before: int, later_s: float) -> None:
    limit, full_at = pace.AT_ADDRESS, None
    for _ in range(before):
        full_at = pace.spent(full_at, NOW, limit)
    now = NOW + later_s
    wait = pace.wait_s(full_at, now, limit)
    if wait == 0:
        back = pace.given_back(pace.spent(full_at, now, limit), now, limit)
        assert pace.wait_s(back, now, limit) == pytest.approx(0, abs=1e-5)
        assert back == pytest.approx(max(now, full_at or now), abs=1e-5)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.168.1.9", "192.168.1.9"),
        ("::ffff:192.168.1.9", "192.168.1.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_an_address_counts_as_what_its_owner_can_hardly_change(address: str, key: str) -> None:
    assert pace.address_key(address) == key


@pytest.mark.parametrize("address", ["", "localhost", "1.2.3", "10.0.0.1:80"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        pace.address_key(address)
