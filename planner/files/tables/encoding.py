"""Decodes lists of unknown encoding, and tells when the encoding is doubtful.

UTF-8 and UTF-16 are recognized with certainty. Of the encodings of Windows, Macintosh and MS-DOS,
the one is taken that reads as French: a capital within a word, a sign between letters, or a letter
that French does not have speak against it.
"""

import codecs
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from planner.files.problems import Problem, Unusable, problem

_NAMES = {"cp1252": "Windows-1252", "mac_roman": "Macintosh", "cp850": "MS-DOS (850)"}
"""The encodings of one byte a letter, the most usual one first."""

_FRENCH = set("àâçéèêëîïôœùûüÀÇÉÈÊŒ")
"""The usual accented letters of French names; others are rarer."""

_JOINING = set("’‘·•°ºª\u00a0\u202f")
"""Signs that stand between letters: apostrophes, "n°", spaces."""

_DASHES = set("–—")
_FREE = set("«»“”…€")
_ELLIPSIS = "…"
"""Stands behind a word; before one, it is the É of École in another encoding."""

_NONE, _RARE, _WRONG = 0, 1, 4
"""What a letter costs that is French, of another language, or that cannot stand where it does."""

_MOST_SHOWN = 3
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""Characters as workbooks escape them, `_x000D_`; programs that copy cells leave them so."""

_DOUBLE = re.compile("[\u00c2-\u00c5][^\x00-\x7f\u00c0-\u00ff]")
"""Two characters of Windows-1252 that are one of UTF-8."""

_FIRST_COMBINING = "\u0300"
"""From here on, letters are written by other rules."""

_MISTAKEN = set("‚„†‡‰√∏∫≤≥")
"""Signs for which accented letters of Macintosh and MS-DOS are often taken."""


@dataclass(frozen=True)
class Decoded:
    """A text, and what to tell about its encoding.

    Attributes
    ----------
    doubt
        Which encoding was guessed, with words read by it; None if it is certain.
    """

    text: str
    doubt: Problem | None = None


def decode(content: bytes, path: Path) -> Decoded:
    """Decode a text.

    Raises
    ------
    Unusable
        It is no text, or no encoding gives words.
    """
    is_marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_marked else ("utf-8-sig",):
        with suppress(UnicodeDecodeError):
            return Decoded(_without_escapes(_checked(content.decode(encoding), path)))
    if is_marked or b"\0" in content:
        raise Unusable([problem("file.not-text", file=path)])
    return _guessed(content, path)


def _checked(text: str, path: Path) -> str:
    if "\0" in text:
        raise Unusable([problem("file.not-text", file=path)])
    return text


def _without_escapes(text: str) -> str:
    """Replace escaped line ends and tabs by spaces, and other escapes by their character."""

    def character(found: re.Match[str]) -> str:
        letter = chr(int(found[1], 16))
        return " " if letter in "\r\n\t\0" else letter

    return _ESCAPE.sub(character, text)


def _guessed(content: bytes, path: Path) -> Decoded:
    """Decode a text that is not UTF-8 as a whole; lines in UTF-8 are read as such."""
    lines = content.splitlines(keepends=True)
    is_utf8 = [_is_utf8(line) for line in lines]
    others = [line for line, known in zip(lines, is_utf8, strict=True) if not known]
    encoding, is_certain = _most_french(b"".join(others))
    if encoding is None:
        raise Unusable([_unreadable(lines, is_utf8, path)])
    decoded = [
        line.decode("utf-8" if known else encoding)
        for line, known in zip(lines, is_utf8, strict=True)
    ]
    text = _without_escapes("".join(decoded).removeprefix("\ufeff"))
    mixed = any(known and not line.isascii() for line, known in zip(lines, is_utf8, strict=True))
    if is_certain and not mixed and encoding == "cp1252":
        return Decoded(text)
    guessed = "".join(d for d, known in zip(decoded, is_utf8, strict=True) if not known)
    words = _marked_words(guessed)
    values = {"file": path, "encoding": _NAMES[encoding], "words": ", ".join(words)}
    if not mixed:
        return Decoded(text, problem("encoding.guessed", **values))
    numbers = [str(n) for n, known in enumerate(is_utf8, start=1) if not known]
    listed = ", ".join(numbers[:_MOST_SHOWN]) + "…" * (len(numbers) > _MOST_SHOWN)
    return Decoded(text, problem("encoding.mixed", lines=listed, **values))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _most_french(content: bytes) -> tuple[str | None, bool]:
    """Return the encoding that reads best, if any does, and whether no other reads as well."""
    texts = {}
    for encoding in _NAMES:
        with suppress(UnicodeDecodeError):
            texts[encoding] = content.decode(encoding)
    costs = {encoding: _costs(text) for encoding, text in texts.items()}
    fitting = [encoding for encoding in texts if max(costs[encoding], default=_NONE) < _WRONG]
    if not fitting:
        return None, False
    least = min(sum(costs[encoding]) for encoding in fitting)
    best, near = (
        [encoding for encoding in fitting if sum(costs[encoding]) <= least + margin]
        for margin in (0, _RARE)
    )
    found = best[0] if len(best) == 1 else _likeliest(content, best)
    return found, len({texts[encoding] for encoding in near}) == 1


def _likeliest(content: bytes, encodings: Sequence[str]) -> str:
    """Return the likeliest of some encodings by the frequencies of letters."""
    from charset_normalizer import from_bytes

    for match in from_bytes(content, cp_isolation=[*encodings]):
        if match.encoding in encodings:
            return match.encoding
    return encodings[0]


def _costs(text: str) -> list[int]:
    """Return what each letter beyond ASCII costs."""
    return [
        _cost(letter, text[n - 1 : n] if n else "", text[n + 1 : n + 2])
        for n, letter in enumerate(text)
        if not letter.isascii()
    ]


def _cost(letter: str, before: str, after: str) -> int:
    is_between = before.isalpha() and after.isalpha()
    if not letter.isalpha():
        if letter in _DASHES:
            return _RARE if is_between else _NONE
        if letter in _JOINING | _FREE:
            return _RARE if letter == _ELLIPSIS and after.isalpha() else _NONE
        return _WRONG if is_between else _RARE if (before + after).isalpha() else _NONE
    is_odd_capital = letter.isupper() and (
        before.islower() or (before.isupper() and after.islower())
    )
    is_odd_small = letter.islower() and not before.islower() and after.isupper()
    if is_odd_capital or is_odd_small:
        return _WRONG
    is_last_small = letter.islower() and before.isupper() and not after.isalpha()
    is_alone = letter != "à" and not (before.isalpha() or after.isalpha())
    return _RARE if is_last_small or is_alone or letter not in _FRENCH else _NONE


def reads_oddly(text: str) -> bool:
    """Whether a text has letters where none of a name stand, as if its encoding was mistaken."""
    return any(
        _cost(letter, text[n - 1 : n] if n else "", text[n + 1 : n + 2]) >= _WRONG
        for n, letter in enumerate(text)
        if "\x7f" < letter < _FIRST_COMBINING or letter in _MISTAKEN
    )


def without_double_encoding(text: str) -> str:
    """Return a text whose UTF-8 was taken for Windows-1252, LefÃ¨vre, as it was meant: Lefèvre."""

    def meant(found: re.Match[str]) -> str:
        try:
            return found[0].encode("cp1252").decode("utf-8")
        except UnicodeError:
            return found[0]

    return _DOUBLE.sub(meant, text)


def _marked_words(text: str) -> list[str]:
    """Return the first words with letters beyond ASCII."""
    words = (word for word in re.findall(r'[^\s;,"]+', text) if not word.isascii())
    return list(dict.fromkeys(words))[:_MOST_SHOWN]


def _unreadable(lines: Iterable[bytes], is_utf8: Iterable[bool], path: Path) -> Problem:
    pairs = enumerate(zip(lines, is_utf8, strict=True), start=1)
    number, line = next((n, line) for n, (line, known) in pairs if not known)
    words = _marked_words(line.decode("mac_roman"))[:1] + _marked_words(line.decode("cp850"))[:1]
    return problem("encoding.unknown", file=path, line=number, words=", ".join(words))
