"""Drafts: the rules, the planning and the apprentices of one year, with their history."""
