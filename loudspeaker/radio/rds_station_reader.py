"""Reads the groups of one station."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from loudspeaker.radio.rds import Group, Version
from loudspeaker.radio.rds_frequencies import FrequencyList
from loudspeaker.radio.rds_heard_texts import HeardTexts
from loudspeaker.radio.rds_labels import clock_in, heard_application, label_in
from loudspeaker.radio.rds_station import Application, Station
from loudspeaker.radio.rds_text_groups import ENHANCED_TEXT_AID

_UTF_8 = 1
_DECODER_BITS = 4
Found = dict[str, Any]  # fields of ``Station``


class StationReader:
    """Takes groups, whoever's they are; ``station`` is what they told."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self._texts = HeardTexts()
        self._frequencies = FrequencyList()
        self._decoder_bits: dict[int, int] = {}
        self._readers: dict[int, Callable[[Group], Found]] = {
            0: self._tuning,
            1: label_in,
            2: self._texts.radio_text,
            3: self._application,
            4: clock_in,
            10: self._texts.type_name,
            15: self._fifteen,
        }

    def read(self, group: Group) -> None:
        """Take a group; without block 2 nobody knows what it is."""
        if not group.ok[1]:
            return
        found: Found = {"pty": group.programme_type, "tp": group.traffic_programme}
        if any(_is_enhanced_text(known, group) for known in self.station.applications):
            found |= self._texts.enhanced(group)
        elif reader := self._readers.get(group.type):
            found |= reader(group)
        self.station = replace(self.station, **found)

    def _tuning(self, group: Group) -> Found:
        found = self._switches(group) | self._texts.name(group)
        if group.version is Version.A and group.ok[2]:
            frequencies = self._frequencies.hear(group.blocks[2])
            if frequencies is not None:
                found["alternative_frequencies_khz"] = frequencies
        return found

    def _switches(self, group: Group) -> Found:
        place = 3 - (group.tail & 3)
        self._decoder_bits[place] = (group.tail >> 2 & 1) << place
        found: Found = {"ta": bool(group.tail & 0x10), "music": bool(group.tail & 8)}
        if len(self._decoder_bits) == _DECODER_BITS:
            found["decoder_bits"] = sum(self._decoder_bits.values())
        return found

    def _fifteen(self, group: Group) -> Found:
        is_names = group.version is Version.A
        return self._texts.long_name(group) if is_names else self._switches(group)

    def _application(self, group: Group) -> Found:
        heard = heard_application(group)
        if heard is None or heard in self.station.applications:
            return {}
        others = (other for other in self.station.applications if other.group != heard.group)
        return {"applications": (*others, heard)}


def _is_enhanced_text(application: Application, group: Group) -> bool:
    is_utf_8 = application.aid == ENHANCED_TEXT_AID and bool(application.message & _UTF_8)
    return is_utf_8 and application.group == group.name and group.version is Version.A
