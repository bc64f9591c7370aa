"""A class's progression on the screen: a row a module, a column a week, what is wrong where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProgressionBreach:
    """A breach of a class's modules.

    Attributes
    ----------
    place
        The identifier of the cell or head at which it stands; "" where there is none.
    is_of_teacher
        Whether it concerns a teacher.
    """

    id: str
    what: str
    place: str
    is_of_teacher: bool


@dataclass(frozen=True)
class ModuleCell:
    """What a module has in a week.

    Attributes
    ----------
    id
        Its identifier in the page.
    written
        Its hours and sessions as they are typed; "" for nothing.
    ground
        The class of its colour; "" for none.
    is_open
        Whether the module can lie in the week.
    is_changed
        Whether it differs from the state before.
    breaches
        The identifiers of the breaches that stand at it.
    words
        All this in words, for screen readers.
    """

    id: str
    written: str
    ground: str
    is_open: bool
    is_locked: bool
    is_changed: bool
    breaches: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class ModuleFigure:
    """A sum beside what is asked of it; `asked` is "" where nothing is."""

    value: str
    asked: str = ""
    is_kept: bool = True


@dataclass(frozen=True)
class ModuleRow:
    """A module of a class; its `module` is "" for the hours that no module has.

    Attributes
    ----------
    hours
        Its hours and those of its sessions, beside what is due.
    facts
        Its unit, its teachers, what comes before it.
    """

    id: str
    module: str
    name: str
    facts: str
    hours: ModuleFigure
    onsite: ModuleFigure
    sessions: ModuleFigure
    breaches: tuple[str, ...]
    words: str
    cells: tuple[ModuleCell, ...]


@dataclass(frozen=True)
class ModuleGroup:
    """The modules of a semester that the same people have."""

    label: str
    rows: tuple[ModuleRow, ...]


@dataclass(frozen=True)
class ProgressionWeek:
    """A week in which modules can lie.

    Attributes
    ----------
    week
        Its position in the year.
    name, first
        S45, and its Monday: 02/11.
    """

    id: str
    week: int
    name: str
    first: str
    has_lessons: bool
    ground: str
    is_locked: bool
    breaches: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class ModuleSums:
    """What each week has of all modules; `onsite` and `sessions` of the whole year."""

    name: str
    weeks: tuple[str, ...]
    onsite: ModuleFigure
    sessions: ModuleFigure


@dataclass(frozen=True)
class ModuleMeasure:
    """An objective of modules; `proof` is "" where it was not searched for."""

    name: str
    value: str
    proof: str


@dataclass(frozen=True)
class ProgressionView:
    """The progression of a class.

    Attributes
    ----------
    cohort, label
        The id of the class, and its name.
    has_sessions
        Whether it has sessions, or should have some; nothing is said of them where not.
    elsewhere
        The number of other breaches of the draft: of rules, and of modules of other classes.
    objectives
        What it measures, each with a bound where it was searched for.
    """

    cohort: str
    label: str
    year: str
    weeks: tuple[ProgressionWeek, ...]
    groups: tuple[ModuleGroup, ...]
    sums: tuple[ModuleSums, ...]
    breaches: tuple[ProgressionBreach, ...]
    has_sessions: bool
    elsewhere: int
    objectives: tuple[ModuleMeasure, ...]

    @property
    def rows(self) -> tuple[ModuleRow, ...]:
        """The modules, in the order of the page."""
        return tuple(row for group in self.groups for row in group.rows)
