"""A model of CP-SAT without the names that it had before version 9.2."""

from ortools.sat.python import cp_model


class BareModel(cp_model.CpModel):
    """A model that has its methods once.

    OR-Tools gives each model a second set of methods, under their deprecated names: it takes as
    long as a small search, and as they hold the model, only a collection of garbage ends it.
    """

    def _add_pre_pep8_methods(self) -> None:
        """Add none."""
