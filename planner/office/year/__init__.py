"""The year of a draft on the screen: what each week shows, and what an edit changes."""
