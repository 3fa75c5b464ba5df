"""``radio render``: sound, radio data and point commands as a composite signal in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Samples
from loudspeaker.cli.call import Call
from loudspeaker.cli.output import note, say, show, visible
from loudspeaker.cli.workbench.decoding import command_facts
from loudspeaker.cli.workbench.order_train import Due, GroupSource, OrderTrain, Sent, commands_due
from loudspeaker.cli.workbench.signal_out import Written, write_signal
from loudspeaker.cli.workbench.sound_file import Programme as Sound
from loudspeaker.cli.workbench.sound_file import in_blocks, silence, sound_file
from loudspeaker.cli.workbench.station_data import StationData, StationKeys, station_data
from loudspeaker.model.time import iso
from loudspeaker.radio.command_words import Order
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_schedule import GroupScheduler
from loudspeaker.sentences.language import _

USUAL_SECONDS = 10.0
_BLOCK_FRAMES = PROGRAMME_RATE_HZ // 10
_STEREO_BIT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for.

    ``labels`` are fields of the programme, ``levels`` of the settings, that replace the home's;
    ``pilot`` None: as the home has it, and in stereo always.
    """

    out: Path
    labels: Mapping[str, Any]
    levels: Mapping[str, Any]
    stereo: bool = False
    pilot: bool | None = None
    orders: Sequence[Order] = ()
    audio: Path | None = None
    seconds: float | None = None


def render(call: Call, wish: Wish) -> None:
    """Write the file and tell what is in it."""
    station = station_data(call.home)
    settings, programme = _settings(station, wish), _programme(station, wish)
    due = commands_due(wish.orders, StationKeys(call.home), station) if wish.orders else ()
    train = OrderTrain(due, programme, copies=station.copies)
    with _sound(wish, settings.channels) as sound:
        source = GroupSource(
            GroupScheduler(programme),
            train,
            begins=datetime.now(UTC),
            rate_hz=settings.rate_hz,
            samples=_samples(settings, sound),
        )
        written = _write(wish.out, Multiplexer(settings, source), sound)
    show(_document(written, source, train), _as_text)
    _warn(due, train)


def _settings(station: StationData, wish: Wish) -> MultiplexSettings:
    pilot_khz = station.settings.pilot_khz
    if wish.pilot or wish.stereo:
        pilot_khz = pilot_khz or MultiplexSettings().pilot_khz
    elif wish.pilot is False:
        pilot_khz = 0.0
    return replace(station.settings, stereo=wish.stereo, pilot_khz=pilot_khz, **wish.levels)


def _programme(station: StationData, wish: Wish) -> Programme:
    decoder_bits = _STEREO_BIT if wish.stereo else 0
    return replace(station.programme, decoder_bits=decoder_bits, **wish.labels)


@contextmanager
def _sound(wish: Wish, channels: int) -> Iterator[Sound]:
    milliseconds = max(1, round((wish.seconds or USUAL_SECONDS) * 1000))
    frames = milliseconds * PROGRAMME_RATE_HZ // 1000
    if wish.audio is None:
        yield Sound(frames=frames, pieces=silence(channels))
        return
    with sound_file(wish.audio, channels=channels) as sound:
        yield replace(sound, frames=frames) if wish.seconds else sound


def _samples(settings: MultiplexSettings, sound: Sound) -> int:
    return sound.frames * settings.rate_hz // PROGRAMME_RATE_HZ


def _write(out: Path, multiplexer: Multiplexer, sound: Sound) -> Written:
    settings = multiplexer.settings
    blocks: Iterator[Samples] = in_blocks(
        sound.pieces, channels=settings.channels, frames=sound.frames, block=_BLOCK_FRAMES
    )
    return write_signal(
        map(multiplexer.feed, blocks),
        out,
        rate_hz=settings.rate_hz,
        samples=_samples(settings, sound),
    )


def _document(written: Written, source: GroupSource, train: OrderTrain) -> dict[str, Any]:
    return {
        "file": str(written.path),
        "rate_hz": written.rate_hz,
        "seconds": round(written.seconds, 3),
        "peak_khz": round(written.peak_khz, 2),
        "groups": source.groups,
        "commands": [_sent(sent) for sent in train.whole],
        "commands_unsent": train.unsent,
    }


def _sent(sent: Sent) -> dict[str, Any]:
    facts = command_facts(sent.command)
    return {"starts_at": iso(sent.starts_at), "signed": sent.signed.hex(), **facts}


def _as_text(document: dict[str, Any]) -> None:
    text = _(
        "{file}: {seconds:g} s at {rate} Hz, {groups} RDS groups, {commands} point commands,"
        " deviation up to {peak:.1f} kHz"
    )
    say(
        text.format(
            file=visible(document["file"]),
            seconds=document["seconds"],
            rate=document["rate_hz"],
            groups=document["groups"],
            commands=len(document["commands"]),
            peak=document["peak_khz"],
        )
    )


def _warn(due: Sequence[Due], train: OrderTrain) -> None:
    if train.unsent:
        text = _("Only {n} of {all} point commands fit; make the signal longer with --seconds.")
        note(text.format(n=len(due) - train.unsent, all=len(due)))
