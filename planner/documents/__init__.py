"""Write the documents, one writer per file; no writer reads the clock or random numbers."""
