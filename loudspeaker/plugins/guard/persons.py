"""A person's name together with a birth date or a home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loudspeaker.plugins.guard.folding import CAPITALS, Folded
from loudspeaker.plugins.guard.kinds import Hit, Kind
from loudspeaker.text.regex import regex

_WORD: Final = rf"[{CAPITALS}][^\W\d_]{{0,6}}"
_NAME: Final = regex(
    r"(?<!\w)(?:[Ôô]ng|ÔNG|[Bb]à|BÀ|[Aa]nh|ANH|[Cc]hị|CHỊ|[Ee]m|[Cc]háu|CHÁU|[Cc]ụ|CỤ|[Cc]ô|[Cc]hú"
    rf"|[Bb]ác|[Cc]ông dân|[Tt]ên) {_WORD}(?: {_WORD}){{0,4}}"
    r"|(?<!\w)(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh"
    rf"|Mai|Đoàn|Lương|Trương|Hà|Cao|Lò|Quàng|Lường|Vừ|Giàng|Sùng|Thào|Nông|Triệu|Hứa)(?: {_WORD})"
    r"{1,4}"
)
_BIRTH: Final = regex(
    r"[^.!?\n]{0,40}?(?<![a-z])(?:ngay sinh|sinh nam|sinh ngay|nam sinh|sinh|sn)[ :]{1,2}"
    r"(?:[0-9]{1,2} ?[/.-] ?[0-9]{1,2} ?[/.-] ?)?(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
)
_LIVING_SINCE: Final = 1915
_HOME: Final = regex(
    r"[^.!?\n]{0,40}?(?<![a-z])(?:thuong tru|tam tru|tru tai|tru|o|ngu|dia chi|ho khau)"
    r"(?:[ :]|tai|o){1,5}(?:so (?:nha )?[0-9]|thon|xom|ngo|to [0-9]|ap|ban|duong|pho)"
    r" ?[^.,;\n]{0,20}"
)


def persons(folded: Folded) -> Iterator[Hit]:
    """Yield names with what stands behind them, up to the end of the sentence."""
    for name in _NAME.finditer(folded.cased):
        birth = _BIRTH.match(folded.plain, name.end())
        if birth and int(birth["year"]) >= _LIVING_SINCE:
            yield Hit(kind=Kind.BIRTH, start=name.start(), end=birth.end())
        if home := _HOME.match(folded.plain, name.end()):
            yield Hit(kind=Kind.ADDRESS, start=name.start(), end=home.end())
