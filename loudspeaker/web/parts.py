"""What the pages are made of, handed to every face when the application is put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.templating import Jinja2Templates

from loudspeaker.model import TimeSource
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.web.calls import StationCalls as StationCalls  # noqa: PLC0414 - a part
from loudspeaker.web.plugins import WebPlugin

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
STATIC = FOLDER / "static"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """What the pages know of the station's configuration.

    ``hamlets`` are the names of the zones, in their order; ``public_address`` is where the commune
    reaches the pages, without a slash at its end.
    """

    station: str
    hamlets: tuple[str, ...] = ()
    public_address: str | None = None
    proxies: frozenset[str] = frozenset()
    """Addresses of servers in front, whose word for the visitor and for TLS counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """Everything a page may use; ``reader`` belongs to the thread that serves the pages.

    ``sounds`` is a folder for sound files that are made from clips and may be lost, ``incoming``
    where recordings and files are left for ``station``, ``handed_out`` where it lays files ready
    for who asked, ``public_files`` the files of pages for everybody, ``for_kiosks`` what kiosks at
    other buildings pull.
    ``cut_off`` tells from when what is shown is, where the way to the station is cut.
    """

    reader: PublicReader
    clips: Path
    sounds: Path
    station: StationCalls
    settings: WebSettings
    time: TimeSource
    templates: Jinja2Templates
    incoming: Path | None = None
    handed_out: Path | None = None
    public_files: Path | None = None
    for_kiosks: Path | None = None
    cut_off: Callable[[], datetime | None] = lambda: None
    plugins: tuple[WebPlugin, ...] = ()
