"""The words of the station as values."""

from loudspeaker.model.people import Caller, KnownBy, Person, Role
from loudspeaker.model.points import MAX_POINT_NUMBER, Heard, Point, PointPlan, Zone
from loudspeaker.model.priority import Priority
from loudspeaker.model.time import STATION_ZONE, TimeSource, from_iso, iso

__all__ = [
    "MAX_POINT_NUMBER",
    "STATION_ZONE",
    "Caller",
    "Heard",
    "KnownBy",
    "Person",
    "Point",
    "PointPlan",
    "Priority",
    "Role",
    "TimeSource",
    "Zone",
    "from_iso",
    "iso",
]
