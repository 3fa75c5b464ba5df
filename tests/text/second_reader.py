"""A second reader of numbers, dates and times, to check the first one with.

Written the other way round: tables of ready words, and digits taken from the right of the written
number; it shares nothing with ``loudspeaker.text``.
"""

from __future__ import annotations

ONES = "không một hai ba bốn năm sáu bảy tám chín".split()  # noqa: SIM905 - a table to be read
TEENS = ["mười", *(f"mười {'lăm' if n == 5 else ONES[n]}" for n in range(1, 10))]
AFTER_TENS = ["", " mốt", " hai", " ba", " tư", " lăm", " sáu", " bảy", " tám", " chín"]
BELOW_HUNDRED = [
    *ONES, *TEENS,
    *(f"{ONES[tens]} mươi{AFTER_TENS[ones]}" for tens in range(2, 10) for ones in range(10)),
]  # fmt: skip
AFTER_HUNDREDS = [
    "",
    *(f" linh {ONES[n]}" for n in range(1, 10)),
    *(f" {w}" for w in BELOW_HUNDRED[10:]),
]
AFTER_HUNDREDS[4] = " linh tư"
FULL_GROUP = [f"{ONES[n // 100]} trăm{AFTER_HUNDREDS[n % 100]}" for n in range(1000)]
SCALES = ["", " nghìn", " triệu", " tỷ", " nghìn", " triệu"]


def cardinal(written: str) -> str:
    """Read the digits of a number below 10**18, taken in threes from the right."""
    written = written.lstrip("0") or "0"
    groups = []
    while written:
        written, group = written[:-3], written[-3:]
        groups.append(group)
    words: list[str] = []
    for place, group in enumerate(groups):
        words[:0] = _group(group, place, leading=place == len(groups) - 1, groups=groups)
    return " ".join(words) or ONES[0]


def _group(group: str, place: int, *, leading: bool, groups: list[str]) -> list[str]:
    value = int(group)
    if not value:
        billions = place == 3 and any(map(int, groups[3:]))
        return ["tỷ"] if billions else []
    small = BELOW_HUNDRED[value] if leading and value < 100 else FULL_GROUP[value]
    return (small + SCALES[place]).split()


def date(day: int, month: int, year: int) -> str:
    """Read a date after *ngày*."""
    month_word = "tư" if month == 4 else cardinal(str(month))
    return f"ngày {cardinal(str(day))} tháng {month_word} năm {cardinal(str(year))}"


def clock(hour: int, minute: int) -> str:
    """Read a time of day."""
    rest = f" {cardinal(str(minute))} phút" if minute else ""
    return f"{cardinal(str(hour))} giờ{rest}"
