"""The modules of a draft on the screen: what each has in each week, and what an edit changes."""
