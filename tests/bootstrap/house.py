"""A home with a database, a journal and a log in which things have happened; nothing runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.air.journal import Journal
from loudspeaker.bootstrap.backup import AskedPlayout, Made, Playout, make_backup
from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.key_sheet import write_sheet
from loudspeaker.bootstrap.restore import Restored, restore
from loudspeaker.bootstrap.secrets import read_key
from loudspeaker.config.station import Profile
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.model import STATION_ZONE, Priority, iso
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.rundown import Cue, CueKind, Rundown
from loudspeaker.store.asrun_file import AsRunFile
from loudspeaker.store.items import Items
from loudspeaker.store.schema import open_database
from loudspeaker.system.channel import Client
from loudspeaker.system.home import Home

NIGHT = datetime(2026, 12, 1, 2, 0, tzinfo=STATION_ZONE)


class House:
    """One home; ``files`` is a folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.files = folder
        self.home = Home(folder / "home")
        init_home(self.home, Profile.SIMULATED)
        self.clock = StandingClock(NIGHT)
        self.open()

    def open(self) -> None:
        self.journal = Journal(self.home.journal, read_key(self.home.seal_key))
        self.database = open_database(self.home.database)
        self.items = Items(self.database)
        self.log = AsRunFile(self.home.asrun_log)

    def close(self) -> None:
        self.journal.close()
        self.database.close()
        self.log.close()

    # --- what happens in it ---------------------------------------------------------------------

    def item(
        self,
        name: str,
        *,
        due_s: float | None,
        state: OccurrenceState = OccurrenceState.READY,
        approved: bool = True,
        priority: Priority = Priority.NORMAL,
    ) -> str:
        """Keep an announcement with one airing; return the airing's name."""
        due = None if due_s is None else self.clock.wall() + timedelta(seconds=due_s)
        content = Content(
            title=name, text=name, script={}, priority=priority, points=(1, 2), repeat=1,
            voice="vi-bac", due=due,
        )  # fmt: skip
        item = Item(
            id=name,
            version=1,
            content=content,
            state=ItemState.APPROVED if approved else ItemState.DRAFT,
            author="soan",
            approver="duyet" if approved else None,
            accepted_at=self.clock.wall(),
        )
        occurrence = Occurrence(id=f"{name}-1", item=name, version=1, due=due, state=state)
        self.items.add(item, occurrence, key=None)
        return occurrence.id

    def hand_over(
        self, name: str, *, due_s: float, priority: Priority = Priority.NORMAL
    ) -> Rundown:
        """Have playout take on an airing."""
        due = self.clock.wall() + timedelta(seconds=due_s)
        rundown = Rundown(
            occurrence=f"{name}-1",
            item=name,
            title=name,
            priority=priority,
            due=due,
            not_after=due + timedelta(days=7),
            points=(1, 2),
            cues=(Cue(kind=CueKind.SPEECH, frames=48_000 * 10, sha256="0" * 64),),
            text_sha256=hashlib.sha256(name.encode()).hexdigest(),
            author="soan",
            approver="duyet",
        )
        self.journal.accept(rundown)
        return rundown

    def record(self, event: str, name: str, **values: Any) -> None:
        """Have something recorded."""
        body = {"occurrence": f"{name}-1", "item": name, "event": event, "attempt": 1, "pos_ms": 0}
        self.journal.record({**body, "wall": iso(self.clock.wall()), "points": [1, 2], **values})

    def follow(self) -> None:
        """Take into the log what the journal has, as ``station`` does."""
        for record in self.journal.since(self.log.last_seq):
            self.log.append(record)

    # --- backup ---------------------------------------------------------------------------------

    @property
    def tar(self) -> Path:
        return self.files / "dai.tar"

    @property
    def keys(self) -> Path:
        path = self.files / "khoa.json"
        if not path.exists():
            write_sheet(self.home, path)
        return path

    def back_up(
        self,
        *,
        with_sound: bool = False,
        playout: Playout | None = None,
        pause: Callable[[], None] = lambda: None,
    ) -> Made:
        asked = playout or AskedPlayout(self.home, Client(self.home.air_socket, "air"), {})
        return make_backup(
            self.home, self.tar, asked, self.clock, with_sound=with_sound, pause=pause
        )

    def restore(self, place: Path | None = None, **options: Any) -> Restored:
        """Restore into a new place, with the keys of the sheet unless told otherwise."""
        chosen = {"keys_file": self.keys, "new_keys": False, "replace": False, **options}
        home = Home(place or self.files / "neu")
        return restore(self.tar, home, self.clock, "boot", **chosen)


def opened(house: House, place: Path) -> House:
    """Return another home as a house with the same clock."""
    other = object.__new__(House)
    other.files, other.home, other.clock = house.files, Home(place), house.clock
    other.open()
    return other
