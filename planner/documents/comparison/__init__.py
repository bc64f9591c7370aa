"""The parts of the documents of a comparison: their words, their marks, one picture a file."""
