"""What the portal keeps, in one SQLite file: versions, links, visits."""
