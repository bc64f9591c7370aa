"""Constraint acquisition: the rules that the calendar of a past year is seen to keep.

| file | what it does |
| --- | --- |
| `file/` | reads a calendar, whatever its layout: `seen.SeenCalendar` |
| `proposing` | proposes the rules that it keeps (`year_rules`, `class_rules`, `patterns`) |
| `example` | checks each on the calendar itself, as a planning of a programme with it |
| `drafting`, `programme_text` | make a programme of what is accepted, and tell what is open |
| `sentences`, `looser` | say what a rule was seen in, and what it would ask for if looser |

Compare Beldiceanu and Simonis, "A Model Seeker: Extracting Global Constraint Models from Positive
Examples" (CP 2012).
"""
