"""Who of several plannings is at each site, as a pandas object."""

from collections.abc import Iterable

import pandas as pd

from planner.api.errors import public_errors
from planner.planning.campus_load import Room, campus_loads
from planner.planning.planning import Edition


@public_errors()
def campus(
    plannings: Iterable[Edition], *, most_people: int | None = None, most_cohorts: int | None = None
) -> pd.DataFrame:
    """Return who is at each site of a school, week by week, over several plannings.

    Parameters
    ----------
    plannings
        One of each programme; a site is the same where the names of school and site are.
    most_people, most_cohorts
        What there is room for at a site. Without `most_people`, the least that a programme says of
        it; without `most_cohorts`, any number.

    Returns
    -------
    DataFrame
        A row a site and a week, by the name of the site and the Monday: the numbers of people and
        cohorts on the day with the most people, who they are (programme id and cohort id), and
        whether there is room enough for them (`has_room`).

    Raises
    ------
    UnusableInput
        A programme is there twice in the same year.
    """
    listed = [each.planning for each in plannings]
    loads = campus_loads(listed, Room(most_people, most_cohorts)) if listed else ()
    rows = [
        (
            load.name,
            week.week.monday,
            week.people,
            week.classes,
            tuple((each.programme.id, each.cohort.id) for each in week.present),
            not week.exceeds(load.room),
        )
        for load in loads
        for week in load.weeks
    ]
    columns = ["site", "monday", "people", "cohorts", "present", "has_room"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"monday": "datetime64[ns]"}).set_index(["site", "monday"])
