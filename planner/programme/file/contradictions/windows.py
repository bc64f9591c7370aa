"""What is wrong with the moments and windows of a cohort in every year of its programme."""

from collections.abc import Iterator, Sequence
from datetime import date

from planner.files.problems import Problem, problem
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.year.calendar import possible_years
from planner.year.moments import DaysAfter, FirstClosed, Moment, NamedMoment, Window
from planner.year.positions import step_positions


def window_contradictions(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Yield moments of school holidays that do not close the school, and windows without weeks."""
    windows = list(_windows(cohort))
    closing = programme.site_of(cohort).closures.holidays
    for key, moment in [*_moments_of(windows), *_moments(cohort)]:
        named = _named(moment)
        if isinstance(named, FirstClosed) and named.holidays not in closing:
            yield problem("contradiction.holidays-open", field=key, name=named.holidays)
    for key, window in windows:
        if _is_never(window, programme):
            yield problem("contradiction.window-never", field=key)


def _windows(cohort: Cohort) -> Iterator[tuple[str, Window]]:
    """Yield all windows of a cohort, each with its key."""
    several: list[tuple[str, Sequence[Window]]] = [
        ("school_blocks", cohort.school_blocks.windows),
        ("company_blocks", cohort.company_blocks.windows),
        *((f"activities.{a}.blocks", rules.blocks.windows) for a, rules in cohort.others.items()),
        *((f"named_blocks.{named.name}", named.windows) for named in cohort.named_blocks),
    ]
    for key, windows in several:
        for number, window in enumerate(windows, start=1):
            yield f"{key}.windows[{number}]" if len(windows) > 1 else key, window
    for part in cohort.semesters:
        yield f"semesters.{part.name}", part.window
    if cohort.sessions.window:
        yield "sessions", cohort.sessions.window
    for pattern in cohort.patterns:
        if pattern.window:
            yield pattern.key, pattern.window


def _moments_of(windows: Sequence[tuple[str, Window]]) -> Iterator[tuple[str, Moment]]:
    for key, window in windows:
        yield from ((key, m) for m in (window.start, window.end, window.before) if m)


def _moments(cohort: Cohort) -> Iterator[tuple[str, Moment]]:
    """Yield the moments of a cohort besides those of windows, each with its key."""
    for named in cohort.named_blocks:
        if named.start:
            yield f"named_blocks.{named.name}", named.start
    for event in cohort.events:
        yield f"events[{event.name}]", event.day
    for pattern in cohort.patterns:
        yield from ((f"{pattern.key}.except", moment) for moment in pattern.exceptions)
    for key, moment in (("starts", cohort.starts), ("ends", cohort.ends)):
        if moment:
            yield key, moment


def _named(moment: Moment) -> NamedMoment:
    return moment.moment if isinstance(moment, DaysAfter) else moment


def _is_never(window: Window, programme: Programme) -> bool:
    """Whether a window has no week in any year: it ends before it begins.

    Of one that depends on school holidays, or has a date of one year, this is not known; and a
    year of a given number of weeks need not have the windows that a whole one has.
    """
    if programme.span.weeks is not None:
        return False
    moments = [_named(m) for m in (window.start, window.end, window.before) if m]
    if any(isinstance(moment, FirstClosed | date) for moment in moments):
        return False
    years = possible_years(programme.span, programme.by_days, programme.weekdays)
    return not any(step_positions(window, year) for year in years)
