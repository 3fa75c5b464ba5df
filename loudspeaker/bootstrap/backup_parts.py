"""What of a home belongs into a backup, and what must not be in one."""

from __future__ import annotations

import re
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from loudspeaker.config.hardware import load_hardware
from loudspeaker.config.shipped import find
from loudspeaker.config.station import load_station
from loudspeaker.errors import LoudspeakerError
from loudspeaker.system.files import storage_errors
from loudspeaker.system.home import Home

_WORTHLESS = frozenset({"run", "log", "village", "for-kiosks", "public-files"})
"""Folders that mean nothing on another machine; the village is no part of the station."""
_OF_OTHERS = frozenset({"air", "bridge", "accounts"})
"""Folders whose files are secrets, or are copied by their owner."""
_KEY = re.compile(r"plugins/[^/]+/keys/.+")
_SECRET = frozenset({".key", ".pem", ".password", ".pass"})
_LIVING = (".db-wal", ".db-shm", ".db-journal")
_FETCHED = frozenset({".onnx", ".part"})
"""Models of voices: large, the same everywhere, and installed again by a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The files of a home by what is done with them; names are relative to it."""

    databases: tuple[str, ...]
    files: tuple[str, ...]
    left_out: tuple[str, ...]


def parts_of(home: Home, *, with_sound: bool) -> Parts:
    """Look through a home; StorageFailure for a folder that may not be read.

    The as-run log and its heads are in ``files`` like everything else; who copies them has to
    keep an order.  Neither links nor anything but regular files are followed or taken.
    """
    secrets = frozenset(_configured_secrets(home))
    databases, files, left_out = [], [], [f"{name}/" for name in sorted(_OF_OTHERS)]
    left_out += [] if with_sound else ["clips/"]
    for name in _walk(home.root, "", barred=_barred(with_sound=with_sound)):
        suffix = _suffix(name)
        if name == home.public.name or _is_living(name) or Path(name).name.startswith("."):
            continue
        if name in secrets or _is_key(name) or suffix in _SECRET or suffix in _FETCHED:
            left_out.append(name)
        elif suffix == ".db":
            databases.append(name)
        else:
            files.append(name)
    return Parts(databases=tuple(databases), files=tuple(files), left_out=tuple(left_out))


def _suffix(name: str) -> str:
    """Return by which a file is known; what a plug-in keeps is only kept, whatever its name."""
    return "" if _is_content(name) else Path(name).suffix.lower()


def _is_living(name: str) -> bool:
    return name.endswith(_LIVING) and not _is_content(name)


def _is_content(name: str) -> bool:
    return name.startswith("plugins/") and name.count("/") > 1


def _is_key(name: str) -> bool:
    """Tell whether it is a key of a plug-in: ``PluginFolder.own("keys")``."""
    return bool(_KEY.fullmatch(name))


def _barred(*, with_sound: bool) -> frozenset[str]:
    return _WORTHLESS | _OF_OTHERS | (frozenset() if with_sound else frozenset({"clips"}))


def _walk(folder: Path, inside: str, *, barred: Collection[str] = ()) -> Iterator[str]:
    with storage_errors(folder):
        entries = sorted(folder.iterdir())
    for entry in entries:
        name = f"{inside}{entry.name}"
        try:
            mode = entry.lstat().st_mode
        except FileNotFoundError:
            continue  # a spooled announcement that was just taken in, say
        if stat.S_ISDIR(mode):
            if name not in barred:
                yield from _walk(entry, f"{name}/")
        elif stat.S_ISREG(mode):
            yield name


def _configured_secrets(home: Home) -> Iterator[str]:
    """Yield files that the configuration names as secrets; a bad one must not bar a backup."""
    try:
        station = load_station(home.root)
        ip = load_hardware(find("hardware", station.hardware, home.root)).ip
    except LoudspeakerError:
        return
    if ip is not None and ip.broker.password_file:
        yield ip.broker.password_file


def belongs(name: str) -> bool:
    """Tell whether a backup may bring back a file of this name."""
    first = name.partition("/")[0]
    secret = _suffix(name) in _SECRET or _is_living(name) or _is_key(name)
    return first not in _WORTHLESS | _OF_OTHERS and not secret and not first.startswith(".")
