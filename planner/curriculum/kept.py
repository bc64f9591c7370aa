"""What modules have in a week of a planning, to keep it or to stay close to it."""

from dataclasses import dataclass

from planner.year.weeks import Minutes


@dataclass(frozen=True)
class ModuleShare:
    """What the module of an id has in a week: minutes on site, and sessions."""

    module: str
    minutes: Minutes = 0
    sessions: int = 0


@dataclass(frozen=True)
class WeekModules:
    """What modules have in a week.

    Attributes
    ----------
    shares
        Of each module of which something is said.
    are_all
        Whether the other modules have nothing in it; else nothing is said of them.
    """

    shares: tuple[ModuleShare, ...]
    are_all: bool = True

    def joined(self, other: "WeekModules") -> "WeekModules":
        """Return what both say; where they differ, what says all, else what this one says."""
        if self.are_all or other.are_all:
            return self if self.are_all else other
        named = {share.module for share in self.shares}
        added = (share for share in other.shares if share.module not in named)
        return WeekModules((*self.shares, *added), are_all=False)

    def share_of(self, module: str) -> ModuleShare | None:
        """Return what the module of an id has; None where nothing is said of it."""
        nothing = ModuleShare(module) if self.are_all else None
        return next((share for share in self.shares if share.module == module), nothing)
