"""The office: pages on which a school describes, plans, changes and publishes."""
