"""A training programme as frozen data: its cohorts, and what they share."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.curriculum.module import Curriculum
from planner.programme.cohort import Cohort
from planner.programme.milestones import Milestone
from planner.programme.names import ObjectiveName, RuleName
from planner.programme.site import Site
from planner.programme.workday import Workday
from planner.year.activity import READY_ACTIVITIES, Activity, week_named
from planner.year.moments import YearSpan
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class LeaveRules:
    """The leave that must be possible.

    Attributes
    ----------
    weeks
        Company weeks without sessions (or weeks of leave), at least.
    consecutive
        How many of them must follow each other ...
    from_month, from_day
        ... in weeks that begin on this day of the year or later.
    in_proportion
        Whether a cohort that is there for a part of the year needs its part of them only.
    """

    weeks: int
    consecutive: int
    from_month: int
    from_day: int
    in_proportion: bool = False


@dataclass(frozen=True)
class SourceText:
    """A file that a programme file names: what it is called there, and its text as TOML."""

    name: str
    text: str


@dataclass(frozen=True, repr=False)
class Programme:
    """A training programme and its rules: one file, with those it extends.

    Attributes
    ----------
    span
        When its academic year starts, and how long it is.
    sites
        Where its cohorts are: one at least, which has no name where the file gives no sites.
    activities
        All that its plannings can hold: the ready ones, and those of its files.
    ranking
        Names of the objectives, the first one first.
    sources
        For each rule, where it comes from.
    workday
        The lengths of days of classes that have none of their own: see `workday_of`.
    published_company
        Company hours over the whole course as the school publishes them, in minutes: shown
        beside what the ledger counts.
    text
        The file itself: it goes along with every planning, so that each can be checked alone.
    bases
        The files it names, in order: the table of its curriculum, the file it extends, and what
        that one names.
    milestones
        What is due in its years, in the order of the file.
    curriculum
        What is taught; None where the file says nothing of it.
    """

    id: str
    name: str
    school: str
    span: YearSpan
    sites: tuple[Site, ...]
    workday: Workday
    leave: LeaveRules
    cohorts: tuple[Cohort, ...]
    ranking: tuple[ObjectiveName, ...]
    sources: Mapping[RuleName, str]
    text: str
    activities: tuple[Activity, ...] = READY_ACTIVITIES
    published_company: Minutes | None = None
    bases: tuple[SourceText, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    curriculum: Curriculum | None = None

    def __repr__(self) -> str:
        return f"<Programme {self.id}>"

    @property
    def by_days(self) -> bool:
        """Whether its years are planned by days: some class changes within weeks."""
        return any(cohort.changes_within_weeks for cohort in self.cohorts)

    @property
    def weekdays(self) -> int:
        """How many days its weeks have: 5, or 6 where one of its activities has a Saturday."""
        return max(len(activity.days) for activity in self.activities)

    def activity(self, name: str) -> Activity:
        """Return the activity of a name, or the week cut between some: company*3|school*2.

        Raises
        ------
        KeyError
            The programme has none of that name.
        """
        return week_named(name, self.activities)

    def workday_of(self, cohort: Cohort) -> Workday:
        """Return the lengths of the days of a cohort: its own, or those of the school."""
        return cohort.workday or self.workday

    def milestones_of(self, cohort: Cohort) -> tuple[Milestone, ...]:
        """Return the milestones of a cohort."""
        return tuple(each for each in self.milestones if each.concerns(cohort.id))

    def curriculum_of(self, cohort: Cohort) -> Curriculum | None:
        """Return what a cohort is taught; None where nothing is said of it."""
        found = self.curriculum and self.curriculum.of_class(cohort.year, cohort.option)
        return found if found and found.modules else None

    def options_of(self, cohort: Cohort) -> tuple[str, ...]:
        """Return the options that its people may have: its own one, or those of its modules.

        There are none where nothing is said of options; any is then accepted.
        """
        if cohort.option:
            return (cohort.option,)
        found = self.curriculum_of(cohort)
        return tuple(filter(None, found.streams)) if found else ()

    def taught_semesters(self, cohort: Cohort) -> Mapping[str, int]:
        """Return the semesters of the modules of a cohort, by what its periods call them.

        They are S1, S2; and where the cohort names semesters of its own, also the names of these,
        in their order: S5 is the first of its year.
        """
        curriculum = self.curriculum_of(cohort)
        numbers = curriculum.semesters if curriculum else ()
        own = zip((semester.name for semester in cohort.semesters), numbers, strict=False)
        return {**dict(own), **{f"S{number}": number for number in numbers}}

    def site_of(self, cohort: Cohort) -> Site:
        """Return the site of a cohort."""
        return next(site for site in self.sites if site.id == cohort.site)

    def cohorts_at(self, site: Site) -> tuple[Cohort, ...]:
        """Return the cohorts of a site."""
        return tuple(cohort for cohort in self.cohorts if cohort.site == site.id)

    @property
    def sites_in_use(self) -> tuple[Site, ...]:
        """The sites that have cohorts."""
        return tuple(site for site in self.sites if self.cohorts_at(site))

    def site_name(self, cohort: Cohort) -> str:
        """Return the name of the site of a cohort; "" where all cohorts are at the same."""
        return self.site_of(cohort).name if len(self.sites_in_use) > 1 else ""

    def label_with_site(self, cohort: Cohort) -> str:
        """Return the label of a cohort, with its site where there are several: 1re année, Lyon."""
        return ", ".join(filter(None, [cohort.label, self.site_name(cohort)]))

    def cohort_before(self, cohort: Cohort) -> Cohort | None:
        """Return the cohort that the people of a cohort were the year before, if there is one.

        It is the one the cohort `follows`, or else the only one of the year before with the same
        option.
        """
        found = [
            other
            for other in self.cohorts
            if (other.id == cohort.follows)
            or (
                not cohort.follows
                and (other.year, other.option) == (cohort.year - 1, cohort.option)
            )
        ]
        return found[0] if len(found) == 1 else None
