"""The head of a school's letters: its name, its address, its logo."""

from dataclasses import dataclass, replace

from planner.documents.typesetting import typeset

MOST_LOGO_BYTES = 200_000
"""The size of a logo; it is in each page that shows it."""

_FORMATS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
"""The formats of logos, by the bytes with which they begin."""


@dataclass(frozen=True)
class Letterhead:
    """The head of a school's letters.

    Attributes
    ----------
    name
        The name of the school; "" for that of the programme.
    address
        The lines below it.
    logo
        A PNG or JPEG image; empty without one.
    """

    name: str = ""
    address: tuple[str, ...] = ()
    logo: bytes = b""

    @property
    def logo_format(self) -> str:
        """What kind of image the logo is, as Typst calls it; "" if it is none that is known."""
        return next((name for mark, name in _FORMATS.items() if self.logo.startswith(mark)), "")

    @property
    def is_printable(self) -> bool:
        """Whether there is no logo, or one that can be printed."""
        if not self.logo_format or len(self.logo) > MOST_LOGO_BYTES:
            return not self.logo
        try:
            typeset("letterhead", self.of("–").data)
        except RuntimeError:
            return False
        return True

    def of(self, school: str) -> "Letterhead":
        """Return it with a name, where it has none of its own."""
        return replace(self, name=self.name or school)

    @property
    def data(self) -> dict[str, object]:
        """What a template shows of it."""
        return {
            "school": self.name,
            "address": list(self.address),
            "logo": list(self.logo),
            "logo_format": self.logo_format,
        }


NO_LETTERHEAD = Letterhead()
"""That of a school of which nothing is said: the name that the programme has."""
