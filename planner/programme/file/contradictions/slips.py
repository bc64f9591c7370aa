"""What a programme file cannot mean as it stands, though a planning may exist all the same."""

from collections.abc import Iterator

from planner.files.problems import Problem, problem
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.year.activity import Activity


def slips(programme: Programme) -> list[Problem]:
    """Return letters that stand for two things, and activities that a week can never have."""
    return [
        *_shared_letters(programme),
        *(
            problem("cohort.problem", cohort=cohort.id, what=fault)
            for cohort in programme.cohorts
            for fault in _absent_activities(cohort)
        ),
    ]


def _shared_letters(programme: Programme) -> Iterator[Problem]:
    """Yield letters on documents that several activities or named blocks in use have."""
    used = dict.fromkeys(activity for c in programme.cohorts for activity in c.activities)
    owners: dict[str, str] = {}
    lettered = [
        *((activity.code, f"activities.{activity}") for activity in used),
        *(
            (named.name, f"named_blocks.{named.name}")
            for cohort in programme.cohorts
            for named in cohort.named_blocks
            if named.name.casefold() != named.activity.code.casefold()
        ),
    ]
    for letters, owner in lettered:
        other = owners.setdefault(letters.casefold(), owner)
        if other != owner:
            yield problem("contradiction.letters", letters=letters, one=other, other=owner)


def _absent_activities(cohort: Cohort) -> Iterator[Problem]:
    """Yield locked, wished and repeated weeks with an activity that they can never have."""
    for key, week, activity in _asked_activities(cohort):
        may: list[Activity | None] = [*cohort.placeable]
        if week is not None:
            may += cohort.fixed_weeks[week].each if week in cohort.fixed_weeks else ()
        if week == 53:
            may += cohort.of_week_53
        if activity not in may:
            names = dict.fromkeys(each.name for each in may if each)
            accepted = problem("accepted.one-of", expected=", ".join(names))
            yield problem("field.value", field=key, found=f'"{activity}"', accepted=accepted)


def _asked_activities(cohort: Cohort) -> Iterator[tuple[str, int | None, Activity]]:
    """Yield the activities that weeks are given: key, ISO number if it is of one, activity."""
    for (iso_year, week), locked in cohort.locked_weeks.items():
        for each in locked.activity.each:
            yield f"locked_weeks.{iso_year}-W{week:02}", week, each
    for wish in cohort.wishes:
        yield f"wished_weeks.{wish.iso_week}.activity", wish.iso_week, wish.activity
    for pattern in cohort.patterns:
        for activity in dict.fromkeys(pattern.activities):
            yield f"{pattern.key}.weeks", None, activity
