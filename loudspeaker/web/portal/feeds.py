"""What programs read: RSS for podcasts, JSON Feed, and the calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.public.calendar import calendar_of
from loudspeaker.public.entries import Said
from loudspeaker.public.feeds import Channel, Enclosure, json_feed, rss
from loudspeaker.web.packed_sound import MEDIA_TYPE
from loudspeaker.web.portal.sounds import WAV_TYPE
from loudspeaker.web.showing import Showing
from loudspeaker.web.sound import Joined, joined

_Maker = Callable[[str, str], bytes]
ENTRIES: Final = 50
_MP3_BYTES_A_SECOND: Final = 8000


class Feeds:
    """Each makes one document of what is public."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing

    async def rss(self, request: Request) -> Response:
        """Return the RSS document."""
        return self._document(request, "application/rss+xml; charset=utf-8", self._rss)

    async def json_feed(self, request: Request) -> Response:
        """Return the JSON Feed."""
        return self._document(request, "application/feed+json; charset=utf-8", self._json)

    async def calendar(self, request: Request) -> Response:
        """Return what comes."""
        return self._document(request, "text/calendar; charset=utf-8", self._calendar)

    def _document(self, request: Request, media_type: str, make: _Maker) -> Response:
        base = base_address(self._showing, request)
        path = request.url.path
        return self._showing.kept(
            request, lambda: make(base, path), base, path, media_type=media_type
        )

    def _rss(self, base: str, path: str) -> bytes:
        return rss(self._channel(base, path), self._entries(), now=self._showing.now())

    def _json(self, base: str, path: str) -> bytes:
        return json_feed(self._channel(base, path), self._entries())

    def _calendar(self, _base: str, _path: str) -> bytes:
        now = self._showing.now()
        station = self._showing.parts.settings.station
        return calendar_of(self._showing.parts.reader.coming(now), station=station, now=now)

    def _entries(self) -> tuple[Said, ...]:
        return self._showing.parts.reader.newest(limit=ENTRIES).entries

    def _channel(self, base: str, path: str) -> Channel:
        station = self._showing.parts.settings.station
        return Channel(
            station=station,
            about=f"Thông báo đã phát trên loa của {station}",
            home_url=f"{base}/",
            feed_url=f"{base}{path}",
            page=lambda said: page_address(base, said),
            sound=lambda said: self._enclosure(base, said),
        )

    def _enclosure(self, base: str, said: Said) -> Enclosure | None:
        sound = joined(said, self._showing.parts.clips)
        if sound is None:
            return None
        ending, media_type, size = self._form(sound)
        return Enclosure(
            url=f"{page_address(base, said)}/tieng.{ending}",
            media_type=media_type,
            size_bytes=size,
            length_s=sound.length_s,
        )

    def _form(self, sound: Joined) -> tuple[str, str, int]:
        """Return ending, type and size; that of a file not made yet is what 64 kbit/s come to."""
        packed = self._showing.packed
        if not packed.can:
            return "wav", WAV_TYPE, sound.size_bytes
        expected = round(sound.length_s * _MP3_BYTES_A_SECOND)
        return "mp3", MEDIA_TYPE, packed.known_size(sound) or expected


def base_address(showing: Showing, request: Request) -> str:
    """Return where the pages are reached, as configured or as they are asked for now."""
    return showing.parts.settings.public_address or str(request.base_url).rstrip("/")


def page_address(base: str, said: Said) -> str:
    """Return the address of an announcement's page."""
    return f"{base}/thong-bao/{quote(said.id, safe='')}"
