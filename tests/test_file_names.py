"""Names of files and folders: safe everywhere, never outside the folder, told apart."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.files.file_names import MOST_NAME_UNITS, distinct_names, file_name

NASTY = st.text(
    st.one_of(
        st.sampled_from('./\\:*?"<>| \t\n\0cCoOnNuUlLéE\u0301ß1²$\u202e\u200b👩🏽🇫🇷'),
        st.characters(exclude_categories=()),
    ),
    max_size=120,
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


@given(NASTY)
@example("../../x")
@example("CON")
@example("con .txt")
@example("COM¹.pdf")
@example("CON" + "." * 90 + "x")
@example("\ud800")
def test_a_name_is_safe_on_every_system(text: str) -> None:
    name = file_name(text)
    assert name
    assert units(name) <= MOST_NAME_UNITS
    assert len(name.encode()) <= 255
    assert not set(name) & set('<>:"/\\|?*')
    assert name == name.strip(" .") == unicodedata.normalize("NFC", name)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in name)
    assert PureWindowsPath(name).parts == PurePosixPath(name).parts == (name,)
    assert not PureWindowsPath(name).is_reserved()
    assert file_name(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mécanique du Lac & fils", "Mécanique du Lac & fils"),
        ("Me\u0301canique", "Mécanique"),
        ("../../x", "x"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Console", "Console"),
        ("A/B : «test»?", "A B «test»"),
        ("S.A.R.L.", "S.A.R.L"),
        ("=1+1", "=1+1"),
        ("Fusée 🚀", "Fusée 🚀"),
        ("\u202egpj.exe\u200f", "gpj.exe"),
        ("שלום", "שלום"),
        ("a\u00a0b\r\nc", "a b c"),
        ("...", "_"),
        ("", "_"),
    ],
)
def test_names_stay_readable(text: str, name: str) -> None:
    assert file_name(text) == name


@pytest.mark.parametrize("character", ["e\u0323\u0301", "👍🏽", "🇫🇷"])
def test_a_cut_falls_between_characters_as_they_are_seen(character: str) -> None:
    for before in range(MOST_NAME_UNITS):
        name = file_name("x" * before + 40 * character)
        seen = unicodedata.normalize("NFC", character)
        assert name == "x" * before + len(name[before:]) // len(seen) * seen


@given(st.lists(NASTY, max_size=12, unique=True))
@example(["A/B", "A:B", "a b", "A b", "A\u200bb"])
@example(["é", "e\u0301", "É"])
@example(["straße", "STRASSE"])
@example(["x", "x.zip"])
@example(["x" * 60 + "1", "x" * 60 + "2"])
def test_different_things_get_different_names(texts: list[str]) -> None:
    endings = ("", ".zip")
    names = distinct_names({text: text for text in texts}, endings)
    seen = [unicodedata.normalize("NFD", n + e).casefold() for n in names.values() for e in endings]
    assert len(set(seen)) == 2 * len(texts)
    assert all(file_name(name) == name for name in names.values())
    assert distinct_names({text: text for text in reversed(texts)}, endings) == names


def test_a_name_that_is_alone_bears_no_sign() -> None:
    names = distinct_names({"1": "Forge", "2": "Atelier", "3": "ATELIER", "4": "Atelier"})
    assert names["1"] == "Forge"
    assert len({name.casefold() for name in names.values()}) == 4
    assert [name[:8].casefold() for name in list(names.values())[1:]] == ["atelier "] * 3


def test_a_name_that_was_cut_bears_a_sign_of_the_whole() -> None:
    long = "Société " + "très " * 40 + "longue"
    (name,) = distinct_names({long: long}).values()
    assert name.startswith("Société très très")
    assert name != distinct_names({long + "s": long + "s"})[long + "s"]
    assert units(name) <= MOST_NAME_UNITS


def test_a_name_that_looks_signed_is_told_apart_too() -> None:
    """Somebody calls a company what another one's folder is called."""
    texts = ["A/B", "A:B"]
    taken = distinct_names({text: text for text in texts})["A/B"]
    names = distinct_names({text: text for text in [*texts, taken]})
    assert len(set(names.values())) == 3
