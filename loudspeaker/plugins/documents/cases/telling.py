"""Papers as the answers of use cases tell them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.checks import CHECKED, Checked
from loudspeaker.plugins.documents.links import ANNOUNCED, TOLD
from loudspeaker.plugins.documents.papers.changes import Change, label_of, may_change
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import ACTS, FROZEN, Actor, State, allowed
from loudspeaker.plugins.documents.parts import Parts
from loudspeaker.plugins.documents.register.looking import reckoned
from loudspeaker.plugins.documents.register.values import Logged, Paper
from loudspeaker.plugins.documents.signing.outcome import Verdict

_LONGEST_LOG: Final = 150_000
"""Characters: an answer has 1 MB at most."""
_MOST_FILES: Final = 50
_NOT_YET: Final = frozenset(
    {State.RECEIVED, State.DRAFT, State.APPROVED, State.CHECKED, State.SIGNED, State.NUMBERED}
    | {State.SEALED}
)
"""Before it is entered or issued a paper may still go back, and tells people nothing."""
_BESIDE: Final[Mapping[str, str]] = {
    ANNOUNCED: "Trình duyệt thông báo phát loa",
    CHECKED: "Kiểm tra chữ ký số",
    "exchange_received": "Đến qua trục liên thông",
    "exchange_again": "Thông điệp trùng mã",
    "exchange_sent": "Gửi qua trục liên thông",
    "exchange_status": "Trạng thái liên thông",
    "exchange_withdrawn": "Nơi gửi thu hồi",
    "exchange_updated": "Nơi gửi cập nhật",
    "exchange_replaced": "Nơi gửi thay thế",
    "exchange_asked_back": "Nơi gửi xin lấy lại",
    "exchange_order": "Lệnh của nơi gửi",
    "exchange_announcement": "Thông báo cần xem lại",
    "correction": "Đính chính",
    **{f"announcement_{kind.value}": f"Thông báo {said}" for kind, said in TOLD.items()},
}


def paper_told(parts: Parts, paper: Paper) -> dict[str, Any]:
    """Return a paper with how it stands to its deadline."""
    stand = reckoned(paper, today=parts.today(), calendar=parts.days)
    return {
        **paper.to_values(),
        "book_label": paper.book.label,
        "urgency_label": paper.entry.urgency.label,
        "due": {"state": stand.due.value, "label": stand.due.label, "days": stand.days},
    }


def whole_told(parts: Parts, paper: Paper, viewer: Actor) -> dict[str, Any]:
    """Return a paper with its files, its log, and what this person may do now."""
    looking, now = parts.looking, parts.now()
    files, acts = looking.files(paper.id), allowed(paper.standing, viewer)
    found = parts.checks.at_once(files, now)
    return {
        **paper_told(parts, paper),
        "files": [each.to_values() for each in files],
        "signature": found.to_values(),
        "log": _log(parts, paper),
        "pages_with_text": len(looking.pages(paper.id)),
        "acts": [
            {
                "name": act.name,
                "label": act.label,
                "needs": act.needs,
                "signs": parts.sealing.is_digital(paper, files, act.name),
            }
            for act in acts
        ],
        "stamp": parts.stamping.of_paper(paper.id),
        "offered": _offered(paper, found, [act.name for act in acts]),
        "may": [change.value for change in Change if _may(change, paper, viewer)],
        "announceable": is_announceable(paper),
        "announcements": parts.links.of_paper(paper.id),
        "people": parts.people(),
        "in_files": [
            {"id": each.id, "notation": each.entry.notation, "title": each.entry.title}
            for each in parts.files.with_paper(paper.id)[:_MOST_FILES]
        ],
    }


def _offered(paper: Paper, found: Checked, acts: list[str]) -> dict[str, str] | None:
    """Return the act that is at hand: a paper that was changed after signing goes back."""
    if paper.book is not Book.IN or found.verdict is not Verdict.BROKEN or "return" not in acts:
        return None
    return {"act": "return", "note": found.sentence}


def _log(parts: Parts, paper: Paper) -> list[dict[str, Any]]:
    """Return the log, the oldest first; of a very long one the end, so that it can be told."""
    told: list[dict[str, Any]] = []
    length = 0
    for each in reversed(parts.looking.acts(paper.id)):
        line = {**each.to_values(), "label": log_label(paper, each)}
        length += len(json.dumps(line, ensure_ascii=False))
        if told and length > _LONGEST_LOG:
            break
        told.append(line)
    return told[::-1]


def is_announceable(paper: Paper) -> bool:
    """Tell whether people may be told of a paper already, and still; never of a restricted one."""
    return not paper.restricted and paper.state not in FROZEN | _NOT_YET


def _may(change: Change, paper: Paper, viewer: Actor) -> bool:
    try:
        may_change(change, paper.standing, viewer)
    except EntryRefused:
        return False
    return True


def log_label(paper: Paper, logged: Logged) -> str:
    """Return a line of the log in the words that people read; what is not known as it stands."""
    told = _BESIDE.get(logged.name)
    if told is not None:
        return told
    known = (paper.book, logged.name) in ACTS or logged.name in set(Change)
    return label_of(paper.book, logged.name) if known else logged.name
