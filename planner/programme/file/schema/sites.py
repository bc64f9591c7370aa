"""The schema of the tables `campus` and `sites` of programme files."""

from typing import Annotated

from pydantic import Field

from planner.programme.file.schema.base import FileTable, LabelText
from planner.programme.file.schema.closures import SiteClosuresTable
from planner.programme.file.schema.holidays import SitePublicHolidaysTable

SiteName = Annotated[str, Field(pattern=r"^[\p{L}\p{N}_-]{1,20}$")]


class CampusTable(FileTable):
    most_cohorts: Annotated[int, Field(ge=0, le=1000)] | None = Field(
        None, description="Most cohorts at school in one week."
    )
    most_people: Annotated[int, Field(ge=0, le=100000)] | None = Field(
        None, description="Most people at school in one week."
    )
    resources: dict[LabelText, Annotated[int, Field(ge=0, le=1000)]] = Field(
        {}, description="For each resource (a laboratory), the groups it has room for in one week."
    )


class SiteTable(FileTable):
    """A site: what it says holds there in place of, or besides, what the whole file says."""

    name: LabelText = Field(description="The name printed on documents.")
    closures: SiteClosuresTable = SiteClosuresTable()
    public_holidays: SitePublicHolidaysTable = SitePublicHolidaysTable()
    campus: CampusTable = CampusTable()
