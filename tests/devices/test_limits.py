"""When a measurement is beyond its limit, and how that is said."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.limits import Limits, judged

STATION = {
    "forward_w": Limits(low=20.0, high=60.0),
    "reflected_w": Limits(high=3.0),
    "temperature_c": Limits(low=-10.0, high=70.0),
}


def alarms(*, keyed: bool, **measured: Any) -> tuple[str, ...]:
    return judged(Reading(keyed=keyed, **measured), STATION).alarms


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ({"forward_w": 30.0, "reflected_w": 0.5, "temperature_c": 40.0}, ()),
        ({"forward_w": 20.0, "reflected_w": 3.0, "temperature_c": 70.0}, ()),
        ({"forward_w": 60.0, "temperature_c": -10.0}, ()),
        ({"forward_w": 4.5}, ("forward_w 4.5 < 20",)),
        ({"forward_w": 61.0}, ("forward_w 61 > 60",)),
        ({"reflected_w": 9.0}, ("reflected_w 9 > 3",)),
        ({"temperature_c": -10.1}, ("temperature_c -10.1 < -10",)),
        (
            {"forward_w": 0.0, "reflected_w": 3.1, "temperature_c": 85.0},
            ("forward_w 0 < 20", "reflected_w 3.1 > 3", "temperature_c 85 > 70"),
        ),
    ],
)
def test_each_alarm_names_measurement_value_and_limit(
    measured: dict[str, float], expected: tuple[str, ...]
) -> None:
    assert alarms(keyed=True, **measured) == expected


def test_no_power_is_right_without_a_carrier() -> None:
    assert alarms(keyed=False, forward_w=0.0, reflected_w=0.0) == ()


def test_power_without_a_carrier_that_was_asked_for_is_not() -> None:
    assert alarms(keyed=False, forward_w=75.0) == ("forward_w 75 > 60",)


def test_other_lower_limits_count_also_without_a_carrier() -> None:
    assert alarms(keyed=False, temperature_c=-12.0) == ("temperature_c -12 < -10",)


def test_dust_of_scaling_is_not_beyond_a_limit() -> None:
    for word in range(1, 2000):
        at_limit = Limits(low=word / 10, high=word / 10)
        assert at_limit.broken_by(word * 0.1, low_counts=True) is None


def test_what_is_not_measured_or_has_no_limit_is_no_alarm() -> None:
    assert alarms(keyed=True) == ()
    assert judged(Reading(keyed=True, forward_w=0.0), {"forward_w": Limits()}).alarms == ()
    assert judged(Reading(keyed=True, forward_w=0.0), {}).alarms == ()


def test_the_alarms_about_power_are_known_apart() -> None:
    reading = judged(
        Reading(keyed=True, forward_w=1.0, reflected_w=9.0, temperature_c=85.0), STATION
    )
    assert reading.power_alarms == ("forward_w 1 < 20", "reflected_w 9 > 3")
    assert judged(Reading(keyed=True), STATION).power_alarms == ()
