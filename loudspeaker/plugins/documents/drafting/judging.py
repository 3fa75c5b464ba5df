"""How much people need a sentence, and why: points for what it tells, none for offices' needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loudspeaker.plugins.documents.drafting import facts
from loudspeaker.plugins.documents.drafting.facts import tells_exactly
from loudspeaker.plugins.documents.drafting.personal import is_personal
from loudspeaker.plugins.documents.drafting.values import Judged, Reason, Sentence
from loudspeaker.plugins.documents.reading.ending import RECIPIENTS
from loudspeaker.plugins.documents.reading.folding import fold
from loudspeaker.text.regex import regex

_POINTS: Final = (
    (Reason.DEADLINE, facts.DEADLINE, 4),
    (Reason.DANGER, facts.DANGER, 3),
    (Reason.CALL, facts.CALL, 3),
    (Reason.WHEN, facts.WHEN, 3),
    (Reason.WHERE, facts.WHERE, 2),
    (Reason.TASK, facts.TASK, 2),
    (Reason.WHO, facts.WHO, 2),
    (Reason.AMOUNT, facts.AMOUNT, 2),
)
_LABEL: Final = regex(
    r"^(?:thoi gian|thoi han|dia diem|doi tuong|thanh phan|noi dung|muc (?:dong|thu|chi|ho tro)"
    r"|lich"
    r"|ho so|giay to|lien he|dien thoai|ly do|pham vi|khu vuc|kinh moi|toi du"
    r"|noi (?:nop|nhan|dang ky|tra)|le phi|han (?:nop|cuoi|chot))[^:]{0,30}:"
)
_LEGAL: Final = regex(
    r"^(?:can cu|xet de nghi|theo de nghi|xet to trinh|thuc hien (?:cong van|ke hoach|quyet dinh"
    r"|chi thi"
    r"|thong bao|nghi quyet|van ban|huong dan|luat|nghi dinh)(?: so)?|tiep theo (?:cong van"
    r"|thong bao))"
)
_BASED: Final = regex(
    r", (?:ubnd|uy ban|phong |cong an|dien luc|so |tram |chi cuc|hoi |truong |hop tac xa|ban "
    r"|van phong|hoi dong nghia vu|doi |hat |trung tam|buu dien|ngan hang|cong ty|chi nhanh"
    r"|dang uy|bao hiem"
    r"|chu tich)[^,:]{0,80}(?:thong bao|yeu cau|de nghi|huong dan|quyet dinh|to chuc"
    r"|moi|goi|trieu tap|van dong) (?!nhu sau)"
    r"|, (?:(?:de nghi|yeu cau) (?!cua)|kinh moi|moi ba con|(?:ke )?tu ngay)"
)
_OPENING: Final = regex(
    rf"^(?:kinh gui|kinh trinh|{RECIPIENTS}|luu ?:|luu vt"
    r"|quyet (?:dinh|nghi):$|nay quyet dinh)|(?<!\w)dien:$"
)
_POLITE: Final = regex(r"^(?:(?:xin )?tran trong(?! (?:kinh )?moi)|tren day la|ban hanh kem theo)")
_ADDRESSED: Final = regex(r"^kinh gui:$|(?<!\w)dien:$")
"""To whom a paper goes stands behind it, one a line."""
_FORMULA: Final = regex(
    r"chiu trach nhiem (?:thi hanh|to chuc)"
    r"|can cu (?:quyet dinh|ke hoach|thong bao) (?:nay )?(?:thi hanh|to chuc thuc hien)"
    r"|(?:nghiem tuc|to chuc) (?:trien khai )?thuc hien(?: nghiem tuc)?\.$|de (?:biet|b/c)"
    r"|^vay,? [^.]{0,120}(?:thong bao|de nghi|biet)|duoc biet va thuc hien"
    r"|^trong qua trinh (?:to chuc |trien khai )*thuc hien"
)
_HEAD_OF_TABLE: Final = regex(r"^(?:stt|tt|so tt), ")
_PURPOSE: Final = regex(
    r"^(?:nham |nang cao (?:nhan thuc|y thuc|trach nhiem)|tao (?:su|chuyen bien)|phat huy |muc dich"
    r"|(?:viec|to chuc) [^.]{0,40}(?:thiet thuc|trang trong|bao dam|dam bao))"
)
_INTERNAL: Final = regex(
    r"^giao (?:phong|van phong|cong an|ban|truong|cac phong|bo phan)|tham muu"
    r"|bao cao (?:ket qua )?(?:ve|ubnd|uy ban|chu tich)"
    r"|du toan|thanh quyet toan|kinh phi thuc hien|phan cong nhiem vu"
    r"|chu tri, phoi hop|to cong tac|tong hop,? bao cao"
)
_OF_OFFICES: Final = regex(r"ngan sach|phong (?:kinh te|van hoa|tai chinh|noi vu)")
"""Such a sentence may be for people all the same, where it tells them something."""
_FOR_PEOPLE: Final = frozenset({Reason.WHO, Reason.WHERE, Reason.CALL})
_TELLS: Final = ("thong bao", "thong cao", "huong dan")
_SAID: Final = regex(
    r"(?:thong bao|thong cao|huong dan)(?: [^:]{0,120})?(?:nhu sau|sau day|cu the|sau)?:$"
    r"|^(?:nhu sau|cu the)[^:]{0,30}:$"
)
_HEADING_WORDS: Final = 9
_SURELY_HEADING: Final = 2
_LONGEST: Final = 1_500
"""A sentence of so many letters is none that anybody understands when it is said."""
_OUT: Final = -9
_INTERNAL_POINTS: Final = -9


def judge(sentences: Sequence[Sentence]) -> list[Judged]:
    """Return every sentence with its score and reasons; a parent has those of being one."""
    parents = {each.parent for each in sentences if each.parent is not None}
    judged: list[Judged] = []
    for n, each in enumerate(sentences):
        above = judged[each.parent] if each.parent is not None else None
        if above and _ADDRESSED.search(fold(above.sentence.text)):
            judged.append(Judged(sentence=each, score=_OUT, reasons=(Reason.FORMULA,)))
        else:
            own = _judged(each, is_parent=n in parents)
            judged.append(_of_its_parent(own, above) if above else own)
    return judged


def _of_its_parent(own: Judged, above: Judged) -> Judged:
    """Give an item that tells nothing by itself its place: what papers to bring, say."""
    is_bare = own.reasons in ((Reason.PLAIN,), (Reason.HEADING,))
    if not is_bare or above.score <= 0 or own.sentence.text.isupper():
        return own
    return Judged(sentence=own.sentence, score=1, reasons=(Reason.ITEM,))


def _judged(sentence: Sentence, *, is_parent: bool) -> Judged:
    text = sentence.text
    if len(text) > _LONGEST:
        return Judged(sentence=sentence, score=_OUT, reasons=(Reason.LENGTH,))
    plain = fold(text)
    if is_personal(text):
        return Judged(sentence=sentence, score=_OUT, reasons=(Reason.PERSONAL,))
    if out := _not_for_people(text, plain):
        return Judged(sentence=sentence, score=_OUT, reasons=(out,))
    reasons = _told(text, plain)
    score = sum(points for reason, _, points in _POINTS if reason in reasons)
    if _LABEL.match(plain):
        reasons.insert(0, Reason.LABELLED)
        score += 3
    if is_parent and text.endswith(":"):
        reasons.append(Reason.PARENT)
        score = max(score, 1)
    if _is_internal(plain, reasons):
        return Judged(
            sentence=sentence, score=score + _INTERNAL_POINTS, reasons=(Reason.INTERNAL, *reasons)
        )
    return Judged(sentence=sentence, score=score, reasons=tuple(reasons) or (Reason.PLAIN,))


def _told(text: str, plain: str) -> list[Reason]:
    small = text.lower()
    return [
        reason
        for reason, pattern, _ in _POINTS
        if pattern.search(small if reason is Reason.WHERE else plain)
    ]


def _not_for_people(text: str, plain: str) -> Reason | None:
    is_said = _SAID.search(plain) is not None and not _announces(text, plain)
    if _LEGAL.match(plain) and (is_said or not _BASED.search(plain)):
        return Reason.LEGAL_BASIS
    is_formula = _FORMULA.search(plain) or _POLITE.search(plain)
    if _OPENING.search(plain) or (is_formula and not tells_exactly(text)):
        return Reason.FORMULA
    if is_said:
        return Reason.SAID_BY_FRAME
    if text.isupper() or _is_heading(text, plain) or _HEAD_OF_TABLE.match(plain):
        return Reason.HEADING
    return Reason.PLAIN if _PURPOSE.match(plain) and not tells_exactly(text) else None


def _announces(text: str, plain: str) -> bool:
    """Tell a sentence that leads to a list and says when or where by itself."""
    told = text[max(0, *(plain.rfind(word) for word in _TELLS)) :]
    return tells_exactly(told) or facts.WHERE.search(told.lower()) is not None


def _is_internal(plain: str, reasons: Sequence[Reason]) -> bool:
    if _INTERNAL.search(plain):
        return True
    is_for_people = Reason.LABELLED in reasons or _FOR_PEOPLE.intersection(reasons)
    return not is_for_people and _OF_OFFICES.search(plain) is not None


def _is_heading(text: str, plain: str) -> bool:
    """Tell a short line that names what follows and says nothing of it."""
    words = len(text.split())
    if text.endswith((":", "!", "?")) or words > _HEADING_WORDS or _LABEL.match(plain):
        return False
    return (words <= _SURELY_HEADING and not tells_exactly(text)) or not _told(text, plain)
