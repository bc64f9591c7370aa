"""Files read and written, all or none: their names, problems of input, tables."""
