"""The words of a correction: what was announced from a paper that its issuer has taken back.

Nothing is said that does not stand in the register: which paper, whose, and what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.exchange.changing import Change, Effect
from loudspeaker.plugins.documents.register.values import Paper

_BECAME: Final[Mapping[Effect, str]] = {
    Effect.WITHDRAWN: "đã được cơ quan ban hành thu hồi",
    Effect.REPLACED: "đã được cơ quan ban hành thay thế bằng văn bản khác",
    Effect.UPDATED: "đã được cơ quan ban hành sửa đổi",
}
_TITLE: Final = "Đính chính: "
_LONGEST_TITLE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Title and text of a draft."""

    title: str
    text: str


def correction(paper: Paper, change: Change, *, heard: str, at: datetime | None) -> Correction:
    """Return the draft for people who have heard the announcement ``heard`` at a time."""
    entry = paper.entry
    day = f", ngày {entry.issued_on:%d/%m/%Y}" if entry.issued_on else ""
    code = f" số {entry.number}/{entry.symbol}" if entry.number and entry.symbol else ""
    when = f" vào ngày {at.astimezone(STATION_ZONE):%d/%m/%Y}" if at else ""
    what = f"{entry.type}{code}{day} của {entry.issuer}, là căn cứ của thông báo này,"
    sentences = (
        f"Đài truyền thanh xin đính chính thông báo “{_plain(heard)}” đã phát{when}.",
        f"{what} {_BECAME[change.effect]}.",
        "Đề nghị nhân dân không làm theo thông báo đã phát cho đến khi có thông báo mới.",
    )
    title = f"{_TITLE}{_plain(heard)}"
    return Correction(title=title[:_LONGEST_TITLE].rstrip(), text="\n".join(sentences))


def _plain(text: str) -> str:
    return text.strip().rstrip(".").replace("“", "").replace("”", "")
