"""The schema of programme files, a file for each kind of table: keys, types, limits."""
