"""The draft announcement of a paper: pure, and nothing in it that neither paper nor frame has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from loudspeaker.errors import EntryRefused, TextRefused
from loudspeaker.plugins.documents.drafting import frames
from loudspeaker.plugins.documents.drafting.fitting import fit
from loudspeaker.plugins.documents.drafting.judging import judge
from loudspeaker.plugins.documents.drafting.sentences import sentences
from loudspeaker.plugins.documents.drafting.values import (
    Confirmed,
    Draft,
    Judged,
    LeftOut,
    Line,
    Reason,
)
from loudspeaker.plugins.documents.reading.values import Page, Source
from loudspeaker.text import read_text

WISHED_S: Final = 120.0
LONGEST_S: Final = 900.0
"""More is wished in vain: a text of that length is about as long as one may be."""
LONGEST_TITLE: Final = 200
LONGEST_FIELD: Final = 500
_CHARS_A_SECOND: Final = 22.0  # more than anybody says: letters without spaces, say
_MUST: Final = frozenset({Reason.WHEN, Reason.WHERE, Reason.DEADLINE, Reason.AMOUNT, Reason.CALL})


def draft(
    pages: Sequence[Page],
    spans: Sequence[Source],
    paper: Confirmed,
    *,
    wished_s: float = WISHED_S,
) -> Draft:
    """Return the draft of a paper whose own text stands in ``spans`` of its pages.

    ``wished_s`` is how long it may last when it is said once; the frame is never left out.  Raises
    EntryRefused without the fields that the frame says.
    """
    _require(paper)
    head, tail = frames.before(paper), frames.after(paper)
    room = min(wished_s, LONGEST_S) - sum(_length_s(line.text) for line in (*head, *tail))
    judged = judge(sentences(pages, spans))
    kept = fit(judged, room, _length_s)
    lines = (*head, *(_line(judged[n]) for n in sorted(kept)), *tail)
    left_out = tuple(_left(each) for n, each in enumerate(judged) if n not in kept)
    text = "\n".join(line.text for line in lines)
    return Draft(
        title=title(paper),
        lines=lines,
        left_out=left_out,
        notes=tuple(_notes(text, left_out, has_sentences=bool(kept))),
        duration_s=read_text(text).script.duration_s,
    )


def title(paper: Confirmed) -> str:
    """Return type and summary, at most 200 characters; the whole summary is said in the draft."""
    whole = f"{paper.type[:1].upper()}{paper.type[1:].lower()} {frames.summary(paper)}"
    if len(whole) <= LONGEST_TITLE:
        return whole
    return whole[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def _require(paper: Confirmed) -> None:
    for where, value in (
        ("loại văn bản", paper.type),
        ("cơ quan ban hành", paper.issuer),
        ("trích yếu", paper.summary),
    ):
        if not value.strip():
            raise EntryRefused(where=where, problem="cần có trước khi soạn thông báo")
        if len(value) > LONGEST_FIELD:
            raise EntryRefused(where=where, problem=f"dài nhất {LONGEST_FIELD} chữ")


def _length_s(text: str) -> float:
    """Return about how long a text is said."""
    try:
        said_s = read_text(text).script.duration_s
    except TextRefused:
        said_s = 0.0  # nothing of it can be said
    return max(said_s, len(text) / _CHARS_A_SECOND)


def _line(judged: Judged) -> Line:
    return Line(text=judged.sentence.text, sources=judged.sentence.sources, reasons=judged.reasons)


def _left(judged: Judged) -> LeftOut:
    reasons = judged.reasons
    if judged.score > 0:
        why = Reason.ALONE if Reason.PARENT in reasons else Reason.LENGTH
        reasons = (why, *reasons)
    return LeftOut(text=judged.sentence.text, sources=judged.sentence.sources, reasons=reasons)


def _notes(text: str, left_out: Sequence[LeftOut], *, has_sentences: bool) -> Iterator[str]:
    """Yield what the person should look at, in their words."""
    if not has_sentences:
        yield "Không chọn được câu nào của văn bản; hãy tự thêm nội dung cần phát."
    personal = sum(Reason.PERSONAL in each.reasons for each in left_out)
    if personal:
        yield f"Đã bỏ {personal} câu có thông tin cá nhân."
    needed = [each for each in left_out if each.reasons[0] is Reason.LENGTH]
    if needed:
        yield f"Đã bỏ {len(needed)} câu vì vượt thời lượng."
    if any(_MUST.intersection(each.reasons) for each in needed):
        yield "Trong các câu bỏ vì thời lượng có câu nêu ngày, nơi, số tiền hoặc số điện thoại."
    offices = [each for each in left_out if each.reasons[0] is Reason.INTERNAL]
    if exact := sum(bool(_MUST.intersection(each.reasons)) for each in offices):
        yield (
            f"Đã bỏ {exact} câu về việc của cơ quan có nêu ngày, nơi, số tiền hoặc số điện thoại;"
            " hãy xem lại."
        )
    yield from _oddly_read(text)


def _oddly_read(text: str) -> Iterator[str]:
    """Yield what the voice would spell or may read otherwise than it is meant."""
    from loudspeaker.text.audit import audit  # noqa: PLC0415 - rules cost time to load
    from loudspeaker.text.findings import Concern  # noqa: PLC0415 - likewise
    from loudspeaker.text.shipped import shipped_tables  # noqa: PLC0415 - likewise

    odd = {Concern.SPELLED: "đọc từng chữ cái", Concern.STRANGE: "không phải tiếng Việt"}
    found = audit(read_text(text), shipped_tables())
    said = dict.fromkeys((each.text, odd[each.concern]) for each in found if each.concern in odd)
    for written, how in said:
        yield (
            f"“{written}” sẽ được {how}; hãy viết đầy đủ."
            if "đọc" in how
            else (f"“{written}” {how}; hãy nghe thử.")
        )
