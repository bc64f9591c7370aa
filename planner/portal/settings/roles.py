"""The section `[[roles]]`: what people who sign in by a service of the school may do."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from planner.portal.settings.section import SettingsTable
from planner.programme.file.schema.base import FROM_STRING, LongText


class Role(StrEnum):
    """What somebody may do at scolarité; each role may do what those before it may."""

    READER = "reader"
    PLANNER = "planner"
    PUBLISHER = "publisher"

    def may(self, needed: "Role") -> bool:
        """Return whether it may do what a role is needed for."""
        ranks = tuple(Role)
        return ranks.index(self) >= ranks.index(needed)


class RoleTable(SettingsTable):
    """A role of a person or of a group; without either, of all who sign in by the service."""

    who: LongText | None = Field(None, description="A person, as the service tells them apart.")
    group: LongText | None = Field(None, description="A group of the service.")
    role: Annotated[Role, FROM_STRING] = Field(description="reader, planner or publisher.")
    programmes: list[LongText] | None = Field(
        None, description="The ids of the programmes for which it holds; without them, for all."
    )
    sites: list[LongText] | None = Field(
        None, description="Sites: it holds for programmes whose classes are all there."
    )
