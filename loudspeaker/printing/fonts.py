"""Letters that have every mark of Vietnamese, from the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from loudspeaker.errors import NotFound


class Family(NamedTuple):
    """Files of a font, and the Debian package that has them."""

    name: str
    regular: str
    bold: str
    italic: str
    package: str


SERIF: Final = Family(
    "Liberation Serif",
    "LiberationSerif-Regular.ttf",
    "LiberationSerif-Bold.ttf",
    "LiberationSerif-Italic.ttf",
    "fonts-liberation2",
)
"""As wide as Times New Roman, which office papers are set in (NĐ 30/2020/NĐ-CP, appendix I)."""
SANS: Final = Family(
    "DejaVu Sans",
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSans.ttf",
    "fonts-dejavu-core",
)
FOLDERS: Final = (
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/liberation-serif-fonts",
)
_SERIF_LETTER: Final = "ủ"
"""Debian 12 has two Liberations side by side: the first of them lacks most of Vietnamese."""


def font_file(name: str) -> str:
    """Return where a font is, as Pillow finds it; NotFound."""
    from PIL import ImageFont  # noqa: PLC0415 - takes its time, and few print

    try:
        return str(ImageFont.truetype(name).path)
    except OSError:
        raise NotFound(kind="font", name=name, known=[]) from None


def family_here() -> Family:
    """Return the font of office papers, its files as paths, or what every station has; NotFound."""
    for folder in _with_vietnamese():
        return SERIF._replace(
            regular=str(folder / SERIF.regular),
            bold=str(folder / SERIF.bold),
            italic=str(folder / SERIF.italic),
        )
    return SANS._replace(
        regular=font_file(SANS.regular), bold=font_file(SANS.bold), italic=font_file(SANS.italic)
    )


def _with_vietnamese() -> Iterator[Path]:
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - as above

    for folder in map(Path, FOLDERS):
        try:
            with TTFont(folder / SERIF.regular, lazy=True) as font:
                if ord(_SERIF_LETTER) in font.getBestCmap():
                    yield folder
        except (OSError, TTLibError):
            continue
