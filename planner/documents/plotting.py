"""The names of matplotlib that charts use, imported whatever the settings of the user are.

matplotlib reads them while it is imported, from a `matplotlibrc` in the working folder or at home
and from the environment variable MPLBACKEND, and fails if one cannot be read. It is then imported
with the settings that it ships. Charts themselves are drawn with these alone (`shipped_settings`).
"""

import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from planner.documents.font_files import FONTS


@contextmanager
def _shipped_files() -> Iterator[None]:
    """Let matplotlib find no settings but those that it ships."""
    found = find_spec("matplotlib")
    assert found
    shipped = Path(str(found.origin)).with_name("mpl-data")
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        del sys.modules[name]  # what an import that failed has left
    before = dict(os.environ)
    os.environ.pop("MPLBACKEND", None)
    os.environ["MATPLOTLIBRC"] = str(shipped)
    try:
        with chdir(shipped):  # a file in the working folder goes before MATPLOTLIBRC
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the warnings of matplotlib about settings of the user, which are not used."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


with _quiet():
    try:
        import matplotlib
    except (ValueError, OSError):
        with _shipped_files():
            import matplotlib
    from matplotlib.artist import Artist
    from matplotlib.backend_bases import RendererBase
    from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
    from matplotlib.collections import LineCollection, PathCollection, PolyCollection
    from matplotlib.colors import to_rgba
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties, fontManager, get_font
    from matplotlib.markers import MarkerStyle
    from matplotlib.path import Path as Outline
    from matplotlib.textpath import text_to_path
    from matplotlib.ticker import MaxNLocator
    from matplotlib.transforms import Affine2D, Transform

__all__ = [
    "Affine2D",
    "Artist",
    "Figure",
    "FigureCanvasAgg",
    "FontProperties",
    "LineCollection",
    "MarkerStyle",
    "MaxNLocator",
    "Outline",
    "PathCollection",
    "PolyCollection",
    "RendererAgg",
    "RendererBase",
    "Transform",
    "add_fonts",
    "get_font",
    "save_pages",
    "shipped_settings",
    "text_to_path",
    "to_rgba",
]


@cache
def add_fonts() -> None:
    """Add our fonts, before those of the system; one without a bold weight is its own."""
    for file in sorted(FONTS.glob("*.[ot]tf")):
        fontManager.addfont(file)
        added = fontManager.ttflist.pop()
        bold = [] if file.with_stem(file.stem.replace("Regular", "Bold")).exists() else [700]
        fontManager.ttflist[:0] = [added, *(replace(added, weight=weight) for weight in bold)]


@contextmanager
def shipped_settings(changed: dict[str, Any]) -> Iterator[None]:
    """Draw with the settings that matplotlib ships and some of ours, not with the user's."""
    shipped: Any = matplotlib.rcParamsDefault
    settings: Any = {key: shipped[key] for key in shipped if "backend" not in key} | changed
    with matplotlib.rc_context(settings):
        yield


def save_pages(figures: Iterable[Figure], stream: BinaryIO, title: str) -> None:
    """Save figures as the pages of a PDF, without the time."""
    from matplotlib.backends.backend_pdf import PdfPages  # few charts have many pages

    about = {"Title": title, "Creator": None, "Producer": None, "CreationDate": None}
    with PdfPages(stream, metadata=about) as pages:
        for figure in figures:
            pages.savefig(figure)
