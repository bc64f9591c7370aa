"""Typeset PDF pages: fill a Typst template with data.

The PDF is tagged (PDF/UA-1), its fonts are embedded. System fonts and the clock are not used:
the same data gives the same bytes.
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
        The name of a template in `typst/`, without suffix. It reads `data` from
        `json(bytes(sys.inputs.data))`.
    data
        Data that can be serialized as JSON.

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
        root=str(_HERE), font_paths=[str(FONTS), str(SHIPPED_FONTS)], ignore_system_fonts=True
    )
