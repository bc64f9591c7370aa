"""What the blocks of a cohort must look like, those of an activity and those with a name."""

from dataclasses import dataclass, field
from math import ceil

from planner.year.activity import WEEKDAYS, Activity
from planner.year.moments import Moment, Window


@dataclass(frozen=True)
class Extent:
    """How many of something there may be, from `low` to `high`; no limit where that is None."""

    low: int
    high: int | None

    @classmethod
    def just(cls, value: int) -> "Extent":
        """Return the extent of one value."""
        return cls(value, value)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


ANY_NUMBER = Extent(0, None)
"""The extent that limits nothing."""


def most_steps(weeks: int | None, days: int | None, a_week: int) -> int | None:
    """Return the steps that limits in weeks and in days leave; None where there is no limit."""
    found = [] if weeks is None else [weeks * a_week]
    if days is not None:
        found.append(days * a_week // WEEKDAYS)
    return min(found, default=None)


@dataclass(frozen=True)
class BlockShape:
    """What the blocks of one activity must look like.

    Attributes
    ----------
    shortest, longest
        Weeks of a block.
    count
        Their number; None where the file leaves it open.
    balanced
        Whether `block_balance` wants their lengths as equal as they can be.
    windows
        The parts of the year in one of which each of them must lie; anywhere without any.
    longest_across
        Most weeks of a stay that goes on from the year before, its weeks there included.
    shortest_days, longest_days
        Days of a block, of which a whole week has five; what is also limited in weeks keeps both.
    """

    shortest: int = 1
    longest: int | None = None
    count: Extent | None = None
    balanced: bool = False
    windows: tuple[Window, ...] = ()
    longest_across: int | None = None
    shortest_days: int | None = None
    longest_days: int | None = None

    def limits(self, a_week: int) -> tuple[int, int | None]:
        """Return the fewest and most steps of a block, given how many a whole week has.

        The shortest length of one week is that of any block: a class that changes within weeks
        may have shorter ones.
        """
        shortest = 1 if self.shortest == 1 else self.shortest * a_week
        if self.shortest_days is not None:
            shortest = max(shortest, ceil(self.shortest_days * a_week / WEEKDAYS))
        return shortest, most_steps(self.longest, self.longest_days, a_week)

    @property
    def is_in_days(self) -> bool:
        """Whether it limits lengths in days."""
        return self.shortest_days is not None or self.longest_days is not None

    @property
    def is_stated(self) -> bool:
        """Whether any block at all, anywhere in the year, would not do as well."""
        return self != BlockShape(longest_across=self.longest_across)


@dataclass(frozen=True)
class NamedBlock:
    """Blocks that bear a name: all those of an activity that lie at a place in the year.

    Attributes
    ----------
    name, label
        A short name ("PFE") and what it stands for.
    windows, start, last
        The place: wholly within one of some windows, beginning in this week, and the last of its
        activity; what is not given does not matter.
    weeks
        Their weeks in all.
    shape
        Their number and lengths.
    sessions
        Whether remote sessions may lie in them.
    right_after, right_before
        What each of them directly follows, or directly precedes: the blocks of a name, or those of
        an activity; None where any may.
    """

    name: str
    label: str
    activity: Activity
    windows: tuple[Window, ...] = ()
    start: Moment | None = None
    last: bool = False
    weeks: Extent | None = None
    shape: BlockShape = field(default_factory=BlockShape)
    sessions: bool = True
    right_after: str | Activity | None = None
    right_before: str | Activity | None = None
