"""The database of the portal: versions, links, visits, messages; a SQLite file, or PostgreSQL."""
