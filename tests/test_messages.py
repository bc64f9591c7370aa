"""Both languages say the same things, with the same placeholders, and nothing goes unused."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from planner.cli import planner
from planner.files.problems import problem
from planner.messages import LANGUAGES, Messages
from planner.programme.file.curriculum_table.columns import MODULE_COLUMNS, TEACHER_COLUMNS
from planner.programme.file.schema.programme import DayPlaces
from planner.programme.names import ObjectiveName, RuleName
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity
from tests.forms import form_texts

ROOT = Path(__file__).parent.parent / "planner"


def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    with (ROOT / "messages" / f"{language}.po").open("rb") as source:
        return {
            message.id if isinstance(message.id, str) else message.id[0]: (
                (message.string,)
                if isinstance(message.string, str)
                else tuple(message.string or ())
            )
            for message in read_po(source)
            if message.id
        }


def _placeholders(texts: tuple[str, ...]) -> set[tuple[str | None, str | None]]:
    return {(name, form) for text in texts for _, name, form, _ in Formatter().parse(text) if name}


def test_the_languages_have_the_same_texts_with_the_same_placeholders() -> None:
    french, english = map(catalogue, LANGUAGES)
    assert list(french) == list(english)
    for key in french:
        assert all(french[key]), key
        assert all(english[key]), key
        assert _placeholders(french[key]) == _placeholders(english[key]), key
        assert len(french[key]) == len(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    """The later text would silently take the place of the earlier one."""
    source = (ROOT / "messages" / f"{language}.po").read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "(.+)"$', source, re.MULTILINE)
    assert sorted(keys) == sorted(set(keys))


def test_every_text_is_used_and_every_name_has_one() -> None:
    source = "\n".join(p.read_text(encoding="utf-8") for p in ROOT.rglob("*.py"))
    source += "\n".join(p.read_text(encoding="utf-8") for p in ROOT.rglob("*.html"))
    keys = set(catalogue("fr"))
    quoted = set(re.findall(r"[\"']([\w.-]+)[\"']", source))
    families = set(re.findall(r"f[\"\']([a-z_]+[.-])\{", source))
    composed = {f"measure.{activity}_blocks" for activity in (Activity.SCHOOL, Activity.COMPANY)}
    composed |= {f"help.{name}" for name in planner.commands}
    composed |= {f"option.{name}" for name in ("help", "version", "lang", "year", "out")}
    composed |= {
        f"option.{name}.{option.lstrip('-')}"
        for name, command in planner.commands.items()
        for parameter in command.params
        for option in parameter.opts
    }

    composed |= {column.heading for column in (*MODULE_COLUMNS, *TEACHER_COLUMNS)}
    composed |= form_texts(keys) | {f"day_at.{places}" for places in DayPlaces}

    def is_used(key: str) -> bool:
        family, _, name = key.partition(".")
        named = name in quoted or f"--{name}" in quoted
        return key in quoted or key in composed or (f"{family}." in families and named)

    assert {key for key in keys if not is_used(key)} == set()
    assert form_texts(keys) <= keys
    assert {f"rule.{name}" for name in RuleName} <= keys
    assert {f"objective.{name}" for name in ObjectiveName} <= keys
    assert {
        f"{kind}.{a.name}" for kind in ("activity", "legend") for a in BUILT_IN_ACTIVITIES
    } <= keys


@pytest.mark.parametrize(
    ("language", "written"),
    [("fr", "1er octobre 2026"), ("en", "1 October 2026")],
)
def test_dates_as_people_write_them(language: str, written: str) -> None:
    assert Messages(language).day(date(2026, 10, 1)) == written
    assert "11" in Messages(language).day(date(2026, 10, 11))


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        ((2026, 11, 2), (2026, 11, 6), "du 2 au 6 novembre 2026", "2 to 6 November 2026"),
        ((2027, 3, 1), (2027, 4, 1), "du 1er mars au 1er avril 2027", "1 March to 1 April 2027"),
        (
            (2026, 12, 28),
            (2027, 1, 1),
            "du 28 décembre 2026 au 1er janvier 2027",
            "28 December 2026 to 1 January 2027",
        ),
    ],
)
def test_days_in_a_row_as_people_write_them(
    first: tuple[int, int, int], last: tuple[int, int, int], french: str, english: str
) -> None:
    days = date(*first), date(*last)
    assert [Messages(language).span(*days) for language in LANGUAGES] == [french, english]


def test_no_line_ends_before_a_french_sign(french: Messages, english: Messages) -> None:
    line = "« Version : V1 » ; 3,5 h à 2 % ?"
    assert english.unbroken(line) == line
    spaces = french.unbroken(line).replace("\N{NO-BREAK SPACE}", "_")
    spaces = spaces.replace("\N{NARROW NO-BREAK SPACE}", "~")
    assert spaces == "«_Version_: V1_»~; 3,5_h à 2_%~?"


def test_hours_and_plurals(french: Messages, english: Messages) -> None:
    assert french.hours(210) == "3,5 h"
    assert english.hours(210) == "3.5 h"
    assert french.hours(None) == "–"
    assert [french.counted("weeks", n) for n in (0, 1, 2)] == [
        "0 semaine",
        "1 semaine",
        "2 semaines",
    ]
    assert [english.counted("weeks", n) for n in (0, 1)] == ["0 weeks", "1 week"]


def test_a_text_that_does_not_exist_is_a_fault(french: Messages) -> None:
    with pytest.raises(KeyError):
        french("no.such.text")


def test_problems_are_told_within_problems(french: Messages) -> None:
    inner = problem("accepted.at-least", ge=1)
    outer = problem("field.value", field="x", found="0", accepted=inner)
    assert french.sentence(problem("file.field", file="f", what=outer)) == (
        "f : x : trouvé 0 ; accepté : au moins 1."
    )


def test_what_a_file_says_does_not_command_the_terminal(french: Messages) -> None:
    told = french.sentence(problem("file.field", file="f\x1b[2J", what="a\0b\u009b"))
    assert told == "f\ufffd[2J : a\ufffdb\ufffd"


GUIDES = sorted((ROOT.parent / "docs").glob("guide-*.md"))

GIVEN_UP = (
    r"\bservie?s?\b",
    r"\bd'avant\b",
    r"\bséquences?\b",
    r"\bblocs?\b",
    r"\bbougent?\b",
    r"\b[Nn]et de congés\b",
    r"\bCalendrier d'Apple\b",
    r"\bcontrat finit\b",
    r"\btenue?s?\b",
    r"\btout tient\b",
    r"\btien(?:t|nent) (?:pas )?(?:les|ses|leurs) règles\b",
    r"\bQui l'a\b",
    r"\bn'obéit\b",
    r"\bse laisse pas\b",
    r"\b(?:Faire|Fait) (?:un|les) (?:liens?|documents)\b",
)
"""Words that the table of terms at the head of the French catalogue has given up."""


@pytest.mark.parametrize("word", GIVEN_UP)
def test_words_that_were_given_up_do_not_come_back(word: str) -> None:
    catalogue = (ROOT / "messages" / "fr.po").read_text(encoding="utf-8")
    lines = [line for line in catalogue.splitlines() if line.startswith(("msgstr", '"'))]
    assert [line for line in lines if re.search(word, line)] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_guides_use_the_terms_of_the_catalogue(guide: Path) -> None:
    """What is on line is neither "servi" nor "d'avant", a rule is kept ("respectée")."""
    words = r"\bversions? d'avant\b|\b(?:version|reste|n'est) servie?s?\b|\btenue?s?\b"
    assert re.findall(words, guide.read_text(encoding="utf-8")) == []
