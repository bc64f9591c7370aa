"""The totals of a planning as columns of figures: weeks and days at each place, sessions, hours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.messages import Messages
from planner.planning.course import company_time, promotions
from planner.planning.ledger import PLAIN_ROWS, Totals, presence
from planner.planning.planning import Planning
from planner.planning.unknown_weeks.totals import totals_between, totals_over

_HOUR_KEYS = ("onsite", "sessions", "remote", "academic", "company", "net")
"""The columns of hours."""

_OF_SESSIONS = ("sessions", "remote", "academic")
"""Those that say nothing where there are no sessions."""


@dataclass(frozen=True)
class CountedClass:
    """A class that has totals; `site` is empty where all classes are at the same."""

    id: str
    label: str
    site: str


@dataclass(frozen=True)
class TotalsTable:
    """The totals of some classes.

    Attributes
    ----------
    weeks, hours
        The figures of each, by the keys of the columns.
    """

    classes: Sequence[CountedClass]
    weeks: Mapping[str, Sequence[str]]
    hours: Mapping[str, Sequence[str]]

    @property
    def is_plain(self) -> bool:
        """Whether there are no other weeks than those at school and in company."""
        return len(self.weeks) == PLAIN_ROWS


def planning_totals(planning: Planning, text: Messages) -> TotalsTable:
    """Return the weeks, sessions and hours of each cohort.

    Where weeks are not published, a figure is the two between which it lies.
    """
    found = [totals_between(cohort, planning.case) for cohort in planning.cohorts]
    site_name = planning.programme.site_name
    classes = [
        CountedClass(row.cohort.id, row.cohort.label, site_name(row.cohort))
        for row in planning.cohorts
    ]
    return _table(classes, found, text, with_sessions=planning.has_sessions)


def course_totals(plannings: Sequence[Planning], text: Messages) -> TotalsTable:
    """Return the weeks, sessions and hours of the people of each class, over consecutive years."""
    followed, classes = promotions(plannings), []
    for each in followed:
        sites = {plannings[n].programme.site_name(row.cohort): None for n, row in each.years}
        ids = " → ".join(row.cohort.id for _, row in each.years)
        entry = text("lane.promotion", entry=each.entry)
        classes.append(CountedClass(ids, entry, " → ".join(filter(None, sites))))
    found = [
        totals_over([(row, plannings[year].case) for year, row in each.years]) for each in followed
    ]
    has_sessions = any(planning.has_sessions for planning in plannings)
    return _table(classes, found, text, with_sessions=has_sessions)


def company_time_rows(
    plannings: Sequence[Planning], text: Messages
) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the time in company of each promotion whose whole course is planned.

    It is compared with the hours that the school publishes. There is none if the school publishes
    none, or if no promotion is planned from its first year to its last.

    Yields
    ------
    tuple
        The promotion, how its time is counted, the hours, those published, the difference.
    """
    published = plannings[0].programme.published_company
    if published is None:
        return
    course = max(cohort.year for cohort in plannings[0].programme.cohorts)
    for promotion in (p for p in promotions(plannings) if len(p.years) == course):
        name = f"{promotion.entry} {promotion.option}".strip()
        found = company_time(promotion, plannings)
        for field in ("contract", "less_leave", "worked", "net"):
            minutes: int = getattr(found, field)
            counted, difference = text.hours(minutes), text.hours(minutes - published)
            yield name, text(f"company.{field}"), counted, text.hours(published), difference


def _table(
    classes: Sequence[CountedClass],
    found: Sequence[tuple[Totals, Totals]],
    text: Messages,
    *,
    with_sessions: bool,
) -> TotalsTable:
    """Return the table of some classes.

    Parameters
    ----------
    found
        The least and the most of their totals.
    """
    least = dict(presence([low for low, _ in found]))
    weeks = {
        key: [
            _between(text.number(low), text.number(high))
            for low, high in zip(least.get(key, [0] * len(most)), most, strict=True)
        ]
        for key, most in presence([high for _, high in found])
    }
    rows = [(_hours(low, text), _hours(high, text)) for low, high in found]
    hours = {
        key: [_between(low[n], high[n]) for low, high in rows]
        for n, key in enumerate(_HOUR_KEYS)
        if with_sessions or key not in _OF_SESSIONS
    }
    return TotalsTable(classes, weeks, hours)


def _between(low: str, high: str) -> str:
    """Return a figure, or those between which it lies where weeks are not published."""
    return low if low == high else f"{low} – {high}"


def _hours(found: Totals, text: Messages) -> tuple[str, ...]:
    return (
        text.hours(found.onsite),
        str(found.sessions),
        text.hours(found.remote),
        text.hours(found.academic),
        text.hours(found.company),
        text.hours(found.company_net),
    )
