"""The commissioning card on paper: what it says, and where on the sheet."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loudspeaker.radio.commands import ReceiverKeys
from loudspeaker.radio.commissioning import Card
from loudspeaker.sentences.language import N_, _

WIDTH_MM, HEIGHT_MM = 148.0, 105.0  # A6, which fits into a receiver's box
QR_MM = 50.0
MARGIN_MM = 6.0
QUIET_MODULES = 4  # ISO/IEC 18004: free of ink on every side
_BESIDE_MM = MARGIN_MM + QR_MM + 4.0
_TITLE_MM, _TEXT_MM, _SMALL_MM, _KEY_MM = 5.0, 3.6, 3.0, 3.7
_LETTERS_BESIDE, _LETTERS_ACROSS = 40, 82
_STEP = 1.45
_KEYS = {
    "A": N_("Key A: of all points"),
    "B": N_("Key B: of the zone"),
    "C": N_("Key C: of this point"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text; millimetres from the sheet's upper left corner to its own."""

    left: float
    top: float
    size: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sheet:
    """The whole sheet; ``modules`` are the rows of the QR code, true where there is ink."""

    lines: tuple[Line, ...]
    modules: tuple[tuple[bool, ...], ...]

    @property
    def module_mm(self) -> float:
        """The width of one module, with the free space around the code within ``QR_MM``."""
        return QR_MM / (len(self.modules) + 2 * QUIET_MODULES)

    @property
    def code_mm(self) -> float:
        """Where the code's first module is, from the left and from the top."""
        return MARGIN_MM + QUIET_MODULES * self.module_mm


def card_of(answer: Mapping[str, Any]) -> Card:
    """Return the card of what playout has answered."""
    keys = {name: bytes.fromhex(text) for name, text in answer["keys"].items()}
    return Card(
        pi=answer["pi"],
        point=answer["point"],
        zone=answer["zone"],
        group=answer["group"],
        aid=answer["aid"],
        volume=answer["volume"],
        epoch=answer["epoch"],
        keys=ReceiverKeys(everyone=keys["all"], zone=keys["zone"], point=keys["point"]),
    )


def sheet_of(card: Card, answer: Mapping[str, Any]) -> Sheet:
    """Return the sheet of a card; names come from the answer."""
    beside = list(_stacked(_BESIDE_MM, MARGIN_MM, _heading(card, answer)))
    end = max(MARGIN_MM + QR_MM + 2.0, beside[-1].top + beside[-1].size * _STEP)
    below = list(_stacked(MARGIN_MM, end, _keys_and_warning(card)))
    return Sheet(lines=(*beside, *below), modules=_modules(card.payload))


def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    import segno  # noqa: PLC0415 - only who makes a card pays for it

    code = segno.make(text, error="m", micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def _stacked(left: float, top: float, texts: Sequence[tuple[float, str]]) -> Iterator[Line]:
    for size, text in texts:
        yield Line(left=left, top=top, size=size, text=text)
        top += size * _STEP


def _heading(card: Card, answer: Mapping[str, Any]) -> list[tuple[float, str]]:
    point = _("Point {number}: {name}").format(number=card.point, name=answer["name"])
    zone = _("Zone {number}: {name}").format(number=card.zone, name=answer["zone_name"])
    return [
        (_TITLE_MM, _("Commissioning card")),
        *_wrapped(answer["station"], _LETTERS_BESIDE, _SMALL_MM, most=1),
        *_wrapped(point, _LETTERS_BESIDE, _TEXT_MM, most=2),
        *_wrapped(zone, _LETTERS_BESIDE, _TEXT_MM, most=1),
        (_TEXT_MM, _("PI: {pi:04X}").format(pi=card.pi)),
        (_TEXT_MM, _("Groups: {group}, AID: {aid}").format(group=card.group, aid=_aid(card))),
        (_TEXT_MM, _("Volume: {volume}").format(volume=card.volume)),
        (_TEXT_MM, _("Keys number: {epoch}").format(epoch=card.epoch)),
        (_SMALL_MM, _("To check: {heading}").format(heading=card.heading)),
        (_SMALL_MM, _("gives {check}").format(check=card.heading_check)),
        (_SMALL_MM, _("Typed last: {check}").format(check=card.check)),
    ]


def _aid(card: Card) -> str:
    return "-" if card.aid is None else f"{card.aid:04X}"


def _keys_and_warning(card: Card) -> list[tuple[float, str]]:
    lines: list[tuple[float, str]] = []
    for letter, groups in card.key_rows:
        lines += [(_SMALL_MM, _(_KEYS[letter])), (_KEY_MM, "   ".join(groups))]
    warning = _(
        "SECRET: who has this card can open loudspeakers. Destroy it once the receiver has it, and"
        " tell the administrator: loudspeaker points enrol {number} --done"
    )
    return [*lines, *_wrapped(warning.format(number=card.point), _LETTERS_ACROSS, _SMALL_MM)]


def _wrapped(text: str, width: int, size: float, *, most: int = 3) -> list[tuple[float, str]]:
    lines = textwrap.wrap(" ".join(text.split()), width, max_lines=most, placeholder="…")
    return [(size, line) for line in lines]
