"""Apprentices: the roster, and the year of each apprentice day by day."""
