"""The other end of the groups: what a receiver makes of them.

EN 50067, 3.1.5, as far as this station sends it, with the B versions.  Any groups will do, with any
blocks wrong; nothing here raises.
"""

from __future__ import annotations

from loudspeaker.radio.rds import Group, Version
from loudspeaker.radio.rds_station import Change, Station
from loudspeaker.radio.rds_station_reader import StationReader


class Listener:
    """Takes groups in the order of hearing; ``station`` is what is known after the last.

    Another PI counts when it was heard twice in a row, and then everything begins anew: a strange
    one may be a disturbance that the check word let pass.
    """

    def __init__(self) -> None:
        self._other_pi: int | None = None
        self._reader = StationReader(Station())

    @property
    def station(self) -> Station:
        """What is known."""
        return self._reader.station

    def hear(self, group: Group) -> tuple[Change, ...]:
        """Take a group; return what it has changed."""
        before = self.station
        pi = _pi_in(group)
        if pi is not None and self._is_strange(pi):
            return ()
        self._reader.read(group)
        return self.station.changes_from(before)

    def _is_strange(self, pi: int) -> bool:
        """Whether the group should not be looked at; begin anew with a PI that was repeated."""
        known, before, self._other_pi = self.station.pi, self._other_pi, pi
        if pi == known:
            return False
        if known is not None and pi != before:
            return True
        self._reader = StationReader(Station(pi=pi))
        return False


def _pi_in(group: Group) -> int | None:
    """Return the PI of block 1, or that of block 3 of a B version."""
    if group.ok[0]:
        return group.pi
    repeated = group.ok[1] and group.ok[2] and group.version is Version.B
    return group.blocks[2] if repeated else None
