"""Until when one airing may begin."""

from __future__ import annotations

from datetime import datetime, timedelta

from loudspeaker.model.announcement import Content
from loudspeaker.model.live import BEGIN_WITHIN
from loudspeaker.rundown import Kind
from loudspeaker.timetable.lateness import last_start


def last_start_of(content: Content, due: datetime, *, grace: timedelta) -> datetime:
    """Return the last moment at which an airing that is due may begin.

    A repetition may begin until the next one is due, an emergency released by one person until it
    expires; a drill is as an ordinary announcement.  A microphone is opened soon or not at all.
    """
    if content.live is not None:
        return due + BEGIN_WITHIN
    release = content.release
    if release is not None and release.kind is not Kind.DRILL:
        return due + release.window
    return last_start(due, grace=grace, priority=content.priority, not_after=content.not_after)
