"""Pages as PDF: a template of typst, filled with data, set in fonts that come with the planner.

The pages are tagged (PDF/UA-1) and their fonts are embedded. The fonts of the machine are not
looked at, and there is no clock: the same data gives the same bytes.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

_HERE = Path(__file__).parent
_MATPLOTLIB = find_spec("matplotlib")  # to import it would take long
assert _MATPLOTLIB is not None
assert _MATPLOTLIB.origin is not None
_FONTS = (_HERE / "fonts", Path(_MATPLOTLIB.origin).parent / "mpl-data" / "fonts" / "ttf")
"""Source Sans first; DejaVu, which comes with matplotlib, for the letters that it lacks."""


def typeset(template: str, data: Mapping[str, object]) -> bytes:
    """Set a page or more.

    Parameters
    ----------
    template
        The name of a file in `typst/`, without its ending. It reads `data` from
        `json(bytes(sys.inputs.data))`.
    data
        What JSON can hold.

    Returns
    -------
    bytes
        A PDF file.
    """
    pdf = _compiler().compile(
        input=str(_HERE / "typst" / f"{template}.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        root=str(_HERE), font_paths=[str(path) for path in _FONTS], ignore_system_fonts=True
    )
