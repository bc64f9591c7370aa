"""Where the fonts are from which pages and charts take their letters: none is the system's."""

from importlib.util import find_spec
from pathlib import Path

_MATPLOTLIB = find_spec("matplotlib")  # importing it is slow
assert _MATPLOTLIB is not None
assert _MATPLOTLIB.origin is not None

FONTS = Path(__file__).parent / "fonts"
"""The folder of Source Sans 3, and of Noto Sans for Arabic, Hebrew and from Chinese to Korean."""

SHIPPED_FONTS = Path(_MATPLOTLIB.origin).parent / "mpl-data" / "fonts" / "ttf"
"""The folder of DejaVu Sans, which matplotlib ships."""
