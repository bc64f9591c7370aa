"""The persons who live a planning: the roster, and the year of each of them."""
