"""How a dossier is told: to those who work with it, with people only where they may be seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from loudspeaker.model import iso
from loudspeaker.plugins.dossiers.cases.clock import Standing, pace, standing
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.cases.filing import Filing
from loudspeaker.plugins.dossiers.cases.states import MOVES, WITH_REASON, State
from loudspeaker.plugins.dossiers.parts import Parts
from loudspeaker.plugins.dossiers.procedures.values import limit_text
from loudspeaker.plugins.dossiers.uses.common import procedure_of

STANDINGS: Final = {
    Standing.NOT_STARTED: "chờ tiếp nhận",
    Standing.IN_TIME: "trong hạn",
    Standing.DUE_TODAY: "đến hạn hôm nay",
    Standing.OVERDUE: "quá hạn",
    Standing.WAITING: "chờ người nộp",
    Standing.ENDED: "đã kết thúc",
}
ACTS: Final = {
    State.RECEIVED: ("receive", "Tiếp nhận"),
    State.REFUSED: ("refuse", "Không tiếp nhận"),
    State.IN_PROGRESS: ("start", "Bắt đầu xử lý"),
    State.SUPPLEMENT: ("supplement", "Yêu cầu bổ sung"),
    State.PAYMENT: ("payment", "Yêu cầu nộp tiền"),
    State.WITHDRAWN: ("withdraw", "Người nộp rút hồ sơ"),
    State.HALTED: ("halt", "Dừng xử lý"),
    State.FINISHED: ("finish", "Đã xử lý xong"),
    State.RETURNED: ("return", "Đã trả kết quả"),
}
"""The moves by the words of the commands, and as the desk says them."""
RESUME: Final = ("resume", "Đã nhận bổ sung, xử lý tiếp")


def told(parts: Parts, dossier: Dossier, now: datetime) -> dict[str, Any]:
    """Return a dossier without its people."""
    stands = standing(dossier.state, dossier.due, now)
    procedure = procedure_of(parts, dossier)
    return {
        "code": str(dossier.code),
        "procedure": dossier.procedure,
        "procedure_name": procedure.name if procedure else dossier.procedure,
        "domain": dossier.domain,
        "channel": dossier.channel.value,
        "channel_label": dossier.channel.label,
        "state": dossier.state.value,
        "state_label": dossier.state.label,
        "standing": stands.value,
        "standing_label": STANDINGS[stands],
        "limit": limit_text(dossier.limit),
        "registered": iso(dossier.registered),
        "left_hours": _hours(dossier.left),
        "result": _result(dossier),
        "promised": _promised(dossier),
        **{
            name: iso(at) if (at := getattr(dossier, name)) else None
            for name in ("received", "due", "ended", "returned")
        },
    }


def log_told(parts: Parts, dossier: Dossier, *, notes: bool) -> list[dict[str, Any]]:
    """Return the log; remarks may hold what only the applicant is to know."""
    return [
        {
            "at": iso(line.at),
            "by": line.by,
            "act": line.act,
            "before": line.before.value if line.before else None,
            "after": line.after.value,
            "after_label": line.after.label,
            "due": iso(line.due) if line.due else None,
            "note": line.note if notes else "",
        }
        for line in parts.register.lines(dossier.code)
    ]


def hand_overs_told(parts: Parts, dossier: Dossier, *, notes: bool) -> list[dict[str, Any]]:
    """Return the hand-overs, each with whether it was in time."""
    return [
        {
            "giver": each.giver,
            "taker": each.taker,
            "at": iso(each.at),
            "pace": each.pace.label if each.pace else "",
            "note": each.note if notes else "",
        }
        for each in parts.register.hand_overs(dossier.code)
    ]


def people_told(filing: Filing) -> dict[str, Any]:
    """Return whose it is and what it is about."""
    return {
        "applicant": filing.applicant.to_values(),
        "delegate": filing.delegate.to_values() if filing.delegate else None,
        "matter": filing.matter.to_values(),
    }


def acts_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return what may be done with a dossier now, each with whether it needs a reason."""
    found = []
    for to in sorted(MOVES[dossier.state]):
        again = dossier.state in {State.SUPPLEMENT, State.PAYMENT} and to is State.IN_PROGRESS
        name, label = RESUME if again else ACTS[to]
        found.append({"name": name, "label": label, "reason": to in WITH_REASON})
    return found


def _promised(dossier: Dossier) -> str | None:
    """Return the later day that was promised, as long as it holds."""
    holds = dossier.promised is not None and dossier.promised == dossier.told_due
    return iso(dossier.promised) if holds and dossier.promised else None


def _hours(left: timedelta | None) -> float | None:
    return round(left.total_seconds() / 3600, 1) if left is not None else None


def _result(dossier: Dossier) -> str:
    """Return whether it was finished in time, empty where it was not finished."""
    finished = dossier.state in {State.FINISHED, State.RETURNED}
    if not finished or dossier.ended is None or dossier.due is None:
        return ""
    return pace(dossier.ended, dossier.due).label
