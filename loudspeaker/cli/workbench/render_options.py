"""``radio render`` as it is written: options in, a wish out; nothing heavy is imported here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.typed import one_of, positive, within
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _

if TYPE_CHECKING:
    from loudspeaker.radio.command_words import Order

DAY_S = 86_400.0
LIMIT_DBR = 0.0
HIGHEST_RDS_KHZ = 7.5
_PI = re.compile(r"[0-9A-Fa-f]{4}")
OutOption = Annotated[Path, typer.Option(metavar="F.wav", help=_("The file to be written."))]
RateOption = Annotated[
    str, typer.Option(metavar="HZ", help=_("Samples a second: 171000, 192000 or 228000."))
]


def multiplex_rate(value: str) -> int:
    """Return one of the rates of the multiplex; UsageRefused that names them."""
    from loudspeaker.radio.composite_rates import RATES_HZ  # noqa: PLC0415 - by need

    return int(one_of("--rate", value, [str(rate) for rate in RATES_HZ]))


def render(
    *,
    out: OutOption,
    rate: Annotated[
        str | None,
        typer.Option(
            metavar="HZ",
            help=_("Samples a second: 171000, 192000 or 228000; default: the home's, or 192000."),
        ),
    ] = None,
    seconds: Annotated[
        str | None,
        typer.Option(metavar="N", help=_("How long it is; default: as the sound, else 10.")),
    ] = None,
    audio: Annotated[
        Path | None, typer.Option(metavar="IN.wav", help=_("The sound; default: silence."))
    ] = None,
    stereo: Annotated[
        bool, typer.Option("--stereo", metavar="", help=_("Stereo; default: mono."))
    ] = False,
    pilot: Annotated[
        bool | None,
        typer.Option(
            "--pilot/--no-pilot", metavar="", help=_("With the 19 kHz pilot; default: in stereo.")
        ),
    ] = None,
    ps: Annotated[
        str | None, typer.Option(metavar=_("TEXT"), help=_("Name that radios show (PS)."))
    ] = None,
    rt: Annotated[
        str | None, typer.Option(metavar=_("TEXT"), help=_("Text that radios show (RT)."))
    ] = None,
    pi: Annotated[
        str | None, typer.Option(metavar="HHHH", help=_("Programme identification, hexadecimal."))
    ] = None,
    pty: Annotated[
        str | None, typer.Option(metavar="N", help=_("Kind of programme (PTY), 0 to 31."))
    ] = None,
    ta: Annotated[
        bool, typer.Option("--ta", metavar="", help=_("Announcement now (TA), with TP."))
    ] = False,
    long_ps: Annotated[
        str | None, typer.Option(metavar=_("TEXT"), help=_("Name in Vietnamese (long PS)."))
    ] = None,
    ert: Annotated[
        str | None, typer.Option(metavar=_("TEXT"), help=_("Text in Vietnamese (eRT)."))
    ] = None,
    command: Annotated[
        list[str] | None,
        typer.Option(
            metavar=_("COMMAND"),
            help=_(
                "A point command signed with the home's key, may be given again: open N,M|all"
                " [SECONDS], close, volume V N,M|all, hold, stop, time."
            ),
        ),
    ] = None,
    rds_khz: Annotated[
        str | None,
        typer.Option(
            metavar="KHZ",
            help=_("Deviation by RDS, 0 to 7.5 kHz; default: the home's, or 2."),
        ),
    ] = None,
    power_limit: Annotated[
        bool,
        typer.Option(
            "--power-limit",
            metavar="",
            help=_("Keep the multiplex power at 0 dBr at most (ITU-R BS.412)."),
        ),
    ] = False,
) -> None:
    """Write what the sound card would get, block by block."""
    from loudspeaker.cli.workbench.rendering import Wish  # noqa: PLC0415 - numpy
    from loudspeaker.cli.workbench.rendering import render as render_wish  # noqa: PLC0415

    if stereo and pilot is False:
        raise UsageRefused(option="--stereo, --no-pilot", problem="not_together")
    texts = {"ps": ps, "radio_text": rt, "long_ps": long_ps, "ert": ert}
    labels: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
    wish = Wish(
        out=out,
        labels={**labels, **_numbers(pi, pty), **({"ta": True, "tp": True} if ta else {})},
        levels=_levels(rate=rate, rds_khz=rds_khz, power_limit=power_limit),
        stereo=stereo,
        pilot=pilot,
        orders=_orders(command or ()),
        audio=audio,
        seconds=_seconds(seconds),
    )
    render_wish(current(), wish)


def _levels(*, rate: str | None, rds_khz: str | None, power_limit: bool) -> dict[str, Any]:
    levels: dict[str, Any] = {}
    if rate is not None:
        levels["rate_hz"] = multiplex_rate(rate)
    if rds_khz is not None:
        levels["rds_khz"] = within("--rds-khz", rds_khz, 0, HIGHEST_RDS_KHZ)
    if power_limit:
        levels["power_limit_dbr"] = LIMIT_DBR
    return levels


def _numbers(pi: str | None, pty: str | None) -> dict[str, int]:
    numbers = {}
    if pi is not None:
        if not _PI.fullmatch(pi):
            raise UsageRefused(option="--pi", problem="hexadecimal")
        numbers["pi"] = int(pi, 16)
    if pty is not None:
        numbers["pty"] = int(within("--pty", pty, 0, 31))
    return numbers


def _seconds(value: str | None) -> float | None:
    return None if value is None else positive("--seconds", value, most=DAY_S, problem="seconds")


def _orders(commands: Sequence[str]) -> list[Order]:
    from loudspeaker.radio.command_words import read_order  # noqa: PLC0415 - by need

    try:
        return [read_order(command) for command in commands]
    except ValueError:
        raise UsageRefused(option="--command", problem="command") from None
