"""Constraint acquisition: the rules that the calendar of a past year is seen to keep.

`file` reads the calendar; `proposals` says which rules it keeps, each with what it was seen in;
`programme` makes a programme of those that are accepted.
"""
