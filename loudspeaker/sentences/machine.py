"""Processes, disks, devices and the program itself (exit status 6, 69, 70, 74, 75)."""

from __future__ import annotations

from collections.abc import Mapping

from loudspeaker.errors import (
    DeviceFailure,
    DiskFull,
    DownloadFailure,
    EmergencyUnkept,
    HomeBusy,
    IntegrityFailure,
    InternalError,
    LoudspeakerError,
    PluginFailed,
    ProcessUnavailable,
    SpeechFailure,
    StopUnanswered,
    StorageFailure,
)
from loudspeaker.model.shown import visible
from loudspeaker.sentences.details import details
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import megabytes
from loudspeaker.sentences.words import PROCESSES, word

_INTEGRITY: Mapping[str, str] = {
    "asrun": N_("The as-run log is not as it was written"),
    "database": N_("The station's database is damaged"),
    "clip": N_("A sound file is not as it was written"),
    "backup": N_("The backup is damaged, or was not made by this station"),
    "voice": N_("A file of the voice is not the right one"),
}
_DEVICES: Mapping[str, str] = {
    "libportaudio2 is missing": N_(
        "The sound library PortAudio is not installed. Install it: sudo apt install libportaudio2"
    ),
    "no_output": N_(
        "This machine has no sound output that can be used ({device}). Make a file and listen to it"
        " elsewhere: loudspeaker preview --text … --out nghe-thu.wav"
    ),
    "no_input": N_(
        "This machine has no microphone that can be used ({device}). Plug one in, or record with a"
        " telephone and bring the file: loudspeaker recording check F"
    ),
}


def unknown(error: LoudspeakerError) -> str:
    """Show the facts of an error that has no sentence of its own."""
    return _("The command was refused: {facts}").format(facts=visible(error))


def internal(error: InternalError) -> str:
    """Say where the trace is."""
    return _(
        "The program made a mistake of its own ({what})."
        " See with loudspeaker queue what was accepted; details are in log/cli.log of the home."
    ).format(what=visible(error.what)[:200])


def integrity(error: IntegrityFailure) -> str:
    """Say what is damaged and who has to look."""
    known = _INTEGRITY.get(str(error.what))
    what = _(known) if known else visible(error.what)
    return _(
        "{what}: {problem} ({where}). Change nothing there and tell the administrator."
    ).format(what=what, problem=visible(error.problem), where=visible(error.where))


def unavailable(error: ProcessUnavailable) -> str:
    """Say how to start it."""
    return _(
        "{process} does not answer. Is the station running? Start it with loudspeaker run;"
        " a new home is made by loudspeaker init."
    ).format(process=_capital(word(PROCESSES, error.process)))


_PLUGIN: Mapping[str, str] = {
    "off": N_(
        "The plug-in {plugin} is off ({detail}); the station goes on without it."
        " The administrator finds the reason in the log of the station."
    ),
    "late": N_(
        "The plug-in {plugin} has not answered in time. Look whether it was done before you"
        " do it again."
    ),
    "fails": N_(
        "The plug-in {plugin} made a mistake of its own ({detail}). Try it again; if it stays,"
        " tell the administrator."
    ),
}


def plugin_failed(error: PluginFailed) -> str:
    """Say that it is the plug-in's fault, and what to do."""
    known = _PLUGIN.get(str(error.problem), _PLUGIN["fails"])
    detail = visible(error.detail).removeprefix("is not loaded: ").removeprefix("fails: ")
    return _(known).format(plugin=visible(error.plugin), detail=detail)


def stop_unanswered(error: StopUnanswered) -> str:
    """Say that the carrier falls all the same."""
    if not error.stop_file:
        return _(
            "Playout did not answer, and the stop mark could not be left either ({problem})."
            " If sound is still heard after {seconds} seconds, switch the transmitter off by hand."
        ).format(problem=visible(error.problem), seconds=visible(error.within_s))
    return _(
        "Playout did not answer. A stop mark was left ({file}); the carrier falls by the dead-man"
        " switch within {seconds} seconds. If sound is still heard then, switch the transmitter"
        " off by hand."
    ).format(file=visible(error.stop_file), seconds=visible(error.within_s))


def storage(error: StorageFailure) -> str:
    """Say that nothing was accepted."""
    return _(
        "Nothing was saved: {path}: {problem}. Make room on the disk or correct the permissions,"
        " then give the command again."
    ).format(path=visible(error.path), problem=visible(error.problem))


def disk_full(error: DiskFull) -> str:
    """Say what the room that is left is for, and how much more is needed."""
    return _(
        "The disk is full: what room is left is kept for emergencies, and nothing was saved."
        " Free {megabytes} MB ({path}), then give the command again."
    ).format(megabytes=visible(error.missing_mb), path=visible(error.path))


def emergency_unkept(error: EmergencyUnkept) -> str:
    """Say that the emergency is not on air, and that it has to be said by other means now."""
    return _(
        "THE EMERGENCY IS NOT ON AIR: the disk takes nothing ({path}: {problem}). Do not wait for"
        " the station: warn by other means now. What was approved before is still aired. Then"
        " have the disk mended and give the command again."
    ).format(path=visible(error.path), problem=visible(error.problem))


def device(error: DeviceFailure) -> str:
    """Say which device does not work."""
    known = _DEVICES.get(str(error.problem))
    if known:
        return _(known).format(device=visible(error.device))
    if exact := [told for told in details(error.problem) if told.todo]:
        return " ".join(f"{told.what} {_capital(told.todo)}." for told in exact)
    return _(
        "The device {device} does not work: {problem}. Check cable, power and port;"
        " loudspeaker doctor says more."
    ).format(device=visible(error.device), problem=visible(error.problem))


def speech_failed(error: SpeechFailure) -> str:
    """Say how to go on without this voice."""
    return _(
        "The voice {voice} could not speak the text: {problem}."
        " Try another voice: loudspeaker voices list"
    ).format(voice=visible(error.voice), problem=visible(error.problem))


def download_failed(error: DownloadFailure) -> str:
    """Say that the next try goes on."""
    return _(
        "The file could not be fetched whole: {problem} ({url}). {received} are kept; give the"
        " command again to go on, or bring the files on a USB stick and use --from."
    ).format(
        problem=visible(error.problem), url=visible(error.url), received=_size(error.received_bytes)
    )


def _size(count: object) -> str:
    return megabytes(count) if isinstance(count, int | float) else visible(count)


def home_busy(error: HomeBusy) -> str:
    """Say who holds the home."""
    return _(
        "{process} is already running on {home} (process {pid})."
        " Use that one, or stop it first with Ctrl+C in its window."
    ).format(
        process=_capital(word(PROCESSES, error.role)),
        home=visible(error.home),
        pid=visible(error.pid),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
