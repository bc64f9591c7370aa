"""The section `[school]`: who runs the portal."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from planner.documents.letterhead import MOST_LOGO_BYTES, Letterhead
from planner.portal.settings.section import FOLDER, SettingsTable
from planner.programme.file.schema.base import TitleText


def _read_logo(given: Any, info: ValidationInfo) -> bytes:
    """Read the image of a path, which is relative to the folder of the settings."""
    if isinstance(given, str):
        content = _content(Path((info.context or {}).get(FOLDER, Path())) / given)
        if content and Letterhead(logo=content).is_printable:
            return content
    raise PydanticCustomError("logo", "an image")


def _content(path: Path) -> bytes:
    """Return the beginning of a file, by which a larger one is refused; empty without one."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_LOGO_BYTES + 1)
    except (OSError, ValueError):
        return b""


class SchoolTable(SettingsTable):
    """Who runs the portal, and what the head of its letters has."""

    name: TitleText | None = Field(None, description="The name of the school, shown on its pages.")
    address: Annotated[list[TitleText], Field(max_length=6)] = Field(
        [], description="The lines of its address, in the head of its letters."
    )
    logo: Annotated[bytes | None, BeforeValidator(_read_logo)] = Field(
        None, description="The path of its logo, in the head of its letters."
    )

    @property
    def letterhead(self) -> Letterhead:
        """The head of its letters."""
        return Letterhead(self.name or "", tuple(self.address), self.logo or b"")
