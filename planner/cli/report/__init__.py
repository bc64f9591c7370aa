"""What the commands print on the terminal, one module a subject."""
