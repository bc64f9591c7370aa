"""The programme file: what it says, and every way in which it can be wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.domain import Activity, Programme
from planner.messages import Messages
from planner.problems import Unusable
from planner.programme_file import (
    academic_year_of,
    json_schema,
    parse_programme,
    read_programme,
)
from tests.conftest import ALBI, DATA

TEXT = ALBI.read_text(encoding="utf-8")


def _told(text: str, messages: Messages) -> list[str]:
    with pytest.raises(Unusable) as unusable:
        parse_programme(text, "p.toml")
    return [messages.tell(p) for p in unusable.value.problems]


def test_albi_is_read_as_its_documents_say(albi: Programme) -> None:
    assert [c.id for c in albi.cohorts] == ["1A", "2A", "3A"]
    assert [c.sessions.total for c in albi.cohorts] == [46, 40, 26]
    assert [c.school_blocks.count for c in albi.cohorts] == [6, 4, 2]
    assert albi.cohorts[2].fixed_weeks[37] is Activity.DEFENCE
    assert albi.workday.session == 210


def test_every_rule_of_albi_names_its_source(albi: Programme) -> None:
    from planner.domain import RuleName

    assert set(albi.sources) == set(RuleName)


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
        "shortest = 9, last_shortest = 20",
        "shortest = 53",
        ["3A", "company_blocks"],
    ),
    "unknown objective": ('"campus_peak"', '"peak"', ["objectives[1]", '"peak"', "campus_peak"]),
    "unknown zone": ('zone = "C"', 'zone = "D"', ["zone", '"D"', "A, B, C"]),
    "unknown rule": ('leave = "Notice', 'leaves = "Notice', ["sources.leaves"]),
    "unknown country": ('country = "FR"', 'country = "XX"', ["public_holidays.country", "XX"]),
    "id with a slash": ('id = "1A"', 'id = "1/A"', ["cohorts[1/A].id", "1/A"]),
    "quoted date": (
        "[workday]",
        '[[closures.dates]]\nname = "winter"\nfirst = "2028-12-23"\nlast = 2029-01-07\n[workday]',
        ["closures.dates[1]", "2028-12-23", "sans guillemets"],
    ),
    "a day at school of odd quarters": ("school = 7.0", "school = 6.75", ["6.75", "0.5"]),
    "a control character": ('"1re année"', '"1re\\u0007"', ["cohorts[1A].label", "contrôle"]),
    "dates of holidays that close nothing": (
        "[workday]",
        '[[closures.dates]]\nname = "winter"\nfirst = 2029-02-01\nlast = 2029-02-15\n[workday]',
        ["closures.dates", "winter", "school_holidays"],
    ),
    "31 February": ("month = 5, day = 1 ", "month = 2, day = 31 ", ["leave", "31/02"]),
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
    "quarters on site": ("onsite_hours = 440", "onsite_hours = 440.25", ["1A", "440,25"]),
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
        ("shortest = 9, last_shortest = 20", "shortest = 9, longest = 30, last_shortest = 20"),
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
    assert len(told) == 9


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
    assert key in french.tell(unusable.value.problems[0])


@pytest.mark.parametrize("start", [1989, 2101])
def test_a_year_out_of_range_is_told(start: int, albi: Programme, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        academic_year_of(albi, start)
    assert "1990 à 2100" in french.tell(unusable.value.problems[0])


def test_unknown_holidays_tell_how_the_file_can_give_them(french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        academic_year_of(parse_programme(TEXT, "p.toml"), 2028)
    told = french.tell(unusable.value.problems[0])
    assert "2028-2029" in told
    hint = told.partition("\n")[2].replace("MM-JJ", "12-23", 1).replace("MM-JJ", "01-07")
    helped = parse_programme(TEXT.replace("[workday]", f"{hint}\n[workday]"), "p.toml")
    closed = [w.iso_week for w in academic_year_of(helped, 2028).weeks if w.closed]
    assert closed[:2] == [52, 1]


def test_the_schema_in_data_is_the_one_of_the_program() -> None:
    assert (DATA / "programme.schema.json").read_text(encoding="utf-8") == json_schema()
    assert TEXT.startswith("#:schema programme.schema.json\n")
