"""Why weeks admit no progression of the modules, and what would make one possible."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from planner.messages import Messages
from planner.solver.demands import Side
from planner.solver.modules.demands import ModuleConflict, ModuleDemand, ModuleRule
from planner.solver.relaxations import Relaxation
from planner.year.weeks import Minutes, Week

_SUNDAY = timedelta(days=6)

_CAUSES: Mapping[tuple[ModuleRule, Side], str] = {
    (ModuleRule.SEMESTER_END, Side.LEAST): "module_cause.ends-from",
    (ModuleRule.SEMESTER_END, Side.MOST): "module_cause.ends-until",
    (ModuleRule.AWAY, Side.WHOLE): "module_cause.away",
    (ModuleRule.ON_CALL, Side.MOST): "module_cause.on-call",
    (ModuleRule.WEEKDAYS, Side.WHOLE): "module_cause.weekdays",
    (ModuleRule.RESOURCE, Side.MOST): "module_cause.resource",
    (ModuleRule.PREREQUISITE, Side.WHOLE): "module_cause.prerequisite",
    (ModuleRule.WINDOW, Side.LEAST): "module_cause.from",
    (ModuleRule.WINDOW, Side.MOST): "module_cause.until",
    (ModuleRule.ONSITE_WEEKS, Side.WHOLE): "module_cause.onsite-weeks",
    (ModuleRule.WEEK_MODULES, Side.LEAST): "module_cause.least",
    (ModuleRule.WEEK_MODULES, Side.MOST): "module_cause.most",
    (ModuleRule.SESSIONS, Side.LEAST): "module_cause.least-each",
    (ModuleRule.SESSIONS, Side.MOST): "module_cause.most-each",
    (ModuleRule.WEEK_HOURS, Side.LEAST): "module_cause.least-hours",
    (ModuleRule.WEEK_HOURS, Side.MOST): "module_cause.most-hours",
    (ModuleRule.OPENS, Side.WHOLE): "module_cause.each",
    (ModuleRule.CLOSES, Side.WHOLE): "module_cause.each",
    (ModuleRule.ONE_PLACE, Side.WHOLE): "module_cause.one-place",
    (ModuleRule.SESSION_PARTS, Side.WHOLE): "module_cause.parts",
    (ModuleRule.FULL_WEEKS, Side.WHOLE): "module_cause.full",
    (ModuleRule.FREE_WEEKS, Side.WHOLE): "module_cause.free",
}

_KEYS: Mapping[ModuleRule, str] = {
    ModuleRule.SEMESTER_END: "semester_ends",
    ModuleRule.AWAY: "weeks_away",
    ModuleRule.ON_CALL: "most_on_call",
    ModuleRule.WEEKDAYS: "weekdays",
    ModuleRule.RESOURCE: "resources",
    ModuleRule.PREREQUISITE: "prerequisites",
    ModuleRule.ONSITE_WEEKS: "onsite_weeks",
    ModuleRule.WEEK_MODULES: "modules_a_week",
    ModuleRule.SESSIONS: "sessions",
    ModuleRule.WEEK_HOURS: "hours_a_week",
    ModuleRule.OPENS: "opens_onsite",
    ModuleRule.CLOSES: "closes_onsite",
    ModuleRule.FULL_WEEKS: "onsite_a_week",
}
"""The keys that state a rule, for those who know the files."""

_OF_CLASS = (ModuleRule.SESSION_PARTS, ModuleRule.FULL_WEEKS)
"""Demands that are those of a class, not of the curriculum."""

_OF_MODULES = (ModuleRule.SESSIONS, ModuleRule.WEEK_HOURS, ModuleRule.OPENS, ModuleRule.CLOSES)
"""Demands that are told of several modules at once."""


def module_conflict_heading(conflict: ModuleConflict, text: Messages) -> str:
    """Return whose conflict it is, and what is known of it."""
    cohort = conflict.cohorts[0].id
    if conflict.option:
        cohort = text("module_conflict.option", cohort=cohort, option=conflict.option)
    if not conflict.demands:
        key = "module_conflict.whatever" if conflict.minimal else "module_conflict.unknown"
        return text(key, cohort=cohort)
    if conflict.any_weeks:
        is_one = len({demand.subject for demand in conflict.demands}) == 1
        key = "module_conflict.one-of-any" if is_one else "module_conflict.of-any"
        return text(key, cohort=cohort)
    if conflict.minimal and len(conflict.demands) == 1:
        return text("module_conflict.one", cohort=cohort)
    key = "conflict.minimal" if conflict.minimal else "conflict.not-minimal"
    return text(key, what=text("module_conflict.alone", cohort=cohort))


def module_conflict_lines(
    conflict: ModuleConflict, weeks: Sequence[Week], text: Messages, *, with_keys: bool
) -> Iterator[str]:
    """Yield what makes a conflict: a line for each kind of demand."""
    for (cohort, rule), group in groupby(conflict.demands, lambda demand: demand.rule_key):
        alike: dict[object, list[ModuleDemand]] = {}
        for demand in group:
            alike.setdefault(_told_with(demand), []).append(demand)
        what = text.listed(_cause(demands, conflict, weeks, text) for demands in alike.values())
        yield text("cause", cohort=cohort, rule=_named(rule, text, with_keys=with_keys), what=what)


def _named(rule: ModuleRule, text: Messages, *, with_keys: bool) -> str:
    name, key = text(f"module_rule.{rule}"), _KEYS.get(rule)
    return f"{name} ({key})" if with_keys and key else name


def _told_with(demand: ModuleDemand) -> object:
    """Return what demands have in common that are told at once: a teacher, or a figure."""
    if demand.name in _OF_MODULES:
        return demand.side, demand.figure
    return demand.about if demand.name is ModuleRule.AWAY else demand


def _cause(
    demands: Sequence[ModuleDemand],
    conflict: ModuleConflict,
    weeks: Sequence[Week],
    text: Messages,
) -> str:
    first = demands[0]
    what = text(
        _CAUSES[first.name, first.side],
        about=first.about,
        day=_day(first, weeks),
        figure=first.figure,
        modules=_modules(demands, conflict, text),
        weeks=_weeks_named([week for each in demands for week in each.said[1:]], weeks, text),
        days=_weekdays(first, text),
        **dict(zip(("name", "other"), (*first.said, "", ""), strict=False)),
    )
    return what + _room(first, conflict.hours.get(first), text)


def _day(demand: ModuleDemand, weeks: Sequence[Week]) -> date | str:
    """Return the first or the last day of the week at the end of a window."""
    if demand.place is None:
        return "–"
    monday = weeks[demand.place].monday
    return monday if demand.side is Side.LEAST else monday + _SUNDAY


def _room(demand: ModuleDemand, given: Minutes | None, text: Messages) -> str:
    """Return in brackets how many hours the weeks of a semester give, where these are too few."""
    if given is None:
        return ""
    key = "module_cause.room-after" if demand.side is Side.LEAST else "module_cause.room-before"
    return text(key, due=demand.figure, given=given)


def _modules(demands: Sequence[ModuleDemand], conflict: ModuleConflict, text: Messages) -> str:
    if len(demands) == conflict.count > 1:
        return text("module_cause.all")
    return text.listed(text("module_cause.quoted", name=d.said[0]) for d in demands if d.said)


def _weeks_named(numbers: Sequence[str], weeks: Sequence[Week], text: Messages) -> str:
    """Return weeks in the order of the year; of more than two in a row, the first and the last."""
    found = [f"{week.iso_week:02}" in numbers for week in weeks]
    runs: list[str] = []
    for is_named, run in groupby(range(len(weeks)), lambda n: found[n]):
        named = [_numbered(f"{weeks[n].iso_week:02}", text) for n in run] if is_named else []
        runs += [f"{named[0]}-{named[-1]}"] if len(named) > 2 else named
    return text.listed(runs)


def _numbered(week: str, text: Messages) -> str:
    return f"{text('week.letter')}{week}"


def _weekdays(demand: ModuleDemand, text: Messages) -> str:
    if demand.name is not ModuleRule.WEEKDAYS:
        return ""
    return text.listed(text.weekday_name(int(day)) for day in demand.said[1:])


_EASES: Mapping[str, str] = {
    "straddling": "ease.straddling",
    "present": "module_ease.present",
    "never_away": "module_ease.never-away",
    "someone_else": "module_ease.someone-else",
    "onsite_week": "module_ease.week-hours",
    "half_days": "module_ease.on-call",
    "weekday": "module_ease.weekday",
    "unbind": "module_ease.unbind",
    "any_week": "module_ease.any-week",
    "opens_onsite": "module_ease.opens",
    "all_opens_onsite": "module_ease.all-open",
    "closes_onsite": "module_ease.closes",
    "all_closes_onsite": "module_ease.all-close",
    "after_first": "module_ease.after-first",
}


def module_change(
    change: Relaxation, demand: ModuleDemand, text: Messages, *, with_keys: bool
) -> str:
    """Return what a change is, with the rule that it is about.

    A curriculum is that of all classes; sessions and hours of weeks are those of one.
    """
    is_first = change.kind == "after_first"
    is_of_class = is_first or demand.name in _OF_CLASS
    rule = _named(demand.name, text, with_keys=with_keys and not is_first)
    what = text(
        _ease(change.kind, demand),
        about=demand.about,
        before=change.before,
        after=change.after,
        later=text.counted("weeks", change.steps),
        day=text.weekday_name(int(str(change.after))) if change.kind == "weekday" else "",
        weeks=_weeks_there(change, text),
        **dict(zip(("name", "other"), (*demand.said, "", ""), strict=False)),
    )
    whose = demand.cohort if is_of_class else text("module_ease.curriculum")
    return text("cause", cohort=whose, rule=rule, what=what)


def _weeks_there(change: Relaxation, text: Messages) -> str:
    """Return the weeks in which a teacher is there after all."""
    weeks = change.after if change.kind == "present" and isinstance(change.after, tuple) else ()
    return text.listed(_numbered(str(week), text) for week in weeks)


def _ease(kind: str, demand: ModuleDemand) -> str:
    """Return the sentence of a change: of a figure, it is that of what is demanded."""
    is_least = demand.side is Side.LEAST
    match kind:
        case "from" | "until" if demand.name is ModuleRule.SEMESTER_END:
            return "module_ease.ends-from" if is_least else "module_ease.ends-until"
        case "from" | "until":
            return "module_ease.from" if is_least else "module_ease.until"
        case "modules":
            return "ease.least" if is_least else "ease.most"
        case "sessions" if demand.name is ModuleRule.SESSION_PARTS:
            return "module_ease.so-far"
        case "sessions":
            return "module_ease.least" if is_least else "module_ease.most"
        case "hours" if demand.name is ModuleRule.RESOURCE:
            return "module_ease.resource"
        case "hours":
            return "module_ease.least-hours" if is_least else "module_ease.most-hours"
    return _EASES[kind]
