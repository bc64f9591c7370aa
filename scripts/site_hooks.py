"""Hooks of the mkdocs build: pages from outside `docs/`, anchors, a check for external resources.

`mkdocs.yml` names this file; mkdocs calls the functions `on_...` by their names. In a strict build,
a warning is an error.
"""

import json
import logging
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

OUTSIDE = {
    "../CONTRIBUTING.md": "contributing.md",
    "../CHANGELOG.md": "changelog.md",
    "../notebooks/rhythms.ipynb": "rhythms.md",
}
"""The pages made from files outside `docs/`, as pages of `docs/` link them."""

FRENCH = ("guide-", "deploiement-", "donnees-", "rhythms")
"""How the names of French pages begin."""

LOADED = re.compile(
    r"<(?:script|img|iframe|source|embed)\b[^>]*\bsrc=[\"']?(?:https?:)?//"
    r"|<link\b(?![^>]*\brel=[\"']?(?:canonical|next|prev)\b)[^>]*\bhref=[\"']?(?:https?:)?//"
    r"|<pre class=[\"']?mermaid"
    r"|@import|url\([\"']?(?:https?:)?//",
    re.IGNORECASE,
)
"""External resources: scripts, pictures, stylesheets and fonts that a browser loads from elsewhere.

For a mermaid diagram, the theme loads the library that draws it.
"""

log = logging.getLogger("mkdocs.hooks.site")


def anchor(title: str, separator: str) -> str:
    """Make the anchor of a title as GitHub does: accents stay."""
    return re.sub(r"[^\w -]", "", title.strip().lower()).replace(" ", separator)


def on_config(config: MkDocsConfig) -> None:
    """Set the function that makes anchors."""
    config.mdx_configs["toc"]["slugify"] = anchor


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the pages from outside `docs/`."""
    for source, name in OUTSIDE.items():
        text = (Path(config.docs_dir) / source).read_text(encoding="utf-8")
        content = notebook(text) if source.endswith(".ipynb") else text
        files.append(File.generated(config, name, content=content))


def notebook(text: str) -> str:
    """Lay out a notebook that is kept without its outputs: text, and code to run."""
    cells: list[dict[str, Any]] = json.loads(text)["cells"]
    return "\n\n".join(
        source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```"
        for cell in cells
        for source in ["".join(cell["source"])]
    )


def on_page_markdown(markdown: str, **_: object) -> str:
    """Rewrite links between `docs/` and files outside it to their pages in the site."""
    for source, name in OUTSIDE.items():
        markdown = markdown.replace(f"]({source})", f"]({name})")
    return markdown.replace("](docs/", "](")


def on_post_page(output: str, page: Page, **_: object) -> str:
    """Warn of external resources of a page; declare the language of French ones."""
    for found in LOADED.findall(output):
        log.warning("%s loads an external resource: %s", page.file.src_uri, found)
    if page.file.src_uri.startswith(FRENCH):
        return output.replace('<html lang="en"', '<html lang="fr"', 1)
    return output


def on_post_build(config: MkDocsConfig) -> None:
    """Warn of external resources of a stylesheet."""
    for path in Path(config.site_dir).rglob("*.css"):
        for found in LOADED.findall(path.read_text(encoding="utf-8")):
            log.warning("%s loads an external resource: %s", path.name, found)
