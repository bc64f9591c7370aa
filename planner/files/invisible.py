"""Characters that nobody sees, and those that turn the direction of reading.

They come along with copied texts, or are put in to make one name look like another. In names they
are removed or refused, and shown by their number.
"""

import re

INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
)
"""Characters of a class in a regular expression: those of the basic plane that Unicode ignores by
default (Default_Ignorable_Code_Point) or that control the direction (UAX 9), and noncharacters.
"""

_CONTROL = r"\x00-\x1f\x7f-\x9f"
_OTHER_PLANES = r"\U000e0000-\U000e0fff"
_NAMED = re.compile(f"[{INVISIBLE}{_OTHER_PLANES}]")
_SHOWN = re.compile(f"[{_CONTROL}{INVISIBLE}{_OTHER_PLANES}]")

PRINTABLE = rf"^[^{_CONTROL}{INVISIBLE}]*$"
"""Pattern of a text that goes into documents: no control characters, none that is invisible."""


def without_invisible(text: str) -> str:
    """Return a text without its invisible characters."""
    return _NAMED.sub("", text)


def printed_part(text: str) -> str:
    """Return a text with spaces for its control characters, without its invisible ones."""
    return re.sub(f"[{_CONTROL}]", " ", without_invisible(text))


def escaped(text: str) -> str:
    """Return a text with control and invisible characters as TOML escapes them."""
    return _SHOWN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
