"""The operations of the interface: their paths, what they are asked and what they answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.portal.interface import views
from planner.portal.interface.answers import (
    Answer,
    ChangesAnswer,
    ClassesAnswer,
    DaysAnswer,
    PeriodsAnswer,
    PersonsAnswer,
    PlanningsAnswer,
    VersionsAnswer,
    WeeksAnswer,
)
from planner.portal.interface.questions import (
    OfClass,
    OfPerson,
    OfSeries,
    OfVersion,
    PagedQuestion,
    Question,
    Since,
)
from planner.portal.interface.views import TokenSource

_Asked = TypeVar("_Asked", bound=Question)
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Operation(Generic[_Asked]):
    """One thing that can be asked.

    Attributes
    ----------
    path
        Below the root of the interface, with its parameters in braces.
    question
        The model of its parameters, those of the path and of the query.
    view
        Returns the answer; raises Absent where there is nothing of it.
    tells_persons
        Whether it needs a token that admits persons.
    """

    path: str
    summary: str
    question: type[_Asked]
    answer: type[Answer]
    view: Callable[[TokenSource, _Asked], Answer]
    tells_persons: bool = False

    @property
    def name(self) -> str:
        """Its identifier in the document."""
        return self.view.__name__

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """The names of the parameters in its path."""
        return tuple(_PARAMETER.findall(self.path))

    def reply(self, source: TokenSource, given: object) -> Answer:
        """Return the answer to a question.

        Raises
        ------
        Absent
            There is nothing of what is asked for.
        pydantic.ValidationError
            The question is none that this operation is asked.
        """
        return self.view(source, self.question.model_validate(given))


_SERIES = "/plannings/{series}"

OPERATIONS = (
    Operation("/plannings", "List the plannings.", PagedQuestion, PlanningsAnswer, views.plannings),
    Operation(
        f"{_SERIES}/versions",
        "List the versions of a planning, the newest first.",
        OfSeries,
        VersionsAnswer,
        views.versions,
    ),
    Operation(
        f"{_SERIES}/classes",
        "List the classes of a planning with their totals.",
        OfVersion,
        ClassesAnswer,
        views.classes,
    ),
    Operation(
        f"{_SERIES}/classes/{{cohort}}/weeks",
        "List the weeks of a class.",
        OfClass,
        WeeksAnswer,
        views.weeks,
    ),
    Operation(
        f"{_SERIES}/classes/{{cohort}}/periods",
        "List the periods of a class from day to day, at school and in company.",
        OfClass,
        PeriodsAnswer,
        views.periods,
    ),
    Operation(
        f"{_SERIES}/changes",
        "List the weeks of classes that are changed since another version.",
        Since,
        ChangesAnswer,
        views.changes,
    ),
    Operation(
        f"{_SERIES}/persons",
        "List the apprentices of a planning.",
        OfVersion,
        PersonsAnswer,
        views.persons,
        tells_persons=True,
    ),
    Operation(
        f"{_SERIES}/persons/{{person}}/days",
        "List the days of an apprentice.",
        OfPerson,
        DaysAnswer,
        views.days,
        tells_persons=True,
    ),
)
"""All operations, in the order of the document."""
