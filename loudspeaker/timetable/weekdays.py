"""Days of the week under their many numbers and names.

Python counts from Monday = 0, cron from Sunday = 0 (and 7), Vietnamese from Monday = thứ hai.
Inside this package a weekday is Python's number.
"""

from __future__ import annotations

from typing import Final

CRON_NAMES: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

VIETNAMESE: Final = {
    "thứ hai": 0,
    "thứ 2": 0,
    "t2": 0,
    "thứ ba": 1,
    "thứ 3": 1,
    "t3": 1,
    "thứ tư": 2,
    "thứ 4": 2,
    "t4": 2,
    "thứ năm": 3,
    "thứ 5": 3,
    "t5": 3,
    "thứ sáu": 4,
    "thứ 6": 4,
    "t6": 4,
    "thứ bảy": 5,
    "thứ bẩy": 5,
    "thứ 7": 5,
    "t7": 5,
    "chủ nhật": 6,
    "cn": 6,
}


def from_cron(number: int) -> int:
    """Return Python's number for cron's 0 to 7."""
    return (number - 1) % 7
