"""Names of files and folders from arbitrary text, valid on Windows, macOS and Linux.

A name keeps the text, accents included, without the characters that some system refuses or does
not display. It has at most `MOST_NAME_UNITS` UTF-16 code units, the unit of Windows: of the 260
that Windows allows for a path (MAX_PATH), two nested folders and a file leave more than half to
the folder in which they are written. A name that is truncated or would collide with another one
is suffixed with a prefix of the SHA-256 digest of what it names, so that names are deterministic.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

MOST_NAME_UNITS = 48
"""The longest name, in UTF-16 code units."""

_EMPTY_NAME = "_"
_REFUSED = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(
    r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\.|$)", re.IGNORECASE
)
"""Names reserved for devices on Windows, with any extension."""

_DIGEST_LENGTH = 6
"""Hexadecimal digits of the shortest suffix."""

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONS = range(0x1F1E6, 0x1F200)
"""Regional indicators: two of them are displayed as one flag."""


def file_name(text: str, most: int = MOST_NAME_UNITS) -> str:
    """Return a name of a file or a folder for a text.

    Parameters
    ----------
    most
        The most UTF-16 code units.

    Returns
    -------
    str
        A name in NFC that is not empty, without separators, control and format characters, and
        without dots and spaces at its ends. It is not unique: different texts may have the same.
    """
    name = _strip_ends(_truncate(_printable(text), most))
    return (
        _strip_ends(f"_{_truncate(name, most - 1)}")
        if _DEVICES.match(name)
        else name or _EMPTY_NAME
    )


def distinct_names(texts: Mapping[str, str], endings: Sequence[str] = ("",)) -> dict[str, str]:
    """Return names for the entries of one folder that are distinct on every file system.

    Names that differ only in case or in Unicode normalisation count as the same.

    Parameters
    ----------
    texts
        The text of each entry, by a unique key; two entries may have the same text.
    endings
        The suffixes with which each name is used, such as file extensions.

    Returns
    -------
    dict
        The names, by the same keys; they do not depend on the order of the entries.
    """
    lengths = {
        key: _DIGEST_LENGTH if _utf16_units(_printable(text)) > MOST_NAME_UNITS else 0
        for key, text in texts.items()
    }
    while True:
        names = {key: _with_digest(text, key, lengths[key]) for key, text in texts.items()}
        taken = Counter(file_system_key(name + end) for name in names.values() for end in endings)
        colliding = [
            key
            for key, name in names.items()
            if any(taken[file_system_key(name + e)] > 1 for e in endings)
        ]
        if not colliding:
            return names
        for key in colliding:
            lengths[key] += _DIGEST_LENGTH


def _printable(text: str) -> str:
    """Return a text on one line, of visible characters that every system accepts, in NFC."""
    visible = "".join(_visible(character) for character in unicodedata.normalize("NFC", text))
    return _strip_ends(unicodedata.normalize("NFC", " ".join(_REFUSED.sub(" ", visible).split())))


def _visible(character: str) -> str:
    """Return the character, a space for a separator, "" for one of category C (control, format)."""
    category = unicodedata.category(character)
    if category.startswith("Z") or character in "\t\n\r\v\f":
        return " "
    return "" if category.startswith("C") else character


def _strip_ends(name: str) -> str:
    return name.strip(" .")


def _with_digest(text: str, key: str, length: int) -> str:
    """Return the name of a text, suffixed with `length` digits of the digest of its key."""
    if not length:
        return file_name(text)
    digest = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:length]
    return f"{file_name(text, max(MOST_NAME_UNITS - length - 1, MOST_NAME_UNITS // 4))} {digest}"


def file_system_key(name: str) -> str:
    """Return a key that is equal for names which some file system takes for the same.

    It ignores case and canonical equivalence (NFC and NFD), as NTFS and APFS do.
    """
    folded = unicodedata.normalize("NFD", name).upper().casefold()
    return unicodedata.normalize("NFD", folded)


def _utf16_units(text: str) -> int:
    return sum(1 + (ord(character) > 0xFFFF) for character in text)


def _truncate(name: str, most: int) -> str:
    """Truncate a name to some UTF-16 code units, between two grapheme clusters."""
    if _utf16_units(name) <= most:
        return name
    end = len(name)
    while _utf16_units(name[:end]) > most:
        end -= 1
    boundary = end
    while boundary and _continues(name[:boundary], name[boundary]):
        boundary -= 1
    return name[: boundary or end]


def _continues(before: str, character: str) -> bool:
    """Whether a character belongs to the grapheme cluster before it: a mark, flag or skin tone."""
    code = ord(character)
    if code in _REGIONS:
        regions = re.search(f"[{chr(_REGIONS[0])}-{chr(_REGIONS[-1])}]*$", before)
        return regions is not None and len(regions[0]) % 2 == 1
    return unicodedata.category(character).startswith("M") or code in _SKIN_TONES
