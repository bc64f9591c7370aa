"""A planning: a case with its rows, and all that is computed from it."""
