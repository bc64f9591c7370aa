"""Options that change the rules of a year under way: closures, absences, a cohort added."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING

import click

from planner.cli.common import combined_options
from planner.cli.option_types import (
    AWAY_TYPE,
    DATE_TYPE,
    DATED_WEEK_TYPE,
    HEADCOUNT_TYPE,
    LABEL_TYPE,
    TEXT_TYPE,
)
from planner.files.problems import Unusable, problem

if TYPE_CHECKING:
    from planner.planning.course import Lock
    from planner.programme.file import Tables
    from planner.programme.programme import Programme
    from planner.year.weeks import AcademicYear


@dataclass(frozen=True)
class ClosedDays:
    """The single days to close: for the cohorts of some ids or for all, and why.

    Raises
    ------
    Unusable
        Something is said of them, and no day is given.
    """

    days: Sequence[date]
    cohorts: Sequence[str]
    lost: bool
    reason: str | None

    def __post_init__(self) -> None:
        if not self.days and (self.cohorts or self.lost or self.reason):
            raise Unusable([problem("close-day.needs")])

    def closed(self, tables: "Tables", year: "AcademicYear", site: str) -> "Tables":
        """Return the tables of a programme with these days closed, at a site or at all.

        Raises
        ------
        Unusable
            The year does not have such a day, or it is closed already.
        """
        from planner.programme.file import check_closable, closed_days

        for day in self.days:
            check_closable(day, year, self.cohorts)
            name = self.reason or ""
            tables = closed_days(
                tables, day, day, cohorts=self.cohorts, lost=self.lost, name=name, site=site
            )
        return tables


@dataclass(frozen=True)
class RuleChanges:
    """What these options ask for.

    Attributes
    ----------
    close
        The Mondays of the weeks to close.
    days
        The single days to close.
    site
        The id of the site that is closed; "" for all.
    away
        The names of teachers who are away, each with the weeks.
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
    days: ClosedDays
    site: str
    away: "Sequence[tuple[str, Lock]]"
    cohort: str | None
    like: str | None
    label: str | None
    headcount: int | None

    def __post_init__(self) -> None:
        alone = self.cohort is None and (self.label, self.headcount) != (None, None)
        if alone or (self.cohort is None) != (self.like is None):
            raise Unusable([problem("add-cohort.needs")])
        if self.site and not (self.close or self.days.days):
            raise Unusable([problem("close.needs")])

    @property
    def are_none(self) -> bool:
        """Whether the rules stay as they are."""
        return not (self.close or self.days.days or self.away) and self.cohort is None

    def applied(self, rules: "Programme", year: "AcademicYear") -> "Programme":
        """Return a programme with these changes, as one that extends no other.

        Parameters
        ----------
        year
            The year in which the weeks are to be closed.

        Raises
        ------
        Unusable
            The year does not have a week or a day, or it is closed; or the cohort cannot be added.
        """
        from planner.programme.file import parse_tables, tables_of

        here = (cohort.id for cohort in rules.cohorts if cohort.site == self.site)
        year = year.of(next(here, ""))
        return parse_tables(self._changed(tables_of(rules), year), f"{rules.id}.toml")

    def _changed(self, tables: "Tables", year: "AcademicYear") -> "Tables":
        from planner.programme.file import added_cohort, closed_week, with_teacher_away

        weeks = {week.monday: week for week in year.weeks}
        for monday in self.close:
            if monday not in weeks or weeks[monday].closed:
                key = "close.closed" if monday in weeks else "close.no-week"
                raise Unusable([problem(key, week=f"{monday:%G-S%V}", year=year.label)])
            tables = closed_week(tables, monday, self.site)
        tables = self.days.closed(tables, year, self.site)
        for name, lock in self.away:
            numbers = [year.weeks[n].iso_week for n in _weeks_away(name, lock, year)]
            tables = with_teacher_away(tables, name, numbers)
        if self.cohort is None or self.like is None:
            return tables
        return added_cohort(
            tables, self.like, self.cohort, label=self.label, headcount=self.headcount
        )


def _weeks_away(name: str, lock: "Lock", year: "AcademicYear") -> range:
    from planner.planning.course import NoSuchWeek

    try:
        return lock.weeks(year)
    except NoSuchWeek:
        raise Unusable([problem("away.week", name=name, year=year.label)]) from None


_options = combined_options(
    click.option("--close", type=DATED_WEEK_TYPE, multiple=True),
    click.option("--close-day", "close_days", type=DATE_TYPE, multiple=True),
    click.option("--site", type=TEXT_TYPE),
    click.option("--only", type=TEXT_TYPE, multiple=True),
    click.option("--lost", is_flag=True),
    click.option("--reason", type=LABEL_TYPE),
    click.option("--away", type=AWAY_TYPE, multiple=True),
    click.option("--add-cohort", type=TEXT_TYPE),
    click.option("--like", type=TEXT_TYPE),
    click.option("--label", type=LABEL_TYPE),
    click.option("--headcount", type=HEADCOUNT_TYPE),
)


def change_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add these options to a command, which gets what they ask for as `changes`."""

    @wraps(command)
    def with_changes(
        *given: object,
        close: tuple[date, ...],
        close_days: tuple[date, ...],
        site: str | None,
        only: tuple[str, ...],
        lost: bool,
        reason: str | None,
        away: "tuple[tuple[str, Lock], ...]",
        add_cohort: str | None,
        like: str | None,
        label: str | None,
        headcount: int | None,
        **others: object,
    ) -> int:
        days = ClosedDays(close_days, only, lost, reason)
        changes = RuleChanges(close, days, site or "", away, add_cohort, like, label, headcount)
        return command(*given, changes=changes, **others)

    decorated: Callable[..., int] = _options(with_changes)
    return decorated
