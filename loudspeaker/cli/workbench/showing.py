"""``radio rds show``: what radios would show, growing as it is heard."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from loudspeaker.audio.pcm import Samples
from loudspeaker.cli.call import current
from loudspeaker.cli.output import is_terminal, visible, write_json
from loudspeaker.cli.workbench.composite_file import (
    at_receiver_rate,
    composite_file,
    receiver_rate_hz,
)
from loudspeaker.radio.rds_listener import Listener
from loudspeaker.radio.rds_station import HEXADECIMAL, Station
from loudspeaker.radio.receiver import Received, receive
from loudspeaker.sentences.language import N_, _

Fields = dict[str, Any]
_NAMES = {
    "pi": N_("programme (PI)"),
    "ps": N_("name (PS)"),
    "long_ps": N_("long name"),
    "pty": N_("kind of programme (PTY)"),
    "ptyn": N_("its name (PTYN)"),
    "tp": N_("carries announcements (TP)"),
    "ta": N_("announcement now (TA)"),
    "music": N_("music"),
    "radio_text": N_("text (RT)"),
    "ert": N_("long text (eRT)"),
    "clock": N_("clock"),
    "ecc": N_("country (ECC)"),
    "language": N_("language"),
    "decoder_bits": N_("decoder (DI)"),
    "warning_channel": N_("warning channel"),
    "item_number": N_("item number"),
    "alternative_frequencies_khz": N_("other frequencies, kHz"),
    "applications": N_("applications (ODA)"),
}
_RECENT_GROUPS = 40
_REDRAW_S = 0.1


def show_file(path: Path) -> None:
    """Show what is in a WAV file."""
    with composite_file(path) as composite:
        show_signal(composite.blocks, composite.rate_hz)


def show_signal(signal: Iterable[Samples], rate_hz: int) -> None:
    """Show what is in a signal while it comes: a list in a terminal, else JSON Lines."""
    received = receive(at_receiver_rate(signal, rate_hz), receiver_rate_hz(rate_hz))
    heard = hear(received, receiver_rate_hz(rate_hz))
    if is_terminal() and not current().json:
        _watch(heard)
        return
    for each in heard:
        if each.changed:
            values = fields(each.station)
            write_json({"at_s": each.at_s, **{name: values[name] for name in each.changed}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is known with a group, which fields it changed, and the share of right blocks."""

    at_s: float
    station: Station
    changed: tuple[str, ...]
    share_right: float


def hear(received: Iterable[Received], rate_hz: int) -> Iterator[Heard]:
    """Yield what is known after each group; reception is that of the last few groups."""
    listener, right = Listener(), deque[float](maxlen=_RECENT_GROUPS)
    for each in received:
        changes = listener.hear(each.group)
        right.append(sum(each.group.ok) / len(each.group.ok))
        yield Heard(
            at_s=round(each.end_sample / rate_hz, 3),
            station=listener.station,
            changed=tuple(change.what for change in changes),
            share_right=sum(right) / len(right),
        )


def fields(station: Station) -> Fields:
    """Return a station's fields as JSON has them."""
    return {name: _value(name, value) for name, value in asdict(station).items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in HEXADECIMAL:
        return format(value, HEXADECIMAL[name])
    if name == "applications":
        return [f"{one['aid']:04X} in {one['group']}" for one in value]
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value


# --- in a terminal ------------------------------------------------------------------------------


def _watch(heard: Iterable[Heard]) -> None:
    """Draw the list anew a few times a second; its last state stays on the screen."""
    from rich.live import Live  # noqa: PLC0415 - only for who looks at a terminal

    drawn = 0.0
    with Live(auto_refresh=False) as live:
        last: Heard | None = None
        for last in heard:
            if (now := time.monotonic()) - drawn >= _REDRAW_S:
                drawn = now
                live.update(_table(last), refresh=True)
        if last is not None:
            live.update(_table(last), refresh=True)


def _table(heard: Heard) -> Any:
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    title = _("{at:.1f} s, {share:.0f} per cent of the last blocks right")
    table = Table(box=box.ROUNDED, show_header=False)
    table.title = title.format(at=heard.at_s, share=100 * heard.share_right)
    known = fields(heard.station)
    for name, label in _NAMES.items():
        table.add_row(Text(_(label)), Text(_shown(known[name])))
    return table


def _shown(value: Any) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple | list):
        return ", ".join(map(visible, value))
    return visible(value)
