"""Which cohorts share a general sheet: a few that can be read together, those of a level first."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from planner.documents.sheets import LONGEST_SHEET_NAME
from planner.messages import Messages
from planner.programme.cohort import Cohort

MOST_COHORTS = 12
"""The most cohorts of a general sheet."""


def cohort_groups(cohorts: Sequence[Cohort]) -> list[range]:
    """Return the positions of the cohorts of each general sheet, in their order.

    The cohorts of a level, whose codes begin alike (1A-GI, 1A-GC), are not parted as long as they
    fit one sheet, and are shared evenly among several else. Levels share a sheet if they fit.
    """
    groups: list[range] = []
    start = 0
    for _, level in groupby(cohorts, _level):
        end = start + len(list(level))
        if groups and end - groups[-1].start <= MOST_COHORTS:
            groups[-1] = range(groups[-1].start, end)
        else:
            groups += _shared(start, end)
        start = end
    return groups


def cohort_span(first: Cohort, last: Cohort, text: Messages) -> str:
    """Return the name of some cohorts by the first one and the last one."""
    if first == last:
        return first.id
    return text("cohorts.span", first=first.id, last=last.id)


def group_names(cohorts: Sequence[Cohort], text: Messages) -> dict[str, range]:
    """Return the cohorts of each general sheet by its name.

    Sheets are named by their cohorts, or by numbers where a name would be too long.
    """
    groups = cohort_groups(cohorts)
    if len(groups) == 1:
        return {text("sheet.general"): groups[0]}
    spans = [cohort_span(cohorts[group[0]], cohorts[group[-1]], text) for group in groups]
    names = [text("sheet.group", cohorts=span) for span in spans]
    if max(map(len, names)) > LONGEST_SHEET_NAME:
        names = [text("sheet.group", cohorts=n) for n in range(1, len(groups) + 1)]
    return dict(zip(names, groups, strict=True))


def _level(cohort: Cohort) -> str:
    return re.split("[._-]", cohort.id)[0]


def _shared(start: int, end: int) -> Iterator[range]:
    """Yield the parts of a range, of about the same size."""
    count = -(-(end - start) // MOST_COHORTS)
    limits = [start + (end - start) * n // count for n in range(count + 1)]
    yield from map(range, limits, limits[1:])
