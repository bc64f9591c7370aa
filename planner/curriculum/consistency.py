"""What the tables of a curriculum cannot mean, whichever the class and the year."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import groupby

from planner.curriculum.module import Curriculum, Module
from planner.files.problems import Problem, problem


def inconsistencies(curriculum: Curriculum) -> list[Problem]:
    """Return all that a curriculum cannot mean.

    Returns
    -------
    list of Problem
        Each with its place in the table of the curriculum: `("modules", 3, "prerequisites")`.
    """
    return [
        *_doubled(curriculum.modules),
        *_figures(curriculum.modules),
        *_unknown(curriculum),
        *_prerequisites(curriculum.modules),
        *_streams(curriculum),
        *_credits(curriculum.modules),
        *_company_units(curriculum),
        *_semester_ends(curriculum),
    ]


def _doubled(modules: Sequence[Module]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for place, module in enumerate(modules):
        if module.id in first:
            yield problem("curriculum.module-twice", module=module.id).at(("modules", place, "id"))
        first.setdefault(module.id, place)
        for key, names in (("teachers", module.teachers), ("resources", module.resources)):
            for name in dict.fromkeys(name for name in names if names.count(name) > 1):
                at = ("modules", place, key)
                yield problem("curriculum.name-twice", module=module.id, name=name).at(at)


def _figures(modules: Sequence[Module]) -> Iterator[Problem]:
    for place, module in enumerate(modules):
        if module.least_a_week > module.most_a_week:
            yield problem(
                "curriculum.week-hours",
                module=module.id,
                least=module.least_a_week,
                most=module.most_a_week,
            ).at(("modules", place, "hours_a_week"))


_UNKNOWN = {
    "option": "curriculum.unknown-option",
    "teachers": "curriculum.unknown-teacher",
    "resources": "curriculum.unknown-resource",
}


def _unknown(curriculum: Curriculum) -> Iterator[Problem]:
    """Yield the options, teachers and resources of modules that are not among those listed.

    Teachers and resources need not be listed at all: then nothing is said of them.
    """
    listed = {
        "option": curriculum.options,
        "teachers": tuple(teacher.name for teacher in curriculum.teachers),
        "resources": tuple(curriculum.resources),
    }
    for place, module in enumerate(curriculum.modules):
        named = {
            "option": (module.option,) if module.option else (),
            "teachers": module.teachers,
            "resources": module.resources,
        }
        for key, known in listed.items():
            for name in named[key] if known else ():
                if name not in known:
                    yield problem(
                        _UNKNOWN[key],
                        module=module.id,
                        name=name,
                        known=", ".join(known),
                    ).at(("modules", place, key))


def _prerequisites(modules: Sequence[Module]) -> Iterator[Problem]:
    known = {module.id: module for module in modules}
    graph: dict[str, list[str]] = {module.id: [] for module in modules}
    for place, module in enumerate(modules):
        at = ("modules", place, "prerequisites")
        for name in module.prerequisites:
            if name not in known:
                yield problem("curriculum.no-prerequisite", module=module.id, name=name).at(at)
                continue
            graph[module.id].append(name)
            if _is_later(known[name], module):
                yield problem("curriculum.later-prerequisite", module=module.id, name=name).at(at)
            if known[name].option not in ("", module.option):
                yield problem("curriculum.other-option", module=module.id, name=name).at(at)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        names = cycle.args[1]
        place = next(n for n, module in enumerate(modules) if module.id == names[-1])
        found = problem("curriculum.cycle", names=" → ".join(reversed(names)))
        yield found.at(("modules", place, "prerequisites"))


def _is_later(module: Module, than: Module) -> bool:
    """Return whether a module is taught after another, as far as both say when."""
    if module.year and than.year and module.year != than.year:
        return module.year > than.year
    return bool(module.semester and than.semester) and _order(module)[1] > _order(than)[1]


def _order(module: Module) -> tuple[int, int]:
    """Return when a module is taught, as far as it says so."""
    return module.year or 0, module.semester or 0


def _streams(curriculum: Curriculum) -> Iterator[Problem]:
    """Yield the options of a semester that have other hours than the first one.

    They are taught side by side: each takes the same hours of the class.
    """
    optional = sorted((module for module in curriculum.modules if module.option), key=_order)
    for (year, semester), group in groupby(optional, key=_order):
        of_option: dict[str, int] = defaultdict(int)
        last: dict[str, Module] = {}
        for module in group:
            of_option[module.option] += module.minutes
            last[module.option] = module
        usual = next(iter(of_option))
        for option, minutes in of_option.items():
            if minutes != of_option[usual]:
                place = curriculum.modules.index(last[option])
                yield problem(
                    "curriculum.option-hours",
                    option=option,
                    hours=minutes,
                    other=usual,
                    others=of_option[usual],
                    when=problem("curriculum.when", year=year or "–", semester=semester or "–"),
                ).at(("modules", place, "hours"))


def _credits(modules: Sequence[Module]) -> Iterator[Problem]:
    """Yield the modules of a unit that say other credits of it than the first one."""
    first: dict[Hashable, Module] = {}
    for place, module in enumerate(modules):
        if module.unit and module.unit_ects is not None:
            key = (module.unit, module.year, module.semester, module.option)
            usual = first.setdefault(key, module)
            if usual.unit_ects != module.unit_ects:
                yield problem(
                    "curriculum.unit-credits",
                    unit=module.unit,
                    found=f"{module.unit_ects:g}",
                    other=f"{usual.unit_ects:g}",
                    module=usual.name,
                ).at(("modules", place, "unit_ects"))


def _company_units(curriculum: Curriculum) -> Iterator[Problem]:
    """Yield the units in company that are given twice, for a year or for every one."""
    known: set[Hashable] = set()
    for place, unit in enumerate(curriculum.company_units):
        key = (unit.name, unit.year, unit.semester)
        if key in known:
            found = problem("curriculum.company-unit-twice", unit=unit.name)
            yield found.at(("company_units", place, "name"))
        known.add(key)


def _semester_ends(curriculum: Curriculum) -> Iterator[Problem]:
    for year, semester in curriculum.semester_ends:
        of_year = curriculum if year is None else curriculum.of_class(year)
        if semester not in (known := of_year.semesters[:-1]):
            name = str(semester) if year is None else f"{year}.{semester}"
            listed = ", ".join(map(str, known)) or "–"
            found = problem("curriculum.no-semester", semester=name, known=listed)
            yield found.at(("semester_ends", name))
