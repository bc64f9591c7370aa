"""A training programme and its rules, as frozen data, and as a file."""
