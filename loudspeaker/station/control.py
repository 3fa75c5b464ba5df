"""The control socket of ``station``: named actions, and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loudspeaker.config.identity import identify, require
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import UsageRefused
from loudspeaker.model import Caller, Role
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.looking import Looking
from loudspeaker.station.mourning import MourningDays
from loudspeaker.station.own_words import OwnWords
from loudspeaker.station.points import Points
from loudspeaker.station.spool import Spooled
from loudspeaker.station.trials import Trials
from loudspeaker.station.upcoming import Upcoming
from loudspeaker.station.writing import Writing
from loudspeaker.system.server import Request

Action = Callable[[Caller, Arguments], Any]


class Control:
    """Knows who calls, and what they may ask; each action checks the roles it needs."""

    def __init__(
        self,
        *,
        writing: Writing,
        looking: Looking,
        upcoming: Upcoming,
        own_words: OwnWords,
        mourning: MourningDays,
        points: Points,
        trials: Trials,
        station: Callable[[], StationConfig],
        reload: Callable[[], None],
    ) -> None:
        self._station = station
        self._reload = reload
        self._writing = writing
        self._actions: dict[str, Action] = {
            "announce": writing.announce,
            "edit": writing.edit,
            "approve": writing.approve,
            "reject": writing.reject,
            "cancel": writing.cancel,
            "queue": looking.queue,
            "show": looking.show,
            "why": looking.why,
            "status": looking.status,
            "faults": looking.list_faults,
            "points": points.listed,
            "point": points.shown,
            "points_report": points.report,
            "points_volume": points.set_volume,
            "points_trial": trials.planned,
            "points_test": trials.test,
            "schedules": upcoming.schedules,
            "next": upcoming.next,
            "pause": upcoming.pause,
            "unpause": upcoming.unpause,
            "mourning": mourning.listed,
            "mourning_on": mourning.declare,
            "mourning_off": mourning.take_back,
            "lexicon": own_words.listed,
            "lexicon_add": own_words.add,
            "lexicon_remove": own_words.remove,
            "reload": self.reload,
        }

    def handle(self, request: Request) -> Any:
        """Answer one request."""
        action = self._actions.get(request.op)
        if action is None:
            raise UsageRefused(option="op", problem=f"unknown: {request.op}")
        return action(self._caller(request.peer.uid, request.arguments), request.arguments)

    def take_spooled(self, spooled: Spooled) -> None:
        """Submit what was written while the station was down, as the file's owner."""
        caller = self._caller(spooled.uid, spooled.request)
        self._writing.announce(caller, spooled.request, kept=True)

    def _caller(self, uid: int, arguments: Arguments) -> Caller:
        chosen = given.text_or_none(arguments, "as")
        return identify(self._station(), uid=uid, chosen=chosen)

    def reload(self, caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Read the configuration again."""
        require(caller, "reload", Role.ADMIN)
        self._reload()
        return {}
