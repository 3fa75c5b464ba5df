"""The texts of a station as they come in: names, radio text, and those in UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from loudspeaker.radio.rds import Group, Version
from loudspeaker.radio.rds_characters import decode
from loudspeaker.radio.rds_collector import TextCollector
from loudspeaker.radio.rds_text_groups import (
    ENHANCED_TEXT_LENGTH,
    LONG_NAME_LENGTH,
    NAME_LENGTH,
    PIECE_LENGTH,
    TEXT_LENGTH,
)

_TEXT_B_LENGTH = 32
_FLAG = 0x10


class _FlaggedCollector:
    """A collector that begins anew when the flag flips."""

    def __init__(self, length: int, *, may_end: bool = True) -> None:
        self.collector = TextCollector(length, may_end=may_end)
        self._flag: bool | None = None

    def turn(self, group: Group) -> TextCollector:
        flag = bool(group.tail & _FLAG)
        if flag is not self._flag:
            self.collector.clear()
        self._flag = flag
        return self.collector


class HeardTexts:
    """Each method takes a group of its kind; returns the field of ``Station`` if it is whole."""

    def __init__(self) -> None:
        self._name = TextCollector(NAME_LENGTH, may_end=False)
        self._text = {
            Version.A: _FlaggedCollector(TEXT_LENGTH),
            Version.B: _FlaggedCollector(_TEXT_B_LENGTH),
        }
        self._type_name = _FlaggedCollector(NAME_LENGTH, may_end=False)
        self._long_name = TextCollector(LONG_NAME_LENGTH)
        self._enhanced = TextCollector(ENHANCED_TEXT_LENGTH)

    def name(self, group: Group) -> dict[str, str]:
        """PS, of 0A, 0B."""
        if group.ok[3]:
            self._name.put(2 * (group.tail & 3), group.blocks[3])
        return _whole("ps", self._name)

    def radio_text(self, group: Group) -> dict[str, str]:
        """RT, of 2A, 2B."""
        collector = self._text[group.version].turn(group)
        if group.version is Version.A:
            _put_piece(collector, group, group.tail & 0x0F)
        elif group.ok[3]:
            collector.put(2 * (group.tail & 0x0F), group.blocks[3])
        return _whole("radio_text", collector)

    def type_name(self, group: Group) -> dict[str, str]:
        """PTYN, of 10A."""
        if group.version is Version.B:
            return {}
        collector = self._type_name.turn(group)
        _put_piece(collector, group, group.tail & 1)
        return _whole("ptyn", collector)

    def long_name(self, group: Group) -> dict[str, str]:
        """Long PS, of 15A."""
        _put_piece(self._long_name, group, group.tail & 7)
        return _whole("long_ps", self._long_name, utf_8=True)

    def enhanced(self, group: Group) -> dict[str, str]:
        """Radio text in UTF-8, of the group that its 3A names."""
        _put_piece(self._enhanced, group, group.tail)
        return _whole("ert", self._enhanced, utf_8=True)


def _put_piece(collector: TextCollector, group: Group, number: int) -> None:
    for place, word in _words(group):
        collector.put(PIECE_LENGTH * number + place, word)


def _words(group: Group) -> Iterator[tuple[int, int]]:
    for place, block in ((0, 2), (2, 3)):
        if group.ok[block]:
            yield place, group.blocks[block]


def _whole(name: str, collector: TextCollector, *, utf_8: bool = False) -> dict[str, str]:
    data = collector.whole()
    if data is None:
        return {}
    return {name: data.decode(errors="replace") if utf_8 else decode(data)}
