"""What is told of the credits of a year: what is missing to those due, or too much."""

from collections.abc import Iterator

from planner.curriculum.credits import StreamCredits, says_credits, stream_credits
from planner.messages import Messages
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme


def credits_lines(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield what the people of each class have not, or have too much, of the credits of a year."""
    for row in planning.cohorts:
        yield from credits_of_class(row.cohort, planning.programme, text)


def credits_of_class(cohort: Cohort, programme: Programme, text: Messages) -> Iterator[str]:
    """Yield what is not as it is due in the credits of a class: one line where it is so of all."""
    curriculum = programme.curriculum_of(cohort)
    if curriculum is None or not says_credits(curriculum):
        return
    lines = {
        stream.option: _line(stream, text)
        for stream in stream_credits(curriculum).values()
        if stream.missing or stream.silent
    }
    is_of_all = len(lines) == len(curriculum.streams) and len({*lines.values()}) == 1
    for option, line in [("", next(iter(lines.values())))] if is_of_all else lines.items():
        key = "credits.of-option" if option else "credits.of-class"
        yield text(key, cohort=cohort.id, option=option, what=line)


def _line(stream: StreamCredits, text: Messages) -> str:
    """Return what is said of the credits of a stream: 30 ECTS instead of 60, 30 are missing."""
    key = "missing" if stream.missing > 0 else "too-many" if stream.missing else "as-due"
    figures = {
        "taught": stream.taught,
        "company": stream.in_company,
        "due": stream.due,
        "other": abs(stream.missing),
    }
    said = text(f"credits.{key}", **figures)
    if stream.silent:
        said += text.counted("credits.silent", len(stream.silent))
    return said
