"""HTML rendering by Jinja2 templates with messages of a language.

Values are escaped automatically; an undefined variable is an error.
"""

from functools import partial
from typing import Protocol

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from planner.messages import Messages


class Renderer(Protocol):
    """Renders a template, given its name, the messages of a language, and its variables."""

    def __call__(self, template: str, text: Messages, /, **data: object) -> str: ...


def page_renderer(*packages: str) -> Renderer:
    """Return a function that renders templates of packages, of the first that has the template.

    A template is a file in the folder `templates/` of its package. It is given `t`, the function
    that looks up a message, and `language`.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def rendered(template: str, text: Messages, /, **data: object) -> str:
        message = partial(_message, text)
        found = environment.get_template(template)
        return found.render(t=message, language=text.language, **data)

    return rendered


render = page_renderer(__package__)
"""Renders a template of the portal."""


def _message(text: Messages, key: str, /, **values: object) -> str:
    return text.unbroken(text(key, **values))
