"""A drawing as values, and the two files it can become: SVG and PNG."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from loudspeaker.audio.drawing import INK, PAPER, plain_letters, png, text_font
from loudspeaker.cli.output import visible

if TYPE_CHECKING:
    from PIL import ImageFont


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle, perhaps with an edge."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str | None = None
    edge_px: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: str
    width_px: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A line of text whose upper left corner is at ``x``, ``y``."""

    x: float
    y: float
    text: str
    size_px: int
    colour: str = INK
    bold: bool = False


Shape = Box | Line | Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is drawn, from back to front."""

    width: int
    height: int
    title: str
    shapes: tuple[Shape, ...]


WidthOf = Callable[[str, int, bool], float]


def label_width(text: str, size_px: int, bold: bool) -> float:
    """Return how wide a text is drawn, in pixels; by the widest of the fonts that may be used."""
    font, has_vietnamese = _font(size_px, bold=bold)
    return float(font.getlength(text if has_vietnamese else plain_letters(text)))


def _font(size_px: int, *, bold: bool) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]:
    from PIL import ImageFont  # noqa: PLC0415 - only who draws pays for it

    try:
        return ImageFont.truetype(
            "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf", size_px
        ), True
    except OSError:
        return text_font(size_px)


# --- SVG ------------------------------------------------------------------------------------------

_FONTS = "DejaVu Sans, Verdana, sans-serif"
_BASELINE = 0.93  # of the size, below the upper edge, as Pillow places DejaVu


def svg(scene: Scene) -> bytes:
    """Return the drawing as an SVG file, which any browser shows and prints."""
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{scene.width}" height="{scene.height}"'
        f' viewBox="0 0 {scene.width} {scene.height}" font-family="{_FONTS}">'
    )
    parts = [
        opening,
        f"<title>{_text(scene.title)}</title>",
        f'<rect width="{scene.width}" height="{scene.height}" fill="{PAPER}"/>',
        *map(_element, scene.shapes),
        "</svg>\n",
    ]
    return "\n".join(parts).encode()


def _text(text: str) -> str:
    return escape(visible(text))


def _element(shape: Shape) -> str:
    if isinstance(shape, Box):
        edge = f' stroke="{shape.edge}" stroke-width="{shape.edge_px:g}"' if shape.edge else ""
        return (
            f'<rect x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}"'
            f' height="{shape.height:g}" fill="{shape.fill}"{edge}/>'
        )
    if isinstance(shape, Line):
        return (
            f'<line x1="{shape.x:g}" y1="{shape.y:g}" x2="{shape.to_x:g}" y2="{shape.to_y:g}"'
            f' stroke="{shape.colour}" stroke-width="{shape.width_px:g}"/>'
        )
    weight = ' font-weight="bold"' if shape.bold else ""
    return (
        f'<text x="{shape.x:g}" y="{shape.y + _BASELINE * shape.size_px:g}"'
        f' font-size="{shape.size_px}"{weight} fill="{shape.colour}">{_text(shape.text)}</text>'
    )


# --- PNG ------------------------------------------------------------------------------------------


def picture(scene: Scene) -> bytes:
    """Return the drawing as a PNG file."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only who draws pays for it

    sheet = Image.new("RGB", (scene.width, scene.height), PAPER)
    pen = ImageDraw.Draw(sheet)
    for shape in scene.shapes:
        if isinstance(shape, Box):
            corners = [(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)]
            edge_px = round(shape.edge_px) if shape.edge else 0
            pen.rectangle(corners, fill=shape.fill, outline=shape.edge, width=edge_px)
        elif isinstance(shape, Line):
            ends = [(shape.x, shape.y), (shape.to_x, shape.to_y)]
            pen.line(ends, fill=shape.colour, width=round(shape.width_px))
        else:
            font, has_vietnamese = _font(shape.size_px, bold=shape.bold)
            text = visible(shape.text)
            shown = text if has_vietnamese else plain_letters(text)
            pen.text((shape.x, shape.y), shown, fill=shape.colour, font=font)
    return png(sheet)


# --- lines of text --------------------------------------------------------------------------------


def fitted(
    text: str, size_px: int, width: float, *, most: int, width_of: WidthOf = label_width
) -> list[str]:
    """Return the text in at most so many lines of a width; what is left over becomes ``…``."""
    lines = list(_wrapped(visible(text).split(), size_px, width, width_of))
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(last + "…", size_px, False) > width:
        last = last[:-1].rstrip()
    return [*lines[: most - 1], last + "…"]


def _wrapped(words: Iterable[str], size_px: int, width: float, width_of: WidthOf) -> Iterable[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size_px, False) > width:
            yield line
            longer = word
        while width_of(longer, size_px, False) > width and len(longer) > 1:
            cut = next(
                n for n in range(len(longer) - 1, 0, -1)
                if n == 1 or width_of(longer[:n], size_px, False) <= width
            )  # fmt: skip
            yield longer[:cut]
            longer = longer[cut:]
        line = longer
    if line:
        yield line
