"""What a curriculum cannot mean for the classes of its programme, whatever the year."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from planner.curriculum.consistency import inconsistencies
from planner.curriculum.module import Module
from planner.files.problems import Problem, problem
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.year.weeks import Minutes


def curriculum_contradictions(programme: Programme) -> Iterator[Problem]:
    """Yield what the modules of a programme cannot mean together, with its place in the file."""
    if programme.curriculum:
        yield from (found.below("curriculum") for found in inconsistencies(programme.curriculum))


def module_contradictions(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Yield the streams of a cohort whose modules have other hours than the cohort; wrong locks.

    A cohort without modules is planned as if there were no curriculum.
    """
    curriculum = programme.curriculum_of(cohort)
    yield from _of_locks(cohort, curriculum.modules if curriculum else (), programme)
    for option, modules in curriculum.streams.items() if curriculum else ():
        stream = problem("curriculum.stream", option=option) if option else ""
        yield from _of_stream(cohort, programme, modules, stream)


def _of_locks(cohort: Cohort, modules: Sequence[Module], programme: Programme) -> Iterator[Problem]:
    """Yield the modules of locked weeks that the cohort does not have, or not so much of."""
    locked: dict[str, Minutes] = defaultdict(int)
    for (year, week), kept in cohort.locked_weeks.items():
        for share in kept.modules.shares if kept.modules else ():
            session = programme.workday_of(cohort).session
            locked[share.module] += share.minutes + session * share.sessions
            if share.module not in {module.id for module in modules}:
                known = ", ".join(module.id for module in modules) or "–"
                yield problem(
                    "field.value",
                    field=f"locked_weeks.{year}-W{week:02}.modules",
                    found=f'"{share.module}"',
                    accepted=problem("accepted.one-of", expected=known),
                )
    for module in modules:
        if (found := locked[module.id]) > module.minutes:
            yield problem(
                "contradiction.locked-module",
                module=module.id,
                found=found,
                hours=module.minutes,
            )


def _of_stream(
    cohort: Cohort, programme: Programme, modules: tuple[Module, ...], stream: Problem | str
) -> Iterator[Problem]:
    session, total = programme.workday.session, cohort.sessions.total
    minutes = sum(module.minutes for module in modules)
    target = cohort.academic_hours
    if target and not target.low <= minutes <= target.high:
        yield problem(
            "contradiction.module-hours",
            stream=stream,
            count=len(modules),
            found=minutes,
            low=target.low,
            high=target.high,
        )
    numbers = [module.session_numbers(session) for module in modules]
    least, most = (
        sum(each) for each in ([n.start for n in numbers], [n.stop - 1 for n in numbers])
    )
    if not all(numbers):
        for module, each in zip(modules, numbers, strict=True):
            if not each:
                values = {"module": module.id, "hours": module.minutes}
                yield problem("contradiction.module-sessions-long", **values)
    elif total < least:
        asking = ", ".join(module.id for module in modules if module.least_sessions)
        yield problem(
            "contradiction.module-least-sessions",
            stream=stream,
            least=least,
            modules=asking,
            total=total,
        )
    elif total > most:
        yield problem("contradiction.module-sessions", stream=stream, most=most, total=total)
    elif cohort.onsite is not None and minutes - total * session > cohort.onsite:
        yield problem(
            "contradiction.module-onsite",
            stream=stream,
            found=minutes - total * session,
            onsite=cohort.onsite,
        )
