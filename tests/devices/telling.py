"""What is on air in the tests of both encoder languages."""

from __future__ import annotations

from loudspeaker.radio.on_air import NOTHING_ON_AIR, OnAir, OnAirKind

NOTHING = NOTHING_ON_AIR
NEWS = OnAir(kind=OnAirKind.ANNOUNCEMENT, text="Họp thôn")
ALARM = OnAir(kind=OnAirKind.EMERGENCY)
