"""The words and letters for activities in calendars of a programme, and for weeks cut by days."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from planner.files.problems import Problem, problem
from planner.files.spelling import folded
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.year.activity import Activity, week_named, week_of, weeks_lettered

ACTIVITY_WORDS: Mapping[str, Activity] = {
    **dict.fromkeys(("school", "ecole", "campus", "c"), Activity.SCHOOL),
    **dict.fromkeys(("company", "entreprise", "e"), Activity.COMPANY),
    **dict.fromkeys(
        ("defence", "defences", "soutenance", "soutenances", "jury", "j"), Activity.DEFENCE
    ),
    **dict.fromkeys(("abroad", "etranger", "aletranger", "a"), Activity.ABROAD),
    **dict.fromkeys(("leave", "conges", "v"), Activity.LEAVE),
    **dict.fromkeys(("none", "rien", "–", "-"), Activity.NONE),
    **dict.fromkeys(
        ("?", "unknown", "tbd", "adefinir", "apreciser", "nonpublie", "nonpubliee", "inconnu"),
        Activity.UNKNOWN,
    ),
}
"""The normalised words and letters for the ready activities, and for a week not published."""


def activity_words(cohort: Cohort, programme: Programme) -> Iterator[tuple[str, Activity]]:
    """Yield the normalised words allowed in the column of a cohort, with their activities.

    A word may occur several times: the last meaning overrides. An empty cell means that a cohort
    is not there, where it is not there all year.
    """
    yield from ACTIVITY_WORDS.items()
    for named in cohort.named_blocks:
        yield folded(named.name), named.activity
    for activity in programme.activities:
        for word in (activity.code, activity.label, activity.name):
            if word and (activity != Activity.OUTSIDE or cohort.is_part_year):
                yield folded(word), activity
    if cohort.is_part_year:
        yield "", Activity.OUTSIDE


def cut_weeks(cell: str, programme: Programme) -> tuple[Activity, ...]:
    """Return the weeks that a letter for each weekday may stand for: CCC|EE or CCCEE.

    Or the week that `planning.json` names so: school*3|company*2. The bars between letters may be
    left out. There are none where it is not five letters of the programme, and several where
    letters can be read in several ways.
    """
    with suppress(KeyError):
        return (week_named(cell.strip(), list(_of_days(programme))),)
    codes = {folded(activity.code): activity for activity in _of_days(programme)}
    codes["-"] = Activity.NONE
    return weeks_lettered(folded(cell), codes)


def _of_days(programme: Programme) -> Iterator[Activity]:
    """Yield the activities that a day may have: outside where some class is not there all year."""
    may_be_outside = any(cohort.is_part_year for cohort in programme.cohorts)
    return (a for a in programme.activities if may_be_outside or a != Activity.OUTSIDE)


def cut_week_accepted(cell: str, programme: Programme, choices: Sequence[str]) -> Problem:
    """Return what a cell may hold; of several letters, how those of days are written."""
    expected = ", ".join(choices)
    if len(cell.strip()) < 2:
        return problem("accepted.one-of", expected=expected)
    codes = {activity.code: activity for activity in _of_days(programme)}
    letters = {letter for code in codes for letter in folded(code)} | {"|", "-"}
    example = week_of([*[Activity.SCHOOL] * 3, *[Activity.COMPANY] * 2]).code
    if letters.issuperset(folded(cell)):
        return problem("accepted.days", letters=", ".join(codes), example=example)
    return problem("accepted.one-of-or-days", expected=expected, example=example)
