"""From any text to the name of a file or a folder, safe on Windows, macOS and Linux.

A name is made of the text that people read, accents included, less what some system refuses or
hides. It has at most `MOST_NAME_UNITS` units of UTF-16, as Windows counts: of the 260 that it allows for a
whole path, two folders, one within the other, and a file leave more than half to the folder in
which they are written. Where a name is cut, or would be taken for another one, it bears a sign:
some letters of a digest of what it names, which depend on nothing else.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

MOST_NAME_UNITS = 48
"""The longest name, in units of UTF-16."""

_NAMELESS = "_"
_REFUSED = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(
    r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\.|$)", re.IGNORECASE
)
"""Names that are devices on Windows, whatever their ending."""

_SIGN = 6
"""Letters of the shortest sign."""

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONS = range(0x1F1E6, 0x1F200)
"""The letters of which two together show a flag."""


def file_name(text: str, most: int = MOST_NAME_UNITS) -> str:
    """Name a file or a folder after a text.

    Parameters
    ----------
    most
        The most units of UTF-16.

    Returns
    -------
    str
        A name in NFC that is not empty, without separators, control characters and marks of
        direction, and without dots and spaces at its ends. Different texts may have the same.
    """
    name = _safe_end(_cut(_readable(text), most))
    return _safe_end(f"_{_cut(name, most - 1)}") if _DEVICES.match(name) else name or _NAMELESS


def distinct_names(texts: Mapping[str, str], endings: Sequence[str] = ("",)) -> dict[str, str]:
    """Name some things that stand in one folder, so that no system takes one for another.

    Capitals are not told apart, nor are the ways to write an accent.

    Parameters
    ----------
    texts
        What each thing is called, by what tells it from all others: two things may be called the
        same.
    endings
        The endings with which each name is used.

    Returns
    -------
    dict
        The names, by the same keys. They do not depend on the order.
    """
    signs = {
        key: _SIGN if _units(_readable(text)) > MOST_NAME_UNITS else 0
        for key, text in texts.items()
    }
    while True:
        names = {key: _signed(text, key, signs[key]) for key, text in texts.items()}
        taken = Counter(file_system_key(name + end) for name in names.values() for end in endings)
        doubled = [
            key
            for key, name in names.items()
            if any(taken[file_system_key(name + e)] > 1 for e in endings)
        ]
        if not doubled:
            return names
        for key in doubled:
            signs[key] += _SIGN


def _readable(text: str) -> str:
    """Give a text on one line, of characters that are seen and that every system takes."""
    kept = "".join(_seen(character) for character in unicodedata.normalize("NFC", text))
    return _safe_end(unicodedata.normalize("NFC", " ".join(_REFUSED.sub(" ", kept).split())))


def _seen(character: str) -> str:
    """Give a character, a space for one that separates, nothing for one that is not seen."""
    category = unicodedata.category(character)
    if category.startswith("Z") or character in "\t\n\r\v\f":
        return " "
    return "" if category.startswith("C") else character


def _safe_end(name: str) -> str:
    return name.strip(" .")


def _signed(text: str, key: str, letters: int) -> str:
    if not letters:
        return file_name(text)
    sign = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:letters]
    return f"{file_name(text, max(MOST_NAME_UNITS - letters - 1, MOST_NAME_UNITS // 4))} {sign}"


def file_system_key(name: str) -> str:
    """Write a name so that all names which some system takes for it are written alike."""
    folded = unicodedata.normalize("NFD", name).upper().casefold()
    return unicodedata.normalize("NFD", folded)


def _units(text: str) -> int:
    return sum(1 + (ord(character) > 0xFFFF) for character in text)


def _cut(name: str, most: int) -> str:
    """Cut a name to some units of UTF-16, between two characters as readers see them."""
    if _units(name) <= most:
        return name
    end = len(name)
    while _units(name[:end]) > most:
        end -= 1
    whole = end
    while whole and _goes_on(name[:whole], name[whole]):
        whole -= 1
    return name[: whole or end]


def _goes_on(before: str, character: str) -> bool:
    """Tell whether a character belongs to the one before it."""
    code = ord(character)
    if code in _REGIONS:
        regions = re.search(f"[{chr(_REGIONS[0])}-{chr(_REGIONS[-1])}]*$", before)
        return regions is not None and len(regions[0]) % 2 == 1
    return unicodedata.category(character).startswith("M") or code in _SKIN_TONES
