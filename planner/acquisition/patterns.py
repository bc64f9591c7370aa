"""Rhythms that repeat themselves: one week in three, the same split week all year."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planner.acquisition.class_rules import cohort_weeks_key, in_class
from planner.acquisition.example import Example, ExampleClass
from planner.acquisition.proposal import Amount, Choice, Evidence, RuleProposal
from planner.programme.file import Tables
from planner.programme.names import RuleName
from planner.rules.statement import Unit

_LONGEST = 8
"""The most weeks of a pattern."""

_REPEATS = 4
"""A pattern is seen if it would repeat so often at least."""

_MOSTLY = 0.85
"""The share of the weeks of a pattern from which on it is a preference."""


@dataclass(frozen=True)
class _Rhythm:
    """A pattern, with the number of weeks that it asks for and of those that follow it."""

    activities: tuple[str, ...]
    by_number: bool
    kept: int
    weeks: int


def of_pattern(
    example: Example, of: ExampleClass, year: RuleProposal, outside: Sequence[RuleProposal]
) -> Iterator[RuleProposal]:
    """Propose the pattern of a class: a rule if the calendar keeps it, else a preference.

    Parameters
    ----------
    outside
        Proposals whose weeks stand outside a pattern: closures and fixed weeks.
    """
    row = example.row(of)
    skipped = _weeks_outside(example, of, outside)
    rhythms = list(_rhythms(row, example.numbers, of.weeks[0], skipped))
    needed = tuple(each for each in outside if each.cohort in (None, of.id))
    counted_from = [cohort_weeks_key(of)] if example.span_table(of) else []
    for rhythm in (each for each in rhythms if each.kept == each.weeks):
        for needs in ((), needed):
            keys = [*counted_from, *(each.key for each in needs)]
            found = _proposal(example, of, rhythm, keys)
            fragments = [each.tight for each in (year, *needs)]
            if example.keeps([*fragments, found.tight]):
                yield found
                return
    likely = [each for each in rhythms if each.kept >= _MOSTLY * each.weeks]
    if likely:
        best = max(likely, key=lambda each: each.kept / each.weeks)
        found = _proposal(example, of, best, ())
        assert found.loose is not None
        yield RuleProposal(
            found.key,
            found.rule,
            found.cohort,
            found.evidence,
            found.loose,
            default=Choice.LEFT,
            needs=tuple(counted_from),
        )


def _weeks_outside(example: Example, of: ExampleClass, outside: Iterable[RuleProposal]) -> set[int]:
    """Return the positions of the weeks that closures or fixed weeks take."""
    found: set[int] = set()
    for each in outside:
        weeks = each.evidence.values.get("weeks", ())
        if each.cohort in (None, of.id) and isinstance(weeks, tuple):
            found |= {n for n, monday in enumerate(example.calendar.mondays) if monday in weeks}
    mondays = enumerate(example.calendar.mondays)
    away = {n for n, monday in mondays if n not in of.weeks or monday in of.seen.unpublished}
    return found | away | {of.weeks[0], of.weeks[-1]}


def _rhythms(
    row: Sequence[str], numbers: Sequence[int], first: int, skipped: set[int]
) -> Iterator[_Rhythm]:
    """Yield the patterns that most weeks follow, the shortest first, by position first.

    Parameters
    ----------
    first
        The position of the first week of the class, from which positions are counted.
    """
    inside = [n for n in range(len(row)) if n not in skipped]
    for length in range(1, _LONGEST + 1):
        if len(inside) < _REPEATS * length:
            return
        for by_number in (False, True):
            counted = [numbers[n] - 1 if by_number else n - first for n in range(len(row))]
            place = [number % length for number in counted]
            usual: list[str] = []
            for residue in range(length):
                found = Counter(row[n] for n in inside if place[n] == residue)
                usual += [name for name, _ in found.most_common(1)]
            if len(usual) < length or not _is_rhythm(usual):
                continue
            kept = sum(row[n] == usual[place[n]] for n in inside)
            yield _Rhythm(tuple(usual), by_number, kept, len(inside))


def _is_rhythm(activities: Sequence[str]) -> bool:
    """Whether weeks differ, or all are split, and no shorter pattern is the same."""
    if len(activities) == 1:
        return activities[0].startswith("split")
    return all(
        [*activities] != [*activities[:part]] * (len(activities) // part)
        for part in range(1, len(activities))
        if len(activities) % part == 0
    )


def _proposal(
    example: Example, of: ExampleClass, rhythm: _Rhythm, needs: Sequence[str]
) -> RuleProposal:
    table: Tables = {"weeks": list(rhythm.activities), "week_53": "counted"}
    if rhythm.by_number:
        table["counted_by"] = "iso_week"
    days = {example.activity(each): each for each in of.seen.weeks}
    return RuleProposal(
        f"{of.id}.pattern",
        RuleName.PATTERN,
        of.id,
        Evidence(
            "acquired.pattern-iso" if rhythm.by_number else "acquired.pattern",
            {
                "pattern": tuple(days[name] for name in rhythm.activities),
                "kept": Amount(Unit.WEEKS, rhythm.kept),
                "weeks": rhythm.weeks,
            },
        ),
        in_class(of, {"pattern": table}),
        in_class(of, {"pattern": {**table, "preferred": True}}),
        needs=tuple(needs),
    )
