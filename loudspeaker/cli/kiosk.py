"""``loudspeaker kiosk``: a screen at another building, and the key that it knows its station by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.kiosk_install import install
from loudspeaker.cli.output import is_asked, say, show, visible
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.typed import within
from loudspeaker.errors import NotFound, UsageRefused
from loudspeaker.public.manifest import NotTaken
from loudspeaker.public.signing import key_shown, typed_fingerprint
from loudspeaker.pulling.fetching import checked_address
from loudspeaker.pulling.memory import Pairing, read_pairing
from loudspeaker.sentences.language import _
from loudspeaker.store.for_kiosks import manifest_in
from loudspeaker.system.home import Home

HOME: Final = "~/loudspeaker-kiosk"
PORT: Final = "8080"
ROOM_MB: Final = "2000"
_PORTS: Final = (1, 65_535)
_ROOMS: Final = (0, 1_000_000)
app = group()
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from", metavar=_("ADDRESS"), help=_("The station's pages: http://192.168.1.20:8080")
    ),
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        metavar=_("KEY"), help=_("What loudspeaker kiosk key shows at the station; once.")
    ),
]


def kiosk_home() -> Home:
    """Return the kiosk's own folder; UsageRefused for a station's home."""
    call = current()
    home = call.home if call.home_given else Home(Path(HOME).expanduser())
    if home.station_file.exists():
        raise UsageRefused(option="--home", problem="station_home")
    return home


# --- at the kiosk ---------------------------------------------------------------------------------


def run(
    from_: FromOption = None,
    key: KeyOption = None,
    port: Annotated[
        str, typer.Option(metavar="N", help=_("Where the pages are on this machine (8080)."))
    ] = PORT,
    room: Annotated[
        str, typer.Option(metavar="MB", help=_("So much disk the sounds may take (2000)."))
    ] = ROOM_MB,
) -> int:
    """Pull what was aired and show it on this machine, until SIGINT or SIGTERM."""
    from loudspeaker.bootstrap.kiosk import run_kiosk  # noqa: PLC0415 - only this needs it
    from loudspeaker.bootstrap.logs import log_to_stderr  # noqa: PLC0415
    from loudspeaker.system.processes import name_process  # noqa: PLC0415

    home = kiosk_home()
    at, megabytes = int(within("--port", port, *_PORTS)), int(within("--room", room, *_ROOMS))
    pairing = _paired(home, from_, key)
    name_process("kiosk")
    log_to_stderr()
    return run_kiosk(home, pairing, port=at, room_mb=megabytes, ready=_tell_ready)


def _tell_ready(address: str) -> None:
    show({"address": f"{address}kiosk"}, lambda told: say(
        _("The kiosk's first page: {address}").format(address=told["address"])
    ))  # fmt: skip


def _paired(home: Home, address: str | None, key: str | None) -> Pairing:
    """Return which station is to be shown and by which key it is known."""
    known = read_pairing(home.pairing_file)
    if address is not None:
        where = checked_address(address)
    elif known is not None:
        where = known.address
    else:
        raise UsageRefused(option="--from", problem="missing")
    return Pairing(address=where, key=_key(key, known, where))


def _key(typed: str | None, known: Pairing | None, address: str) -> str:
    if typed is not None:
        found = typed_fingerprint(typed)
        if found is None:
            raise UsageRefused(option="--key", problem="fingerprint")
        return found
    return known.key if known is not None else _confirmed(address)


def _confirmed(address: str) -> str:
    """Show the key of whoever answers there, and have a person compare it."""
    if not is_asked():
        raise UsageRefused(option="--key", problem="key_first")
    from loudspeaker.bootstrap.kiosk import ask_key  # noqa: PLC0415 - only at the first time

    shown = ask_key(address)
    say(_("The station at {address} has this key:").format(address=visible(address)))
    say(f"  {shown}", wraps=False)
    say(_("Compare it with what loudspeaker kiosk key shows at the station."))
    if not typer.confirm(_("Is it the same?"), default=False):
        raise UsageRefused(option="--key", problem="key_first")
    return shown


# --- at the station -------------------------------------------------------------------------------


def key() -> None:
    """Show the key by which kiosks know this station."""
    content = manifest_in(current().home.for_kiosks)
    try:
        shown = key_shown(content or b"")
    except NotTaken:
        raise NotFound(kind="kiosk_key", name=str(current().home.root), known=[]) from None
    show({"key": shown}, _show_key)


def _show_key(document: dict[str, Any]) -> None:
    say(_("By this key kiosks know this station:"))
    say(f"  {document['key']}", wraps=False)
    say(_("At the kiosk: loudspeaker kiosk run --from ADDRESS --key KEY"))


def status() -> int:
    """Show from when the kiosk's data is, and what is wrong."""
    from loudspeaker.cli.kiosk_status import told  # noqa: PLC0415 - only this needs it

    return told(kiosk_home())


add_command(
    app,
    "run",
    run,
    example="loudspeaker kiosk run --from http://192.168.1.20:8080",
)
add_command(app, "status", status, example="loudspeaker kiosk status")
add_command(app, "key", key, example="loudspeaker kiosk key")
add_command(
    app,
    "install",
    install,
    example="loudspeaker kiosk install --from http://192.168.1.20:8080 --key KEY",
)
