"""Pulls for as long as the kiosk runs, on a thread of its own, and tells how it goes."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from loudspeaker.errors import InternalError, LoudspeakerError, from_message
from loudspeaker.model import iso
from loudspeaker.pulling.puller import Puller
from loudspeaker.pulling.station_time import StationTime
from loudspeaker.system.files import storage_errors, write_whole

log = logging.getLogger(__name__)
EVERY_S: Final = 2.0
FIRST_WAIT_S: Final = 2.0
LONGEST_WAIT_S: Final = 15.0
"""A way that is mended is found so soon: an emergency may be in force."""
PATIENCE_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """How pulling goes, as ``kiosk status`` reads it."""

    sequence: int | None
    clips: int
    clips_missing: int
    trouble: LoudspeakerError | None
    trouble_since: str | None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**values, "trouble": self.trouble.to_message() if self.trouble else None}


def read_pulled(path: Path) -> Pulled | None:
    """Return what a kiosk told last, None where it has told nothing; StorageFailure."""
    with storage_errors(path):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        values = json.loads(content)
        trouble = values.pop("trouble")
        return Pulled(**values, trouble=from_message(trouble) if trouble else None)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


class Ending(Protocol):
    """Tells a thread to end, and lets it wait for that."""

    def wait(self, timeout: float) -> bool:
        """Wait; tell whether it is to end."""
        ...


class Loop:
    """Calls the puller again and again; nothing that it raises ends it."""

    def __init__(self, puller: Puller, time: StationTime, told: Path) -> None:
        self._puller = puller
        self._time = time
        self._told_path = told
        self._told: Pulled | None = None
        self._trouble: tuple[LoudspeakerError, str] | None = None
        self._failures = 0

    def run(self, ending: Ending) -> None:
        """Go on until told to end."""
        wait_s = 0.0
        while not ending.wait(wait_s):
            wait_s = self.turn()
        self._puller.close()

    def turn(self) -> float:
        """Look once; return how long to wait before the next look."""
        wait_s = self._look()
        self._tell()
        return wait_s

    def _look(self) -> float:
        try:
            more = self._puller.round()
        except LoudspeakerError as error:
            return self._failed(error)
        except Exception as error:  # the pages go on with what there is
            log.exception("pulling failed")
            return self._failed(InternalError(what=f"{type(error).__name__}: {error}"))
        self._failures = 0
        self._note(self._puller.trouble)
        return 0.0 if more else EVERY_S

    def _failed(self, error: LoudspeakerError) -> float:
        self._note(error)
        wait_s = min(FIRST_WAIT_S * (1 << self._failures), LONGEST_WAIT_S)
        self._failures = min(self._failures + 1, 10)
        return wait_s

    def _note(self, error: LoudspeakerError | None) -> None:
        """Keep what is wrong, and since when it has been."""
        if error is None:
            if self._trouble is not None:
                log.info("pulling goes well again")
            self._trouble = None
        elif self._trouble is None or str(error) != str(self._trouble[0]):
            log.warning("pulling: %s", error)
            since = self._trouble[1] if self._trouble else iso(self._time.wall())
            self._trouble = error, since

    def _tell(self) -> None:
        trouble, since = self._trouble or (None, None)
        pulled = Pulled(
            sequence=self._puller.newest,
            clips=self._puller.clips.wanted,
            clips_missing=self._puller.clips.missing,
            trouble=trouble,
            trouble_since=since,
        )
        if pulled == self._told:
            return
        try:
            write_whole(self._told_path, json.dumps(pulled.to_values()).encode())
        except LoudspeakerError as error:
            log.warning("how pulling goes cannot be told: %s", error)
        else:
            self._told = pulled


class Pulling:
    """The loop on its thread."""

    def __init__(self, loop: Loop) -> None:
        self._ending = threading.Event()
        self._thread = threading.Thread(
            target=loop.run, args=(self._ending,), name="pulling", daemon=True
        )

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End; a look that waits for the network is left behind, and harms nothing."""
        self._ending.set()
        self._thread.join(PATIENCE_S)
