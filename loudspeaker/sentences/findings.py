"""What an audit found, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _

_CONCERNS: Mapping[str, str] = {
    "spelled": N_("“{text}” is spelled: “{reading}”. Write it out, or give its reading."),
    "several_meanings": N_("“{text}” is read “{reading}”. It can also be: {detail}."),
    "foreign": N_("“{text}” is foreign and read “{reading}”."),
    "strange": N_("“{text}” is no Vietnamese word: listen to how the voice says it."),
    "telex": N_("“{text}” looks mistyped and is read “{reading}”."),
    "number": N_("“{text}” is read “{reading}”. Say what it is (code, date, amount) if not."),
    "date_impossible": N_("There is no day “{text}”. Correct the date."),
    "weekday": N_("“{text}” is {detail}, not the day that stands before it."),
    "date_past": N_("“{text}” is over ({detail})."),
    "mark": N_("“{text}” is read as text: it is none of the marks lặp, nghỉ, đánh vần."),
    "silent": N_("“{text}” is not read."),
}
_WEEKDAYS = (
    N_("a Monday"), N_("a Tuesday"), N_("a Wednesday"), N_("a Thursday"), N_("a Friday"),
    N_("a Saturday"), N_("a Sunday"),
)  # fmt: skip


def finding_line(finding: Mapping[str, Any]) -> str:
    """Return what one finding says."""
    known = _CONCERNS.get(str(finding["concern"]))
    if known is None:
        return f"{visible(finding['concern'])}: {visible(finding['text'])}"
    return _(known).format(
        text=visible(finding["text"]),
        reading=visible(finding["reading"]),
        detail=_detail(finding),
    )


def _detail(finding: Mapping[str, Any]) -> str:
    text = str(finding["detail"])
    if finding["concern"] not in {"weekday", "date_past"}:
        return visible(text)
    day = date.fromisoformat(text)
    shown = f"{day.day}/{day.month}/{day.year}"
    return f"{_(_WEEKDAYS[day.weekday()])} ({shown})" if finding["concern"] == "weekday" else shown
