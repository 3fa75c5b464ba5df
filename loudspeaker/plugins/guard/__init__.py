"""Looks for personal data in every announcement: what is said, a whole village hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from loudspeaker.hookspecs import Services, hookimpl
from loudspeaker.model.review import Announcement, Concern, Part
from loudspeaker.plugins.guard.check import national, personal_data
from loudspeaker.plugins.guard.kinds import SEVERITIES, Hit
from loudspeaker.plugins.guard.saying import WHAT, advice

PUBLIC_NUMBERS = "public_numbers"


class Guard:
    """The plug-in; ``guard.public_numbers`` of ``station.yaml`` are numbers that may be said."""

    def __init__(self) -> None:
        self._settings: Callable[[], Mapping[str, Any]] = dict

    @hookimpl
    def startup(self, services: Services) -> None:
        """Keep the way to the settings."""
        self._settings = services.settings

    @hookimpl
    def review_announcement(self, announcement: Announcement) -> list[Concern]:
        """Return the personal data in the text, and in a title that says more than the text."""
        public = {national(number) for number in self._settings().get(PUBLIC_NUMBERS, ())}
        found = [
            _concern(hit, start, end, Part.TEXT)
            for hit, start, end in personal_data(announcement.text, public)
        ]
        return [*found, *_in_title(announcement, public)]


def _in_title(announcement: Announcement, public: set[str]) -> Iterator[Concern]:
    for hit, start, end in personal_data(announcement.title, public):
        if announcement.title[start:end] not in announcement.text:
            yield _concern(hit, start, end, Part.TITLE)


def _concern(hit: Hit, start: int, end: int, part: Part) -> Concern:
    return Concern(
        code=hit.kind.value,
        severity=SEVERITIES[hit.kind],
        start=start,
        end=end,
        part=part,
        what=WHAT[hit.kind],
        advice=advice(hit.kind),
    )
