"""Random programmes of a few weeks, as the tables of their files.

A planning is drawn first and figures around it, so that most programmes have a planning, and few
of them many. Keys are left out rather than given: what fails is told with few of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

import tomli_w

from tests.fuzz.calendar import DAY, EASTER, Week, days_of, year_of
from tests.fuzz.choosing import Tables, around, given, some
from tests.fuzz.cohort import Cohort
from tests.fuzz.days_off import closures, public_holidays
from tests.fuzz.moments import academic_year, day_in, moment, part, until
from tests.fuzz.oracle import cohorts_of, count_rows
from tests.fuzz.rhythms import blocks, change_days, named_blocks, patterns
from tests.fuzz.rows import Row, Sessions, Stay, Weeks, longest

PLACES = ("school", "company", "abroad", "defence", "leave", "none")
HALVES = ("school/company", "company/school", "school/none", "none/school", "company/none")
AS_LISTED = ("school", "company", "defence", "none", "abroad", "leave", "own")
"""All activities, in the order in which they are offered."""

OBJECTIVES = (
    "campus_peak",
    "campus_overlap",
    "shared_weeks",
    "people_peak",
    "company_shortfall",
    "block_balance",
    "journeys",
    "school_absence",
    "company_absence",
    "idle_weeks",
    "wished_weeks",
    "pattern_departures",
)
NEARNESS = ("closeness", "moved_sessions")
LENGTHS = {1: 6, 2: 4, 3: 3}
"""The most weeks of a year, by the number of cohorts: all plannings are tried."""

LENGTHS_BY_DAYS, MOST_BY_DAYS = {1: 3, 2: 3, 3: 2}, {1: 2500, 2: 70, 3: 12}
"""The most weeks of a year that goes by days, and the most years of each cohort in it."""


@dataclass(frozen=True)
class Trial:
    """A programme and a year of it.

    Attributes
    ----------
    before
        By cohort, the activity and the weeks of the stay with which the year before ended.
    near
        By cohort, the planning to stay near.
    seed
        Of what is tried besides the planning that the planner finds.
    """

    tables: Tables
    start_year: int
    seed: int
    before: Mapping[str, Stay] = field(default_factory=dict)
    near: Mapping[str, Row] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return tomli_w.dumps(self.tables)

    def __str__(self) -> str:
        after = f", after {dict(self.before)}" if self.before else ""
        near = f", near {dict(self.near)}" if self.near else ""
        return f"the year {self.start_year}{after}{near} of\n{self.text}"


def hours(chance: Random, least: int, most: int) -> float:
    """Choose a number of hours between two numbers of minutes."""
    return chance.randint(-(-least // 15), max(-(-least // 15), most // 15)) / 4


# --- What a cohort asks for


def row_of(chance: Random, cohort: Cohort) -> Weeks:
    """Choose the weeks of a planning: those that are fixed or in a pattern, others at random."""
    fixed = cohort.table.get("fixed_weeks", {})
    asked = cohort.asked
    weeks = []
    for n, (week, of_pattern) in enumerate(zip(cohort.year, asked, strict=True)):
        if not cohort.is_there[n]:
            weeks.append("outside")
            continue
        open_ones = [
            a
            for a in cohort.placeable
            if not (cohort.is_closed(n) and {"school", "defence"}.intersection(cohort.places(a)))
        ]
        given_here = fixed.get(str(week.number)) or of_pattern
        goes_on = n > 0 and weeks[-1] in open_ones and not given(chance, 3)
        if cohort.a_week > 1 and n > 0:
            open_ones = [a for a in open_ones if cohort.may_change(n, weeks[-1], a)] or open_ones
            open_ones = [weeks[-1]] if goes_on else open_ones
        weeks.append(given_here or chance.choice(open_ones))
    return tuple(weeks)


def week_rules(chance: Random, cohort: Cohort, weeks: Weeks) -> Tables:
    """Choose what is asked of weeks one by one."""
    table: Tables = {}
    number = [str(week.number) for week in cohort.year]
    if given(chance):
        n = chance.randrange(len(weeks))
        others = [a for a in cohort.placeable if a != weeks[n]]
        table["forbidden_weeks"] = {number[n]: [chance.choice(others)]}
    if given(chance):
        n = chance.randrange(len(weeks))
        year, week, _ = cohort.year[n].monday.isocalendar()
        held = weeks[n] if cohort.is_there[n] else chance.choice(cohort.placeable)
        table["locked_weeks"] = {f"{year}-W{week:02}": held}
    if given(chance):
        wish = {
            "activity": chance.choice(cohort.placeable),
            "weight": chance.randint(1, 3),
        }
        table["wished_weeks"] = {number[chance.randrange(len(weeks))]: wish}
    if given(chance):
        day = day_in(chance, cohort.year)
        place = cohort.place({"date": day})
        asked = weeks[place[0]] if place and cohort.is_there[place[0]] else "school"
        table["events"] = [{"name": "x", "on": moment(chance, day), "activity": asked}]
    return table


def number_rules(chance: Random, cohort: Cohort, weeks: Weeks) -> Tables:
    """Choose what is asked of the number, the lengths and the place of weeks and blocks."""
    table: Tables = {}
    taught = round(cohort.counted([cohort.consists_of(a, "school", "abroad") for a in weeks]))
    if given(chance, 2):
        table["school_weeks"] = around(chance, taught)
    if given(chance, 8):
        table["school_weeks_a_month"] = min(5, max(0, taught - chance.randint(-1, 2)))
    if given(chance, 4):
        company = round(cohort.counted([cohort.consists_of(a, "company") for a in weeks]))
        table["company_weeks"] = around(chance, company)
    for activity in ("school", "company"):
        if found := blocks(chance, weeks, activity, cohort):
            table[f"{activity}_blocks"] = found
    activities: Tables = {}
    for activity, before in cohort.table.get("activities", {}).items():
        activities[activity] = before | (
            {"weeks": around(chance, round(cohort.counted([a == activity for a in weeks])))}
            if given(chance, 2)
            else {}
        )
        if given(chance, 3) and (found := blocks(chance, weeks, activity, cohort)):
            activities[activity]["blocks"] = found
    if activities:
        table["activities"] = activities
    if given(chance):
        place = chance.choice(["school", "company", "abroad"])
        present = cohort.in_weeks(longest(cohort.is_at(weeks, place)))
        most = present + chance.choice([0, 0, 1, -1])
        table["longest_presence"] = {place: max(1, most)}
    if given(chance, 3):
        table["named_blocks"] = named_blocks(chance, cohort, weeks)
    return table


def session_rules(chance: Random, cohort: Cohort, weeks: Weeks) -> tuple[Tables, Row]:
    """Choose remote sessions, and what is asked of them."""
    if cohort.a_week > 1 or not given(chance, 2):
        return {}, Row(weeks, (0,) * len(weeks))
    table: Tables = {"total": 0, "a_week": chance.choice([[0, 1], [0, 2], [0, 1, 2]])}
    if given(chance):
        table["without_weeks"] = [chance.choice([week.number for week in cohort.year])]
    if given(chance, 4):
        table |= part(chance, cohort.year)
    carrying = cohort.with_tables({"sessions": table}).carrying(weeks)
    placed = tuple(
        chance.choice(table["a_week"]) if n in carrying else 0 for n in range(len(weeks))
    )
    table["total"] = max(0, sum(placed) + chance.choice([0, 0, 0, 0, 1]))
    table |= session_order(chance, weeks, placed)
    return {"sessions": table}, Row(weeks, placed)


def session_order(chance: Random, weeks: Weeks, placed: Sequence[int]) -> Tables:
    """Choose what is asked of sessions and the school weeks before them, as some have it."""
    first = next((n for n, sessions in enumerate(placed) if sessions), len(placed))
    table: Tables = {}
    if "school" in weeks[:first] and given(chance):
        table["after_first"] = "school"
    schools = list(accumulate(week in ("school", "abroad") for week in weeks))
    so_far = list(zip(accumulate(placed), schools, strict=True))
    if all(school for sessions, school in so_far if sessions) and given(chance):
        needed = [-(-sessions // school) for sessions, school in so_far if sessions]
        table["most_a_school_week"] = max([1, *needed])
    return table


OWN_DAYS: list[Tables] = [{"company_week": 39}, {"company_days": [8, 8, 8, 7.5, 0]}, {"school": 6}]


def hour_rules(chance: Random, cohort: Cohort, row: Row) -> Tables:
    table: Tables = {"onsite_hours": 0}
    if given(chance, 8):
        table["workday"] = chance.choice(OWN_DAYS)
    if given(chance, 4):
        least = chance.randint(0, 20)
        table["onsite_a_week"] = {"least": least}
        if given(chance, 2):
            table["onsite_a_week"]["most"] = least + chance.randint(0, 20)
    known = cohort.with_tables(table)
    low, high = known.onsite_room(row.weeks, [True] * len(row.weeks))
    if given(chance, 2):
        table["onsite_hours"] = hours(chance, low, high)
    if given(chance, 4):
        table["semesters"] = semesters(chance, known, row, table)
    if given(chance):
        slack = chance.randint(0, 14)
        target = max(0, known.company_minutes(row) // 60 + chance.randint(-14, 14))
        table["company_hours"] = {"target": target, "tolerance": slack}
    if given(chance, 8):
        found = table["onsite_hours"] + sum(row.sessions) * known.session_minutes / 60
        table["academic_hours"] = {"target": found, "tolerance": chance.randint(0, 3)}
    if given(chance, 4):
        del table["onsite_hours"]
    return table


def semesters(chance: Random, cohort: Cohort, row: Row, table: Tables) -> Tables:
    """Choose two semesters that follow each other, or the first of them."""
    weeks, cut = cohort.weeks, chance.randint(1, len(cohort.weeks))
    due, in_first = round(60 * table["onsite_hours"]), [week < cut for week in cohort.week_of]
    first: Tables = {"until": {"week": weeks[cut - 1].number}}
    low, high = cohort.onsite_room(row.weeks, in_first)
    if given(chance, 2):
        first["onsite_hours"] = min(hours(chance, low, high), due / 60)
    sessions = sum(n for n, here in zip(row.sessions, in_first, strict=True) if here)
    if given(chance, 2):
        first["sessions"] = around(chance, sessions)
    found = {"S1": first}
    if cut < len(weeks) and given(chance, 2):
        found["S2"] = {"from": {"week": weeks[cut].number}}
        if given(chance, 2):
            found["S2"]["onsite_hours"] = due / 60 - first.get("onsite_hours", 0)
        if given(chance, 2):
            found["S2"]["sessions"] = around(chance, sum(row.sessions) - sessions)
    return found


def cohort_table(
    chance: Random, name: str, programme: Tables, year: tuple[Week, ...], *, by_days: bool
) -> tuple[Tables, Row]:
    """Choose a cohort, and the planning around which its figures lie."""
    known = [*PLACES, *programme.get("activities", ())]
    steps = days_of(year) if by_days else year
    table: Tables = {"id": name, "label": name, "year": 1, "headcount": chance.randint(1, 30)}
    others = [a for a in known if a not in ("school", "company")]
    if given(chance, 3 if by_days else 2):
        placed = some(chance, others, 1 if by_days else 2)
        table["activities"] = {activity: {} for activity in placed}
        if by_days and given(chance, 2):
            table["activities"][placed[0]] = {"changes_on": change_days(chance, year)}
    if by_days and given(chance):
        table["count_cut_weeks"] = chance.choice(["whole", "touched"])
    if by_days and not given(chance, 8):
        table["changes_on"] = change_days(chance, year)
    if given(chance, 4):
        numbers = some(chance, [f"{week.number}" for week in year], 2)
        table["fixed_weeks"] = {number: chance.choice(known) for number in numbers}
    for key in ("starts", "ends"):
        if given(chance):
            table[key] = moment(chance, day_in(chance, year))
    cohort = Cohort(table, programme, year, steps)
    if found := patterns(chance, cohort):
        table |= found
        cohort = Cohort(table, programme, year, steps)
    weeks = row_of(chance, cohort)
    sessions, row = session_rules(chance, cohort, weeks)
    table |= sessions
    table |= week_rules(chance, cohort, weeks)
    table |= number_rules(chance, cohort, weeks)
    table |= hour_rules(chance, cohort, row)
    return table, row


# --- The programme


def campus(
    chance: Random, cohorts: Sequence[Tables], rows: Sequence[Row], year: Sequence[Week]
) -> Tables:
    """Choose the room on campus, and which resources of it cohorts use."""
    table: Tables = {}
    here = [
        [c["headcount"] for c, row in zip(cohorts, rows, strict=True) if row.weeks[n] == "school"]
        for n in range(len(year))
    ]
    if given(chance, 4):
        table["most_cohorts"] = max(0, max(map(len, here)) + chance.randint(-1, 1))
    if given(chance, 4):
        table["most_people"] = max(0, max(map(sum, here)) + chance.randint(-1, 5))
    if given(chance, 4):
        table["resources"] = {"labo": chance.randint(0, 3)}
        for cohort in cohorts:
            if given(chance, 2):
                known = [
                    *dict.fromkeys(("school", "abroad", "company", *cohort.get("activities", ())))
                ]
                activities = sorted(some(chance, known, 2), key=AS_LISTED.index)
                cohort["uses"] = {
                    "labo": {"groups": chance.randint(1, 3), "activities": activities}
                }
    return table


def programme_by_days(chance: Random) -> Trial:
    """Choose a programme some of whose cohorts change within weeks, and one of its years."""
    while True:
        trial = programme_of(chance, by_days=True)
        cohorts = cohorts_of(trial.tables, trial.start_year, {}, {})
        most = MOST_BY_DAYS[len(cohorts)]
        if cohorts[0].a_week > 1 and all(count_rows(cohort) <= most for cohort in cohorts):
            return trial


def programme_of(chance: Random, *, by_days: bool = False) -> Trial:
    """Choose a programme and one of its years."""
    start_year = chance.randint(min(EASTER) + 1, max(EASTER) - 1)
    number, lengths = chance.choice([1, 1, 1, 2, 2, 3]), LENGTHS_BY_DAYS if by_days else LENGTHS
    tables: Tables = {
        "id": "t",
        "name": "T",
        "school": "S",
        "objectives": [],
        "academic_year": academic_year(chance, start_year, chance.randint(1, lengths[number])),
        "public_holidays": {"country": "FR"},
        "workday": {"company": 7.0, "school": chance.choice([7.0, 6.5])},
        "cohorts": [],
    }
    plain = year_of(tables, start_year)
    days = [week.monday + n * DAY for week in plain for n in range(5)]
    if given(chance) and (end := until(chance, plain)):
        tables["academic_year"]["until"] = end
    tables["public_holidays"] = public_holidays(chance, days)
    if found := closures(chance, days, number):
        tables["closures"] = found
    if given(chance, 2):
        own = chance.choices([*PLACES, *HALVES], [2] * len(PLACES) + [1] * len(HALVES), k=5)
        tables["activities"] = {"own": {"label": "x", "code": "X", "days": own}}
        if given(chance, 2):
            tables["activities"]["own"]["sessions"] = True
    if not by_days and given(chance, 4):
        since = chance.choice(days)
        weeks = chance.randint(0, 2)
        tables["leave"] = {
            "weeks": weeks,
            "consecutive": chance.randint(0, weeks),
            "consecutive_from": {"month": since.month, "day": min(28, since.day)},
        }
        if given(chance, 3):
            tables["leave"]["in_proportion"] = True
    year = year_of(tables, start_year)
    rows = []
    for n in range(number):
        table, row = cohort_table(chance, f"{n + 1}A", tables, year, by_days=by_days)
        tables["cohorts"].append(table)
        rows.append(row)
    steps = days_of(year) if by_days else year
    if found := campus(chance, tables["cohorts"], rows, steps):
        tables["campus"] = found
    names, near = [*OBJECTIVES], {}
    if given(chance):
        names = [*NEARNESS, *OBJECTIVES]
        for table, row in zip(tables["cohorts"], rows, strict=True):
            cohort = Cohort(table, tables, year, steps)
            given_rows = {row.weeks: [row.sessions]}
            near[table["id"]] = row_near(chance, cohort, given_rows)
    ranked = chance.sample(names, chance.randint(0, 3))
    tables["objectives"] = [*ranked, "week_order", "session_spread"]
    before = {}
    if given(chance):
        before = {"1A": (chance.choice(["school", "company"]), chance.randint(1, 4))}
    return Trial(tables, start_year, chance.randrange(10**6), before, near)


def row_near(chance: Random, cohort: Cohort, admitted: Mapping[Weeks, Sequence[Sessions]]) -> Row:
    """Choose the year of a cohort: an admitted one, often with one week changed."""
    if admitted:
        weeks = chance.choice(list(admitted))
        sessions = chance.choice(admitted[weeks])
    else:
        weeks = tuple(chance.choices(cohort.activities, k=len(cohort.year)))
        sessions = (0,) * len(weeks)
    if given(chance, 2):
        n = chance.randrange(len(weeks))
        weeks = (*weeks[:n], chance.choice(cohort.activities), *weeks[n + 1 :])
    if given(chance, 2):
        n, other = chance.choices(range(len(weeks)), k=2)
        moved = list(sessions)
        moved[n], moved[other] = moved[other], moved[n]
        sessions = tuple(moved)
    if given(chance, 4):
        n, rules = chance.randrange(len(weeks)), cohort.table.get("sessions", {"a_week": [0]})
        sessions = (*sessions[:n], chance.randint(0, max(rules["a_week"])), *sessions[n + 1 :])
    return Row(weeks, sessions)
