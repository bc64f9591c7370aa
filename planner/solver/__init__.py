"""The solver: the planning that keeps the rules best, or why there is none."""
