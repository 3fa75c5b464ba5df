"""What ``loudspeaker kiosk run`` is made of: pulling on a thread, and pages for everybody."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from typing import Any, Final

from starlette.applications import Starlette

from loudspeaker.errors import ProcessUnavailable, StopUnanswered
from loudspeaker.public.signing import MOST_SIGNED_BYTES, key_shown
from loudspeaker.pulling.believing import believed
from loudspeaker.pulling.clip_shelf import ClipShelf
from loudspeaker.pulling.fetching import HttpFetch
from loudspeaker.pulling.loop import Loop, Pulling
from loudspeaker.pulling.memory import Pairing, read_pairing, read_taken, write_pairing
from loudspeaker.pulling.puller import MANIFEST, Places, Puller
from loudspeaker.pulling.station_time import StationTime
from loudspeaker.sentences.language import Language, speak
from loudspeaker.store.public_file import remove
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.system.files import make_directory, storage_errors, write_durable
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.machine_clock import is_steered
from loudspeaker.system.notify import notify
from loudspeaker.system.time import SystemTime, boot_id
from loudspeaker.web.app import for_everybody
from loudspeaker.web.parts import WebParts, WebSettings
from loudspeaker.web.renewed import Known, Renewed
from loudspeaker.web.serving import address_of, listen, serve
from loudspeaker.web.templating import templates

log = logging.getLogger(__name__)
ROLE: Final = "kiosk"
LOOPBACK: Final = "127.0.0.1"


def ask_key(address: str) -> str:
    """Return the fingerprint of whoever signs at an address; PullFailure, PullRefused."""
    fetch = HttpFetch(address, SystemTime())
    content = fetch.whole(MANIFEST, what="manifest", most=MOST_SIGNED_BYTES)
    return believed(address, "manifest", lambda: key_shown(content))


def pair(home: Home, pairing: Pairing) -> None:
    """Keep which station is shown, and forget what another one said; for whoever has the lock.

    StorageFailure.
    """
    known = read_pairing(home.pairing_file)
    if known is not None and known.key != pairing.key:
        _forget(home)
    if known != pairing:
        write_pairing(home.pairing_file, pairing)


def _forget(home: Home) -> None:
    remove(home.public)
    for path in (home.taken_file, home.pulling_file):
        with storage_errors(path):
            path.unlink(missing_ok=True)


def run_kiosk(
    home: Home, pairing: Pairing, *, port: int, room_mb: int, ready: Callable[[str], None]
) -> int:
    """Pull from this station from now on, and serve, until told to end.

    HomeBusy, after which nothing of the kiosk that runs has changed; DeviceFailure, StorageFailure.
    """
    for folder in (home.root, home.run, home.web_sounds):
        make_directory(folder)
    lock = hold_lock(home.lock(ROLE), role=ROLE, home=home.root)
    listening = listen(LOOPBACK, port, others=False)
    address = address_of(listening)
    pair(home, pairing)
    time = _station_time(home, pairing)
    pulling = Pulling(_loop(home, pairing, time, room_bytes=room_mb << 20))
    reader = PublicReader(home.public)
    pulling.start()
    write_durable(home.web_file, json.dumps({"address": address, "pid": os.getpid()}).encode())
    notify(READY=1)
    ready(address)
    try:
        serve(pages(home, reader, time), [(listening, None)], reload=lambda: None)
    finally:
        pulling.close()
        home.web_file.unlink(missing_ok=True)
        reader.close()
        lock.release()
    return 0


def _station_time(home: Home, pairing: Pairing) -> StationTime:
    taken = read_taken(home.taken_file, key=pairing.key)
    return StationTime(
        SystemTime(),
        boot_id=boot_id(),
        mark=taken.mark if taken else None,
        is_steered=is_steered,
    )


def _loop(home: Home, pairing: Pairing, time: StationTime, *, room_bytes: int) -> Loop:
    puller = Puller(
        pairing,
        Places(public=home.public, taken=home.taken_file, parts=home.pulled_parts),
        fetch=HttpFetch(pairing.address, time),
        clips=ClipShelf(home.clips, room_bytes=room_bytes),
        files=ClipShelf(home.public_files, room_bytes=room_bytes, ending=""),
        time=time,
    )
    return Loop(puller, time, home.pulling_file)


def pages(home: Home, reader: PublicReader, time: StationTime) -> Renewed:
    """Return the pages of a kiosk: what is for everybody, and nothing else."""
    speak(Language.VIETNAMESE)

    def made(known: Known) -> Starlette:
        parts = WebParts(
            reader=reader,
            clips=home.clips,
            sounds=home.web_sounds,
            public_files=home.public_files,
            station=NoStation(),
            settings=WebSettings(
                station=known.station, hamlets=known.hamlets, public_address=known.address
            ),
            time=time,
            templates=templates(known.station),
            cut_off=time.cut_off,
        )
        return for_everybody(parts)

    return Renewed(reader, made)


class NoStation:
    """``StationCalls`` where there is no station: nothing of a kiosk's pages asks it."""

    async def call(
        self,
        action: str,  # noqa: ARG002 - kept by the interface
        *,
        session: str | None = None,  # noqa: ARG002
        token: str | None = None,  # noqa: ARG002
        address: str,  # noqa: ARG002
        **arguments: Any,  # noqa: ARG002
    ) -> Any:
        """Refuse."""
        raise ProcessUnavailable(process="station")

    async def stop(
        self,
        *,
        session: str | None = None,  # noqa: ARG002 - kept by the interface
        token: str | None = None,  # noqa: ARG002
        address: str,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Refuse."""
        raise StopUnanswered(process="air")
