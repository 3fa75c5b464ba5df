"""Where plug-ins come from: this package, a file in the home, or an installed package.

Ours are on.  Those from outside are looked for only if ``station.yaml`` names them: that something
is installed or lies in the folder is no reason to trust it.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from loudspeaker.config.station import StationConfig
from loudspeaker.hookspecs import PROJECT, BadPlugin
from loudspeaker.model.review import Announcement, Concern
from loudspeaker.station.plugins import Plugins, Source
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.time import SystemTime

GUARD, OFFICE, DOCUMENTS, DOSSIERS = "guard", "office", "documents", "dossiers"
OURS = frozenset({GUARD, OFFICE, DOCUMENTS, DOSSIERS})
PATIENCE_S = 3.0
"""How long a command waits that has to load the plug-ins first."""
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


class PluginMissing(Exception):
    """Neither a file of the home nor an installed package offers the plug-in."""


class PluginOpen(BadPlugin):
    """Others than its owner may write the plug-in's file, or root would run another account's.

    The same of its folder: whoever may write there can put another file in its place.
    """


def sources(home: Home, station: Callable[[], StationConfig]) -> Mapping[str, Source]:
    """Return the plug-ins that are wanted; none from outside takes the name of one of ours."""
    now = station()
    wanted = {
        name: Source(load=partial(_outside, home, name)) for name in now.plugins if name not in OURS
    }
    if now.guard.enabled:
        wanted[GUARD] = Source(load=_guard, settings=lambda: asdict(station().guard))
    if now.office.enabled:
        wanted[OFFICE] = Source(load=_office)
    if now.documents.enabled:
        wanted[DOCUMENTS] = Source(load=_documents, settings=lambda: _of_body(station, "documents"))
    if now.dossiers.enabled:
        wanted[DOSSIERS] = Source(load=_dossiers, settings=lambda: _of_body(station, "dossiers"))
    return wanted


def review_once(
    home: Home, station: StationConfig | None, announcement: Announcement
) -> tuple[Concern, ...]:
    """Return what plug-ins say in a process of our own; without a station only ours are asked."""

    def wanted() -> Mapping[str, Source]:
        return {GUARD: Source(load=_guard)} if station is None else sources(home, lambda: station)

    plugins = Plugins(wanted, Faults(SystemTime()))
    plugins.load()
    try:
        return plugins.review(announcement, patience_s=PATIENCE_S)
    finally:
        plugins.close()


def _guard() -> object:
    from loudspeaker.plugins.guard import Guard  # noqa: PLC0415 - in the plug-in's own thread

    return Guard()


def _office() -> object:
    from loudspeaker.plugins.office import OfficePlugin  # noqa: PLC0415 - as above

    return OfficePlugin()


def _documents() -> object:
    from loudspeaker.plugins.documents import DocumentsPlugin  # noqa: PLC0415 - as above

    return DocumentsPlugin()


def _dossiers() -> object:
    from loudspeaker.plugins.dossiers import DossiersPlugin  # noqa: PLC0415 - as above

    return DossiersPlugin()


def _of_body(station: Callable[[], StationConfig], table: str) -> Mapping[str, Any]:
    """Return a plug-in's own table, whose registers these are, where the pages are."""
    now = station()
    return {
        **asdict(getattr(now, table)),
        "organisation": asdict(now.organisation),
        "portal": now.web.public_address or "",
    }


def plugin_file(home: Home, name: str) -> Path:
    """Return where a plug-in of one file lies."""
    return home.plugins / f"{name}.py"


def is_offered(home: Home, name: str) -> bool:
    """Tell whether there is a plug-in of this name; nothing of it is run."""
    return (
        name in OURS
        or plugin_file(home, name).exists()
        or any(entry_points(group=PROJECT, name=name))
    )


def _outside(home: Home, name: str) -> object:
    path = plugin_file(home, name)
    return _from_file(path, name) if path.exists() else _installed(name)


def _from_file(path: Path, name: str) -> object:
    called = f"loudspeaker_plugin_{name}"
    spec = importlib.util.spec_from_loader(called, _Checked(path, _checked(path)))
    if spec is None or spec.loader is None:
        raise PluginMissing(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _Checked(importlib.abc.ExecutionLoader):
    """Runs the text that was looked at, whatever lies in its place by now; no bytecode beside."""

    def __init__(self, path: Path, text: bytes) -> None:
        self._path = path
        self._text = text

    def get_filename(self, _fullname: str) -> str:
        return str(self._path)

    def get_source(self, _fullname: str) -> str:
        return importlib.util.decode_source(self._text)


def _checked(path: Path) -> bytes:
    """Return what is in a file of which it is certain who may write it; PluginOpen."""
    with path.open("rb") as stream:
        _check(path, os.fstat(stream.fileno()))
        _check(path.parent, path.parent.stat())
        return stream.read()


def _check(path: Path, found: os.stat_result) -> None:
    if found.st_mode & _OTHERS_MAY_WRITE:
        raise PluginOpen(f"others than its owner may write {path}")
    if os.geteuid() == 0 and found.st_uid != 0:
        raise PluginOpen(f"root runs nothing that another account owns: {path}")


def _installed(name: str) -> object:
    for entry in entry_points(group=PROJECT, name=name):
        return entry.load()
    raise PluginMissing(name)
