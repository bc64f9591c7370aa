"""Searches of the solver that people start from a page: each in a process of its own, in turn."""
