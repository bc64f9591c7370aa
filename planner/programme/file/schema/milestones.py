"""The schema of the tables `milestones` of programme files."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from planner.programme.file.schema.base import (
    FROM_STRING,
    CohortName,
    DayCount,
    FileTable,
    LabelText,
)
from planner.programme.file.schema.moments import MomentTable
from planner.programme.milestones import MilestoneOwner, PartOfPeriod, WhichPeriods

PeriodName = Annotated[str, Field(pattern=r"^[\p{L}\p{N}._-]{1,20}$")]
"""The name of a named block, a semester or an activity; contract, or year."""


class MilestoneTable(FileTable):
    """What is due: by whom, and by which of five rules its date follows from the planning."""

    name: LabelText = Field(description="What is due, as it is printed; each name only once.")
    owner: Annotated[MilestoneOwner, FROM_STRING] = Field(description="Who sees to it.")
    cohorts: list[CohortName] = Field(
        [], description="Codes of the cohorts that it concerns; all of them if empty."
    )
    on: MomentTable | None = Field(
        None, description="Its day; or a week, in the course of which it is due."
    )
    period: PeriodName | None = Field(
        None,
        description="An activity, a named block or a semester, in each period of which it is due; "
        '"contract", or "year".',
    )
    at: Annotated[PartOfPeriod, FROM_STRING] = Field(
        PartOfPeriod.START,
        description="When in the period: on its first day, on its last one, or once within it.",
    )
    which: Annotated[WhichPeriods, FROM_STRING] = Field(
        WhichPeriods.EACH, description="In which periods of the year."
    )
    number: Annotated[int, Field(ge=1, le=53)] | None = Field(
        None, description="In the n-th period of the year only; instead of `which`."
    )
    day_in_company: DayCount | None = Field(
        None, description="The n-th day spent in company since the contract began."
    )
    visits: Annotated[int, Field(ge=1, le=12)] | None = Field(
        None,
        description="So many times a year, spread over the weeks in company, outside weeks with "
        "sessions.",
    )
    day_of: LabelText | None = Field(None, description="The day of another milestone or an event.")
    plus_weeks: Annotated[int, Field(ge=-52, le=52)] = Field(
        0, description="So many weeks after the day found; before it if negative."
    )
    plus_days: Annotated[int, Field(ge=-366, le=366)] = Field(
        0, description="So many days after the day found; before it if negative."
    )

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        rules = (self.on, self.period, self.day_in_company, self.visits, self.day_of)
        if sum(rule is not None for rule in rules) != 1:
            raise PydanticCustomError("milestone", "one rule")
        if self.period is None and {"at", "which", "number"} & self.model_fields_set:
            raise PydanticCustomError("milestone_period", "at, which and number go with period")
        if self.number is not None and self.which is not WhichPeriods.EACH:
            raise PydanticCustomError("milestone_which", "which or number")
        return self
