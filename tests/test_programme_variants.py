"""A programme file that extends another one changes only what it says."""

from pathlib import Path

import pytest

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.programme.block_shapes import Extent
from planner.programme.file import merge_tables, parse_programme, read_programme
from planner.year.moments import FirstMonday
from tests.conftest import ALBI, DATA

TEXT = ALBI.read_text(encoding="utf-8")


def test_a_file_that_extends_another_changes_only_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "albi.toml").write_text(TEXT, encoding="utf-8")
    path = tmp_path / "variant.toml"
    path.write_text(
        'extends = "albi.toml"\nid = "variant"\n[closures]\nweeks = [30]\n'
        'replaces = ["weeks"]\n'
        '[[cohorts]]\nid = "2A"\nheadcount = 7\n[cohorts.sessions]\ntotal = 42\n'
        "[cohorts.academic_hours]\ntolerance = 9\n",
        encoding="utf-8",
    )
    base, variant = read_programme(ALBI), read_programme(path)
    assert (variant.id, variant.name) == ("variant", base.name)
    assert variant.sites[0].closures.iso_weeks == (30,)
    assert variant.sites[0].closures.holidays == base.sites[0].closures.holidays
    assert [c.headcount for c in variant.cohorts] == [50, 7, 50]
    assert variant.cohorts[1].sessions.total == 42
    assert variant.cohorts[1].sessions.a_week == base.cohorts[1].sessions.a_week
    assert variant.cohorts[::2] == base.cohorts[::2]
    assert [source.name for source in variant.bases] == ["albi.toml"]
    assert parse_programme(variant.text, "again", variant.bases) == variant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('extends = "none.toml"', "introuvable"),
        ('extends = "p.toml"', "tourne en rond"),
        ('extends = "broken.toml"', "ligne 2"),
        ('extends = "albi.toml"\nschool_week = 1', "albi.toml : clé inconnue"),
    ],
)
def test_a_base_that_cannot_be_used_is_told(
    text: str, told: str, tmp_path: Path, french: Messages
) -> None:
    (tmp_path / "albi.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("a = 1\nb = = 2", encoding="utf-8")
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        read_programme(path)
    assert told in "\n".join(french.sentence(p) for p in unusable.value.problems)


def test_no_text_is_copied_between_the_two_files_of_the_contrat_pro() -> None:
    base = (DATA / "ales-contrat-pro.toml").read_text(encoding="utf-8").splitlines()
    variant = (DATA / "ales-contrat-pro-gcbd.toml").read_text(encoding="utf-8").splitlines()
    shared = {line for line in variant if line.strip()} & set(base)
    assert shared == {
        "#:schema programme.schema.json",
        "#",
        "[[cohorts]]",
        'id = "CP"',
        'name = "remise du carnet de présence"',  # the event that another takes the place of
        'activity = "free"',
        "[sources]",
    }


def test_a_key_of_the_former_version_is_unknown_in_a_file(tmp_path: Path, french: Messages) -> None:
    path = tmp_path / "former.toml"
    former = TEXT.replace("shortest = 9 }", "shortest = 9, last_shortest = 20 }")
    path.write_text(former, encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        read_programme(path)
    assert "last_shortest" in french.sentence(unusable.value.problems[0])


def test_a_variant_may_name_a_day_or_a_number_in_another_way(tmp_path: Path) -> None:
    for name in ("ales-contrat-pro.toml", "ales-contrat-pro-gcbd.toml"):
        (tmp_path / name).write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "variant.toml"
    path.write_text(
        'extends = "ales-contrat-pro-gcbd.toml"\n[academic_year]\nfirst_week = 36\n'
        '[[cohorts]]\nid = "CP"\n[cohorts.named_blocks]\n'
        "PFE = { starts = { first_monday_of = 3 } }\nPE = { count = { least = 2 } }\n",
        encoding="utf-8",
    )
    variant = read_programme(path)
    first, second = variant.cohorts[0].named_blocks
    assert (second.start, first.shape.count) == (FirstMonday(3), Extent(2, None))
    assert (variant.span.iso_week, variant.span.first_monday) == (36, None)
    assert [base.name for base in variant.bases] == [
        "ales-contrat-pro-gcbd.toml",
        "ales-contrat-pro.toml",
    ]


def test_tables_are_laid_over_key_by_key_unless_they_say_one_thing() -> None:
    """The start of a year is no day: it took its number of weeks away."""
    below = {
        "academic_year": {"first_week": 40, "weeks": 52},
        "closures": {"school_holidays": {"zone": "C", "names": ["christmas"]}},
        "before": {"month": 6, "day": 1},
        "company_weeks": {"least": 30, "most": 35},
        "blocks": {"shortest": 2},
    }
    above = {
        "academic_year": {"first_monday_of": 9},
        "closures": {"school_holidays": {"zone": "A"}},
        "before": {"school_holidays": "christmas"},
        "company_weeks": {"least": 31},
        "blocks": {},
    }
    assert merge_tables(below, above) == {
        "academic_year": {"first_monday_of": 9, "weeks": 52},
        "closures": {"school_holidays": {"zone": "A", "names": ["christmas"]}},
        "before": {"school_holidays": "christmas"},
        "company_weeks": {"least": 31},
        "blocks": {"shortest": 2},
    }
