"""The schema of the table `public_holidays` of programme files."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from planner.programme.file.schema.base import (
    BareDate,
    FileTable,
    LabelText,
    MonthNumber,
    exists_every_year,
)

FeastName = Literal[
    "shrove_monday",
    "shrove_tuesday",
    "ash_wednesday",
    "mid_lent",
    "good_friday",
    "easter_monday",
    "ascension",
    "whit_monday",
    "corpus_christi",
]


class HolidayDayTable(FileTable):
    """A public holiday, in one of three ways."""

    month: MonthNumber | None = Field(None, description="With day: a day of every year.")
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    feast: FeastName | None = Field(None, description="A day that moves with Easter.")
    date: BareDate | None = Field(None, description="One single day, a bare date: 2026-10-05.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (self.month, self.feast, self.date)
        if sum(way is not None for way in ways) != 1 or (self.month is None) != (self.day is None):
            raise PydanticCustomError("holiday_day", "one way to name a public holiday")
        if self.month is not None and self.day is not None:
            exists_every_year(self.month, self.day)
        return self


class AddedHolidayTable(HolidayDayTable):
    """A public holiday that the calendar of the country does not have."""

    name: LabelText = Field(description="Its name on documents.")


_CountryField = Annotated[
    str, Field(description="Country whose public holidays are kept, as in ISO 3166: FR.")
]


class SitePublicHolidaysTable(FileTable):
    """What differs at a site from the public holidays of the whole school."""

    country: _CountryField | None = None
    subdivision: str | None = Field(
        None,
        description="Part of the country with public holidays of its own, as in ISO 3166-2, or "
        "by its name.",
    )
    added: list[AddedHolidayTable] = Field(
        [], description="Days off that the calendar of the country does not have."
    )
    taken_away: list[HolidayDayTable] = Field(
        [], description="Public holidays on which people work as on any other day."
    )
    solidarity_day: HolidayDayTable | None = Field(
        None,
        description="The public holiday worked as journée de solidarité, with 7 hours in company.",
    )


class PublicHolidaysTable(SitePublicHolidaysTable):
    """Whose public holidays are kept, and what differs from them."""

    country: _CountryField
