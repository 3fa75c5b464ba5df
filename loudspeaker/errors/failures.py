"""What fails: records, processes, disks, devices, configuration (exit 6, 69, 74, 75, 78)."""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.errors.base import LoudspeakerError


@dataclass(eq=False)
class IntegrityFailure(LoudspeakerError):
    """The record or the database is not what was written."""

    code = "integrity"
    exit_code = 6
    what: str
    where: str
    problem: str


@dataclass(eq=False)
class ProcessUnavailable(LoudspeakerError):
    """A process does not answer and nothing could be kept for it."""

    code = "unavailable"
    exit_code = 69
    process: str
    problem: str = ""


@dataclass(eq=False)
class StopUnanswered(ProcessUnavailable):
    """``air`` did not answer a stop; it will find ``stop_file``, empty if none could be left."""

    code = "stop_unanswered"
    stop_file: str = ""
    within_s: float = 3.0


@dataclass(eq=False)
class PluginFailed(LoudspeakerError):
    """A plug-in gave no answer: ``problem`` is ``late``, ``off`` or ``fails``, ``detail`` why.

    One that is ``late`` may have done what was asked all the same.
    """

    code = "plugin_failed"
    exit_code = 69
    plugin: str
    problem: str
    detail: str = ""


@dataclass(eq=False)
class StorageFailure(LoudspeakerError):
    """Disk full, read-only or broken: nothing was accepted."""

    code = "storage"
    exit_code = 74
    path: str
    problem: str


@dataclass(eq=False)
class DiskFull(StorageFailure):
    """What room is left is for emergencies: nothing was accepted."""

    code = "disk_full"
    missing_mb: int = 0


@dataclass(eq=False)
class EmergencyUnkept(StorageFailure):
    """An emergency that the disk does not take, with the reserve: nothing was accepted."""

    code = "emergency_unkept"


@dataclass(eq=False)
class DeviceFailure(LoudspeakerError):
    """A port, sound card or library does not do its work; the station keeps trying."""

    code = "device"
    exit_code = 74
    device: str
    problem: str


@dataclass(eq=False)
class SpeechFailure(LoudspeakerError):
    """The voice failed twice on this text."""

    code = "speech_failed"
    exit_code = 74
    voice: str
    problem: str


@dataclass(eq=False)
class DownloadFailure(LoudspeakerError):
    """A file could not be fetched whole; what was received is kept and the next try goes on."""

    code = "download_failed"
    exit_code = 74
    url: str
    problem: str
    received_bytes: int = 0


@dataclass(eq=False)
class PullFailure(LoudspeakerError):
    """What everybody may know could not be pulled from a station; what is here stays.

    ``problem``: ``address``, ``redirect``, ``missing``, ``too_large``, ``timeout``, ``cut`` (ended
    too early), or what HTTP or the operating system says.
    """

    code = "pull_failed"
    exit_code = 69
    address: str
    what: str
    problem: str


@dataclass(eq=False)
class PullRefused(LoudspeakerError):
    """What was pulled is not what the station gave out, or is older than what is here.

    ``problem`` is a reason of ``public.manifest``; ``what`` is ``manifest``, ``part`` or ``clip``.
    """

    code = "pull_refused"
    exit_code = 6
    address: str
    what: str
    problem: str


@dataclass(eq=False)
class HomeBusy(LoudspeakerError):
    """Another process of the same role holds this home."""

    code = "home_busy"
    exit_code = 75
    home: str
    role: str
    pid: int


@dataclass(eq=False)
class ConfigurationRefused(LoudspeakerError):
    """A configuration file that is not taken; ``problem`` is a word of ``config.problems``.

    ``nearest`` is the known key or name that looks alike; ``key``, ``expected`` and ``found`` say
    which value is meant, what could stand there and what does (shortened).  Lines and columns count
    from 1; 0 is none.
    """

    code = "configuration"
    exit_code = 78
    file: str
    line: int
    problem: str
    nearest: str | None = None
    key: str = ""
    expected: str = ""
    found: str = ""
    column: int = 0
