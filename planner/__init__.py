"""A constraint-based planner of *alternance*, the work-study rhythm of apprentices.

    >>> import planner
    >>> albi = planner.load("data/albi.toml")
    >>> calmer = planner.change(albi, {"cohorts.3A.school_blocks": {"count": 3, "longest": 6},
    ...                                "cohorts.3A.company_blocks.shortest": 4})
    >>> plannings = {"as it is": planner.plan(albi, 2026), "calmer": planner.plan(calmer, 2026)}
    >>> planner.compare(plannings)[["campus_overlap", "journeys", "company_absence"]]
    >>> planner.draw(plannings["calmer"])
    >>> planner.save(plannings["calmer"], "out/calmer")

`help(planner.plan)` documents a function. `planner.api` is imported on first use (PEP 562), as it
takes long.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.api import (
        Explained,
        Learned,
        NoPlanning,
        Picture,
        UnusableInput,
        add_cohort,
        alternatives,
        calendars,
        campus,
        change,
        close_days,
        close_week,
        compare,
        definitions,
        draw,
        ects,
        explain,
        export,
        front,
        hours,
        learn,
        load,
        measure,
        milestones,
        models,
        module_changes,
        on_call,
        payroll,
        plan,
        plan_years,
        preview_mail,
        progression,
        progression_breaches,
        read,
        read_bounces,
        read_timetable,
        read_years,
        repair,
        save,
        send_mail,
        sessions,
        teacher_away,
        units,
        verdicts,
    )
    from planner.planning.planning import Edition
    from planner.programme.programme import Programme

__all__ = [
    "Edition",
    "Explained",
    "Learned",
    "NoPlanning",
    "Picture",
    "Programme",
    "UnusableInput",
    "add_cohort",
    "alternatives",
    "calendars",
    "campus",
    "change",
    "close_days",
    "close_week",
    "compare",
    "definitions",
    "draw",
    "ects",
    "explain",
    "export",
    "front",
    "hours",
    "learn",
    "load",
    "measure",
    "milestones",
    "models",
    "module_changes",
    "on_call",
    "payroll",
    "plan",
    "plan_years",
    "preview_mail",
    "progression",
    "progression_breaches",
    "read",
    "read_bounces",
    "read_timetable",
    "read_years",
    "repair",
    "save",
    "send_mail",
    "sessions",
    "teacher_away",
    "units",
    "verdicts",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from planner import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
