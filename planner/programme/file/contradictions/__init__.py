"""What is wrong with the rules of a programme, as is known before any search."""
