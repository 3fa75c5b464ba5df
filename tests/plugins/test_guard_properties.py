"""Numbers in any grouping are found, whatever the text costs little, and nothing raises."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.guard import DATA, sentences
from loudspeaker.plugins.guard.check import MOST_HITS, personal_data
from loudspeaker.plugins.guard.kinds import Kind

HARMLESS = [each.text for each in sentences(DATA / "harmless.tsv") if "\n" not in each.text]
PROVINCES = [
    f"{number:03}"
    for number in range(1, 97)
    if number not in {3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57}
    and number not in {59, 61, 63, 65, 69, 71, 73, 76, 78, 81, 85, 88, 90}
]
SEPARATORS = (" ", ".", "-", "–", " - ", "  ", "_", "·", "\n")
WORDS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@st.composite
def citizens(draw: st.DrawFn) -> str:
    province, century = draw(st.sampled_from(PROVINCES)), draw(st.sampled_from("0123"))
    rest = draw(st.integers(0, 10**8 - 1).filter(lambda n: n % 1000 != 0))
    return f"{province}{century}{rest:08}"


@st.composite
def telephones(draw: st.DrawFn) -> str:
    prefix = draw(st.sampled_from(("032", "039", "052", "070", "079", "081", "090", "091", "099")))
    return f"{prefix}{draw(st.integers(0, 10**7 - 1)):07}"


@st.composite
def grouped(draw: st.DrawFn, number: str) -> str:
    """Cut a number anywhere; a line's end comes at most twice, as in what people write."""
    sign = draw(st.sampled_from(SEPARATORS))
    most = 2 if sign == "\n" else len(number) - 1
    places = st.lists(st.integers(1, len(number) - 1), unique=True, max_size=most)
    cuts = [0, *sorted(draw(places)), len(number)]
    return sign.join(number[a:b] for a, b in pairwise(cuts))


def is_series(written: str) -> bool:
    """Tell whether it could as well be a row of numbers: 05 10 15 20 25 30."""
    groups = [group for group in written.replace("\n", " ").replace("-", " ").split() if group]
    return len(groups) > 3 and len({len(group) for group in groups}) == 1


def kinds_at(text: str, piece: str) -> set[Kind]:
    start = text.index(piece)
    hits = personal_data(text)
    return {hit.kind for hit, a, b in hits if a < start + len(piece) and start < b}


@given(st.data())
def test_a_citizen_number_is_found_in_any_grouping_inside_any_harmless_sentence(
    data: st.DataObject,
) -> None:
    written = data.draw(citizens().flatmap(grouped).filter(lambda each: not is_series(each)))
    sentence, other = data.draw(st.sampled_from(HARMLESS)), data.draw(st.sampled_from(HARMLESS))
    assert Kind.IDENTITY in kinds_at(f"{sentence} Người {written}, {other}", written)


@given(st.data())
def test_a_telephone_number_is_found_in_any_grouping(data: st.DataObject) -> None:
    written = data.draw(telephones().flatmap(grouped).filter(lambda each: not is_series(each)))
    sentence = data.draw(st.sampled_from(HARMLESS))
    assert Kind.PHONE in kinds_at(f"{sentence} Ai cần thì {written} nhé.", written)


@given(telephones(), st.integers(0, 2))
def test_a_telephone_number_is_found_in_words_and_strange_letters(number: str, way: int) -> None:
    words = " ".join(WORDS[int(digit)] for digit in number)
    written = (words, number.translate(FULL_WIDTH), number.replace("0", "O").replace("1", "l"))[way]
    assert Kind.PHONE in kinds_at(f"Mời bà con gọi {written}.", written)


@given(
    st.sampled_from(("H03.12.25", "000.17.22.H56", "H29.17", "G22.99", "H40")),
    st.dates().map(lambda day: day.strftime("%y%m%d")),
    st.integers(1, 9999),
    st.sampled_from(("-", " - ", "–", " ", "−")),
)
def test_a_dossier_code_is_found(unit: str, day: str, number: int, sign: str) -> None:
    written = sign.join((unit, day, f"{number:04}"))
    assert Kind.DOSSIER in kinds_at(f"Giấy tờ của {written} đã xong.", written)


@given(st.text())
@example("\ud800 0912 345 678")
@example("ﷺ" * 50 + "0912345678")
@example("é́́" * 50)
@example("ǅ ß İ 0912")
def test_any_text_is_judged_and_hits_are_inside_it(text: str) -> None:
    for _hit, start, end in personal_data(text):
        assert 0 <= start < end <= len(text)


@given(st.text(alphabet="0123456789oOlI|hHgG .-–\n,/không một hai nămcccdstk", max_size=300))
def test_anything_made_of_digits_is_judged(text: str) -> None:
    for _hit, start, end in personal_data(text):
        assert 0 <= start < end <= len(text)


def test_two_numbers_spelled_in_a_row_are_two() -> None:
    text = "không hai không chín, ba tám không không, một hai ba không chín một hai, ba bốn năm,"
    hits = personal_data(text + " sáu bảy tám")
    assert [hit.digits for hit, _, _ in hits] == ["02093800123", "0912345678"]


def test_invisible_signs_do_not_move_a_hit() -> None:
    text = "Gọi\u200b 0\u200b9\u200c12 345\u00ad 678!"
    ((hit, start, end),) = personal_data(text)
    assert hit.kind is Kind.PHONE
    assert text[start:end] == "0\u200b9\u200c12 345\u00ad 678"


HOSTILE = {
    "zeros": "0", "spaced": "0 ", "lines": "0\n", "lists": "0, ", "words": "không một ",
    "letters": "lO", "codes": "H03.", "cards": "HN1", "labels": "cccd 1 ", "mails": "a@",
    "accounts": "stk 123456 ", "names": "Ông A sinh ", "dots": "1.", "abroad": "8 4 ",
    "telephones": "0912345678 ", "passports": "hộ chiếu ", "dates": "01/01/2026 ",
}  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_cost_grows_no_faster_than_the_text(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    personal_data(text[:100])
    assert _least_s(text) < 15 * _least_s(text[:4000]) + 0.02  # five times the text


def _least_s(text: str) -> float:
    spent = []
    for _ in range(4):
        begun = time.thread_time()  # what others do on the machine does not count
        hits = personal_data(text)
        spent.append(time.thread_time() - begun)
        assert len(hits) <= MOST_HITS
    return min(spent)
