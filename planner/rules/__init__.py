"""Every rule of a planning, stated once: this page is their list, a family a file.

| family | rules |
| --- | --- |
| `weeks` | weeks of a cohort, fixed and forbidden ones, events, closures, patterns, numbers |
| `locks` | locked weeks |
| `blocks` | number, lengths, place of blocks, named ones too, across years; changes; presence |
| `sessions` | number of sessions, numbers a week, weeks and blocks that may carry some |
| `hours` | on site (room, total, semesters, a week), academic, in company |
| `leave` | weeks that paid leave can take |
| `campus` | what the cohorts share: campus, resources |
| `apart` | weeks in which plannings to choose from differ |

`case` derives the rules of a programme in a year; `objectives` are what the planner minimises.
"""

from planner.rules.apart import Apart
from planner.rules.blocks import (
    AcrossYears,
    ActivityBlocks,
    Changes,
    CompanyBlocks,
    LongestPresence,
    NamedBlocks,
    RightAfter,
    RightBefore,
    SchoolBlocks,
)
from planner.rules.campus import CampusCohorts, CampusPeople, Resources
from planner.rules.case import Case
from planner.rules.given import Given, Stay
from planner.rules.hours import (
    AcademicHours,
    CompanyHours,
    OnsiteAWeek,
    OnsiteHours,
    OnsiteRoom,
    SemesterHours,
)
from planner.rules.leave import Leave
from planner.rules.locks import LockedWeeks
from planner.rules.sessions import (
    FirstSession,
    SemesterSessions,
    SessionBlocks,
    Sessions,
    SessionsAWeek,
    SessionsSoFar,
    SessionWeeks,
)
from planner.rules.statement import (
    AnyRule,
    Aspect,
    Bound,
    Family,
    Grid,
    NotGiven,
    Quantity,
    Rule,
    SharedRule,
    Unit,
)
from planner.rules.weeks import (
    ActivityWeeks,
    Closed,
    CohortWeeks,
    CompanyWeeks,
    Departures,
    Events,
    FixedWeeks,
    ForbiddenWeeks,
    Patterned,
    SchoolWeeks,
    SchoolWeeksAMonth,
)

__all__ = [
    "RULES",
    "AnyRule",
    "Aspect",
    "Bound",
    "Case",
    "Family",
    "Given",
    "Grid",
    "NotGiven",
    "Quantity",
    "Rule",
    "SharedRule",
    "Stay",
    "Unit",
]

RULES: tuple[type[AnyRule], ...] = (
    CohortWeeks,
    FixedWeeks,
    ForbiddenWeeks,
    LockedWeeks,
    Events,
    Closed,
    Patterned,
    Departures,
    SchoolWeeks,
    SchoolWeeksAMonth,
    CompanyWeeks,
    ActivityWeeks,
    SchoolBlocks,
    CompanyBlocks,
    ActivityBlocks,
    NamedBlocks,
    RightAfter,
    RightBefore,
    Changes,
    AcrossYears,
    LongestPresence,
    Sessions,
    SessionsAWeek,
    SessionWeeks,
    SessionBlocks,
    SemesterSessions,
    FirstSession,
    SessionsSoFar,
    Leave,
    OnsiteRoom,
    OnsiteHours,
    SemesterHours,
    OnsiteAWeek,
    AcademicHours,
    CompanyHours,
    CampusCohorts,
    CampusPeople,
    Resources,
    Apart,
)
"""All rules, in the order of `RuleName`."""
