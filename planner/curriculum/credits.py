"""The ledger of a curriculum: its units with their hours and credits, and those of each stream."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from planner.curriculum.module import CompanyUnit, Curriculum, Module
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class TaughtUnit:
    """The modules of a unit in a semester, of the common core or of one option."""

    name: str
    semester: int | None
    option: str
    modules: tuple[Module, ...]

    @property
    def minutes(self) -> Minutes:
        """All its hours, on site and in sessions."""
        return sum(module.minutes for module in self.modules)

    @cached_property
    def ects(self) -> float | None:
        """Its credits: its own, or else those of its modules; None where nothing is said."""
        own = [module.unit_ects for module in self.modules if module.unit_ects is not None]
        of_modules = [module.ects for module in self.modules if module.ects is not None]
        return own[0] if own else sum(of_modules) if of_modules else None

    @property
    def silent(self) -> tuple[Module, ...]:
        """The modules of which neither they nor their unit say the credits."""
        if any(module.unit_ects is not None for module in self.modules):
            return ()
        return tuple(module for module in self.modules if module.ects is None)


@dataclass(frozen=True)
class StreamCredits:
    """The credits of the people of an option in a year; "" where there are no options.

    Attributes
    ----------
    due
        Those that they should have.
    """

    option: str
    units: tuple[TaughtUnit, ...]
    company_units: tuple[CompanyUnit, ...]
    due: float

    @property
    def taught(self) -> float:
        """The credits of its modules."""
        return sum(unit.ects or 0 for unit in self.units)

    @property
    def in_company(self) -> float:
        """The credits of what is learnt in company."""
        return sum(unit.ects for unit in self.company_units)

    @property
    def missing(self) -> float:
        """What is missing to the credits due; below 0, what is too much."""
        return round(self.due - self.taught - self.in_company, 2)

    @property
    def silent(self) -> tuple[Module, ...]:
        """The modules whose credits nothing says."""
        return tuple(module for unit in self.units for module in unit.silent)


def taught_units(modules: Iterable[Module]) -> tuple[TaughtUnit, ...]:
    """Return the units of some modules, by semester, in the order of the modules."""
    found: dict[tuple[str, int | None, str], list[Module]] = {}
    for module in modules:
        found.setdefault((module.unit, module.semester, module.option), []).append(module)
    units = (TaughtUnit(*key, tuple(each)) for key, each in found.items())
    return tuple(sorted(units, key=lambda unit: unit.semester or 0))


def stream_credits(curriculum: Curriculum) -> Mapping[str, StreamCredits]:
    """Return the credits of the people of each option of a class."""
    due = curriculum.ects_a_year
    return {
        option: StreamCredits(option, taught_units(modules), curriculum.company_units, due)
        for option, modules in curriculum.streams.items()
    }


def says_credits(curriculum: Curriculum) -> bool:
    """Return whether a curriculum says the credits of anything."""
    modules = (each.ects is not None or each.unit_ects is not None for each in curriculum.modules)
    return bool(curriculum.company_units) or any(modules)
