"""Sites: what a file says to a class of one of them, and which classes are there together."""

from collections.abc import Iterator, Sequence

from tests.fuzz.calendar import Table
from tests.fuzz.cohort import Cohort
from tests.fuzz.rows import Weeks


def at_site(programme: Table, name: str | None) -> Table:
    """Tell the tables of a file as a class of a site reads them."""
    if name is None:
        return programme
    own = programme["sites"][name]
    closed, more = dict(programme.get("closures", {})), own.get("closures", {})
    for key in ("weeks", "days", "single_days", "open_weeks"):
        closed[key] = [*closed.get(key, ()), *more.get(key, ())]
    closed["open_weeks"] = [  # of the whole school, those that the site closes are not kept open
        week
        for week in closed["open_weeks"]
        if week not in more.get("weeks", ()) or week in more.get("open_weeks", ())
    ]
    if "school_holidays" in more:
        known = closed.get("school_holidays", {"names": []})
        named = [*known["names"], *more["school_holidays"]["names"]]
        closed["school_holidays"] = {"zone": more["school_holidays"]["zone"], "names": named}
    room = {**programme.get("campus", {}), **own.get("campus", {})}
    if room.get("resources"):
        of_all = programme.get("campus", {}).get("resources", {})
        room["resources"] = {**of_all, **room["resources"]}
    off = {**programme["public_holidays"], **own.get("public_holidays", {})}
    return {**programme, "closures": closed, "public_holidays": off, "campus": room}


def by_site(
    cohorts: Sequence[Cohort], rows: Sequence[Weeks]
) -> Iterator[tuple[list[Cohort], list[Weeks]]]:
    """Yield the cohorts of each site with their rows."""
    for name in dict.fromkeys(cohort.table.get("site") for cohort in cohorts):
        here = [n for n, cohort in enumerate(cohorts) if cohort.table.get("site") == name]
        yield [cohorts[n] for n in here], [rows[n] for n in here]
