"""The head of a school's letters: its name, its address, its logo."""

from base64 import b64encode
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
    def image_type(self) -> str:
        """The kind of image that the logo is; "" if it is none of those known."""
        return next((name for mark, name in _FORMATS.items() if self.logo.startswith(mark)), "")

    @property
    def is_printable(self) -> bool:
        """Whether there is no logo, or one that can be printed."""
        if not self.image_type or len(self.logo) > MOST_LOGO_BYTES:
            return not self.logo
        try:
            typeset("logo", {"content": list(self.logo), "format": self.image_type})
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
            "logo": self._drawing if self.logo else "",
        }

    @property
    def _drawing(self) -> str:
        """The logo at the left of a box twice as wide as high, as SVG: Typst reads text quickly."""
        content = b64encode(self.logo).decode()
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><image width="400" '
            'height="200" preserveAspectRatio="xMinYMid meet" '
            f'href="data:image/{self.image_type};base64,{content}"/></svg>'
        )


NO_LETTERHEAD = Letterhead()
"""That of a school of which nothing is said: the name that the programme has."""
