"""What blocks of a shape can fill, whatever the year, and how it is told that they cannot."""

from dataclasses import dataclass

from planner.files.problems import Problem, problem
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.programme import Programme
from planner.year.activity import WEEKDAYS
from planner.year.calendar import possible_week_numbers


def steps_of_a_week(programme: Programme) -> int:
    """Return the steps of a whole week: its days where some class changes within weeks."""
    return WEEKDAYS if programme.by_days else 1


def most_weeks_of(programme: Programme) -> int:
    """Return the weeks of the longest year; a short one is left to the solver, which explains."""
    return max(53, *map(len, possible_week_numbers(programme.span)))


@dataclass(frozen=True)
class BlockRoom:
    """What blocks of a shape can fill in the longest year.

    Attributes
    ----------
    shortest, longest
        Steps of one block.
    most
        The steps of the year.
    a_week
        The steps of a whole week.
    """

    shortest: int
    longest: int
    count: Extent
    most: int
    a_week: int

    @classmethod
    def of(cls, shape: BlockShape, programme: Programme) -> "BlockRoom":
        """Return the room of blocks of a shape."""
        a_week = steps_of_a_week(programme)
        most = most_weeks_of(programme) * a_week
        least, longest = shape.limits(a_week)
        count = shape.count or Extent(0, None)
        return cls(least, most if longest is None else longest, count, most, a_week)

    def can_fill(self, weeks: Extent) -> bool:
        """Whether some number of blocks can have an admissible total of weeks."""
        most = self.most if weeks.high is None else weeks.high * self.a_week
        numbers = range(self.count.low, self._most_blocks + 1)
        return any(
            self.shortest * n <= most and self.longest * n >= weeks.low * self.a_week
            for n in numbers
        )

    @property
    def _most_blocks(self) -> int:
        return self.most if self.count.high is None else self.count.high

    def cannot_fill(self, key: str, weeks: Extent, blocks: str) -> Problem:
        """Return the problem of weeks, by the key that states them, that the blocks cannot have."""
        is_counted = self.count != Extent(0, None)
        return problem(
            "contradiction.blocks" if is_counted else "contradiction.blocks-any",
            key=key,
            weeks=shown_range(weeks),
            blocks=blocks,
            count=shown_range(self.count) if is_counted else "",
            shortest=self.in_weeks(self.shortest),
            longest=self.in_weeks(self.longest),
            low=self.in_weeks(self.shortest * self.count.low),
            high=self.in_weeks(min(self.most, self.longest * self._most_blocks)),
        )

    def in_weeks(self, steps: int) -> float:
        """Convert a number of steps to weeks; a whole number stays an int."""
        return steps / self.a_week if steps % self.a_week else steps // self.a_week


def shown_range(extent: Extent) -> str:
    """Return "3", "3–5" or "3–…"."""
    if extent.is_exact:
        return str(extent.low)
    return f"{extent.low}–{'…' if extent.high is None else extent.high}"
