"""HTML rendering by Jinja2 templates with messages of a language.

Values are escaped automatically; an undefined variable is an error.
"""

from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from planner.messages import Messages


def render(template: str, text: Messages, **data: object) -> str:
    """Render a template.

    Parameters
    ----------
    template
        The name of a file in `templates/`. It is given `t`, the function that looks up a message,
        and `language`.
    """
    message = partial(_message, text)
    return _environment().get_template(template).render(t=message, language=text.language, **data)


def _message(text: Messages, key: str, /, **values: object) -> str:
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
