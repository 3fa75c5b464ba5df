"""The lexicon without a running station: the same use cases on the same file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from loudspeaker.bootstrap.manners import tables_of
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.cli.call import Call
from loudspeaker.config.identity import identify
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.station.own_words import OwnWords


def do(
    call: Call, action: str, arguments: Mapping[str, Any], unavailable: ProcessUnavailable
) -> Any:
    """Return what ``station`` would answer; raise what it would, or ``unavailable`` without one."""
    if not call.home.station_file.exists():
        raise unavailable
    tables = tables_of(call.home)
    words = OwnWords(
        call.home.lexicon_file,
        tables=lambda: tables,
        reads_otherwise=lambda _tables: [],  # seen, and told, when the station starts
        changed=list,
    )
    station = load_settings(call.home).station
    caller = identify(station, uid=os.getuid(), chosen=call.person)
    actions = {"lexicon": words.listed, "lexicon_add": words.add, "lexicon_remove": words.remove}
    return actions[action](caller, arguments)
