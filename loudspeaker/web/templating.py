"""The templates: what they all may say, and where they lie."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.templating import Jinja2Templates

from loudspeaker.web.lit import marked
from loudspeaker.web.parts import STATIC, TEMPLATES
from loudspeaker.web.static_files import TOGETHER
from loudspeaker.web.words import (
    clock_time,
    day_name,
    file_size,
    length_words,
    machine_time,
    moment_words,
)


def templates(station: str, *, folder: Path = TEMPLATES) -> Jinja2Templates:
    """Return the templates with the station's name; whatever is put in is escaped."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(("html", "svg", "xml"), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {"station_name": station, "static": static_address}
    environment.globals["lookup_links"] = []
    environment.globals["cut_off"] = lambda: None
    environment.filters |= {
        "moment": moment_words,
        "clock": clock_time,
        "day": day_name,
        "length": length_words,
        "file_size": file_size,
        "iso": machine_time,
        "marked": marked,
    }
    return Jinja2Templates(env=environment)


@cache
def static_address(*names: str) -> str:
    """Return the address of a static file, or of several sent as one.

    It changes with the files, which are kept for a year.
    """
    whole = b"".join((STATIC / name).read_bytes() for name in names)
    return f"/static/{TOGETHER.join(names)}?v={hashlib.sha256(whole).hexdigest()[:12]}"
