"""What people hold: one writer a file. A writer knows no clock and no randomness."""
