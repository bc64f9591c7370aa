"""Contradictions of milestones: names that nothing has, or that depend on each other."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from planner.files.problems import Problem, problem
from planner.programme.cohort import Cohort
from planner.programme.milestones import (
    CONTRACT,
    YEAR,
    AtMoment,
    DayOf,
    InPeriod,
    Milestone,
)
from planner.programme.programme import Programme
from planner.year.activity import Activity
from planner.year.moments import DaysAfter, FirstClosed


def milestone_contradictions(programme: Programme) -> Iterator[Problem]:
    """Yield names that stand twice, that nothing has, and milestones that follow in a circle."""
    names = Counter(each.name for each in programme.milestones)
    if doubled := [name for name, count in names.items() if count > 1]:
        yield problem("contradiction.milestones-doubled", names=", ".join(doubled))
    for each in programme.milestones:
        yield from _unknown_cohorts(each, programme)
        cohorts = [cohort for cohort in programme.cohorts if each.concerns(cohort.id)]
        match each.rule:
            case AtMoment(FirstClosed(name)) | AtMoment(DaysAfter(FirstClosed(name))):
                sites = map(programme.site_of, cohorts)
                if cohorts and not any(name in site.closures.holidays for site in sites):
                    field = f"milestones[{each.name}].on"
                    found = problem("contradiction.holidays-open", field=field, name=name)
                    yield found.at(("milestones", each.name, "on"))
            case InPeriod(name):
                yield from _unknown(each, "period", name, _periods(cohorts, programme))
            case DayOf(name):
                yield from _unknown(each, "day_of", name, _days(each, cohorts, programme))
    if circle := _circle(programme.milestones):
        yield problem("contradiction.milestones-endless", names=", ".join(circle))


def _unknown_cohorts(milestone: Milestone, programme: Programme) -> Iterator[Problem]:
    known = [cohort.id for cohort in programme.cohorts]
    if unknown := [cohort for cohort in milestone.cohorts if cohort not in known]:
        yield _not_one_of(milestone, "cohorts", ", ".join(unknown), known)


def _unknown(
    milestone: Milestone, key: str, name: str, known: Mapping[str, None]
) -> Iterator[Problem]:
    if name not in known:
        yield _not_one_of(milestone, key, f'"{name}"', [*known])


def _not_one_of(milestone: Milestone, key: str, found: str, known: Sequence[str]) -> Problem:
    return problem(
        "field.value",
        field=f"milestones[{milestone.name}].{key}",
        found=found,
        accepted=problem("accepted.one-of", expected=", ".join(known) or "–"),
    ).at(("milestones", milestone.name, key))


def _periods(cohorts: Sequence[Cohort], programme: Programme) -> Mapping[str, None]:
    """Return the names of the periods of some cohorts."""
    hidden = (Activity.OUTSIDE, Activity.UNKNOWN)
    found = [
        *(activity.name for c in cohorts for activity in c.activities if activity not in hidden),
        *(named.name for cohort in cohorts for named in cohort.named_blocks),
        *(semester.name for cohort in cohorts for semester in cohort.semesters),
        *(name for cohort in cohorts for name in programme.taught_semesters(cohort)),
    ]
    return dict.fromkeys([*found, CONTRACT, YEAR])


def _days(
    milestone: Milestone, cohorts: Sequence[Cohort], programme: Programme
) -> Mapping[str, None]:
    """Return the names of the other milestones, and of the events, of some cohorts."""
    others = (
        other.name
        for other in programme.milestones
        if other is not milestone and any(other.concerns(cohort.id) for cohort in cohorts)
    )
    return dict.fromkeys([*others, *(event.name for each in cohorts for event in each.events)])


def _circle(milestones: Sequence[Milestone]) -> tuple[str, ...]:
    """Return the names of milestones whose days depend on themselves; empty if none do."""
    needs = {each.name: each.rule.name for each in milestones if isinstance(each.rule, DayOf)}

    def comes_back(name: str) -> bool:
        other = needs[name]
        for _ in needs:
            if other == name:
                return True
            other = needs.get(other, "")
        return False

    return tuple(filter(comes_back, needs))
