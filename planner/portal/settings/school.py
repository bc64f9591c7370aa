"""The section `[school]`: who runs the portal."""

from pydantic import Field

from planner.portal.settings.section import SettingsTable
from planner.programme.file.base_schema import TitleText


class SchoolTable(SettingsTable):
    """Who runs the portal."""

    name: TitleText | None = Field(None, description="The name of the school, shown on its pages.")
