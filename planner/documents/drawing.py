"""The common base of all charts (matplotlib): a page, its shapes and letters, deterministic files.

A page gathers shapes by their style, and gives each style to matplotlib as one collection: an
artist a shape costs far more than the shape. Lengths are in inches, from the upper left corner of
the page downwards; font sizes and the widths of strokes are in points; colours are hexadecimal RGB.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from PIL import Image

from planner.documents.lettering import (
    FAMILIES,
    MEASURED,
    POINTS_AN_INCH,
    Letter,
    font_of,
    letters_of,
    missing_letters_as_boxes,
    text_width,
)
from planner.documents.plotting import (
    Affine2D,
    Artist,
    Figure,
    FigureCanvasAgg,
    LineCollection,
    MarkerStyle,
    Outline,
    PathCollection,
    PolyCollection,
    RendererAgg,
    RendererBase,
    Transform,
    save_pages,
    shipped_settings,
    to_rgba,
)
from planner.words.colours import INK

ImageFormat = Literal["png", "svg"]
"""The format of a picture of one page."""

A4_LANDSCAPE = (11.69, 8.27)
"""Width and height of a page, in inches."""

A3_LANDSCAPE = (16.54, 11.69)
"""Width and height of a page, in inches."""

PNG_DPI = 200
"""The resolution of PNG files, in dots per inch."""

_PNG_COMPRESSION = 3
"""More makes the file a tenth smaller and takes half as long again."""

_SETTINGS: dict[str, Any] = {
    "font.family": list(FAMILIES),
    "svg.hashsalt": "planner",
    "text.parse_math": False,
    "text.hinting": "no_hinting",
    "hatch.linewidth": 0.5,
    "hatch.color": "#8A8A8A",
}
"""A fixed hash salt makes the ids in SVG files deterministic; without hinting, letters are as wide
in each format as they were measured."""

_HALF_CAPITAL = 0.365
"""Half the height of a capital or a digit, by the size of the type."""

_Point = tuple[float, float]


@dataclass(frozen=True)
class Look:
    """How an area looks: its fill, its edge and the width of that, its hatching (matplotlib).

    Below full opacity, what lies under it shows through.
    """

    fill: str | None = None
    edge: str | None = None
    width: float = 0.0
    hatch: str | None = None
    opacity: float = 1.0


@dataclass(frozen=True)
class Stroke:
    """How a line looks: its colour, its width, the lengths of its dashes and gaps."""

    colour: str
    width: float
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Marker:
    """How a mark looks: its shape (matplotlib), its size, fill and edge, the width of the edge."""

    shape: str
    size: float
    fill: str
    edge: str
    width: float = 1.0


@dataclass(frozen=True)
class Word:
    """A line of text: where it begins on the line on which its letters stand."""

    x: float
    y: float
    line: str
    size: float
    weight: str
    ink: str
    upwards: bool


class Page:
    """A page of a chart.

    Shapes of a higher layer hide those of lower ones. Within a layer, shapes of one style lie
    where the first of them does; the letters of a layer lie above its shapes.

    Attributes
    ----------
    width, height
        Its size, in inches.
    shapes, words
        What is on it, by layer: the shapes by their style, as their corners, points or middle.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.shapes: dict[int, dict[Look | Stroke | Marker, list[Any]]] = {}
        self.words: dict[int, list[Word]] = {}

    def area(self, corners: Sequence[_Point], look: Look, layer: int = 1) -> None:
        """Draw a polygon."""
        self._gather(layer, look, corners)

    def box(
        self, left: float, top: float, width: float, height: float, look: Look, layer: int = 1
    ) -> None:
        """Draw a rectangle."""
        right, bottom = left + width, top + height
        self.area([(left, top), (right, top), (right, bottom), (left, bottom)], look, layer)

    def line(self, points: Sequence[_Point], stroke: Stroke, layer: int = 1) -> None:
        """Draw a line through some points."""
        self._gather(layer, stroke, points)

    def mark(self, x: float, y: float, mark: Marker, layer: int = 1) -> None:
        """Draw a mark around a point."""
        self._gather(layer, mark, (x, y))

    def text(
        self,
        x: float,
        y: float,
        line: str,
        size: float = 8,
        weight: str = "normal",
        align: Literal["left", "center", "right"] = "left",
        *,
        ink: str = INK,
        layer: int = 3,
        upwards: bool = False,
    ) -> None:
        """Draw a line of text, the middle of its capitals at a height.

        Parameters
        ----------
        align
            Which part of the line lies at the point.
        upwards
            Whether it is turned to be read from below, around the point.
        """
        before = {"left": 0.0, "center": 0.5, "right": 1.0}[align] * text_width(line, size, weight)
        below = _HALF_CAPITAL * size / POINTS_AN_INCH
        x, y = (x + below, y + before) if upwards else (x - before, y + below)
        word = Word(x, y, line, size, weight, ink, upwards)
        self.words.setdefault(layer, []).append(word)

    def _gather(self, layer: int, style: Look | Stroke | Marker, shape: Any) -> None:
        self.shapes.setdefault(layer, {}).setdefault(style, []).append(shape)

    @cached_property
    def figure(self) -> Figure:
        """The page as a figure of matplotlib."""
        figure = Figure(figsize=(self.width, self.height), dpi=PNG_DPI)
        place = Affine2D().scale(1, -1).translate(0, self.height) + figure.dpi_scale_trans
        for number, artist in enumerate(self._artists(place)):
            artist.set_zorder(number)
            figure.add_artist(artist)
        return figure

    def _artists(self, place: Transform) -> Iterator[Artist]:
        """Yield what is drawn, from below."""
        for layer in sorted({*self.shapes, *self.words}):
            for style, shapes in self.shapes.get(layer, {}).items():
                yield _collection(style, shapes, place)
            if words := self.words.get(layer):
                yield _Words(words, place)


class _Words(Artist):
    """Lines of text, drawn as they were measured; matplotlib would lay out each anew.

    In pictures of points, all letters of one ink are one outline: matplotlib would find, lay out
    and render each line of text by itself.
    """

    def __init__(self, words: Sequence[Word], place: Transform) -> None:
        super().__init__()
        self._words = words
        self.set_transform(place)

    def draw(self, renderer: RendererBase) -> None:
        words, is_of_points = self._words, isinstance(renderer, RendererAgg)
        if is_of_points:
            words = [word for word in words if letters_of(word.line, word.weight) is None]
            for ink, outline in self._outlines.items():
                pen = renderer.new_gc()
                pen.set_linewidth(0)
                pen.set_snap(False)
                renderer.draw_path(pen, outline, self.get_transform(), to_rgba(f"#{ink}"))
                pen.restore()
        if words:
            self._draw_lines(words, renderer)

    def _draw_lines(self, words: Sequence[Word], renderer: RendererBase) -> None:
        places = self.get_transform().transform([(word.x, word.y) for word in words])
        _, height = renderer.get_canvas_width_height()
        for word, (x, y) in zip(words, places.tolist(), strict=True):
            pen = renderer.new_gc()
            pen.set_foreground(f"#{word.ink}")
            down = height - y if renderer.flipy() else y
            letters = font_of(word.line, word.size, word.weight)
            angle = 90 if word.upwards else 0
            renderer.draw_text(pen, x, down, word.line, letters, angle)
            pen.restore()

    @cached_property
    def _outlines(self) -> dict[str, Outline]:
        """For each ink, the letters of all its lines that the font of all charts has."""
        by_ink: dict[str, list[tuple[Word, Letter]]] = {}
        for word in self._words:
            letters = letters_of(word.line, word.weight) or ()
            by_ink.setdefault(word.ink, []).extend((word, letter) for letter in letters)
        return {ink: _outline(letters) for ink, letters in by_ink.items() if letters}


def _outline(letters: Sequence[tuple[Word, Letter]]) -> Outline:
    """Return letters of some lines as one outline on the page."""
    lengths = [len(letter.codes) for _, letter in letters]
    offsets = np.array([(letter.x, letter.y) for _, letter in letters])
    along = np.concatenate([each.vertices for _, each in letters]) + offsets.repeat(lengths, axis=0)
    begins = np.array([(word.x, word.y) for word, _ in letters])
    scales = np.array([word.size / MEASURED / POINTS_AN_INCH for word, _ in letters])
    upwards = np.array([word.upwards for word, _ in letters]).repeat(lengths)[:, None]
    turned = np.where(upwards, -along[:, ::-1], along * (1, -1))
    places = begins.repeat(lengths, axis=0) + scales.repeat(lengths)[:, None] * turned
    return Outline(places, np.concatenate([letter.codes for _, letter in letters]))


def _collection(style: Look | Stroke | Marker, shapes: Sequence[Any], place: Transform) -> Artist:
    """Return shapes of one style as an artist."""
    match style:
        case Look(fill, edge, width, hatch, opacity):
            return PolyCollection(
                shapes,
                facecolors=_rgb(fill),
                edgecolors=_rgb(edge),
                linewidths=width,
                hatch=hatch,
                alpha=opacity if opacity < 1 else None,
                transform=place,
            )
        case Stroke(colour, width, dashes):
            pattern: Any = (0, dashes) if dashes else "solid"
            return LineCollection(
                shapes,
                colors=_rgb(colour),
                linewidths=width,
                linestyles=pattern,
                capstyle="butt" if dashes else "projecting",
                transform=place,
            )
        case Marker(shape, size, fill, edge, width):
            drawn = MarkerStyle(shape)
            return PathCollection(
                [drawn.get_path().transformed(drawn.get_transform())],
                sizes=[size**2],
                offsets=shapes,
                offset_transform=place,
                transform=Affine2D(),
                facecolors=_rgb(fill),
                edgecolors=_rgb(edge),
                linewidths=width,
            )


def _rgb(colour: str | None) -> str:
    return f"#{colour}" if colour else "none"


@contextmanager
def _drawing() -> Iterator[None]:
    """Draw with our settings."""
    with shipped_settings(_SETTINGS), missing_letters_as_boxes():
        yield


def render_page(page: Page, kind: ImageFormat) -> bytes:
    """Serialize a page as a picture: the same page gives the same bytes."""
    stream = io.BytesIO()
    about: Any = {"Date": None, "Creator": None}
    with _drawing():
        if kind == "svg":
            page.figure.savefig(stream, format=kind, metadata=about)
            return stream.getvalue()
        canvas: Any = FigureCanvasAgg(page.figure)
        canvas.draw()
    size = canvas.get_width_height()
    drawn = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    # All of it is opaque: a picture without opacity is smaller, and sooner compressed.
    drawn.convert("RGB").save(stream, format="png", compress_level=_PNG_COMPRESSION)
    return stream.getvalue()


def render_pages(pages: Sequence[Page], title: str) -> bytes:
    """Serialize pages as a PDF of this title: the same pages give the same bytes."""
    stream = io.BytesIO()
    with _drawing():
        save_pages((page.figure for page in pages), stream, title)
    return stream.getvalue()
