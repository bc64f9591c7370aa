"""Typeset PDF pages: fill a Typst template with data.

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
    text = json.dumps(data, ensure_ascii=False).replace("\\", r"\\").replace('"', r"\"")
    source = f'#import "/typst/{template}.typ": {template}\n#{template}(json(bytes("{text}")))'
    pdf = _compiler().compile(input=source.encode(), format="pdf", pdf_standards=["ua-1"])
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        root=str(_HERE), font_paths=[str(FONTS), str(SHIPPED_FONTS)], ignore_system_fonts=True
    )
