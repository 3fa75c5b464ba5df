"""The years that came with the program, read once; like the reading tables, by name alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pkgutil import get_data
from typing import Final

from loudspeaker.worktime.years import Year, years_of

_PLACES: Final = ("shipped/schedules/working-days.tsv", "../schedules/working-days.tsv")


@cache
def shipped_years() -> Mapping[int, Year]:
    """Return the shipped years, from a wheel or from a checkout."""
    in_a_wheel, in_a_checkout = _PLACES
    try:
        data = get_data("loudspeaker", in_a_wheel)
    except FileNotFoundError:
        data = get_data("loudspeaker", in_a_checkout)
    return years_of((data or b"").decode())
