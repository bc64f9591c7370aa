"""A constraint-based planner of *alternance*, the work-study rhythm of apprentices."""
