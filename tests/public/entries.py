"""Made-up entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from loudspeaker.model import STATION_ZONE
from loudspeaker.public.entries import Coming, Said, Sound

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)


def said(text: str = "Đường về bản Lát bị sạt lở.", **other: Any) -> Said:
    values: dict[str, Any] = {
        "id": "7k3m",
        "title": "Sạt lở đường",
        "level": "normal",
        "kind": "announcement",
        "languages": ("vi",),
        "sounds": (Sound(sha256="ab" * 32, frames=96_000),),
        "first_aired": NOON,
        "last_aired": NOON + timedelta(days=1),
        "airings": 2,
        "points": (1, 4),
        "hamlets": ("Bản Lát",),
        **other,
    }
    return Said(text=text, **values)


def coming(title: str = "Bản tin sáng", **other: Any) -> Coming:
    values: dict[str, Any] = {
        "id": "s-1",
        "due": NOON,
        "level": "normal",
        "is_programme": True,
        "points": (1,),
        "hamlets": ("Bản Lát",),
        "length_s": 600.0,
        **other,
    }
    return Coming(title=title, **values)
