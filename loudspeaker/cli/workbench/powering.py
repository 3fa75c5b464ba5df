"""``radio power``: multiplex power and deviation of a signal over time (ITU-R BS.412-9)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from loudspeaker.cli.output import say, show
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.cli.workbench.composite_file import composite_file
from loudspeaker.cli.workbench.progress import progress
from loudspeaker.radio.power_log import PowerLog, Second
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import clock

_MOST_ROWS = 40
_STEPS_S = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)


def show_power(path: Path) -> None:
    """Measure a file and show it."""
    with composite_file(path) as composite:
        log = PowerLog(composite.rate_hz)
        with progress(_("measuring {file}").format(file=path.name), total=composite.seconds) as at:
            for number, block in enumerate(composite.blocks, start=1):
                log.feed(block)
                at(number * len(block) / composite.rate_hz)
        log.finish()
        show(_document(path, composite.seconds, log), _as_text)


def _document(path: Path, seconds: float, log: PowerLog) -> dict[str, Any]:
    return {
        "file": str(path),
        "seconds": round(seconds, 3),
        "peak_khz": round(log.peak_khz, 2),
        "mean_dbr": round(log.mean_dbr, 2),
        "highest_60s_dbr": _rounded(log.highest_minute_dbr),
        "each_second": [_second(number, one) for number, one in enumerate(log.seconds, start=1)],
    }


def _second(number: int, second: Second) -> dict[str, Any]:
    return {
        "until_s": number,
        "dbr": round(second.power_dbr, 2),
        "last_60s_dbr": _rounded(second.minute_dbr),
        "peak_khz": round(second.peak_khz, 2),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


# --- for people ---------------------------------------------------------------------------------


def _as_text(document: dict[str, Any]) -> None:
    columns = (
        Column(_("Until"), right=True),
        Column(_("Highest second, dBr"), right=True),
        Column(_("Last 60 s, dBr"), right=True),
        Column(_("Deviation, kHz"), right=True),
    )
    show_table(columns, map(_row, _parts(document["each_second"])))
    text = _("Whole signal {mean:+.1f} dBr, deviation up to {peak:.1f} kHz (of 75).")
    say(text.format(mean=document["mean_dbr"], peak=document["peak_khz"]))
    say(_verdict(document["highest_60s_dbr"]))


def _parts(seconds: Sequence[dict[str, Any]]) -> list[Sequence[dict[str, Any]]]:
    """Return the seconds in as many parts as a person wants to read."""
    step = next((s for s in _STEPS_S if len(seconds) <= s * _MOST_ROWS), _STEPS_S[-1])
    return [seconds[at : at + step] for at in range(0, len(seconds), step)]


def _row(part: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    minute = max((s["last_60s_dbr"] for s in part if s["last_60s_dbr"] is not None), default=None)
    return (
        clock(part[-1]["until_s"] * 1000),
        f"{max(s['dbr'] for s in part):+.1f}",
        "" if minute is None else f"{minute:+.1f}",
        f"{max(s['peak_khz'] for s in part):.1f}",
    )


def _verdict(highest: float | None) -> str:
    if highest is None:
        return _("The signal is shorter than the 60 s over which the limit of 0 dBr counts.")
    if highest > 0:
        text = _("Strongest 60 s {highest:+.1f} dBr: ABOVE the limit of 0 dBr (ITU-R BS.412).")
    else:
        text = _("Strongest 60 s {highest:+.1f} dBr: within the limit of 0 dBr (ITU-R BS.412).")
    return text.format(highest=highest)
