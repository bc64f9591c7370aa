"""Characters that nobody sees or that turn a line round: removed from names, or refused."""

import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest

from planner.apprentices.roster import read_noted_roster
from planner.files.invisible import PRINTABLE, escaped, without_invisible
from planner.files.problems import Unusable, is_label
from planner.messages import Messages
from planner.planning.file import planning_json, read_planning
from planner.programme.file import read_programme
from tests.conftest import Call
from tests.portal_store import RHYTHM, first

TURNED, MARKED, HIDDEN = "\u202e", "\u200f", "\u200b"


def test_every_character_of_the_basic_plane_that_is_not_seen_is_known() -> None:
    unseen = {
        chr(code)
        for code in (*range(0x10000), *range(0xE0000, 0xE1000))
        if unicodedata.category(chr(code)) == "Cf"
        or unicodedata.bidirectional(chr(code)) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "FSI"}
    }
    written = {letter for letter in unseen if "\u0600" <= letter <= "\u08ff"} - {"\u061c"}
    assert [each for each in unseen - written if without_invisible(f"a{each}b") != "ab"] == []
    assert without_invisible("\ufe0f\u3164\uffa0\u2028") == ""
    seen = "é œ ’ – « \u00a0 \u202f שלום محمد Ñ ſ 李 🎓"
    assert without_invisible(seen) == seen
    assert re.fullmatch(PRINTABLE, seen)


def test_they_are_shown_as_in_a_programme_file() -> None:
    assert escaped("a\u202eb\x07é\U000e0041") == "a\\u202Eb\\u0007é\\U000E0041"
    assert sys.maxunicode > 0xFFFF


@pytest.mark.parametrize("letter", [TURNED, MARKED, HIDDEN, "\u00ad", "\ufeff"])
def test_names_of_a_list_lose_them_and_that_is_told(letter: str, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    rows = [f"Dur{letter}and;Zoé;1A;For{letter}ge", "Petit;Léo;1A;Forge"]
    path.write_text("\n".join(["Nom;Prénom;Promotion;Entreprise", *rows]), encoding="utf-8")
    read = read_noted_roster(path, first().planning.case)
    assert [(who.surname, who.company) for who in read.apprentices] == [
        ("Durand", "Forge"),
        ("Petit", "Forge"),
    ]
    (note,) = [Messages("fr").sentence(each) for each in read.notes]
    assert "caractères invisibles" in note
    assert "2 (cellule : A2, D2)" in re.sub("[\u00a0\u202f]", " ", note)
    assert letter not in note


@pytest.mark.parametrize("letter", [TURNED, MARKED, HIDDEN])
def test_labels_with_them_are_refused_and_shown(letter: str, tmp_path: Path, planner: Call) -> None:
    assert not is_label(f"V1{letter}")
    shown = escaped(letter)
    rules = RHYTHM.read_text(encoding="utf-8")
    name = re.findall(r'^name = "(.*)"', rules, re.MULTILINE)[0]
    path = tmp_path / "programme.toml"
    path.write_text(rules.replace(f'"{name}"', f'"{name}{letter}"'), encoding="utf-8")
    file = tmp_path / "planning.json"
    data = json.loads(planning_json(first())) | {"version_label": f"V{letter}1"}
    file.write_text(json.dumps(data), encoding="utf-8")
    for read in (
        lambda: read_programme(path),
        lambda: read_planning(file, None, None),
    ):
        with pytest.raises(Unusable) as told:
            read()
        said = Messages("fr").sentence(told.value.problems[0])
        assert shown in said
        assert letter not in said
        assert "invisible" in said
    code, _, wrong = planner("links", "--database", "x.db", "--scolarite", f"Mme{letter} Martin")
    assert (code, shown in wrong, letter in wrong) == (2, True, False)
