"""The people without a running station: the same use cases on the same file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.cli.call import Call
from loudspeaker.config.identity import identify
from loudspeaker.config.roles import permit
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.station.people_known import NothingKnown
from loudspeaker.station.users import Users


def do(
    call: Call, action: str, arguments: Mapping[str, Any], unavailable: ProcessUnavailable
) -> Any:
    """Return what ``station`` would answer; raise what it would, or ``unavailable`` without one.

    Playout seals the change when it starts, without the name of who made it.
    """
    if not call.home.station_file.exists():
        raise unavailable
    station = load_settings(call.home).station
    users = Users(
        call.home.station_file,
        station=lambda: station,
        background=NothingKnown(),
        reload=lambda _by: None,
    )
    actions = {
        "users": users.listed,
        "users_log": users.log,
        "users_add": users.add,
        "users_remove": users.remove,
        "users_role": users.role,
    }
    if action not in actions or action == "users_log":
        raise unavailable
    caller = identify(station, uid=os.getuid(), chosen=call.person)
    permit(caller, action)
    return {**actions[action](caller, arguments), "running": False}
