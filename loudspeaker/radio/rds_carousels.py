"""A programme as circles of groups, each with its share of the air.

Shares are in groups of a thousand; together they stay below the 636 that basic tuning (0A) leaves,
so that each is at least kept.  Radio text of 64 characters takes 51 groups, 4.5 s.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.radio.rds import Group, basic_tuning, open_data_announcement, radio_text
from loudspeaker.radio.rds_frequencies import alternative_pairs
from loudspeaker.radio.rds_groups import country, language
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_text_groups import (
    enhanced_text,
    enhanced_text_announcement,
    long_name,
    pieces,
    programme_type_name,
)
from loudspeaker.radio.rds_texts import enhanced_text_bytes, long_name_bytes, name_bytes

_NAME_SEGMENTS = 4
_ENHANCED_KINDS = (12, 13)  # the first that the commands leave free
_TEXT_ROUND = 51  # groups of air
_ANNOUNCEMENT_LATEST = 52  # 4.6 s
_COUNTRY_LATEST = 570  # 50 s
_WEIGHTS_OF_A_PIECE = 1_000 // _TEXT_ROUND


class Kind(StrEnum):
    """What a circle carries."""

    TEXT = "RT"
    COMMANDS_ANNOUNCED = "3A of the commands"
    ENHANCED_ANNOUNCED = "3A of the enhanced text"
    COUNTRY = "ECC"
    LANGUAGE = "language"
    TYPE_NAME = "PTYN"
    LONG_NAME = "long PS"
    ENHANCED = "enhanced text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carousel:
    """Groups sent in turn, ``share`` of them in a thousand of air.

    After ``latest`` groups of air without one, the next goes before point commands.
    """

    groups: tuple[Group, ...]
    share: int
    latest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedText:
    """A text and the flag that flips whenever the text is another one."""

    data: bytes = b""
    flag: bool = False

    def changed_to(self, data: bytes) -> FlaggedText:
        """Return the text with the right flag."""
        return self if data == self.data else FlaggedText(data=data, flag=not self.flag)


def name_circle(programme: Programme) -> tuple[Group, ...]:
    """Return the 0A in turn; as many as the name and the alternative frequencies take together."""
    pairs = alternative_pairs(programme.alternative_frequencies_khz)
    name = name_bytes(programme.ps)
    return tuple(
        basic_tuning(
            pi=programme.pi,
            name=name,
            segment=number % _NAME_SEGMENTS,
            ta=programme.ta,
            music=programme.music,
            decoder_bits=programme.decoder_bits,
            alternatives=pairs[number % len(pairs)],
        )
        for number in range(_NAME_SEGMENTS * len(pairs))
    )


def carousels(
    programme: Programme, *, text: FlaggedText, type_name: FlaggedText
) -> dict[Kind, Carousel]:
    """Return all circles beside 0A and 4A; what a programme does not have is left out."""
    circles = {
        Kind.TEXT: _text(programme.pi, text),
        Kind.COUNTRY: Carousel(
            groups=(country(pi=programme.pi, ecc=programme.ecc),), share=10, latest=_COUNTRY_LATEST
        ),
        Kind.LANGUAGE: Carousel(
            groups=(language(pi=programme.pi, code=programme.language),), share=5
        ),
        Kind.TYPE_NAME: _type_name(programme.pi, type_name),
        Kind.LONG_NAME: _long_name(programme),
    }
    circles |= _commands_announced(programme) | _enhanced(programme)
    return {kind: circle for kind, circle in circles.items() if circle.groups}


def _text(pi: int, text: FlaggedText) -> Carousel:
    count = pieces(text.data)
    groups = tuple(
        radio_text(pi=pi, text=text.data, segment=number, flag=text.flag) for number in range(count)
    )
    return Carousel(groups=groups, share=count * _WEIGHTS_OF_A_PIECE)


def _type_name(pi: int, name: FlaggedText) -> Carousel:
    groups = tuple(
        programme_type_name(pi=pi, name=name.data, segment=number, flag=name.flag)
        for number in range(pieces(name.data))
    )
    return Carousel(groups=groups, share=35)


def _long_name(programme: Programme) -> Carousel:
    name = long_name_bytes(programme.long_ps)
    groups = tuple(
        long_name(pi=programme.pi, name=name, segment=number) for number in range(pieces(name))
    )
    return Carousel(groups=groups, share=40)


def _commands_announced(programme: Programme) -> dict[Kind, Carousel]:
    form = programme.announced_commands
    if form is None or form.aid is None:
        return {}
    group = open_data_announcement(pi=programme.pi, aid=form.aid, kind=form.kind)
    return {Kind.COMMANDS_ANNOUNCED: _announced(group)}


def _enhanced(programme: Programme) -> dict[Kind, Carousel]:
    text = enhanced_text_bytes(programme.ert)
    if not text:
        return {}
    kind = next(kind for kind in _ENHANCED_KINDS if kind != programme.commands.kind)
    groups = tuple(
        enhanced_text(pi=programme.pi, kind=kind, text=text, segment=number)
        for number in range(pieces(text))
    )
    announcement = enhanced_text_announcement(pi=programme.pi, kind=kind)
    return {
        Kind.ENHANCED_ANNOUNCED: _announced(announcement),
        Kind.ENHANCED: Carousel(groups=groups, share=80),
    }


def _announced(group: Group) -> Carousel:
    return Carousel(groups=(group,), share=40, latest=_ANNOUNCEMENT_LATEST)
