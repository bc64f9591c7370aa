"""Typeset pages, as PDF or as a picture: fill a Typst template with data.

The PDF is tagged (PDF/UA-1), its fonts are embedded. System fonts and the clock are not used:
the same data gives the same bytes, whatever was typeset before.

Typst remembers what it has laid out while it depends on nothing that changed. The data is therefore
an argument in the source and not `sys.inputs`, on which all else would depend; and a template keeps
`set document` in a block of its own, as the style of what follows would name the person. The days
that two calendars share are then laid out once.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

from planner.documents.font_files import FONTS, SHIPPED_FONTS

_HERE = Path(__file__).parent


IMAGE_RESOLUTION = 150
"""The resolution of a picture in pixels an inch: a sheet of A4 is 1754 pixels wide."""


def typeset(template: str, data: Mapping[str, object]) -> bytes:
    """Typeset a document.

    Parameters
    ----------
    template
        The name of a template in `typst/`, without suffix, and of the function of `data` in it.
    data
        Data that can be serialized as JSON.

    Returns
    -------
    bytes
        A PDF file.
    """
    pdf = _compiler().compile(input=_source(template, data), format="pdf", pdf_standards=["ua-1"])
    assert isinstance(pdf, bytes)
    return pdf


def typeset_image(template: str, data: Mapping[str, object]) -> bytes:
    """Typeset a document of one page, as `typeset` does, as a PNG picture."""
    png = _compiler().compile(input=_source(template, data), format="png", ppi=IMAGE_RESOLUTION)
    assert isinstance(png, bytes)
    return png


def _source(template: str, data: Mapping[str, object]) -> bytes:
    text = json.dumps(data, ensure_ascii=False).replace("\\", r"\\").replace('"', r"\"")
    return (
        f'#import "/typst/{template}.typ": {template}\n#{template}(json(bytes("{text}")))'.encode()
    )


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        root=str(_HERE), font_paths=[str(FONTS), str(SHIPPED_FONTS)], ignore_system_fonts=True
    )
