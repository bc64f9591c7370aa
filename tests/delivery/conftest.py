"""Documents delivered to a few companies, real ones or a line each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.apprentices.apprentice import Apprentice, Span
from planner.apprentices.folders import company_folders
from planner.delivery.companies import find_company_folder
from planner.delivery.delivery import Delivery
from planner.messages import Messages
from planner.planning.planning import Edition
from tests.builders import employed

LATE = date(2026, 11, 2)

LIST = (
    employed("Abrazine", "Ysolde", "1A", "Zyxwerk Ferronnerie", email="y@zyx.example", row=2),
    employed("Bromélan", "Tancrède", "2A", "Zyxwerk Ferronnerie", start=LATE, row=3),
    employed("Corvigny", "Philémon", "1A", "Qombat Textiles", option="teinture", row=4),
    employed("Duvantel", "Ombeline", "3A", "Verrerie Hulmont", remarks="voir Wexandre", row=5),
    employed("Estrugo", "Léocadie", "2A", "Pâtes Ghislemont", email="e@ghisle.example", row=6),
)

FULL = replace(
    employed(
        "Bloqué",
        "Anne",
        "1A",
        "Forge",
        row=9,
        closed=(Span(date(2026, 11, 2), date(2026, 12, 31)),),
    ),
    where="list.xlsx, Promo 1",
)


def deliver(
    out: Path,
    apprentices: Sequence[Apprentice],
    edition: Edition,
    before: Edition | None = None,
    *,
    company: str | None = None,
    force: bool = False,
    workers: int = 1,
) -> dict[str, bytes]:
    """Deliver, and give all files there are then, by their paths."""
    companies = company_folders(apprentices, edition.planning.year)
    chosen = (find_company_folder(company, companies),) if company else companies
    delivery = Delivery(out, edition, chosen, not company, before, Messages("fr"), force)
    delivery.check()
    delivery.write(lambda _: None, workers)
    return files_in(out)


def files_in(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def real(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """Deliver all documents of a short list, with what changed."""
    return deliver(tmp_path_factory.mktemp("real"), LIST, *versions)


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make documents of a line each, for what does not look into them."""

    def line(kind: str) -> Callable[..., bytes]:
        def write(year, edition, *_, **__):  # type: ignore[no-untyped-def]
            who = getattr(year, "apprentice", year)
            return f"{kind} {who} {edition.version_label}".encode()

        return write

    for document in ("calendar_grid", "calendar_file", "apprentice_workbook"):
        monkeypatch.setattr(f"planner.delivery.rendering.{document}", line(document))
    for kind in ("calendar_pdf", "calendar_sheet"):
        name = f"planner.delivery.rendering.{kind}"
        monkeypatch.setattr(name, lambda grid, _, kind=kind: kind.encode() + grid)

    def changes(year, before, edition, *_, **__):  # type: ignore[no-untyped-def]
        return f"{year.apprentice} {before.cohort.cohort.id}".encode()

    monkeypatch.setattr("planner.delivery.rendering.changes_pdf", changes)
    monkeypatch.setattr("planner.delivery.rendering.changes_sheet", changes)

    def index(folder, years, edition, *_, **__):  # type: ignore[no-untyped-def]
        return line("index")(folder.company, edition)

    monkeypatch.setattr("planner.delivery.rendering.company_index", index)
