"""Why there is no planning, and what would make one possible, in sentences."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from planner.messages import Messages
from planner.solver.deletion_filter import Conflict
from planner.solver.demands import Demand
from planner.solver.modules.demands import AnyConflict, ModuleConflict, ModuleDemand
from planner.solver.relaxations import Relaxation
from planner.words.module_reasons import (
    module_change,
    module_conflict_heading,
    module_conflict_lines,
)
from planner.words.names import activity_names, week_name
from planner.words.rules import cause, cause_in_week, hours_given, in_a_row, rule_name
from planner.year.weeks import HOUR, Week

if TYPE_CHECKING:
    from planner.solver.ways import Way


_SCHOOL_KEYS = {
    "workday.school": "key.workday-school",
    "closures.open_weeks": "rule.closures",
    "closures.single_days": "rule.closures",
}
"""The names of keys of the school that also rules of a cohort depend on."""

_WRITTEN = {"prefer": "preferred", "straddling": "strict = false"}
"""What those write who know the files, for changes whose names do not say it."""


def conflict_heading(conflict: AnyConflict, text: Messages) -> str:
    """Return whose conflict it is, and what is known of it."""
    if isinstance(conflict, ModuleConflict):
        return module_conflict_heading(conflict, text)
    cohorts = text.listed(cohort.id for cohort in conflict.cohorts)
    if not conflict.demands:
        key = "conflict.unknown-alone" if conflict.alone else "conflict.unknown"
        return text(key, cohort=cohorts)
    what = text("conflict.alone" if conflict.alone else "conflict.shared", cohort=cohorts)
    return text("conflict.minimal" if conflict.minimal else "conflict.not-minimal", what=what)


def conflict_lines(
    conflict: AnyConflict, weeks: Sequence[Week], text: Messages, *, with_keys: bool = True
) -> Iterator[str]:
    """Yield what makes a conflict: a line for each rule of each cohort.

    Parameters
    ----------
    with_keys
        Whether the keys of rules stand beside their names, for those who know the files.
    """
    if isinstance(conflict, ModuleConflict):
        yield from module_conflict_lines(conflict, weeks, text, with_keys=with_keys)
        return
    for _, group in groupby(conflict.demands, lambda demand: demand.rule_key):
        demands = list(group)
        whose, rule = _whose(demands[0], text)
        if with_keys:
            rule += f" ({demands[0].name})"
        what = text.listed(dict.fromkeys(_parts(demands, weeks, text)))
        if any(window.strict for window in demands[0].rule.windows):
            what = text("cause.whole-weeks", what=what)
        yield _line(whose, rule, what + _hours(conflict, demands, text), text)


def _hours(conflict: Conflict[Demand], demands: Sequence[Demand], text: Messages) -> str:
    """Return in brackets how many hours fit, where those demanded do not."""
    told = [
        hours_given(demand.rule, demand, conflict.hours[demand], text)
        for demand in demands
        if demand in conflict.hours
    ]
    return f" ({text.listed(told)})" if any(told) else ""


def _whose(demand: Demand, text: Messages) -> tuple[str, str]:
    """Return whose a rule is: a cohort's, a site's or the school's; and its name."""
    site = demand.rule.site_name
    named = rule_name(demand.rule, text).removesuffix(f" – {site}" if site else "")
    return demand.cohort or site or text("cause.school"), named


def _line(whose: str, rule: str, what: str, text: Messages) -> str:
    return text("cause", cohort=whose, rule=rule, what=what)


def _parts(demands: Sequence[Demand], weeks: Sequence[Week], text: Messages) -> Iterator[str]:
    rule = demands[0].rule
    if rule.by_week:
        yield from _by_week(demands, weeks, text)
        return
    for _, group in groupby(demands, lambda demand: demand.aspect):
        yield from cause(rule, list(group), weeks, text)


def _by_week(demands: Sequence[Demand], weeks: Sequence[Week], text: Messages) -> Iterator[str]:
    """Yield weeks with what a rule states of each; runs of the same are put together."""
    rule, places = demands[0].rule, [demand.week or 0 for demand in demands]
    stated = [(place, cause_in_week(rule, place, weeks[place], text)) for place in places]
    runs = groupby(enumerate(stated), lambda item: (item[1][0] - item[0], item[1][1]))
    for (_, what), run in runs:
        positions = [place for _, (place, _) in run]
        first, last = (week_name(weeks[place], text) for place in (positions[0], positions[-1]))
        named = first if first == last else text("cause.run", first=first, last=last)
        yield f"{named} {what}".strip()


def way_line(way: "Way", weeks: Sequence[Week], text: Messages, *, with_keys: bool = True) -> str:
    """Return which changes make a planning possible, with the keys of the school that change."""
    changes = (_change(each, weeks, text, with_keys) for each in way.relaxations)
    return text("cause.and").join(changes)


def _change(change: Relaxation, weeks: Sequence[Week], text: Messages, with_keys: bool) -> str:
    demand = change.demand
    if isinstance(demand, ModuleDemand):
        return module_change(change, demand, text, with_keys=with_keys)
    place = change.unlocks[1] if change.unlocks else demand.week
    week = "" if place is None else week_name(weeks[place], text)
    match change.kind:
        case "weeks" | "days" | "blocks" | "sessions":
            after = in_a_row(demand, text.counted(change.kind, int(str(change.after))), text)
            key = f"ease.{demand.side}" if change.widens else "ease.exactly"
            what = text(key, before=change.before, after=after)
        case "a_week" | "carry":
            before, after = _listed(change.before, text), _listed(change.after, text)
            what = text(f"ease.{change.kind}", before=before, after=after)
        case "lapse":
            what = text("ease.lapse", what=change.before, week=week)
        case "allow" if isinstance(change.before, tuple):
            named = activity_names(change.before, text)
            what = text("ease.allow", what=named, week=_listed(change.after, text))
        case "open" | "free":
            what = text(f"ease.{change.kind}", week=_listed(change.after, text))
        case "lost":
            days = change.after if isinstance(change.after, tuple) else ()
            what = text("ease.lost", days=text.listed(text.day(day) for day in days))
        case "unlock":
            what = text("ease.unlock", week=week)
        case _:
            what = text(f"ease.{change.kind}", before=change.before, after=change.after)
    if with_keys and change.kind in _WRITTEN:
        what += f" ({_WRITTEN[change.kind]})"
    what += _along(change, text)
    whose, name = _whose(demand, text)
    if key := change.school_key:
        site = change.site
        within = key.removeprefix(f"sites.{site.id}.") if site else key
        name = text(_SCHOOL_KEYS[within]) if within in _SCHOOL_KEYS else name
        whose = site.name if site and site.name else text("cause.school")
        name = f"{name} ({key})" if with_keys else name
    return _line(whose, name, what, text)


def _listed(values: object, text: Messages) -> str:
    listed = values if isinstance(values, tuple) else ()
    return text.listed(week_name(v, text) if isinstance(v, Week) else v for v in listed)


def _along(change: Relaxation, text: Messages) -> str:
    """Return what goes along with a change: a tolerance of academic hours, the hours of a week."""
    for cohort in change.tables.get("cohorts", ()):
        if change.kind != "academic" and (academic := cohort.get("academic_hours")):
            return text("ease.with-tolerance", tolerance=round(academic["tolerance"] * HOUR))
        if change.kind == "school_day" and "onsite_a_week" in cohort:
            most = round(cohort["onsite_a_week"]["most"] * HOUR)
            return text("ease.with-week", week=most, cohort=cohort["id"])
    return ""
