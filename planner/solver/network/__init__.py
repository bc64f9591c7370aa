"""A cohort's year as a path: the network of admissible blocks, and what its paths add up to."""
