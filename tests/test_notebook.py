"""The notebook runs from any folder, and answers each of its questions by a table and a picture."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "rhythms.ipynb"
SECONDS = 120


def _cells() -> list[NotebookNode]:
    return list(nbformat.read(NOTEBOOK, as_version=4).cells)  # type: ignore[no-untyped-call]


def test_it_is_kept_without_what_came_out() -> None:
    for cell in _cells():
        assert cell.get("execution_count") is None
        assert not cell.get("outputs")


def test_no_figure_of_a_result_is_typed_in() -> None:
    """The text names years, weeks, the rules that are asked for, and nothing else."""
    asked = {"2021", "2022", "2026", "2027", "53", "1", "2", "3", "4", "5", "1re", "2e", "3e"}
    asked |= {"30", "31", "34", "35"}
    for cell in _cells():
        if cell.cell_type == "markdown":
            text = re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL)
            assert set(re.findall(r"\b\d+\w*", text)) <= asked


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[NotebookNode]]:
    """Run it from a folder of its own, and give the outputs of each section by its title."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    folder = tmp_path_factory.mktemp("elsewhere")
    env = {**os.environ, "PLANNER_LANG": "fr"}
    client = NotebookClient(
        notebook, timeout=SECONDS, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=env)
    sections: dict[str, list[NotebookNode]] = {}
    title = ""
    for cell in notebook.cells:
        found = re.search(r"^#+ (.*)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and found:
            title = found[1]
        sections.setdefault(title, []).extend(cell.get("outputs", []))
    return sections


def test_each_question_has_a_table_and_a_picture(answered: dict[str, list[NotebookNode]]) -> None:
    questions = [title for title in answered if title[0].isdigit()]
    assert len(questions) == 5
    for title in questions:
        kinds = {kind for output in answered[title] for kind in output.get("data", {})}
        assert "text/html" in kinds, title
        assert kinds & {"image/svg+xml", "image/png"}, title


def test_the_answers_are_those_of_2021(answered: dict[str, list[NotebookNode]]) -> None:
    told = "\n".join(
        output.data["text/markdown"]
        for outputs in answered.values()
        for output in outputs
        if "text/markdown" in output.get("data", {})
    )
    assert "réunit jusqu'à 3 promotions à l'école, le nôtre 2" in told
    assert "ne descendra jamais sous 6" in told
    assert "9 semaines de présence simultanée et 4 trajets de moins qu'en 2021-2022" in told
