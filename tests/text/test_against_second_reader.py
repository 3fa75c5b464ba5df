"""Every number, date and minute against a reader that was written the other way round.

Of some there are so many that one of a few is read, and all with ``LOUDSPEAKER_WHOLE=1``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from loudspeaker.text import speakable
from loudspeaker.text.numbers import cardinal
from tests.text import second_reader
from tests.whole import WHOLE

DATE_FORMS = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "ngày {d}/{m}/{y}",
    "ngày {d} tháng {m} năm {y}", "ngày {d:02}-{m:02}-{y}", "{y}-{m:02}-{d:02}",
)  # fmt: skip


def every_day() -> Iterator[date]:
    """Yield the days of a hundred years, all or one of three."""
    day = date(1950, 1, 1)
    while day.year < 2050:
        yield day
        day += timedelta(days=1 if WHOLE else 3)


@pytest.mark.slow
@pytest.mark.no_cover
def test_every_whole_number_up_to_a_million() -> None:
    wrong = [n for n in range(1_000_001) if cardinal(n) != second_reader.cardinal(str(n))]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.no_cover
def test_every_whole_number_below_zero_down_to_a_million() -> None:
    """Written in a text; one of twenty-nine, or all."""
    for first in range(1, 1_000_001, 1000):
        numbers = range(first, first + 1000, 1 if WHOLE or first < 10_000 else 29)
        read = speakable("\n".join(f"−{number}" for number in numbers))
        wanted = " ".join(f"âm {second_reader.cardinal(str(number))}" for number in numbers)
        assert read == wanted, first


@pytest.mark.slow
@pytest.mark.no_cover
def test_large_numbers() -> None:
    dice = random.Random(1)
    numbers = [dice.randrange(10 ** dice.randint(6, 18)) for _ in range(100_000)]
    wrong = [n for n in numbers if cardinal(n) != second_reader.cardinal(str(n))]
    assert wrong == []


@pytest.mark.parametrize("power", range(3, 18))
def test_around_each_power_of_ten(power: int) -> None:
    for number in (10**power - 1, 10**power, 10**power + 1, 10**power + 1005, 4 * 10**power + 4):
        assert cardinal(number) == second_reader.cardinal(str(number))


@pytest.mark.slow
@pytest.mark.no_cover
def test_numbers_below_zero_and_with_dots_in_a_text() -> None:
    dice = random.Random(2)
    for number in dice.sample(range(1, 1_000_000), 5_000):
        words = second_reader.cardinal(str(number))
        dotted = f"{number:,}".replace(",", ".")
        assert speakable(f"nhiệt độ −{number} độ") == f"nhiệt độ âm {words} độ"
        assert speakable(f"có {dotted} cây") == f"có {words} cây"


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("form", DATE_FORMS)
def test_every_day_of_a_century(form: str) -> None:
    days = list(every_day())
    wrong = [
        day for day in days
        if speakable(form.format(d=day.day, m=day.month, y=day.year))
        != second_reader.date(day.day, day.month, day.year)
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("form", ["{h}h{m:02}", "{h:02}:{m:02}", "{h}g{m:02}", "{h} giờ {m:02}",
                                  "{h}h{m:02}'", "{h:02}h{m:02}p"])  # fmt: skip
def test_every_minute_of_a_day(form: str) -> None:
    for minutes in range(24 * 60):
        hour, minute = divmod(minutes, 60)
        read = speakable("lúc " + form.format(h=hour, m=minute))
        assert read == f"lúc {second_reader.clock(hour, minute)}"


AMOUNTS = (
    "Có {} hộ trong xã", "Tổng số: {}.", "Đã cấp thẻ BHYT cho {} người", "Mua bảo hiểm cho {} cháu",
    "Số hộ ký hợp đồng là {} hộ", "Chi trả tài khoản cho {} cụ", "Bán điện thoại giá {} đồng",
    "Đã gọi {} thanh niên khám sức khỏe", "Sổ mã vùng trồng: có {} cây", "Thu được {} kg thóc",
    "Báo cáo: {} ca mắc mới", "Thôn có {} người, trong đó nữ nhiều hơn", "Diện tích {} m2",
    "Liên hệ mua {} suất quà", "Trực tiếp hỗ trợ {} gia đình", "Biển báo cách {} mét", "Cao {} cm",
    "Đường dài {} km, rộng năm mét", "Tiêm {} liều vắc xin", "Hòa {} gam thuốc", "Còn {} hồ sơ",
    "Mật độ {} người/km2", "Tỷ lệ đạt {}%", "Năm nay tăng {} con lợn", "Sĩ số {}", "{} em dự thi",
)  # fmt: skip


@pytest.mark.parametrize("sentence", AMOUNTS)
def test_an_amount_is_never_taken_for_a_code(sentence: str) -> None:
    dice = random.Random(3)
    before, after = (speakable(part) for part in sentence.replace("{}", "5 | 5").split("|"))
    before, after = before.removesuffix(" năm"), after.removeprefix("năm ")
    numbers = [*range(1, 400), *(dice.randrange(400, 10**7) for _ in range(200))]
    for number in numbers:
        for written in (str(number), f"{number:,}".replace(",", ".")):
            words = second_reader.cardinal(str(number))
            wanted = f"{before.removesuffix('năm').strip()} {words} {after.removeprefix('năm')}"
            assert speakable(sentence.format(written)) == " ".join(wanted.split())


def test_an_amount_with_decimals_keeps_them() -> None:
    for whole in (1, 16, 112, 113, 114, 115, 985):
        for tenth in range(10):
            words = f"{second_reader.cardinal(str(whole))} phẩy {second_reader.ONES[tenth]}"
            assert speakable(f"ở {whole},{tenth} độ Kinh Đông") == f"ở {words} độ kinh đông"
            assert speakable(f"Trực bão, gió {whole},{tenth}") == f"trực bão gió {words}"
