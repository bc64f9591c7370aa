"""The section `[publication]`: who has to agree to a publication."""

from pydantic import Field

from planner.portal.settings.section import SettingsTable


class PublicationTable(SettingsTable):
    """How versions are published."""

    two_persons: bool = Field(
        False, description="Whether one person proposes a version and another confirms it."
    )
