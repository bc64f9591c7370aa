"""Ready models: complete programme files from which a school begins.

Each has a planned year beside it, `NAME.csv`, a published calendar: a page shows its picture
without a search of seconds. `scripts/make-models` writes these years.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.planning.file import read_planning
from planner.planning.planning import Planning
from planner.programme.file import read_programme
from planner.programme.programme import Programme

MODEL_YEAR = 2026
"""The start of the academic year in which models are shown."""

_NAMES = (
    "deux-jours",
    "une-semaine",
    "deux-semaines",
    "quinze-jours",
    "ingenieur",
    "contrat-pro",
    "trois-classes",
)
"""From the simplest rhythm to what several classes share."""

_INSTALLED = Path(__file__).parent / "ready"
_REPOSITORY = Path(__file__).parents[2] / "data" / "models"
_FOLDER = _INSTALLED if _INSTALLED.is_dir() else _REPOSITORY


@dataclass(frozen=True)
class ProgrammeModel:
    """A programme file to begin from.

    Attributes
    ----------
    name
        Its short name, that of its file.
    path
        Its file.
    """

    name: str
    path: Path

    @cached_property
    def programme(self) -> Programme:
        """The rules that it states."""
        return read_programme(self.path)

    @cached_property
    def planning(self) -> Planning:
        """Its weeks in `MODEL_YEAR`, as the planner plans them; without hours and sessions."""
        calendar = self.path.with_suffix(".csv")
        return read_planning(calendar, self.programme, MODEL_YEAR).edition.planning

    def title(self, text: Messages) -> str:
        """Return its rhythm in a few words."""
        return text(f"model.{self.name}")

    def about(self, text: Messages) -> str:
        """Return what its year is like, in plain words."""
        return text(f"model_about.{self.name}")

    def users(self, text: Messages) -> str:
        """Return the kinds of courses that have this rhythm."""
        return text(f"model_users.{self.name}")


@cache
def programme_models() -> tuple[ProgrammeModel, ...]:
    """Return all ready models, in the order in which they are offered."""
    return tuple(ProgrammeModel(name, _FOLDER / f"{name}.toml") for name in _NAMES)


def programme_model(name: str) -> ProgrammeModel:
    """Return the ready model of a name.

    Raises
    ------
    Unusable
        There is none of this name.
    """
    known = {model.name: model for model in programme_models()}
    if name not in known:
        accepted = problem("accepted.one-of", expected=", ".join(known))
        raise Unusable([problem("models.unknown", found=name, accepted=accepted)])
    return known[name]
