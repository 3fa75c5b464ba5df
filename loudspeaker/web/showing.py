"""What portal and kiosk do alike: a page of what is public, kept while it is the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.model import STATION_ZONE
from loudspeaker.public.entries import Coming, Said
from loudspeaker.public.pages import PublicPage, text_at
from loudspeaker.web.asked import readable
from loudspeaker.web.frames import Frame
from loudspeaker.web.kept import FRESH_S, Kept
from loudspeaker.web.packed_sound import PackedSounds
from loudspeaker.web.parts import WebParts
from loudspeaker.web.rows import KINDS, LEVELS, Rows
from loudspeaker.web.sound import joined, total_seconds
from loudspeaker.web.words import places

MOST_FRAMES = 100


class Showing:
    """Makes pages from ``public.db`` alone."""

    def __init__(self, parts: WebParts) -> None:
        self.parts = parts
        self.packed = PackedSounds(parts.sounds)
        self.rows = Rows(lambda numbers: parts.reader.numbered(numbers), self.where)  # noqa: PLW0108 - where there is one
        self._kept = Kept()
        self._frames: dict[Hashable, Frame] = {}
        self._version: object = None
        parts.templates.env.globals |= {
            "hamlets": parts.settings.hamlets,
            "where": self.where,
            "length_of": lambda said: total_seconds(said.sounds),
            "levels": LEVELS,
            "kinds": KINDS,
            "cut_off": parts.cut_off,
            "listed_links": self.listed_links,
            "text_at": text_at,
            "callable_number": callable_number,
        }

    def where(self, entry: Any) -> str:
        """Return where an entry was or will be heard."""
        return places(entry.hamlets, entry.points, self.parts.settings.hamlets)

    def now(self) -> datetime:
        """Return the time."""
        return self.parts.time.wall()

    def page(
        self,
        request: Request,
        template: str,
        make: Callable[[], Mapping[str, Any]],
        *key: object,
        timeless: bool = False,
    ) -> Response:
        """Return a page of a template, and of what ``make`` reads only if it must be made.

        A ``timeless`` one does not change as time passes.
        """

        def body() -> bytes:
            return self._rendered(request, template, make()).encode("utf-8", "replace")

        asked = (template, request.url.path, request.url.query, *key)
        return self.kept(request, body, *asked, timeless=timeless)

    def _rendered(self, request: Request, template: str, values: Mapping[str, Any]) -> str:
        around = {"request": request, "now": self.now(), "path": request.url.path}
        return self.parts.templates.get_template(template).render({**around, **values})

    def framed(
        self,
        request: Request,
        template: str,
        texts: Mapping[str, str],
        fixed: Mapping[str, Hashable],
    ) -> str:
        """Return a page of a template that is the same around its texts, which are HTML already.

        What stands around them is rendered once for all pages of the same ``fixed`` values.
        """
        key = (template, request.url.path, self.parts.cut_off(), *texts, *fixed.items())
        frame = self._frames.get(key)
        if frame is None:
            if len(self._frames) >= MOST_FRAMES:
                self._frames.clear()

            def render(marks: Mapping[str, str]) -> str:
                return self._rendered(request, template, {**fixed, **marks})

            frame = self._frames[key] = Frame(render, texts)
        return frame.around(texts)

    def kept(
        self,
        request: Request,
        make: Callable[[], bytes],
        *key: object,
        media_type: str = "text/html; charset=utf-8",
        timeless: bool = False,
    ) -> Response:
        """Return what was made of the same question, or is made now."""
        moment = None if timeless else int(self.now().timestamp()) // FRESH_S
        version = self.parts.reader.version()
        if version != self._version:
            self._frames.clear()
            self.rows.clear()
            self._version = version
        with self.parts.reader.same_file():
            return self._kept.answer(
                request,
                version=version,
                moment=moment,
                key=(*key, self.parts.cut_off()),
                make=make,
                media_type=media_type,
            )

    def said(self, name: str) -> Said:
        """Return an announcement; a page that is not there for any other name."""
        found = self.parts.reader.said(name) if readable(name) else None
        if found is None:
            raise HTTPException(404)
        return found

    def page_of(self, plugin: str, name: str) -> PublicPage:
        """Return a page of a plug-in; a page that is not there for any other name."""
        fits = readable(plugin) and readable(name)
        found = self.parts.reader.page(plugin, name) if fits else None
        if found is None:
            raise HTTPException(404)
        return found

    def listed_links(self) -> list[tuple[str, str]]:
        """Return address and name of the pages in the navigation; none where nothing is read."""
        try:
            pages = self.parts.reader.listed_pages()
        except (StorageFailure, IntegrityFailure):
            return []
        return [(f"/trang/{each.plugin}/{each.name}", each.title) for each in pages]

    def has_sound(self, said: Said) -> bool:
        """Tell whether an announcement can be listened to."""
        return joined(said, self.parts.clips) is not None

    def sounding(self, entries: Sequence[Said]) -> frozenset[str]:
        """Return which of these can be listened to."""
        return frozenset(said.id for said in entries if self.has_sound(said))

    def today(self) -> tuple[Said, ...]:
        """Return what was heard today, the latest first."""
        return self.parts.reader.heard_since(midnight(self.now()))

    def coming(self, *, days: int | None = None) -> list[tuple[datetime, list[Coming]]]:
        """Return what comes by day, of so many days."""
        found: dict[datetime, list[Coming]] = {}
        for each in self.parts.reader.coming(self.now()):
            found.setdefault(midnight(each.due), []).append(each)
        return list(found.items())[:days]


def callable_number(written: str) -> str:
    """Return a telephone number as ``tel:`` takes it, empty for what is none."""
    digits = "".join(c for c in written if c in "0123456789")
    return ("+" if written.startswith("+") else "") + digits


def midnight(moment: datetime) -> datetime:
    """Return the beginning of a moment's day."""
    return datetime.combine(moment.astimezone(STATION_ZONE).date(), time(), STATION_ZONE)
