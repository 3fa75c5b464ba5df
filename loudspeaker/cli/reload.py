"""``loudspeaker reload``: read the configuration again."""

from __future__ import annotations

from typing import Any

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show
from loudspeaker.sentences.language import _


def reload() -> None:
    """Check the files here first: a bad one is named at once and the old ones stay in force."""
    from loudspeaker.bootstrap.manners import tables_of  # noqa: PLC0415 - reads YAML
    from loudspeaker.bootstrap.settings import load_settings  # noqa: PLC0415 - reads YAML
    from loudspeaker.cli.advising import note_advice  # noqa: PLC0415

    call = current()
    tables_of(call.home)
    note_advice(load_settings(call.home).station)
    show(call.station.call("reload", **call.identity), _as_text)


def _as_text(_answer: dict[str, Any]) -> None:
    say(_("The configuration was read again."))
