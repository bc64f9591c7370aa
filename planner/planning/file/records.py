"""What the records of planning.json are made of: their base, and types of their values."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_SESSIONS = 100
"""The most remote sessions of a week in a file; real weeks have far fewer."""

SessionCount = Annotated[int, Field(ge=0, le=MOST_SESSIONS)]
ObjectiveFigure = Annotated[int | float, Field(ge=0, le=10**12)]


class ExchangeRecord(BaseModel):
    """Base of all records: strictly typed; additional fields of other tools are allowed."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


def is_unsaid(value: object) -> bool:
    """Whether a value is None, so that it is left out of the file."""
    return value is None


def has_none(records: Sequence[ExchangeRecord]) -> bool:
    """Whether a list of records is empty, so that it is left out of the file."""
    return not records
