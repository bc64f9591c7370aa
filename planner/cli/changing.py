"""Options that change the rules of a year under way: a week closed, a cohort added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import click

from planner.cli.common import combined_options
from planner.cli.option_types import (
    DATED_WEEK_TYPE,
    HEADCOUNT_TYPE,
    LABEL_TYPE,
    TEXT_TYPE,
)
from planner.files.problems import Unusable, problem

if TYPE_CHECKING:
    from planner.programme.file import Tables
    from planner.programme.programme import Programme
    from planner.year.weeks import AcademicYear

change_options = combined_options(
    click.option("--close", type=DATED_WEEK_TYPE, multiple=True),
    click.option("--add-cohort", type=TEXT_TYPE),
    click.option("--like", type=TEXT_TYPE),
    click.option("--label", type=LABEL_TYPE),
    click.option("--headcount", type=HEADCOUNT_TYPE),
)


@dataclass(frozen=True)
class RuleChanges:
    """What these options ask for.

    Attributes
    ----------
    close
        The Mondays of the weeks to close.
    cohort, like
        The id of the cohort to add, and of the one whose rules it has.
    label, headcount
        Of the cohort to add, if they are given.

    Raises
    ------
    Unusable
        Options that go together are not given together.
    """

    close: Sequence[date]
    cohort: str | None
    like: str | None
    label: str | None
    headcount: int | None

    def __post_init__(self) -> None:
        alone = self.cohort is None and (self.label, self.headcount) != (None, None)
        if alone or (self.cohort is None) != (self.like is None):
            raise Unusable([problem("add-cohort.needs")])

    @property
    def are_none(self) -> bool:
        """Whether the rules stay as they are."""
        return not self.close and self.cohort is None

    def applied(self, rules: "Programme", year: "AcademicYear") -> "Programme":
        """Return a programme with these changes, as one that extends no other.

        Parameters
        ----------
        year
            The year in which the weeks are to be closed.

        Raises
        ------
        Unusable
            The year does not have a week, or it is closed; or the cohort cannot be added.
        """
        from planner.programme.file import parse_tables, tables_of

        return parse_tables(self._changed(tables_of(rules), year), f"{rules.id}.toml")

    def _changed(self, tables: "Tables", year: "AcademicYear") -> "Tables":
        from planner.programme.file import added_cohort, closed_week

        weeks = {week.monday: week for week in year.weeks}
        for monday in self.close:
            if monday not in weeks or weeks[monday].closed:
                key = "close.closed" if monday in weeks else "close.no-week"
                raise Unusable([problem(key, week=f"{monday:%G-S%V}", year=year.label)])
            tables = closed_week(tables, monday)
        if self.cohort is None or self.like is None:
            return tables
        return added_cohort(
            tables, self.like, self.cohort, label=self.label, headcount=self.headcount
        )
