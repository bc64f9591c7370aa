"""What operations of the interface are asked: the parameters of their path and their query."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from planner.planning.planning import MOST_REVISIONS

MOST_LISTED, USUALLY_LISTED = 400, 100
"""How many items an answer lists at most, and where it is not asked for a number."""

_MOST_SKIPPED = 1_000_000
_LARGEST = 2**31 - 1

_Key = Annotated[str, Field(min_length=1, max_length=200)]
_Revision = Annotated[int, Field(ge=1, le=MOST_REVISIONS)]


class Question(BaseModel):
    """Base of all questions: other parameters are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PagedQuestion(Question):
    """A question whose answer lists some items of many."""

    limit: int = Field(
        USUALLY_LISTED, ge=1, le=MOST_LISTED, description="The most items that are listed."
    )
    offset: int = Field(
        0, ge=0, le=_MOST_SKIPPED, description="The items before the first that is listed."
    )


class OfSeries(PagedQuestion):
    """A question about a planning: one programme in one academic year."""

    series: _Key = Field(description="The key of a planning, as `plannings` lists it.")


class OfVersion(OfSeries):
    """A question about one version of a planning."""

    revision: _Revision | None = Field(
        None, description="The number of a version; the one that is served if none is given."
    )


class OfClass(OfVersion):
    """A question about a class."""

    cohort: _Key = Field(description="The identifier of a class, as `classes` lists it.")


class OfPerson(OfVersion):
    """A question about the days of a person."""

    person: int = Field(ge=1, le=_LARGEST, description="The number of a person.")
    first: date | None = Field(None, description="The first day that is told.")
    last: date | None = Field(None, description="The last day that is told.")


class Since(OfVersion):
    """A question about what is changed since another version."""

    since: _Revision = Field(description="The number of the version that is known.")
