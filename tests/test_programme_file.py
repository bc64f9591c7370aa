"""The programme file: what it says, and every way in which it can be wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.programme.block_shapes import Extent
from planner.programme.file import academic_year_of, json_schema, parse_programme, read_programme
from planner.programme.names import RuleName
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.rules.given import Given, Stay
from planner.year.activity import Activity
from tests.conftest import ALBI, DATA, PROGRAMMES

SESSION_RULES = (RuleName.SESSIONS, RuleName.SESSIONS_A_WEEK, RuleName.SESSION_WEEKS)

TEXT = ALBI.read_text(encoding="utf-8")


def _told(text: str, messages: Messages) -> list[str]:
    with pytest.raises(Unusable) as unusable:
        parse_programme(text, "p.toml")
    return [messages.sentence(p) for p in unusable.value.problems]


def test_albi_is_read_as_its_documents_say(albi: Programme) -> None:
    assert [c.id for c in albi.cohorts] == ["1A", "2A", "3A"]
    assert [c.sessions.total for c in albi.cohorts] == [46, 40, 26]
    assert [c.school_blocks.count for c in albi.cohorts] == [Extent.just(n) for n in (6, 4, 2)]
    assert albi.cohorts[2].fixed_weeks[37] is Activity.DEFENCE
    assert albi.workday.session == 210


@pytest.mark.parametrize("file", PROGRAMMES, ids=lambda path: path.stem)
def test_every_rule_asked_of_weeks_hours_and_blocks_names_its_source(file: Path) -> None:
    """What binds nothing (no fixed week, no session) needs no source."""
    programme = read_programme(file)
    year = academic_year_of(programme, 2025)
    stay = Given(before={c.id: Stay(Activity.SCHOOL, 1) for c in programme.cohorts})
    asked = {
        rule.name
        for cohort in programme.cohorts
        for rule in Case(programme, year, stay).rules[cohort.id]
        if not (rule.name is RuleName.FIXED_WEEKS and not cohort.fixed_weeks)
        and not (rule.name in SESSION_RULES and not cohort.sessions.total)
    }
    assert set(programme.sources) == asked


CHANGES = {
    "unknown key": ("total = 46", "totl = 46", ["cohorts[1A].sessions.totl", "total"]),
    "wrong type": ("headcount = 50 ", 'headcount = "many" ', ["headcount", '"many"', "entier"]),
    "boolean for a number": ("total = 46", "total = true", ["sessions.total", "true", "entier"]),
    "negative": ("onsite_hours = 440", "onsite_hours = -1", ["onsite_hours", "-1", "au moins 0"]),
    "fraction of a week": ("school_weeks = 17", "school_weeks = 17.5", ["17.5", "entier"]),
    "not a number": ("company = 7.0", "company = nan", ["workday.company", "nan"]),
    "infinite": ("target = 1000", "target = inf", ["target", "inf"]),
    "hours that are no quarters": ("session = 3.5", "session = 3.51", ["3.51", "0.25"]),
    "week 54": ("weeks = [30,", "weeks = [54,", ["closures.weeks[1]", "54", "au plus 53"]),
    "unknown activity": ('40 = "school"', '40 = "scool"', ["fixed_weeks.40", "scool", "school"]),
    "week 54 fixed": ('40 = "school"', '54 = "school"', ["fixed_weeks.54", "1 à 53"]),
    "a week fixed under two spellings": ('40 = "school"', '040 = "school"', ["040", "1 à 53"]),
    "a company block of a whole year": (
        "company_blocks = { shortest = 9 }",
        "company_blocks = { shortest = 53 }",
        ["3A", "company_blocks"],
    ),
    "unknown objective": ('"campus_peak"', '"peak"', ["objectives[1]", '"peak"', "campus_peak"]),
    "unknown zone": ('zone = "C"', 'zone = "D"', ["zone", '"D"', "A, B ou C"]),
    "unknown rule": ('leave = "Notice', 'leaves = "Notice', ["sources.leaves"]),
    "unknown country": ('country = "FR"', 'country = "XX"', ["public_holidays.country", "XX"]),
    "id with a slash": ('id = "1A"', 'id = "1/A"', ["cohorts[1/A].id", "1/A"]),
    "quoted date": (
        "[workday]",
        '[[closures.dates]]\nname = "winter"\nfirst = "2028-12-23"\nlast = 2029-01-07\n[workday]',
        ["closures.dates[1]", "2028-12-23", "sans guillemets"],
    ),
    "a time in quotes": (
        "[workday]",
        '[workday]\nmorning = "9:00"',
        ["workday.morning", "9:00", "08:30:00"],
    ),
    "a day at school of odd minutes": ("school = 7.0", "school = 6.71", ["6.71", "7 h 36"]),
    "a control character": ('"1re année"', '"1re\\u0007"', ["cohorts[1A].label", "contrôle"]),
    "dates of holidays that close nothing": (
        "[workday]",
        '[[closures.dates]]\nname = "winter"\nfirst = 2029-02-01\nlast = 2029-02-15\n[workday]',
        ["closures.dates", "winter", "school_holidays"],
    ),
    "31 February": (
        "month = 5, day = 1 ",
        "month = 2, day = 31 ",
        ["leave", "day = 31", "day = 31"],
    ),
    "an activity that nobody describes": (
        '40 = "school"',
        '40 = "split"',
        ["cohorts[3A].fixed_weeks.40", "split", "abroad"],
    ),
    "a ready activity described again": (
        "[workday]",
        '[activities.leave]\nlabel = "x"\ncode = "X"\n'
        'days = ["leave", "leave", "leave", "leave", "leave"]\n[workday]',
        ["activities.leave"],
    ),
    "two ways to name a week": (
        "last = true",
        "starts = { week = 20, month = 3, day = 1 }",
        ["FIN.starts", "week = 20"],
    ),
    "the year starts in two ways": (
        "first_week = 40",
        "first_week = 40\nfirst_monday_of = 9",
        ["academic_year", "starts"],
    ),
    "least above most": (
        "school_weeks = 17",
        "school_weeks = { least = 9, most = 8 }",
        ["least = 9", "most = 8"],
    ),
    "holidays that do not close the school": (
        "last = true",
        'before = { school_holidays = "winter" }',
        ["named_blocks.FIN", "winter"],
    ),
    "a named block longer than the weeks": (
        "shortest = 20",
        "weeks = 60",
        ["3A", "named_blocks.FIN", "60"],
    ),
    "a named block of an activity placed nowhere": (
        "last = true",
        'activity = "abroad"',
        ["named_blocks.FIN", "abroad"],
    ),
    "a week fixed and forbidden": (
        "onsite_hours = 510",
        'onsite_hours = 510\nforbidden_weeks = { 40 = ["school"] }',
        ["3A", "semaine 40", "school"],
    ),
    "semesters with more hours than the year": (
        "onsite_hours = 510",
        "onsite_hours = 510\nsemesters = { S9 = { onsite_hours = 511 } }",
        ["3A", "511", "510"],
    ),
    "semesters with more sessions than the year": (
        "onsite_hours = 510",
        "onsite_hours = 510\nsemesters = { S9 = { sessions = 27 } }",
        ["3A", "27", "sessions.total = 26"],
    ),
    "least hours a week above the most": (
        "onsite_hours = 510",
        "onsite_hours = 510\nonsite_a_week = { least = 30, most = 20 }",
        ["3A", "least = 30", "most = 20"],
    ),
    "sessions of one day that overlap": (
        "[workday]",
        "[workday]\nafternoon = 11:30:00",
        ["3,5 h", "08:30", "11:30"],
    ),
    "a session that ends after midnight": (
        "[workday]",
        "[workday]\nafternoon = 21:00:00",
        ["3,5 h", "21:00"],
    ),
    "a campus too small for a cohort": (
        "[workday]",
        "[campus]\nmost_people = 49\n[workday]",
        ["1A", "50", "49"],
    ),
    "a resource that is not there": (
        "onsite_hours = 510",
        "onsite_hours = 510\nuses = { laser = {} }",
        ["3A", "uses.laser"],
    ),
    "more groups than a resource has": (
        "onsite_hours = 510",
        "onsite_hours = 510\nuses = { labo = { groups = 3 } }\n#",
        ["labo", "campus.resources"],
    ),
    "following a cohort that is not there": (
        "onsite_hours = 510",
        'onsite_hours = 510\nfollows = "2B"',
        ["3A", "2B", "1A, 2A"],
    ),
    "a closure that ends before it begins": (
        "[workday]",
        "[[closures.days]]\nfirst = 2027-03-01\nlast = 2027-02-01\n[workday]",
        ["closures.days"],
    ),
    "impossible blocks": (
        "count = 6, shortest = 2, longest = 4",
        "count = 6, shortest = 4, longest = 4",
        ["1A", "school_weeks = 17", "school_blocks", "6", "24"],
    ),
    "blocks of any number that never fit": (
        "count = 6, shortest = 2, longest = 4",
        "shortest = 9, longest = 16",
        ["1A", "school_weeks = 17", "9", "16"],
    ),
    "longest below shortest": (
        "shortest = 3, longest = 9",
        "shortest = 3, longest = 2",
        ["company_blocks", "shortest = 3", "longest = 2"],
    ),
    "blocks longer than the presence": (
        "onsite_hours = 440",
        "onsite_hours = 440\nlongest_presence = { school = 1 }",
        ["1A", "school_blocks", "shortest = 2", "longest_presence.school = 1"],
    ),
    "presence at no place": (
        "onsite_hours = 440",
        "onsite_hours = 440\nlongest_presence = { leave = 3 }",
        ["longest_presence", "leave", "school", "company", "abroad"],
    ),
    "company blocks that cannot fill the year": (
        "shortest = 3, longest = 9",
        "shortest = 3, longest = 4",
        ["1A", "company_blocks", "school_blocks", "35", "36", "28"],
    ),
    "too many fixed school weeks": (
        'fixed_weeks = { 40 = "school"',
        "fixed_weeks = { " + "".join(f'{n} = "school", ' for n in range(1, 19)) + '40 = "school"',
        ["3A", "19", "school_weeks = 17"],
    ),
    "school fixed while closed": (
        '39 = "none"',
        '39 = "none", 31 = "school"',
        ["3A", "31", "closures.weeks"],
    ),
    "more hours than days": ("onsite_hours = 510", "onsite_hours = 600", ["3A", "600", "595"]),
    "minutes on site": ("onsite_hours = 440", "onsite_hours = 440.1", ["1A", "440.1", "0.25"]),
    "an odd number of sessions": ("total = 46", "total = 45", ["1A", "45", "0, 2"]),
    "more sessions than weeks": ("total = 46", "total = 74", ["1A", "74", "0, 2", "31"]),
    "never a week without": ("a_week = [0, 2] ", "a_week = [2] ", ["1A", "sessions.a_week", "0"]),
    "academic hours that do not add up": (
        "onsite_hours = 440",
        "onsite_hours = 400",
        ["1A", "400", "46", "561", "596,5", "603,5"],
    ),
    "company hours out of reach": (
        "target = 1000, tolerance = 100 ",
        "target = 2000, tolerance = 100 ",
        ["1A", "1 900", "36"],
    ),
    "more leave in a row than leave": ("consecutive = 2 ", "consecutive = 9 ", ["9", "5"]),
    "objectives doubled": ('"campus_overlap",', '"campus_peak",', ["objectives", "campus_peak"]),
    "objectives without their end": ('    "week_order", ', "    # ", ["week_order"]),
    "promotions doubled": ('id = "2A"', 'id = "1a"', ["1a"]),
    "holidays that end before they begin": (
        "[workday]",
        '[[closures.dates]]\nname = "christmas"\nfirst = 2029-01-07\nlast = 2028-12-23\n[workday]',
        ["christmas", "7 janvier 2029", "23 décembre 2028"],
    ),
}


@pytest.mark.parametrize(("old", "new", "named"), CHANGES.values(), ids=CHANGES.keys())
def test_a_fault_is_told_with_its_field_finding_and_remedy(
    old: str, new: str, named: list[str], french: Messages
) -> None:
    assert old in TEXT
    told = "\n".join(_told(TEXT.replace(old, new), french))
    assert "p.toml" in told
    for part in named:
        assert part in told.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_all_problems_of_a_file_are_told_at_once(english: Messages) -> None:
    faulty = (
        TEXT.replace("total = 40", "total = 40, more = 1")
        .replace("headcount = 50 ", "headcount = -50 ")
        .replace("count = 6, shortest = 2, longest = 4", "count = 6, shortest = 4, longest = 4")
        .replace("onsite_hours = 510", "onsite_hours = 600")
    )
    told = _told(faulty, english)
    assert sum("headcount" in line for line in told) == 3
    assert any("sessions.more" in line for line in told)
    assert any("6 blocks of 4 to 4 weeks" in line for line in told)
    assert any("600 h do not fit" in line for line in told)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = = 1", 1),
        ("a = 1\nb = [1,\nc = 2", 3),
        ('a = "', 1),
        ("[a]\n[a]", 2),
    ],
)
def test_broken_toml_is_told_with_its_line(text: str, line: int, french: Messages) -> None:
    (told,) = _told(text, french)
    assert told.startswith(f"p.toml, ligne {line} : ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('39 = "none"', '39 = "none", 53 = "school"'),
        ("company_blocks = { shortest = 9 }", "company_blocks = { shortest = 9, longest = 30 }"),
    ],
)
def test_what_can_stand_in_some_year_is_no_contradiction(old: str, new: str) -> None:
    text = TEXT.replace("33, 34]", "33, 34, 53]")
    assert old in text
    parse_programme(text.replace(old, new), "p.toml")


def test_two_faulty_ids_are_not_told_as_doubled(french: Messages) -> None:
    told = _told(TEXT.replace('"1A"', '"1 A"').replace('"2A"', '"2 A"'), french)
    assert len(told) == 2


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000])
def test_toml_beyond_measure_is_told(text: str, french: Messages) -> None:
    assert _told(text, french) == ["p.toml : un nombre démesuré, ou des crochets trop imbriqués."]


def test_a_contradiction_is_told_beside_a_faulty_school_name_and_an_unknown_year(
    french: Messages,
) -> None:
    faulty = TEXT.replace('school = "IMT', "school = 3\n#").replace(
        "first_week = 40", "first_week = 40\nyear = 2026"
    )
    told = "\n".join(_told(faulty.replace("onsite_hours = 510", "onsite_hours = 600"), french))
    for part in ("school : trouvé 3", "academic_year.year", "595"):
        assert part in told


def test_an_empty_file_lacks_every_required_key(french: Messages) -> None:
    told = _told("", french)
    assert any("cohorts" in line for line in told)
    assert len(told) == 8


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda p: None, "introuvable"),
        (lambda p: p.mkdir(), "dossier"),
        (lambda p: p.write_bytes(b"\xff\xfe"), "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    make: Callable[[Path], object], key: str, tmp_path: Path, french: Messages
) -> None:
    path = tmp_path / "p.toml"
    make(path)
    with pytest.raises(Unusable) as unusable:
        read_programme(path)
    assert key in french.sentence(unusable.value.problems[0])


@pytest.mark.parametrize("start", [1989, 2101])
def test_a_year_out_of_range_is_told(start: int, albi: Programme, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        academic_year_of(albi, start)
    assert "1990 à 2100" in french.sentence(unusable.value.problems[0])


def test_unknown_holidays_tell_how_the_file_can_give_them(french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        academic_year_of(parse_programme(TEXT, "p.toml"), 2028)
    told = french.sentence(unusable.value.problems[0])
    assert "2028-2029" in told
    hint = told.partition("\n")[2].replace("MM-JJ", "12-23", 1).replace("MM-JJ", "01-07")
    helped = parse_programme(TEXT.replace("[workday]", f"{hint}\n[workday]"), "p.toml")
    closed = [w.iso_week for w in academic_year_of(helped, 2028).weeks if w.closed]
    assert closed[:2] == [52, 1]


def test_the_schema_in_data_is_the_one_of_the_program() -> None:
    assert (DATA / "programme.schema.json").read_text(encoding="utf-8") == json_schema()
    assert TEXT.startswith("#:schema programme.schema.json\n")


def test_semesters_that_overlap_or_leave_hours_over_are_told(french: Messages) -> None:
    halves = (
        "onsite_hours = 510\nsemesters = { "
        "S9 = { until = { month = 1, day = 31 }, onsite_hours = 200 }, "
        "S10 = { from = { month = 2, day = 1 }, onsite_hours = 300 } }"
    )
    for text, told in (
        (halves, "500"),
        (halves.replace("month = 2, day = 1 ", "month = 1, day = 1 "), "se recouvrent"),
    ):
        programme = parse_programme(TEXT.replace("onsite_hours = 510", text), "p.toml")
        with pytest.raises(Unusable) as unusable:
            academic_year_of(programme, 2025)
        assert told in french.sentence(unusable.value.problems[0])
