from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text.legacy import Encoding, modernise, recognise, to_unicode
from tests.text.old_fonts import LETTERS, TCVN3, VNI, tcvn3, vni
from tests.text.test_sets import sentences

WRITTEN = [unicodedata.normalize("NFC", row.written) for row in sentences("seen", "[ab]")]
OLD = {Encoding.TCVN3: tcvn3, Encoding.VNI: vni}
CODES = "".join([*TCVN3, *VNI, "¡¢£¤¥¦§"]) + "bcdghklmnpqrstvxABCDĐ \n.,1"


@pytest.mark.parametrize("encoding", Encoding)
def test_every_letter(encoding: Encoding) -> None:
    for letter in LETTERS:
        assert to_unicode(OLD[encoding](f"b{letter}"), encoding) == f"b{letter}"
    for letter in "ĂÂÊÔƠƯĐ":
        assert to_unicode(OLD[encoding](letter), encoding) == letter


def test_capitals_of_vni() -> None:
    for letter in LETTERS.upper():
        assert to_unicode(vni(letter), Encoding.VNI) == letter
        assert to_unicode(vni(f"{letter}N"), Encoding.VNI) == f"{letter}N"


IN_TCVN3 = [
    ("Th«ng b¸o", "Thông báo"),
    ("KÝnh göi bµ con nh©n d©n x· VÞ H\xad¬ng", "Kính gửi bà con nhân dân xã Vị Hương"),
    ("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HOÀ Xã HỘI CHỦ NGHĨA VIỆT NAM"),
    ("céng hoµ x· héi chñ nghÜa viÖt nam", "cộng hoà xã hội chủ nghĩa việt nam"),
    ("Bμ con th«n §åi", "Bà con thôn Đồi"),
    ("NghÞ quyÕt 15/NQ-H§ND vÒ « t« ë th«n", "Nghị quyết 15/NQ-HĐND về ô tô ở thôn"),
]
IN_VNI = [
    ("Thoâng baùo", "Thông báo"),
    ("Ñaûng uûy, UBND xaõ kính môøi", "Đảng ủy, UBND xã kính mời"),
    ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
    ("Giaù 50.000ñ/kg, möa to ôû Bình Ñònh", "Giá 50.000đ/kg, mưa to ở Bình Định"),
]


@pytest.mark.parametrize(
    ("encoding", "old", "text"),
    [(Encoding.TCVN3, *row) for row in IN_TCVN3] + [(Encoding.VNI, *row) for row in IN_VNI],
)
def test_old_fonts(encoding: Encoding, old: str, text: str) -> None:
    assert recognise(old) is encoding
    assert modernise(old)[0] == text


@pytest.mark.parametrize("encoding", Encoding)
def test_every_sentence_comes_back(encoding: Encoding) -> None:
    for text in WRITTEN:
        old = OLD[encoding](text)
        assert recognise(old) is encoding
        modern, count = modernise(old)
        assert modern.casefold() == text.casefold()
        assert count > 0
        assert encoding is Encoding.TCVN3 or modern == text, "TCVN3 has few capitals of its own"


@pytest.mark.parametrize("encoding", Encoding)
def test_every_word_comes_back(encoding: Encoding) -> None:
    for word in {word for text in WRITTEN for word in text.split() if word.isalpha()}:
        assert to_unicode(OLD[encoding](word), encoding).casefold() == word.casefold()


def test_proper_sentences_stay() -> None:
    for text in WRITTEN:
        for proper in (text, text.upper(), unicodedata.normalize("NFD", text)):
            assert recognise(proper) is None
            assert modernise(proper) == (proper, 0)


def test_words_that_hide_what_they_are_stay() -> None:
    for text in WRITTEN:
        western = [word for word in text.split() if all(letter < "\u0100" for letter in word)]
        assert recognise(" ".join(western)) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "Meeting at 7", "Müller", "São Paulo, naïve", "«Xin chào» bà con", "«Nam» «Hoa»",
        "° º ² ³ ± × µ § ·", "5 µm, 3 £m, ½ m, x·y", "20 µm to 50 µm; N·m and m·s", "§ 5, §§ 7",
        "Copyright © 2026 Foo® Bar™ «x» ¶", "· Mon\n· Tue\n·Wed", "a¹ b¹ c¹ x¹", "co\xadn n\xada",
        "ä ö ü ß Ä Ö Ü", "Thaï Caïn Noël", "Lü Bù, Nü Wá", "ThÃ´ng bÃ¡o hÃ´m nay",
        "Die Mädchen fahren über die Brücke nach Köln und hören schöne Töne, es grüßt Öl",
        "Les élèves français sont arrivés à l'école où ils étaient très fatigués, ça va, maïs",
        "Île d'Yeu, dîner, maître, forêt, hôtel, sûr, où, gué, thé né dé",
        "El niño pequeño soñó mañana también: año, España, pingüino",
        "Coração, ação, pão, mãe, irmã; ela é avó, há só um nó, três pés",
        "Så här gör man på väg till Malmö, när det är för sent",
        "En smørrebrød på bordet, æble og øl, så går vi på tur",
        "Mä näin sinut, hän on tässä: sänky, pöytä, yö, työ, syö, hyvää päivää",
        "Buôn Krông Ana, Y Ñar, Ê Ñê", "Kŏ Siêr, Čư M'gar, Krông Pač, Ea Hđing",
        "Ba bà lên núi hái lá", "Ðông Hà, Ðà Bình", "hoà, hoá, toà, khoá, thuý, quê",
    ],
)  # fmt: skip
def test_what_only_looks_old_stays(text: str) -> None:
    assert recognise(text) is None
    assert modernise(text) == (text, 0)
    within = f"Kính mời bà con dự họp\n{text}\nTrân trọng cảm ơn."
    assert modernise(within) == (within, 0)


def test_only_the_pasted_lines_are_rewritten() -> None:
    text = "Kính gửi bà con:\nTh«ng b¸o häp th«n\n«Quan trọng» 5 µm\nDanh sách Müller"
    assert modernise(text)[0] == (
        "Kính gửi bà con:\nThông báo họp thôn\n«Quan trọng» 5 µm\nDanh sách Müller"
    )


def test_a_line_that_is_both_stays() -> None:
    text = "Nội dung: Th«ng b¸o häp th«n"
    assert modernise(text) == (text, 0)


def test_short_lines_go_with_the_text() -> None:
    text = "Hµ Néi\nSè: 15\n· Mêi häp\nTh«ng b¸o vÒ viÖc häp th«n"
    assert modernise(text)[0] == "Hà Nội\nSố: 15\n· Mời họp\nThông báo về việc họp thôn"


def test_signs_that_stand_alone_stay() -> None:
    assert modernise("Th«ng b¸o: 3 × 4 m, ½ kg, © x·")[0] == "Thông báo: 3 × 4 m, ½ kg, © xã"


@given(st.text(max_size=200) | st.text(alphabet=CODES, max_size=200))
def test_any_text_is_rewritten_or_left(text: str) -> None:
    modern, count = modernise(text)
    assert (modern == text) or count > 0
    assert modern.count("\n") == text.count("\n")
    if recognise(text) is None:
        assert (modern, count) == (text, 0)
    for encoding in Encoding:
        assert to_unicode(text, encoding).count("\n") == text.count("\n")


@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=5), st.sampled_from(Encoding))
def test_an_old_text_of_many_lines(texts: list[str], encoding: Encoding) -> None:
    text = "\n".join(texts)
    modern, _ = modernise(OLD[encoding](text))
    assert modern.casefold() == text.casefold()
    assert recognise(modern) is None


@pytest.mark.parametrize("piece", ["«", "Th«ng b¸o ", "oâù", "aâ ", "«b\n", "µ1", "Thoâng\n"])
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def cost_s(length: int) -> float:
        text = piece * (length // len(piece))
        began = time.process_time()
        modernise(text)
        return time.process_time() - began

    def least_s(length: int) -> float:  # other work on the machine only adds to it
        return min(cost_s(length) for _ in range(4))

    assert least_s(80_000) < 16 * least_s(10_000) + 0.1
