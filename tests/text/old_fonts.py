"""Unicode written as old fonts and Windows had it, from tables of the tests' own."""

from __future__ import annotations

import unicodedata

# Each vowel without a tone, then with grave, hook, tilde, acute and dot below.
UNICODE = "aàảãáạ ăằẳẵắặ âầẩẫấậ eèẻẽéẹ êềểễếệ iìỉĩíị oòỏõóọ ôồổỗốộ ơờởỡớợ uùủũúụ ưừửữứự yỳỷỹýỵ đ"
TCVN3 = "aµ¶·¸¹ ¨»¼½¾Æ ©ÇÈÉÊË eÌÎÏÐÑ ªÒÓÔÕÖ i×ØÜÝÞ oßáâãä «åæçèé ¬êëìíî uïñòóô \xadõö÷øù yúûüýþ ®"
_VNI = (
    "a aø aû aõ aù aï  aê aè aú aü aé aë  aâ aà aå aã aá aä  e eø eû eõ eù eï  eâ eà eå eã eá eä"
    "  i ì æ ó í ò  o oø oû oõ où oï  oâ oà oå oã oá oä  ô ôø ôû ôõ ôù ôï  u uø uû uõ uù uï"
    "  ö öø öû öõ öù öï  y yø yû yõ yù î  ñ"
)
VNI = _VNI.split()
CAPITALS = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))

LETTERS = UNICODE.replace(" ", "")
_TO_TCVN3 = {**dict(zip(LETTERS, TCVN3.replace(" ", ""), strict=True)), **CAPITALS}
_TO_VNI = dict(zip(LETTERS, VNI, strict=True))
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def tcvn3(text: str) -> str:
    """Return a text as for a .Vn… font: a capital with a tone is a small letter's code."""
    return "".join(
        _TO_TCVN3.get(letter, _TO_TCVN3.get(letter.lower(), letter) if letter > "\x7f" else letter)
        for letter in text
    )


def vni(text: str) -> str:
    """Return a text as for a VNI font."""
    return "".join(_in_vni(letter) for letter in text)


def _in_vni(letter: str) -> str:
    small = _TO_VNI.get(letter.lower(), letter)
    return small.upper() if letter.lower() in _TO_VNI and letter.isupper() else small


def windows_1258(text: str) -> bytes:
    """Return the bytes of a text: a tone stands behind its vowel where they are no one letter."""
    return b"".join(map(_in_1258, text))


def _in_1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        decomposed = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in decomposed if mark in _TONES)
        base = unicodedata.normalize("NFC", decomposed.replace(tone, ""))
        return (base + tone).encode("cp1258")
