"""Reads and writes the tables of modules and teachers of a curriculum."""
