"""What the check of a planning found, in sentences: rules kept and broken, weeks, wrong figures."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from planner.messages import Messages
from planner.planning.check import Misstatement, RuleCheck, Verdict
from planner.planning.file import Layout, breach_layout
from planner.planning.planning import Planning
from planner.words.names import week_name
from planner.words.rules import breach_line, open_line
from planner.year.activity import Activity


def rules_kept_line(planning: Planning, checks: Sequence[RuleCheck], text: Messages) -> str:
    """Return how many of the rules that could be checked hold, and for how many cohorts all do."""
    checked = [c for c in checks if c.verdict in (Verdict.KEPT, Verdict.BROKEN, Verdict.OPEN)]
    kept = [c for c in checked if c.verdict is Verdict.KEPT]
    broken = [c for c in checked if c.verdict is Verdict.BROKEN]
    cohorts = {c.cohort.id for c in broken if c.cohort}
    return text(
        "check.rules-kept",
        kept=text.number(len(kept)),
        rules=text.number(len(checked)),
        cohorts=text.number(len(planning.cohorts) - len(cohorts)),
        all=text.number(len(planning.cohorts)),
    )


def unpublished_lines(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield the weeks of each cohort that are not published; those in a row as one span."""
    for row in planning.cohorts:
        holes = (block for block in row.blocks if block.activity == Activity.UNKNOWN)
        weeks = planning.year.weeks
        spans = [
            text.span(weeks[hole.first].monday, weeks[hole.span[-1]].last_day) for hole in holes
        ]
        if spans:
            yield text("check.unpublished", cohort=row.cohort.id, spans=", ".join(spans))


def open_lines(checks: Sequence[RuleCheck], text: Messages) -> Iterator[str]:
    """Yield the rules that depend on weeks that are not published, and on what."""
    return (open_line(found, text) for found in checks if found.verdict is Verdict.OPEN)


def breach_lines(
    planning: Planning, checks: Sequence[RuleCheck], cells: Sequence[Layout], text: Messages
) -> Iterator[str]:
    """Yield a sentence a breach, with the source of its rule.

    Where the planning is read from a workbook, its cell stands before it.
    """
    for found in checks:
        source = planning.programme.sources.get(found.rule.name)
        for bound in found.breaches:
            line = breach_line(found, bound, planning.year.weeks, text)
            if source:
                line = text("check.breach-of", what=line, source=source)
            if cells:
                layout = breach_layout(cells, found, planning)
                cell = layout.cell_of(found, bound, planning)
                line = text("breach.cell", sheet=layout.sheet, cell=cell, what=line)
            yield line


def misstatement_lines(misstatements: Sequence[Misstatement], text: Messages) -> Iterator[str]:
    """Yield the first misstatement of each cohort and field, and the number of the others."""
    ordered = sorted(misstatements, key=_cohort_and_field)
    for (*_, field), group in groupby(ordered, _cohort_and_field):
        first, *others = group
        yield _misstatement_line(first, text)
        if others:
            yield text("misstatement.more", count=len(others), field=field)


def not_given_line(checks: Sequence[RuleCheck], text: Messages) -> str:
    """Return the rules that read what the planning does not give; "" if there are none."""
    names = {found.rule.name: None for found in checks if found.verdict is Verdict.NOT_GIVEN}
    listed = text.listed(text(f"rule.{name}") for name in names)
    return text("check.not-given", rules=listed) if names else ""


def _cohort_and_field(wrong: Misstatement) -> tuple[bool, str, str]:
    return wrong.cohort is None, wrong.cohort.id if wrong.cohort else "", wrong.field


def _misstatement_line(wrong: Misstatement, text: Messages) -> str:
    places = [
        wrong.cohort.id if wrong.cohort else text("misstatement.whole"),
        *([week_name(wrong.week, text)] if wrong.week else []),
    ]
    return text(
        "misstatement",
        where=text.listed(places),
        field=wrong.field,
        found=str(wrong.found),
        expected="–" if wrong.expected is None else str(wrong.expected),
    )
