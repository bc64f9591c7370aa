"""Persistence of the portal in one SQLite file: versions, links, feeds, visits, submissions."""
