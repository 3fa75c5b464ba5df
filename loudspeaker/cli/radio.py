"""``loudspeaker radio``: the engineer's bench for composite signals; nothing goes on air."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.typed import one_of, positive, within
from loudspeaker.cli.workbench.render_options import (
    DAY_S,
    OutOption,
    RateOption,
    multiplex_rate,
    render,
)
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _

if TYPE_CHECKING:
    from loudspeaker.radio.fragments import GroupForm

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Read when numpy is imported: of such small products, several threads mostly wait."""

STDIN = "-"
app = group()
rds = group(help=_("What radios would show."))
FileArgument = Annotated[
    Path, typer.Argument(metavar="F.wav", help=_("A composite signal: ±1 is ±75 kHz deviation."))
]


def decode(
    file: FileArgument,
    carried_in: Annotated[
        str | None,
        typer.Option(
            "--group",
            metavar="6A|11A|…",
            help=_("In which groups commands travel; default: those of the home, and 6A."),
        ),
    ] = None,
) -> None:
    """Tell every group and every point command."""
    from loudspeaker.cli.workbench.decoding import decode_file  # noqa: PLC0415 - numpy

    decode_file(current(), file, _form(carried_in))


def _form(name: str | None) -> GroupForm | None:
    from loudspeaker.radio.fragments import USABLE_KINDS, group_form  # noqa: PLC0415 - by need

    if name is None:
        return None
    return group_form(one_of("--group", name, [f"{kind}A" for kind in sorted(USABLE_KINDS)]))


def spectrum(
    file: FileArgument,
    png: Annotated[Path, typer.Option(metavar="P.png", help=_("The picture to be written."))],
    width: Annotated[
        str, typer.Option(metavar="PIXELS", help=_("How wide it is, 800 to 4000."))
    ] = "1200",
) -> None:
    """Draw mean and peak hold of the spectrum."""
    from loudspeaker.cli.workbench.picturing import draw_file  # noqa: PLC0415 - numpy
    from loudspeaker.cli.workbench.spectrum_picture import (  # noqa: PLC0415
        NARROWEST_PX,
        WIDEST_PX,
    )

    draw_file(file, png, width_px=int(within("--width", width, NARROWEST_PX, WIDEST_PX)))


def power(file: FileArgument) -> None:
    """Measure multiplex power and deviation."""
    from loudspeaker.cli.workbench.powering import show_power  # noqa: PLC0415 - numpy

    show_power(file)


def tone(
    out: OutOption,
    hz: Annotated[str, typer.Option(metavar="HZ", help=_("The tone, 20 to 60000 Hz."))] = "400",
    khz: Annotated[
        str,
        typer.Option(
            metavar="KHZ",
            help=_(
                "Its deviation, up to 75 kHz. The carrier vanishes (Bessel) when the deviation is"
                " 2.405, 5.520 or 8.654 times the tone: 75 kHz with 31187, 13587 or 8667 Hz."
            ),
        ),
    ] = "60",
    rate: RateOption = "192000",
    seconds: Annotated[str, typer.Option(metavar="N", help=_("How long it is."))] = "10",
) -> None:
    """Write a tone of known deviation."""
    from loudspeaker.cli.workbench.toning import write_tone  # noqa: PLC0415 - numpy

    write_tone(
        out,
        hz=int(within("--hz", hz, 20, 60_000)),
        khz=within("--khz", khz, 0.1, 75),
        rate_hz=multiplex_rate(rate),
        seconds=positive("--seconds", seconds, most=DAY_S, problem="seconds"),
    )


def show_rds(
    source: Annotated[
        str, typer.Argument(metavar="F.wav|-", help=_("A composite signal; - is standard input."))
    ] = STDIN,
    rate: Annotated[
        str | None,
        typer.Option(
            metavar="HZ",
            help=_("Standard input is 16-bit samples of one channel, so many a second (171000)."),
        ),
    ] = None,
) -> None:
    """List what radios would show, while it comes."""
    from loudspeaker.cli.workbench import showing  # noqa: PLC0415 - numpy
    from loudspeaker.cli.workbench.composite_file import LOWEST_RATE_HZ  # noqa: PLC0415
    from loudspeaker.cli.workbench.pcm_in import raw_pcm  # noqa: PLC0415

    if source != STDIN:
        if rate is not None:
            raise UsageRefused(option="F.wav, --rate", problem="not_together")
        showing.show_file(Path(source))
        return
    if sys.stdin.isatty():
        raise UsageRefused(option="F.wav|-", problem="missing")
    highest = 384_000
    rate_in = int(within("--rate", rate or "171000", LOWEST_RATE_HZ, highest))
    showing.show_signal(raw_pcm(sys.stdin.fileno()), rate_in)


for _name, _function, _help, _line in (
    (
        "render",
        render,
        _("Sound, RDS and point commands as a composite signal in a file."),
        'render --out thu.wav --seconds 20 --command "open 1,4"',
    ),
    (
        "decode",
        decode,
        _("Every RDS group and every point command in a signal."),
        "decode thu.wav",
    ),
    ("spectrum", spectrum, _("A picture of the spectrum."), "spectrum thu.wav --png pho.png"),
    ("power", power, _("Multiplex power (ITU-R BS.412) and deviation."), "power thu.wav"),
    (
        "test-tone",
        tone,
        _("A tone of known deviation, to set levels with."),
        "test-tone --out muc.wav --hz 400 --khz 60",
    ),
):
    add_command(app, _name, _function, help=_help, example=f"loudspeaker radio {_line}")
add_command(
    rds,
    "show",
    show_rds,
    help=_("What radios would show, from a file or standard input."),
    example="loudspeaker radio rds show thu.wav",
)
app.add_typer(rds, name="rds")
