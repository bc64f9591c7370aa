"""Programmes of any number of classes, for the benchmarks: drawn at random, the same every time.

    .venv/bin/python scripts/instances.py CLASSES FILE.toml

A year of 52 weeks, such as 2025-2026. Each class spends 17 weeks at school and wishes, week by
week, more or less to be in company. They share a campus that has room for nearly half of them;
from 20 classes on, each uses one of several laboratories, a tenth as many as there are classes.
"""

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

WEEKS = 52
FIRST_WEEK = 40
YEAR = 2025
"""A year of 52 weeks from the first one."""

CLOSED = frozenset({12, 13, 43, 44, 45, 46, 47})
"""Positions of the weeks in which there is no school."""

SCHOOL_WEEKS = 17
OBJECTIVES = ("wished_weeks", "week_order", "session_spread")


@dataclass(frozen=True)
class Lengths:
    """How short and how long a block may be, in weeks."""

    shortest: int
    longest: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.shortest, self.longest + 1))


@dataclass(frozen=True)
class Kind:
    """How the year of a class is cut into blocks.

    Attributes
    ----------
    blocks
        The number of its blocks at school.
    school, company
        The lengths of its blocks.
    first
        The lengths of a block in company with which the year begins.
    final
        Those of the block in company that must end it, if one must.
    begins_in_company
        Whether the first week is spent in company; else the class may begin at school.
    weeks
        The weeks of its year; in those that follow, it defends its thesis.
    """

    blocks: int
    school: Lengths
    company: Lengths
    first: Lengths
    final: Lengths | None = None
    begins_in_company: bool = False
    weeks: int = WEEKS


KINDS = (
    Kind(6, Lengths(2, 4), Lengths(3, 9), Lengths(3, 9), begins_in_company=True),
    Kind(4, Lengths(2, 6), Lengths(5, 10), Lengths(5, 10)),
    Kind(2, Lengths(4, 12), Lengths(8, 23), Lengths(1, 4), Lengths(20, 23), weeks=49),
)
"""The first, the second and the third year of a course; classes are of each in turn."""


@dataclass(frozen=True)
class Instance:
    """Classes that share a campus and its laboratories.

    Attributes
    ----------
    kinds
        For each class, its kind.
    wishes
        For each class and week, how much it wishes to be in company.
    laboratories
        For each class, the laboratory that it uses.
    rooms
        For each laboratory, the most classes of a week.
    most_classes
        The most classes at school in one week.
    """

    kinds: tuple[Kind, ...]
    wishes: tuple[tuple[int, ...], ...]
    laboratories: tuple[int, ...]
    rooms: tuple[int, ...]
    most_classes: int


def instance(classes: int) -> Instance:
    """Draw the instance of a number of classes; a number has one instance."""
    random = Random(classes)
    wishes = [tuple(random.randint(0, 9) for _ in range(WEEKS)) for _ in range(classes)]
    count = max(1, classes // 10)
    used = tuple(random.randrange(count) for _ in range(classes))
    slack = 1 if classes < 100 else 2 if classes < 300 else 3
    return Instance(
        kinds=tuple(KINDS[each % len(KINDS)] for each in range(classes)),
        wishes=tuple(wishes),
        laboratories=used,
        rooms=tuple(math.ceil(used.count(each) / 2) + slack for each in range(count)),
        most_classes=math.ceil(0.45 * classes),
    )


def iso_week(position: int) -> int:
    """Return the ISO number of a week of the year."""
    return (FIRST_WEEK - 1 + position) % WEEKS + 1


def programme_text(drawn: Instance, objectives: Sequence[str] = OBJECTIVES) -> str:
    """Write an instance as a programme file."""
    classes = len(drawn.kinds)
    lines = [
        f'id = "benchmark-{classes}"',
        f'name = "{classes} classes"',
        'school = "École d\'essai"',
        f"objectives = {list(objectives)}",
        f"academic_year = {{ first_week = {FIRST_WEEK} }}",
        'public_holidays = { country = "FR" }',
        f"closures = {{ weeks = {sorted(map(iso_week, CLOSED))} }}",
        "workday = { company = 7.0, school = 7.0 }",
        "",
        "[campus]",
        f"most_cohorts = {drawn.most_classes}",
    ]
    if len(drawn.rooms) > 1:
        rooms = ", ".join(f"lab{number} = {most}" for number, most in enumerate(drawn.rooms))
        lines.append(f"resources = {{ {rooms} }}")
    for index in range(classes):
        lines += _cohort_lines(drawn, index)
    return "\n".join(lines) + "\n"


def _cohort_lines(drawn: Instance, index: int) -> Iterator[str]:
    kind = drawn.kinds[index]
    fixed = {0: "company"} if kind.begins_in_company else {}
    fixed |= dict(zip(range(kind.weeks, WEEKS), ("defence", "defence", "none"), strict=False))
    wishes = enumerate(drawn.wishes[index][: kind.weeks])
    company = Lengths(min(kind.first.shortest, kind.company.shortest), kind.company.longest)
    yield from ("", "[[cohorts]]", f'id = "c{index}"', f'label = "Classe {index}"')
    yield from ("year = 1", "headcount = 20", f'option = "o{index}"')
    yield from (f"school_weeks = {SCHOOL_WEEKS}", "onsite_hours = 440")
    yield f"school_blocks = {{ count = {kind.blocks}, {_lengths(kind.school)} }}"
    yield f"company_blocks = {{ {_lengths(company)} }}"
    if fixed:
        yield _by_week("fixed_weeks", {week: f'"{activity}"' for week, activity in fixed.items()})
    wish = '{{ activity = "company", weight = {} }}'
    yield _by_week("wished_weeks", {week: wish.format(weight) for week, weight in wishes if weight})
    if len(drawn.rooms) > 1:
        yield f"uses = {{ lab{drawn.laboratories[index]} = {{ groups = 1 }} }}"
    if kind.final:
        middle = f"from = {{ week = {iso_week(kind.first.longest)} }}, {_lengths(kind.company)}"
        yield f'named_blocks.MID = {{ label = "entre les périodes à l\'école", {middle} }}'
        final = f"last = true, {_lengths(kind.final)}"
        yield f'named_blocks.FIN = {{ label = "dernière période", {final} }}'


def _lengths(lengths: Lengths) -> str:
    return f"shortest = {lengths.shortest}, longest = {lengths.longest}"


def _by_week(key: str, values: Mapping[int, str]) -> str:
    weeks = ", ".join(f"{iso_week(position)} = {value}" for position, value in values.items())
    return f"{key} = {{ {weeks} }}"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(programme_text(instance(int(sys.argv[1]))), encoding="utf-8")
