"""File input and output: safe names, atomic writes, problems of an input, tables."""
