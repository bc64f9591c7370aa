"""Pages as HTML: the templates of the portal, filled with data and with texts of a language.

All that is filled in is escaped. A template that names something it is not given fails.
"""

from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from planner.messages import Messages


def render(template: str, text: Messages, **data: object) -> str:
    """Fill in a template.

    Parameters
    ----------
    template
        The name of a file in `templates/`. There, `t` gives the text of a key, and `language` is
        that of the page.
    """
    told = partial(_told, text)
    return _environment().get_template(template).render(t=told, language=text.language, **data)


def _told(text: Messages, key: str, /, **values: object) -> str:
    return text.unbroken(text(key, **values))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
