"""Write sealed workbooks (XlsxWriter): the seal is made of the parts before they are compressed."""

from io import BytesIO, StringIO

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

from planner.documents.seal import CUSTOM_PART, SEAL_PLACEHOLDER, SEAL_PROPERTY, sealed_part

_Parts = list[tuple[StringIO | BytesIO, str, bool]]
"""The parts of a package, each with its name, and whether it is binary."""


class SealedWorkbook(Workbook):
    """A workbook that is written to a stream, with its seal, when it is closed."""

    def __init__(self, stream: BytesIO) -> None:
        super().__init__(stream, {"in_memory": True})
        self.set_custom_property(SEAL_PROPERTY, SEAL_PLACEHOLDER, "text")

    def _get_packager(self) -> Packager:
        return _SealingPackager()


class _SealingPackager(Packager):
    """Makes the parts of a workbook, and seals them."""

    def _create_package(self) -> _Parts:
        made: _Parts = super()._create_package()  # type: ignore[no-untyped-call]
        seal = sealed_part({name: _content(part) for part, name, _ in made})
        return [
            (BytesIO(seal), name, True) if name == CUSTOM_PART else (part, name, is_binary)
            for part, name, is_binary in made
        ]


def _content(part: StringIO | BytesIO) -> bytes:
    content = part.getvalue()
    return content.encode() if isinstance(content, str) else content
