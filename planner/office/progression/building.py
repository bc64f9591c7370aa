"""Builds the view of a class's progression: what each module has in each week."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.curriculum.check import ModuleBreach
from planner.curriculum.frame import Frame
from planner.curriculum.module import Module
from planner.curriculum.progression import ModuleObjective, Progression, TaughtModule
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.drafts.standing import standing_of
from planner.office.drafts.state import DraftState, edition_of, module_breaches_of, week_key
from planner.office.progression.notation import written_cell
from planner.office.progression.view import (
    ModuleCell,
    ModuleFigure,
    ModuleGroup,
    ModuleMeasure,
    ModuleRow,
    ModuleSums,
    ProgressionBreach,
    ProgressionView,
    ProgressionWeek,
)
from planner.office.year.breaches import cell_id, head_id, week_id
from planner.planning.planning import CohortPlanning, Planning
from planner.planning.progressions import module_frame
from planner.portal.pages.colour_css import ground_class
from planner.words.colours import COLOURS
from planner.words.progressions import (
    module_groups,
    module_measure_figure,
    module_measure_name,
    module_measure_proof,
)
from planner.year.activity import Activity
from planner.year.weeks import Minutes

_ONSITE, _REMOTE = ground_class(COLOURS[Activity.SCHOOL]), ground_class(COLOURS[Activity.COMPANY])


def taught_cohorts(planning: Planning) -> Mapping[str, str]:
    """Return the names of the classes that have a progression, by their ids."""
    label = planning.programme.label_with_site
    return {row.cohort.id: label(row.cohort) for row in planning.cohorts if row.progression}


def progression_view(
    state: DraftState, before: DraftState | None, cohort: str, text: Messages
) -> ProgressionView | None:
    """Build the view of the progression of a class.

    Parameters
    ----------
    before
        The state before, from which changed cells are told; None if there is none.
    cohort
        The id of the class.

    Returns
    -------
    ProgressionView or None
        None where the class has no progression.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong, or the planning is not one of their cohorts and weeks.
    """
    edition = edition_of(state)
    if edition is None:
        return None
    row = _row(edition.planning, cohort)
    if row is None or row.progression is None:
        return None
    breaches = [breach for of, breach in module_breaches_of(state) if of == cohort]
    locked = frozenset(week for of, week in state.locked if of == cohort)
    shown = _Shown(edition.planning, row, row.progression, locked, _earlier(before, row))
    elsewhere = standing_of(state).breaches - len(breaches)
    return _View(shown, breaches, elsewhere, text).view()


def _row(planning: Planning, cohort: str) -> CohortPlanning | None:
    return next((row for row in planning.cohorts if row.cohort.id == cohort), None)


def _earlier(before: DraftState | None, row: CohortPlanning) -> Mapping[str, TaughtModule]:
    """Return the modules of a class in a state before, by id; none of other weeks."""
    try:
        edition = edition_of(before) if before else None
    except Unusable:
        return {}
    found = _row(edition.planning, row.cohort.id) if edition else None
    if not found or not found.progression or len(found.activities) != len(row.activities):
        return {}
    return {each.module.id: each for each in found.progression.modules}


@dataclass(frozen=True)
class _Shown:
    """What is shown: the progression of a row, its locked weeks, and the modules before."""

    planning: Planning
    row: CohortPlanning
    progression: Progression
    locked: frozenset[str]
    before: Mapping[str, TaughtModule]

    @cached_property
    def frame(self) -> Frame:
        return module_frame(self.row, self.planning.case)

    @cached_property
    def weeks(self) -> Sequence[int]:
        """The positions of the weeks in which modules can lie, or do."""
        frame = self.frame
        weeks = {*frame.school_weeks, *frame.session_weeks}
        for each in self.progression.modules:
            weeks |= {*each.onsite_weeks, *each.session_weeks}
        return sorted(weeks)

    def is_locked(self, week: int) -> bool:
        return week_key(self.planning.year, week) in self.locked


class _View:
    """Describes a progression, its breaches by their places."""

    def __init__(
        self, shown: _Shown, breaches: Sequence[ModuleBreach], elsewhere: int, text: Messages
    ) -> None:
        self.shown, self.elsewhere, self.text = shown, elsewhere, text
        self.progression, self.frame = shown.progression, shown.frame
        self.columns = {week: n for n, week in enumerate(shown.weeks)}
        modules = self.progression.modules
        self.groups = list(module_groups(modules, self.progression, text))
        ordered = (each.module.id for _, group in self.groups for each in group)
        self.positions = {id_: n for n, id_ in enumerate([*ordered, ""])}
        self.breaches = tuple(
            ProgressionBreach(
                f"breach{n}",
                text.unbroken(text.sentence(each.what)),
                self._place(each),
                bool(each.teacher),
            )
            for n, each in enumerate(breaches)
        )
        self.at: dict[str, list[str]] = defaultdict(list)
        for each in self.breaches:
            self.at[each.place].append(each.id)

    def _place(self, breach: ModuleBreach) -> str:
        column = None if breach.week is None else self.columns.get(breach.week)
        if breach.module and column is not None:
            return cell_id(self.positions[breach.module], column)
        if breach.module:
            return head_id(self.positions[breach.module])
        return "" if column is None else week_id(column)

    def view(self) -> ProgressionView:
        planning, cohort = self.shown.planning, self.shown.row.cohort
        return ProgressionView(
            cohort=cohort.id,
            label=planning.programme.label_with_site(cohort),
            year=planning.year.label,
            weeks=tuple(map(self._week, self.shown.weeks)),
            groups=tuple(self._groups()),
            sums=tuple(self._sums()),
            breaches=self.breaches,
            has_sessions=self.has_sessions,
            elsewhere=self.elsewhere,
            objectives=tuple(self._objectives()),
        )

    @property
    def has_sessions(self) -> bool:
        frame = self.frame
        return bool(frame.sessions or frame.session_weeks or any(self.progression.sessions))

    # --- Weeks -----------------------------------------------------------------------------------

    def _name(self, week: int) -> str:
        return f"{self.text('week.letter')}{self.frame.year.weeks[week].iso_week:02}"

    def _week(self, n: int) -> ProgressionWeek:
        week, place = self.frame.year.weeks[n], week_id(self.columns[n])
        is_locked, breaches = self.shown.is_locked(n), tuple(self.at[place])
        said = [*self._room(n), *self._state(is_locked, False, breaches)]
        span = self.text.span(week.monday, week.last_day)
        return ProgressionWeek(
            id=place,
            week=n,
            name=self._name(n),
            first=f"{week.monday:%d/%m}",
            has_lessons=n in self.frame.school_weeks,
            ground=_ONSITE if n in self.frame.school_weeks else _REMOTE,
            is_locked=is_locked,
            breaches=breaches,
            words=self._said(f"{self._name(n)}, {span}", said),
        )

    def _room(self, week: int) -> Iterator[str]:
        """Yield what a week has room for."""
        least, most = self.frame.rooms[week]
        if most:
            hours = self.text.hours(most)
            if least < most:
                hours = self.text("progression.range", least=self.text.hours(least), most=hours)
            yield self.text("progression.room", hours=hours)
        if most_sessions := max(self.frame.slots[week], default=0):
            yield self.text("progression.slots", sessions=most_sessions)

    def _state(self, is_locked: bool, is_changed: bool, breaches: Sequence[str]) -> Iterator[str]:
        if is_locked:
            yield self.text("grid.is-locked")
        if is_changed:
            yield self.text("grid.is-changed")
        if breaches:
            yield self.text.counted("breaches", len(breaches))

    def _said(self, of: str, said: Sequence[str]) -> str:
        what = self.text.listed(said) if said else "–"
        return self.text.unbroken(self.text("grid.said", of=of, what=what))

    # --- Modules ---------------------------------------------------------------------------------

    def _groups(self) -> Iterator[ModuleGroup]:
        for name, modules in self.groups:
            yield ModuleGroup(name, tuple(map(self._row, modules)))
        if any(self.progression.other):
            yield ModuleGroup(self.text("progression.others"), (self._other_row(),))

    def _row(self, each: TaughtModule) -> ModuleRow:
        module, place = each.module, head_id(self.positions[each.module.id])
        minutes, count = sum(each.minutes), sum(each.sessions)
        hours = minutes + count * self.frame.session
        numbers = module.session_numbers(self.frame.session)
        asked = f"{numbers.start}–{numbers.stop - 1}" if len(numbers) > 1 else f"{numbers.start}"
        breaches, facts = tuple(self.at[place]), ", ".join(self._facts(module))
        said = [self.text.hours(hours), *self._state(False, False, breaches)]
        return ModuleRow(
            id=place,
            module=module.id,
            name=module.name,
            facts=facts,
            hours=ModuleFigure(
                self.text.hours(hours), self.text.hours(module.minutes), hours == module.minutes
            ),
            onsite=ModuleFigure(self.text.hours(minutes) if minutes else ""),
            sessions=ModuleFigure(f"{count}", asked, count in numbers),
            breaches=breaches,
            words=self._said(module.name, [*filter(None, [facts]), *said]),
            cells=tuple(self._cells(each)),
        )

    def _facts(self, module: Module) -> Iterator[str]:
        if module.unit:
            yield module.unit
        yield from module.teachers
        names = {each.module.id: each.module.name for each in self.progression.modules}
        if before := [names.get(each, each) for each in module.prerequisites]:
            yield self.text("progression.after", modules=self.text.listed(before))

    def _cells(self, each: TaughtModule) -> Iterator[ModuleCell]:
        module, teachers = each.module, self.progression.curriculum.teachers
        lessons = {*self.frame.school_weeks_of(module, teachers)}
        carrying = {*self.frame.session_weeks_of(module, teachers)}
        before = self.shown.before.get(module.id, each)
        for week in self.shown.weeks:
            now = each.minutes[week], each.sessions[week]
            yield self._cell(
                (module.id, module.name),
                week,
                now,
                is_open=week in lessons or week in carrying,
                is_changed=now != (before.minutes[week], before.sessions[week]),
            )

    def _cell(
        self,
        module: tuple[str, str],
        week: int,
        now: tuple[Minutes, int],
        *,
        is_open: bool,
        is_changed: bool = False,
    ) -> ModuleCell:
        of, name = module
        place = cell_id(self.positions[of], self.columns[week])
        has_lessons = week in self.frame.school_weeks
        minutes, sessions = now
        is_locked, breaches = self.shown.is_locked(week), tuple(self.at[place])
        said = [self.text.hours(minutes)] if minutes else []
        said += [self.text.counted("sessions", sessions)] if sessions else []
        return ModuleCell(
            id=place,
            written=written_cell(minutes, sessions, self.text, has_lessons=has_lessons),
            ground=_ONSITE if minutes else _REMOTE if sessions else "",
            is_open=is_open,
            is_locked=is_locked,
            is_changed=is_changed,
            breaches=breaches,
            words=self._said(
                f"{name}, {self._name(week)}",
                [*said, *self._state(is_locked, is_changed, breaches)],
            ),
        )

    def _other_row(self) -> ModuleRow:
        """Return the row of the hours that no module has."""
        name, total = self.text("progression.other"), sum(self.progression.other)
        lessons = self.frame.school_weeks
        hours = ModuleFigure(self.text.hours(total))
        return ModuleRow(
            id=head_id(self.positions[""]),
            module="",
            name=name,
            facts="",
            hours=hours,
            onsite=hours,
            sessions=ModuleFigure(""),
            breaches=(),
            words=self._said(name, [hours.value]),
            cells=tuple(
                self._cell(
                    ("", name), week, (self.progression.other[week], 0), is_open=week in lessons
                )
                for week in self.shown.weeks
            ),
        )

    # --- Sums ------------------------------------------------------------------------------------

    def _sums(self) -> Iterator[ModuleSums]:
        progression, none = self.progression, ModuleFigure("")
        minutes, sessions = progression.minutes, progression.sessions
        total, due = sum(sessions), self.frame.sessions
        yield ModuleSums(
            self.text("progression.hours"),
            tuple(self._hours(minutes[week]) for week in self.shown.weeks),
            ModuleFigure(self.text.hours(sum(minutes)), *self._due(sum(minutes))),
            none,
        )
        yield ModuleSums(
            self.text("progression.most"),
            tuple(self._hours(self.frame.rooms[week][1]) for week in self.shown.weeks),
            none,
            none,
        )
        if not self.has_sessions:
            return
        yield ModuleSums(
            self.text("progression.sessions"),
            tuple(f"{sessions[week] or ''}" for week in self.shown.weeks),
            none,
            ModuleFigure(f"{total}", f"{due}", total == due),
        )
        duties = [
            sum(week in each.session_weeks for each in progression.modules)
            for week in self.shown.weeks
        ]
        yield ModuleSums(
            self.text("progression.on_call"),
            tuple(f"{count or ''}" for count in duties),
            none,
            ModuleFigure(f"{sum(duties)}"),
        )

    def _hours(self, minutes: Minutes) -> str:
        return written_cell(minutes, 0, self.text, has_lessons=True)

    def _due(self, minutes: Minutes) -> tuple[str, bool]:
        """Return what is due on site in the year, and whether it is kept."""
        whole = [due for due in self.frame.due_hours if {*due.weeks} >= {*self.frame.school_weeks}]
        if not whole:
            return "", True
        due = whole[0]
        asked = [self.text.hours(due.least)]
        if due.most is not None and due.most != due.least:
            asked.append(self.text.hours(due.most))
        is_kept = due.least <= minutes and (due.most is None or minutes <= due.most)
        return "–".join(asked), is_kept

    def _objectives(self) -> Iterator[ModuleMeasure]:
        results = {result.name: result for result in self.progression.results}
        for name in ModuleObjective:
            is_repaired = name in (ModuleObjective.MOVED_SESSIONS, ModuleObjective.MOVED_HOURS)
            is_void = name is ModuleObjective.FAIRNESS and not self.progression.on_call
            if name not in results and (is_repaired or is_void):
                continue
            value = self.progression.value(name, self.frame)
            yield ModuleMeasure(
                module_measure_name(name, self.text),
                module_measure_figure(name, value, self.text),
                module_measure_proof(results[name], self.text) if name in results else "",
            )
